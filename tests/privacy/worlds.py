"""Two sites that differ in one thing: who of two people answered last, or whether anyone did."""

import asyncio
import base64
import secrets
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.actions import Receipt, entry_of, publish
from app.barometer.draft import places_typed
from app.campaigns import invitations, keys
from app.campaigns.campaign import Campaign
from app.campaigns.keys import key_digest
from app.campaigns.store import create, find
from app.campaigns.words import Segment, Words
from app.cli.invented_voices import InventedVoice
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.seminars.progress import Since
from app.seminars.store import finish
from app.settings import load_secrets
from app.tallies.ledger import Ledger, Outcome, today_in_utc
from app.totem.course import finished
from app.totem.model import Answers, Bank
from app.web.seminar.parts import Openings
from tests.privacy.eye import ORGANISERS, REMOTE, SCREEN, STAFF, SURVEYS, Eye, Place, doors_of
from tests.sheets import sheet_with
from tests.surveys import a_draft
from tests.web.conftest import settings_in
from tests.whole import Whole

BANK = "express"
PARTS = ("north", "south")
WHO = ("one", "other", "nobody")
"""Whose answer came last."""


@dataclass(frozen=True)
class Case:
    """A campaign or a room, the people before the two; differ: whether the two answer differently, so that it may not
    close while it is compared; by_terminal: whether it is closed from there; k: 5 in a room."""

    place: Place
    k: int
    before: tuple[str, ...]
    part: str
    differ: bool
    by_terminal: bool
    is_room: bool = False
    is_invited: bool = False
    is_voice: bool = False

    @property
    def stays_in_band(self) -> bool:
        """Whether one more answer completes no group of k, of the whole or of its part."""
        return (len(self.before) + 1) % self.k > 0 and (self.before.count(self.part) + 1) % self.k > 0


