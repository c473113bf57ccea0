"""Attack 15: what people are asked whether they noticed is what was promised, word for word.

Everything is tried that could make it something else, once everyone could read it and once somebody has answered about
it: services, stores, pages of a voice's campaign, a clock that is set back.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine

from app.barometer import releases
from app.barometer.commitments import Commitment, ProgressNote
from app.barometer.edition import Edition
from app.campaigns import store
from app.campaigns.campaign import Campaign
from app.campaigns.campaigns import Campaigns
from app.campaigns.draft import CampaignInvalid
from app.campaigns.words import Texts, Words
from app.db.engine import read
from app.pool_keys.key_file import KeyFile
from app.revealing import reveal_due
from tests.soak import many
from tests.surveys import CLOSED, OPENED, PUBLIC, REVEAL, Surveyed, a_draft

pytestmark = pytest.mark.slow

SEQUENCES, STEPS = many(8, 300), 14
YEAR = timedelta(days=364)
DAYS = (OPENED, CLOSED, REVEAL, PUBLIC - timedelta(1), PUBLIC, OPENED + YEAR, REVEAL + YEAR, PUBLIC + YEAR)
FEW = {"customers": 20, "staff": 20}
Said = list[tuple[Any, ...]]
numbers = count()


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(sqlite_engine, KeyFile(tmp_path / "keys"), [OPENED])


def a_commitment(words: str, number: int = 0, due_on: date = date(2030, 9, 1)) -> Commitment:
    return Commitment(number, "ease", {"fr": words}, {"fr": "les clients"}, {"fr": "la direction"}, due_on, PUBLIC)


def public(site: Surveyed, promised: int) -> Edition:
    """Of a survey of its own, with so many commitments, on the day on which everyone reads them."""
    edition = site.opened(slug=f"survey-{next(numbers)}", expected=FEW, places=())
    site.answer_all(edition, {"customers": 6, "staff": 6})
    edition = site.reveal(edition)
    for number in range(promised):
        site.barometers.promise(edition, a_commitment(f"Promesse {number}"))
    site.day[0] = PUBLIC
    reveal_due(site.engine, site.keys, site.sources, PUBLIC)
    return site.barometers.edition_of(edition.id)


def following(site: Surveyed, edition: Edition) -> Edition:
    """The next one, open, with a first answer of each voice."""
    site.day[0] = OPENED + YEAR
    draft = a_draft(slug=edition.barometer.slug, label="2028", reveal=REVEAL + YEAR, expected=FEW, places=())
    made = site.barometers.open_edition(edition.barometer, draft)
    site.answer_all(made, {"customers": 1, "staff": 1})
    return made


def promised_in(site: Surveyed, edition: Edition) -> Said:
    """All that a commitment fixes."""
    return [
        (one.number, one.dimension, one.words, one.whom, one.signed, one.due_on)
        for one in site.barometers.commitments(edition)
    ]


def told_of(site: Surveyed, edition: Edition) -> set[tuple[str, int, str, str]]:
    """What each document of an edition said of commitments, by the edition that made them."""
    with read(site.engine) as connection:
        found = releases.compositions(connection, edition.id)
    return {
        (one["made_in"], one["number"], one["words"]["fr"], one["due_on"])
        for release in found
        for one in release.content["commitments"]
    }


def asked_in(site: Surveyed, edition: Edition) -> dict[str, tuple[Texts, ...]]:
    return {voice: one.own_words.promises for voice, one in site.barometers.voices(edition).items()}


class Attempts:
    """Each returns whether it went through; none of them may change what was promised."""

    def __init__(self, site: Surveyed, random: Random, first: Edition, second: Edition) -> None:
        self.site, self.random, self.first, self.second = site, random, first, second
        self.promised = len(site.barometers.commitments(first))
        self.ways: tuple[Callable[[], object], ...] = (
            self.write_it_again,
            self.take_it_back,
            self.put_off,
            self.say_something,
            self.withdraw,
            self.archive,
            self.open_another,
            self.change_a_voice,
            self.change_a_voice_as_its_organiser,
            self.reveal,
        )

    def try_one(self) -> str:
        self.site.day[0] = self.random.choice(DAYS)
        way = self.random.choice(self.ways)
        try:
            way()
        except CampaignInvalid:
            return ""
        return way.__name__

    @property
    def edition(self) -> Edition:
        return self.random.choice((self.first, self.second))

    @property
    def a_number(self) -> int:
        return self.random.randint(1, self.promised)

    @property
    def voice(self) -> Campaign:
        return self.random.choice([*self.site.barometers.voices(self.edition).values()])

    def write_it_again(self) -> None:
        made = a_commitment("Tout autre chose", self.a_number, date(2031, 1, 1))
        self.site.barometers.promise(self.first, made)

    def take_it_back(self) -> None:
        self.site.barometers.take_back(self.first, self.a_number)

    def put_off(self) -> None:
        later = PUBLIC + timedelta(self.random.choice((1, 30, 900)))
        self.site.barometers.delay(self.first, self.first.days.staff_see_on, later)

    def say_something(self) -> None:
        self.site.barometers.say(self.first, 1, ProgressNote(PUBLIC, "under_way", {"fr": f"Vu {self.random.random()}"}))

    def withdraw(self) -> None:
        self.site.barometers.withdraw(self.first, {"fr": "Une erreur."})

    def archive(self) -> None:
        self.site.barometers.archive(self.first)

    def open_another(self) -> None:
        draft = a_draft(slug=self.first.barometer.slug, label="2028", reveal=REVEAL + YEAR, expected=FEW, places=())
        self.site.barometers.open_edition(self.first.barometer, draft)

    def change_a_voice(self) -> None:
        words = replace(self.voice.own_words, promises=({"fr": "Autre chose"},))
        store.change(self.site.engine, self.voice, self.site.day[0], words=words)

    def change_a_voice_as_its_organiser(self) -> None:
        voice, campaigns = self.voice, Campaigns(self.site.engine, self.site.keys, lambda: self.site.day[0])
        self.random.choice((
            lambda: campaigns.change(voice, words=Words(promises=({"fr": "Autre chose"},))),
            lambda: campaigns.withdraw(voice, {"fr": "Une erreur."}),
            lambda: campaigns.restore(voice),
            lambda: campaigns.archive(voice),
        ))()  # fmt: skip

    def reveal(self) -> None:
        reveal_due(self.site.engine, self.site.keys, self.site.sources, self.site.day[0])


def attacked(site: Surveyed, seed: str) -> tuple[list[str], set[str]]:
    """What changed that should not have, and what went through."""
    random = Random(seed)
    first = public(site, promised := random.randint(1, 3))
    second = following(site, first)
    before, asked, told = promised_in(site, first), asked_in(site, second), told_of(site, first)
    assert len(before) == len(told) == promised
    attempts, faults, done = Attempts(site, random, first, second), list[str](), set[str]()
    for _ in range(STEPS):
        done.add(way := attempts.try_one())
        now = {
            "the commitments": promised_in(site, first)[:promised] == before,
            "what is asked": asked_in(site, second) == asked,
            "what was told": told_of(site, first) == told and told_of(site, second) <= told,
        }
        faults += [f"{what} changed by {way or 'nothing'} on {site.day[0]}" for what, same in now.items() if not same]
        if faults:
            break
    return faults, done


def test_nothing_changes_what_was_promised_once_everyone_could_read_it(site: Surveyed) -> None:
    done = set[str]()
    for number in range(SEQUENCES):
        faults, went = attacked(site, f"promises {number}")
        assert faults == []
        done |= went
    assert {"say_something", "withdraw", "archive", "reveal"} <= done
    assert not {"write_it_again", "take_it_back", "put_off", "change_a_voice", "open_another"} & done


def test_commitments_that_freeze_with_the_day_alone_are_found_out(
    site: Surveyed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: a clock that is set back undoes what everyone has read."""
    monkeypatch.setattr(Edition, "was_public", Edition.is_public)
    assert any(attacked(site, f"control {number}")[0] for number in range(20))


@pytest.mark.parametrize("promised", [0, 1, 2, 3])
def test_editions_have_one_fingerprint_whatever_was_promised(site: Surveyed, promised: int) -> None:
    first = public(site, promised)
    second = following(site, first)

    def prints(edition: Edition) -> Mapping[str, str]:
        return {voice: one.fingerprint for voice, one in site.barometers.voices(edition).items()}

    assert prints(first) == prints(second)
    assert "" not in prints(first).values()
    assert {len(asked) for asked in asked_in(site, second).values()} == {promised}
