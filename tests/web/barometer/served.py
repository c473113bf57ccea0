"""A site with mirror surveys of invented people, whose clock a test moves."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from starlette.testclient import TestClient

from app.barometer.commitments import Commitment
from app.barometer.edition import Edition
from app.barometer.releases import compose
from app.barometer.store import existing_edition
from app.db.engine import write_transaction
from app.main import create_app
from tests.surveys import OPENED, PUBLIC, Surveyed
from tests.web.conftest import settings_in
from tests.whole import Whole

BASE = "https://totem.example"
DUE = date(2027, 9, 1)


class Served(NamedTuple):
    """client: follows no redirect."""

    client: TestClient
    surveyed: Surveyed
    whole: Whole

    @property
    def day(self) -> list[date]:
        return self.surveyed.day

    def edition(self, slug: str, crowd: Mapping[str, int], **draft: Any) -> Edition:
        """Answered, and read by staff from now on."""
        opened = self.surveyed.opened(slug=slug, **draft)
        self.surveyed.answer_all(opened, crowd)
        return self.surveyed.reveal(opened)

    def publish(self, edition: Edition, *promises: Commitment) -> Edition:
        """With these promises; on its day."""
        for made in promises:
            self.surveyed.barometers.promise(edition, made)
        self.day[0] = edition.days.public_on
        with write_transaction(self.surveyed.engine) as connection:  # of this one alone: the clock is another's too
            now = existing_edition(connection, edition.id, self.day[0])
            compose(connection, now, self.surveyed.barometers.spec(now.barometer), self.day[0])
        return self.surveyed.barometers.edition_of(edition.id)


def served(folder: Path, **settings: object) -> Served:
    day = [OPENED]
    app = create_app(settings_in(folder, base_url=BASE, **settings), today=lambda: day[0])
    here = Whole(app)
    surveyed = Surveyed(here.engine, here.assembly.keys, day)
    return Served(TestClient(app, base_url=BASE, follow_redirects=False), surveyed, here)


def a_commitment(words: str = "Un seul numéro à rappeler", dimension: str = "ease", due: date = DUE) -> Commitment:
    return Commitment(0, dimension, {"fr": words}, {"fr": "les clients"}, {"fr": "la direction"}, due, PUBLIC)
