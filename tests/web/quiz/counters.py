"""A site whose clock tests move, with a mirror survey that is answered at the counters of three places."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from starlette.testclient import TestClient

from app.actions import reveal_due
from app.barometer.commitments import Commitment
from app.barometer.edition import Edition
from app.main import create_app
from app.tallies.ledger import today_in_utc
from app.tallies.pool import Cell
from tests.stores import pools, totals
from tests.surveys import Surveyed, a_draft
from tests.web.conftest import settings_in
from tests.whole import Whole

TODAY = today_in_utc()
YEAR = timedelta(days=365)
WORDS = ("Un seul numéro à rappeler", "Des sièges au guichet 3")


class Counters(NamedTuple):
    """survey: moves the clock, and invents people. key: that manages the survey; codes: of its places."""

    client: TestClient
    here: Whole
    survey: Surveyed
    edition: Edition
    key: str

    @property
    def slug(self) -> str:
        """Of the campaign of those who are served."""
        return self.survey.barometers.voices(self.edition)["customers"].slug

    def code(self, place: str = "lille") -> str:
        return self.survey.barometers.place_codes(self.edition.barometer)[place]

    def at(self, place: str = "lille", language: str = "fr") -> str:
        return f"/{language}/at/{self.code(place)}"

    def on(self, day: date) -> "Counters":
        """The same once that day has come, and the reveal on its own: what pages remember is forgotten."""
        for one in sorted({min(day, self.edition.days.staff_see_on), day}):
            self.survey.day[0] = one
            reveal_due(self.survey.engine, self.survey.keys, self.here.assembly.sources, one)
        return self.forgetful()

    def forgetful(self) -> "Counters":
        self.here.campaigns._found.clear()
        self.here.places._remembered.found.clear()
        return self

    def counted(self) -> dict[str, int]:
        """How many people, by part, sealed or not."""
        campaign = self.survey.barometers.voices(self.edition)["customers"]
        found: dict[str, int] = {}

        def add(cell: Cell, many: int) -> None:
            if cell.campaign_id == campaign.id:
                found[cell.segment] = found.get(cell.segment, 0) + many

        for cell, counts in totals(self.survey.engine).items():
            add(cell, counts.n)
        for cell, waiting in pools(self.survey.engine, self.survey.keys).items():
            add(cell, sum(pool.counts.n for pool in waiting if pool))
        return found


@contextmanager
def counters(folder: Path, *, settings: dict[str, Any] | None = None, **changes: Any) -> Iterator[Counters]:
    """changes: of the survey's draft."""
    day = [TODAY]
    app = create_app(settings_in(folder, **(settings or {})), today=lambda: day[0])
    with TestClient(app, base_url="http://totem.example") as client:
        here = Whole(app)
        survey = Surveyed(here.engine, here.assembly.keys, day)
        draft = a_draft(**({"label": f"{TODAY.year}", "reveal": TODAY + timedelta(days=28)} | changes))
        edition, key = survey.barometers.create(draft, "symmetry")
        yield Counters(client, here, survey, edition, key)


@contextmanager
def second_counters(folder: Path, **settings: Any) -> Iterator[Counters]:
    """The same a year after a first edition, which ended on two commitments."""
    with counters_of_before(folder, **settings) as first:
        edition = first.survey.reveal(first.edition)
        due = TODAY + timedelta(days=90)
        for words in WORDS:
            made = Commitment(0, "ease", {"fr": words}, "les clients", "la direction", due, TODAY)
            first.survey.barometers.promise(edition, made)
        first.on(edition.days.public_on)
        first.on(TODAY)
        draft = a_draft(label=f"{TODAY.year}", reveal=TODAY + timedelta(days=28))
        second = first.survey.barometers.open_edition(edition.barometer, draft)
        yield first._replace(edition=second).forgetful()


@contextmanager
def counters_of_before(folder: Path, **settings: Any) -> Iterator[Counters]:
    """An edition of a year ago, all answers in, on the last day."""
    day = [TODAY - YEAR]
    app = create_app(settings_in(folder, **settings), today=lambda: day[0])
    with TestClient(app, base_url="http://totem.example") as client:
        here = Whole(app)
        survey = Surveyed(here.engine, here.assembly.keys, day)
        draft = a_draft(label=f"{TODAY.year - 1}", reveal=day[0] + timedelta(days=28))
        edition, key = survey.barometers.create(draft, "symmetry")
        survey.answer_all(edition, {"customers": 120, "staff": 60})
        yield Counters(client, here, survey, edition, key)