class Draws:
    """Replaces `secrets` while sites are looked at: two of them draw the same."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.random = Random(0)
        token = self.random.randbytes
        patch.setattr(secrets, "token_bytes", lambda n=32: token(n))
        patch.setattr(secrets, "token_hex", lambda n=32: token(n).hex())
        patch.setattr(secrets, "token_urlsafe", lambda n=32: base64.urlsafe_b64encode(token(n)).rstrip(b"=").decode())
        patch.setattr(secrets, "choice", self.random.choice)
        patch.setattr(secrets, "randbelow", self.random.randrange)


def answers_of(bank: Bank, person: str) -> Answers:
    random = Random(person)
    if bank.ends_on_thanks:
        return InventedVoice(middle=random.uniform(20, 80), noticed=(0.5, 0.5, 0.5)).sheet(bank, random)
    replies = tuple(random.randint(1, bank.points) for _ in bank.items)
    firsts = tuple(random.randrange(len(scene.options)) for scene in bank.scenes)
    return finished(bank, sheet_with(bank, replies, firsts), person.encode())


class Makers:
    """Makes the site that two others are copied from, and lets people answer on any of them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site = Whole(create_app(settings_in(folder)))
        self.engine: Engine = self.site.engine
        self.bank = self.site.questionnaires[BANK].bank
        self.ledger = Ledger(self.engine, KeyFile(folder / "secrets" / "pool-keys"), on_finished=finish)
        self.ledger.start()
        self.site.rooms.now = lambda: 0.0  # worlds are made one after the other
        self.site.rooms.start()

    def stop(self) -> None:
        self.site.rooms.stop()
        self.ledger.stop()
        self.engine.dispose()

    def answer(self, slug: str, person: str, like: str, part: str = "", invitation: bytes | None = None) -> None:
        found = find(self.engine, slug)
        assert found
        bank = self.site.questionnaires[found.bank].bank
        receipt = Receipt(key_digest(person)[:16], today_in_utc() + timedelta(days=1))
        entry = entry_of(found.id, bank, answers_of(bank, like), receipt, part, invitation)
        assert self.ledger.record_now(entry) is Outcome.COUNTED

    def campaign(self, number: int, random: Random, protection: str) -> Case:
        k = random.randint(5, 8)
        words = Words(
            title={"fr": "Le baromètre"},
            question={"fr": "Où ?"},
            segments=tuple(Segment(one, {"fr": one}) for one in PARTS) if random.random() < 0.5 else (),
        )
        made = create(
            self.engine,
            f"c{number}",
            BANK,
            today_in_utc(),
            k=k,
            edition="1",
            protection=protection,
            code="BAIE42" if protection == "code" else "",
            words=words if words.segments else Words(title=words.title),
            publishes_itself=False,
        )
        parts = [*(one.id for one in words.segments), ""] if made.own_words.segments else [""]
        before = tuple(random.choice(parts) for _ in range(random.randint(0, 4 * k)))
        case = Case(Place(made.slug, {}), k, before, random.choice(parts), number % 2 == 1, number % 4 == 0)
        while case.differ and not case.stays_in_band:
            case = replace(case, before=case.before[1:])
        return self._filled(made, case, random)

    def _filled(self, made: Campaign, case: Case, random: Random) -> Case:
        before = case.before
        invited = made.protection == "invitation"
        many = len(before) + 4
        tokens = (
            invitations.make(self.engine, made.id, many)
            if invited
            else [secrets.token_urlsafe(16) for _ in range(many)]
        )
        for person, part in enumerate(before):
            invitation = key_digest(tokens[person + 2]) if invited else None
            self.answer(made.slug, f"{made.slug} {person}", f"{made.slug} {person}", part, invitation)
        if random.random() < 0.5:
            secret = load_secrets(self.folder / "secrets" / "secret")[0]
            publish(self.engine, made, self.bank, today_in_utc(), secret)
        own = keys.rotate(self.engine, made.id, "manager"), keys.rotate(self.engine, made.id, "reader")
        return replace(case, place=Place(made.slug, {ORGANISERS: own}, tokens=tuple(tokens[:2])), is_invited=invited)

    def voice(self, number: int, random: Random) -> Case:
        """Of a mirror survey that nobody has read: one that comes by posters, with a code or by invitations."""
        draft = a_draft(
            slug=f"s{number}",
            reveal=today_in_utc() + timedelta(days=20),
            label="1",
            expected={"customers": 60, "staff": 60, "leaders": 9},
            places=places_typed("Lille ; 30\nLens ; 30"),
        )
        edition, manager = self.site.barometers.create(draft, "symmetry")
        name = ("leaders", "customers", "staff")[number % 3]
        made = self.site.barometers.voices(edition)[name]
        parts = [*(one.id for one in made.own_words.segments), ""]
        before = tuple(random.choice(parts) for _ in range(random.randint(1, 4 * made.k)))
        invited = made.protection == "invitation"
        tokens = invitations.make(self.engine, made.id, len(before) + 4) if invited else ["a" * 22, "b" * 22]
        keys_of = {
            SURVEYS: (manager, self.site.barometers.new_key(edition.barometer, "reader")),
            STAFF: (self.site.barometers.new_staff_key(edition),),
        }
        code = self.site.barometers.place_codes(edition.barometer)["lille"]
        place = Place(made.slug, keys_of, code, tuple(tokens[:2]), survey=f"s{number}")
        part = random.choice(parts)
        case = Case(place, made.k, before, part, number % 2 == 1, by_terminal=True, is_invited=invited, is_voice=True)
        while case.differ and not case.stays_in_band:
            case = replace(case, before=case.before[1:] or ("",))
            if len(case.before) == 1:
                break
        for person, part in enumerate(case.before):
            invitation = key_digest(tokens[person + 2]) if invited else None
            self.answer(made.slug, f"{made.slug} {person}", f"{made.slug} {person}", part, invitation)
        return case

    def room(self, number: int, random: Random) -> Case:
        opened = self.site.rooms.open(BANK, "fr", random.choice(("free", "together")), "La salle")
        room, before = opened.seminar, ("",) * random.randint(0, 14)
        people = [*(f"{room.slug} {person}" for person in range(len(before))), *WHO[:2]]
        for person in people:
            digest = key_digest(f"{room.slug} came {person}")[:16]
            receipt = Receipt(digest, today_in_utc() + timedelta(days=1))
            assert asyncio.run(self.site.rooms.arrive(room, receipt))
        for person in people[:-2]:
            self.answer(room.slug, person, person)
        place = Place(room.slug, {REMOTE: (opened.remote,), SCREEN: (opened.screen,)}, room.code, ("a" * 22, "b" * 22))
        return Case(place, 5, before, "", number % 2 == 1, by_terminal=False, is_room=True)

    def last(self, case: Case, who: str) -> None:
        token = case.place.tokens[WHO.index(who)]
        invitation = key_digest(token) if case.is_invited else None
        like = f"{case.place.slug} {who if case.differ else 'both'}"
        self.answer(case.place.slug, f"{case.place.slug} {who}", like, case.part, invitation)


def worlds(
    folder: Path, seed: str, numbers: Sequence[int], rooms: int, voices: Sequence[int] = ()
) -> tuple[list[Case], dict[str, Path]]:
    """The cases, and the folders of three sites by who answered last on each. numbers: of campaigns; voices: of mirror
    surveys, each of its own."""
    random, source = Random(seed), Makers(folder / "before")
    cases = [
        source.campaign(one, random, "open" if one % 5 == 2 else "code" if one % 5 == 3 else "invitation")
        for one in numbers
    ]
    cases += [source.room(number, random) for number in range(rooms)]
    cases += [source.voice(number, random) for number in voices]
    source.stop()
    folders = {who: folder / who for who in WHO}
    for who, copy in folders.items():
        shutil.copytree(folder / "before", copy)
        if who != "nobody":
            makers = Makers(copy)
            for case in cases:
                makers.last(case, who)
            makers.stop()
    return cases, folders


def opened(folder: Path, draws: Random) -> Iterator[tuple[Starlette, TestClient]]:
    draws.seed("opened")
    app = create_app(settings_in(folder))
    Whole(app).give("seminar", openings=Openings("open"))
    Whole(app).seminar.live._hub._since = Since(lambda: 0.0)
    Whole(app).seminar.rooms.now = lambda: 0.0
    with TestClient(app, base_url="http://totem.example") as client:
        yield app, client


def eye_on(app: Any, client: TestClient, case: Case, draws: Random, *, is_whole: bool) -> Eye:
    pages = app.routes[-1]
    while not hasattr(pages, "state"):
        pages = pages.app
    return Eye(client, doors_of(pages), case.place, draws, is_whole)
