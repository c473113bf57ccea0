"""A bank, and a crowd whose every member is drawn from a number: the same number is the same person, everywhere."""

import random
from datetime import date
from functools import cache, lru_cache
from hashlib import sha256

from sqlalchemy import Engine

from app.campaigns.store import Campaign, create
from app.tallies.counts import count_sheet
from app.tallies.ledger import Entry, Receipt
from app.tallies.sums import Counts
from app.totem.model import Answers, Bank, Dimension, Posture, Question, Scene, Totem
from app.totem.scoring import score

TODAY = date(2026, 11, 22)
TOMORROW = date(2026, 11, 23)
FORCES = ("bearings", "drive", "bond")
SIDES = ("customers", "colleagues")


@cache
def a_bank(dimensions: int = 10, scenes: int = 4) -> Bank:
    ids = [f"d{place}" for place in range(dimensions)]
    return Bank(
        id="totem",
        sides=SIDES,
        pairs=(SIDES,),
        points=5,
        dimensions=tuple(Dimension(i, FORCES[place % 3]) for place, i in enumerate(ids)),
        questions=tuple(Question(i, i, SIDES, frozenset({"customers"})) for i in ids),
        forces=FORCES,
        scenes=tuple(Scene(f"s{place}", SIDES[place % 2], tuple(ids[:3])) for place in range(scenes)),
        totems=(*(Totem(force, (force,)) for force in FORCES), Totem("chameleon")),
        posture=Posture(0.014, 0.78, 0.9, (0.0, 0.0, 0.0)),
    )


def a_sheet(person: int, bank: Bank | None = None) -> Counts:
    """One person's finished sheet, as counts."""
    return _sheet(person, bank or a_bank())


@lru_cache(10_000)
def _sheet(person: int, bank: Bank) -> Counts:
    drawn = random.Random(person)
    replies = tuple(drawn.randint(0 if side == "customers" else 1, bank.points) for _, side in bank.items)
    answers = Answers(replies, tuple(drawn.randrange(3) for _ in bank.scenes))
    return count_sheet(bank, answers, score(bank, answers).match)


def an_entry(
    person: int, campaign_id: int = 1, segment: str = "", bank: Bank | None = None, expires_on: date = TOMORROW
) -> Entry:
    bank = bank or a_bank()
    return Entry(campaign_id, bank, segment, a_sheet(person, bank), Receipt(a_receipt(person), expires_on))


def a_receipt(person: int) -> bytes:
    return sha256(str(person).encode()).digest()[:16]


def a_campaign(engine: Engine, k: int = 5, slug: str = "spring") -> Campaign:
    return create(engine, slug, "totem", TODAY, k=k)
