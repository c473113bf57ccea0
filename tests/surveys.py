"""Mirror surveys of invented people, from the shipped file: opened, answered and revealed on days that tests choose."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple

from sqlalchemy import Engine

from app.actions import Receipt, entry_of
from app.banks.loader import Catalogue, load_catalogue
from app.barometer.barometers import Barometers
from app.barometer.commitments import Commitment
from app.barometer.draft import EditionDraft, places_typed
from app.barometer.edition import Edition
from app.barometer.spec import Spec
from app.barometer.spec_file import load_specs
from app.campaigns.invitations import make as make_invitations
from app.campaigns.keys import key_digest
from app.cli.invented_voices import InventedVoice
from app.resources import resource
from app.revealing import Sources, reveal_due, reveal_edition
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger, Outcome
from tests.crowd import a_receipt

OPENED, REVEAL = date(2027, 2, 1), date(2027, 3, 1)
CLOSED, PUBLIC = date(2027, 2, 28), date(2027, 3, 8)
PLACES = "Lille ; 33\nLens ; 33\nDouai ; 4"
SECRET = b"s" * 32
PROMISED = (
    {"fr": "Un seul numéro à rappeler", "en": "One number to call back"},
    {"fr": "Des sièges au guichet 3"},
)
LIVED = InventedVoice(
    levels={("lived", "cooperation"): 38, ("lived", "ease"): 45, ("lived", "care"): 75},
    matter={("mine", "ease"): 5, ("mine", "cooperation"): 4},
    noticed=(0.55, 0.3, 0.2),
)
WORK = InventedVoice(
    levels={
        ("received", "cooperation"): 40,
        ("received", "care"): 45,
        ("expected", "ease"): 70,
        ("expected", "cooperation"): 42,
        ("expected", "care"): 55,
    },
    matter={("theirs", "trust"): 4, ("theirs", "ease"): 4},
    noticed=(0.4, 0.3, 0.2),
)
LEAD = InventedVoice(levels={("expected", "ease"): 72}, noticed=())
CROWD = {"customers": LIVED, "staff": WORK, "leaders": LEAD}


@cache
def catalogue() -> Catalogue:
    return load_catalogue(resource("questions"))


@cache
def specs() -> dict[str, Spec]:
    return load_specs(resource("questions"), catalogue())


def a_draft(**changes: Any) -> EditionDraft:
    told: dict[str, Any] = {
        "slug": "accueil",
        "title": "Accueil Dupont",
        "people": "customers",
        "label": "2027",
        "reveal": REVEAL,
        "expected": {"customers": 240, "staff": 70, "leaders": 7},
        "places": places_typed(PLACES),
        "signature": "La direction de l’accueil",
        "zone": "Europe/Paris",
        "question": {"fr": "Où travaillez-vous ?", "en": "Where do you work?"},
    }
    return EditionDraft(**(told | changes))


class Surveyed(NamedTuple):
    """A site with one survey. day: what its clock says, which a test moves."""

    engine: Engine
    keys: PoolKeys
    day: list[date]

    @property
    def barometers(self) -> Barometers:
        return Barometers(self.engine, specs(), lambda: self.day[0])

    @property
    def sources(self) -> Sources:
        return Sources(catalogue(), specs(), SECRET)

    def opened(self, **changes: Any) -> Edition:
        self.day[0] = OPENED
        return self.barometers.create(a_draft(**changes), "symmetry")[0]

    def answer(
        self, edition: Edition, voice: str, people: int, segment: str = "", seed: str = "", tokens: Sequence[str] = ()
    ) -> list[Outcome]:
        """So many people of this voice, in this part. tokens: of the invitations that they have; else some are made."""
        campaign = self.barometers.voices(edition)[voice]
        bank, random = (
            catalogue()[campaign.bank].bank,
            Random(f"{edition.barometer.slug} {edition.label} {voice} {segment} {seed}"),
        )
        ledger = Ledger(self.engine, self.keys, today=lambda: self.day[0])
        ledger.start()
        start = random.randrange(10**12)
        invited = list(tokens)
        if campaign.protection == "invitation" and not tokens:
            invited = make_invitations(self.engine, campaign.id, people)

        async def counted() -> list[Outcome]:
            entries = [
                entry_of(
                    campaign.id,
                    bank,
                    CROWD[voice].sheet(bank, random),
                    Receipt(a_receipt(start + person), self.day[0] + timedelta(days=1)),
                    segment,
                    key_digest(invited[person]) if invited else None,
                )
                for person in range(people)
            ]
            return list(await asyncio.gather(*map(ledger.record, entries)))

        try:
            return asyncio.run(counted())
        finally:
            ledger.stop()

    def answer_all(self, edition: Edition, people: Mapping[str, int]) -> None:
        """By voice, divided over the parts in turn."""
        for voice, many in people.items():
            parts = [one.id for one in self.barometers.voices(edition)[voice].own_words.segments] or [""]
            for at, part in enumerate(parts):
                self.answer(edition, voice, many // len(parts) + (at < many % len(parts)), part)

    def asked_again(self, today: date) -> tuple[Edition, str]:
        """A second edition, which opens today and asks about two promises made after one of a year ago; and the key."""
        self.day[0] = today - timedelta(days=365)
        draft = a_draft(label=f"{today.year - 1}", reveal=self.day[0] + timedelta(days=28))
        first, key = self.barometers.create(draft, "symmetry")
        self.answer_all(first, {"customers": 120, "staff": 60})
        read = self.reveal(first)
        due = today + timedelta(days=90)
        for words in PROMISED:
            made = Commitment(0, "ease", words, "les clients", "la direction", due, self.day[0])
            self.barometers.promise(read, made)
        self.day[0] = read.days.public_on
        reveal_due(self.engine, self.keys, self.sources, self.day[0])
        self.day[0] = today
        draft = a_draft(label=f"{today.year}", reveal=today + timedelta(days=28))
        return self.barometers.open_edition(first.barometer, draft), key

    def reveal(self, edition: Edition) -> Edition:
        self.day[0] = max(self.day[0], edition.days.staff_see_on)
        reveal_edition(self.engine, self.keys, self.sources, edition.id, self.day[0])
        return self.barometers.edition_of(edition.id)
