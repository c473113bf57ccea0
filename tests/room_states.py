"""Rooms at every beat, for whatever looks at all pages: their screens, remotes, phones, recaps and papers.

Promises the same people each time. Refuses to go through the quiz for them: their sheets are counted as a phone's are.
"""

import asyncio
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from app.actions import Receipt, entry_of
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.cli.demo import MIDDLING
from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.seminars.rooms import Rooms
from app.seminars.stage import Action, Pace
from app.seminars.store import by_remote, finish
from app.seminars.talking.talks import TalkStep
from app.settings import Settings, load_secrets
from app.tallies.ledger import Ledger, today_in_utc
from app.totem.model import Answers, Bank, blank
from app.web.tokens import LIFETIME_MINUTES, Sheet, Tokens

BANK = "express"
SEED = bytes(16)
PLAN: dict[str, tuple[Pace, int, tuple[Action, ...]]] = {
    "lobby": ("free", 0, ()),
    "answering": ("free", 7, ("next",)),
    "together": ("together", 3, ("next", "next")),
    "own": ("free", 14, ("next", "next")),
    "animals": ("free", 14, ("next", "reveal")),
    "dimensions": ("free", 14, ("reveal", "next", "next", "next")),
    "few": ("free", 3, ("reveal",)),
    "prompt": ("free", 14, ("reveal", "next", "next", "next", "next", "next")),
    "end": ("free", 14, ("reveal", "close")),
}
"""Pace, people who were counted, what the trainer pressed."""
TALKS = {
    "groups": TalkStep("group", "trust", size=2, minutes=5),
    "word": TalkStep("ask", "*word"),
    "other": TalkStep("ask", "*other"),
    "corners": TalkStep("ask", "*corners trust"),
}
"""What a room talks about after its reveal."""


class Known(NamedTuple):
    """How a room is found. slug: of its campaign."""

    screen: str
    remote: str
    code: str
    slug: str


def furnish(settings: Settings) -> None:
    """Every room of PLAN, one in rehearsal, one with an open vote; where they are is written beside the data."""
    engine, keys = make_engine(settings.database_url), KeyFile(settings.pool_key_file)
    questionnaires = load_catalogue(settings.questions)
    bank = questionnaires[BANK].bank
    rooms = Rooms(engine, keys, questionnaires, load_secrets(settings.secret_file)[0])
    ledger = Ledger(engine, keys, on_finished=finish)
    ledger.start()
    rooms.start()
    known: dict[str, Known] = {}
    others = {"rehearsal": ("free", 0, ()), "vote": PLAN["animals"]} | dict.fromkeys(TALKS, PLAN["animals"])
    for name, (pace, people, actions) in (PLAN | others).items():
        opened = rooms.open(BANK, "fr", pace, "Les mots justes")
        seminar = opened.seminar
        for place in range(people):
            asyncio.run(rooms.arrive(seminar, _receipt(f"{name} here {place}")))
        asyncio.run(_count(ledger, seminar.campaign_id, bank, name, people))
        if name == "rehearsal":
            rooms.rehearse(seminar.id, True)
        for action in actions:
            rooms.act(seminar.id, action)
        if name == "vote":
            rooms.put_to_vote(seminar.id, bank.scenes[0].id, "")
        if name in TALKS:
            rooms.talk(seminar.id, TALKS[name])
        now = by_remote(engine, opened.remote)
        assert now
        known[name] = Known(opened.screen, opened.remote, now.code, now.slug)
    rooms.stop()
    ledger.stop()
    engine.dispose()
    _file(settings).write_text(json.dumps(known))


def room_states(settings: Settings) -> Iterator[tuple[str, str, dict[str, str] | None, int]]:
    """Name, address after the language, form, status."""
    known = {name: Known(*found) for name, found in json.loads(_file(settings).read_text()).items()}
    bank = load_catalogue(settings.questions)[BANK].bank
    seals = Tokens(load_secrets(settings.secret_file))
    yield "seminar-form", "seminar", None, 200
    yield "seminar-form-mistakes", "seminar", {"pace": "x", "name": "y" * 61}, 422
    yield "seminar-sheet", "seminar/sheet", None, 200
    yield "seminar-paper", f"seminar/paper/{BANK}", None, 200
    for name, room in known.items():
        yield f"remote-{name}", f"remote/{room.remote}", None, 200
        yield f"screen-{name}", f"screen/{room.screen}", None, 200
    for question in ("close", "reset"):
        yield f"remote-ask-{question}", f"remote/{known['own'].remote}?ask={question}", None, 200
    yield "remote-wrong-key", f"remote/{known['own'].remote}x", None, 404
    yield "remote-sheet", f"remote/{known['lobby'].remote}/sheet", None, 200
    yield "room-code", "j", None, 200
    yield "pairing", "pairing", None, 200
    yield "pairing-lapsed", "pairing/nothing", None, 410
    yield "my-rooms", "rooms", None, 200
    yield "standing-form", "standing", None, 200
    yield "room-code-wrong", "j?code=ABCDEFG", None, 422
    yield "room-join", f"j/{known['lobby'].code}", None, 200
    yield "room-over", f"j/{known['end'].code}", None, 410
    yield "room-waiting", f"quiz/{_sheet(seals, known['together'], bank, blank(bank), 'w')}", None, 200
    for name in ("own", "animals", "vote", "end", *TALKS):
        yield f"room-{name}", f"room/{_sheet(seals, known[name], bank, _people(bank, 1)[0], name)}", None, 200
    for name in ("dimensions", "few", "lobby", "rehearsal"):
        yield f"recap-{name}", f"screen/{known[name].screen}/recap", None, 200


async def _count(ledger: Ledger, campaign_id: int, bank: Bank, name: str, people: int) -> None:
    sheets = enumerate(_people(bank, people))
    entries = (entry_of(campaign_id, bank, answers, _receipt(f"{name} {place}")) for place, answers in sheets)
    await asyncio.gather(*(ledger.record(entry) for entry in entries))


def _people(bank: Bank, many: int) -> list[Answers]:
    found = (
        population.sheet(population.person())
        for _, population in populations(bank, CENTRAL, MIDDLING, max(many, 1), "rooms")
    )
    return [sheet for sheet, _ in zip(found, range(many), strict=False)]


def _receipt(name: str) -> Receipt:
    return Receipt(name.encode().ljust(16, b"\0")[:16], today_in_utc() + timedelta(days=1))


def _sheet(seals: Tokens, room: Known, bank: Bank, answers: Answers, name: str) -> str:
    nonce = name.encode().ljust(16, b"\0")[:16]
    sheet = Sheet(nonce, int(time.time() // 60) + LIFETIME_MINUTES, answers, has_code=True)
    return f"{room.slug}?s={seals.seal_sheet(room.slug, bank, sheet)}"


def _file(settings: Settings) -> Path:
    return settings.data_dir.parent / "rooms.json"
