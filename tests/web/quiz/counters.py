"""A site whose clock tests move, with a mirror survey that is answered at the counters of three places."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from starlette.testclient import TestClient

from app.barometer.edition import Edition
from app.main import create_app
from app.resources import resource
from app.revealing import reveal_due
from app.tallies.ledger import today_in_utc
from app.tallies.pool import Cell
from tests.stores import pools, totals
from tests.surveys import PROMISED, Surveyed, a_draft
from tests.web.conftest import settings_in
from tests.whole import Whole

TODAY = today_in_utc()
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
WORDS = tuple(words["fr"] for words in PROMISED)


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
    """The same with the second edition, which asks about two promises."""
    day = [TODAY]
    app = create_app(settings_in(folder, **settings), today=lambda: day[0])
    with TestClient(app, base_url="http://totem.example") as client:
        here = Whole(app)
        survey = Surveyed(here.engine, here.assembly.keys, day)
        edition, key = survey.asked_again(TODAY)
        yield Counters(client, here, survey, edition, key)


def in_arabic_script(text: str) -> str:
    """Letters that mean nothing, as many: what is tested is where they stand."""
    return "".join(ARABIC[ord(letter) % len(ARABIC)] if letter.isalpha() else letter for letter in text)


def turned(part: object) -> object:
    if isinstance(part, dict):
        return {key: turned(inner) for key, inner in part.items()}
    if isinstance(part, list):
        return [turned(inner) for inner in part]
    return in_arabic_script(str(part))


def with_arabic_script(folder: Path) -> Path:
    """The shipped banks, and beside them a language that is written from right to left."""
    questions = folder / "questions"
    shutil.copytree(resource("questions"), questions)
    spanish = yaml.safe_load((questions / "customers.counter.es.yaml").read_text("utf-8"))
    kept = {"id": "customers", "language": "ar", "direction": "rtl"}
    arabic = {key: kept.get(key) or turned(text) for key, text in spanish.items()}
    (questions / "customers.counter.ar.yaml").write_text(yaml.safe_dump(arabic, allow_unicode=True), "utf-8")
    return questions
