"""A mirror survey of invented people for a throw-away site: two editions, a year apart, the second public by now.

The same people each time, asked, revealed and promised to by the product itself, on days handed on as its clock.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from sqlalchemy import Engine

from app.actions import Receipt, entry_of
from app.barometer.barometers import Barometers
from app.barometer.commitments import Commitment, ProgressNote, ProgressState
from app.barometer.draft import EditionDraft, places_typed
from app.barometer.edition import Edition
from app.campaigns.campaign import Campaign
from app.campaigns.invitations import make
from app.campaigns.keys import key_digest
from app.campaigns.words import Texts
from app.cli.invented_voices import InventedVoice
from app.days import USUAL_ZONE
from app.db.engine import write_transaction
from app.revealing import Sources, reveal_due
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Entry, count
from app.web.site.parts import DEMO_SURVEY

BETWEEN, READ_AGO = timedelta(days=371), timedelta(days=8)
"""From one edition to the next, always into another year; since staff have read the second one."""
SPEC = "symmetry"
PLACES = "Port-Lune ; 48\nLes Dunes ; 40\nLe Phare ; 4"
EXPECTED = {"customers": 420, "staff": 92, "leaders": 9}
PEOPLE = {"customers": 400, "staff": 88, "leaders": 9}
RECEPTION = {"fr": "la direction de l’accueil", "en": "the head of reception"}
RECEIVED = {"fr": "les personnes reçues", "en": "the people we receive"}
ALL = {"fr": "les personnes reçues et les équipes", "en": "the people we receive, and staff"}


class Told(NamedTuple):
    """What became of a commitment, so many days after it was public."""

    after: int
    state: ProgressState
    fr: str = ""
    en: str = ""


class Promised(NamedTuple):
    """due: so many days after it is public."""

    dimension: str
    fr: str
    en: str
    whom: Texts
    due: int
    since: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """An edition: how its voices answer, and what was promised after it. name: draws its people."""

    name: str
    voices: Mapping[str, InventedVoice]
    promised: Sequence[Promised]


def _voices(
    lived: Mapping[str, float], expected: Mapping[str, float], noticed: Sequence[Sequence[float]]
) -> Mapping[str, InventedVoice]:
    """expected: by staff, of those served, on top of what these live."""
    received = {"cooperation": 40.0, "recognition": 52.0}
    guessed = {dimension: lived.get(dimension, 62.0) + more for dimension, more in expected.items()}
    return {
        "customers": InventedVoice(
            {("lived", id_): level for id_, level in lived.items()},
            {("mine", "ease"): 6, ("mine", "cooperation"): 4},
            noticed[0],
            middle=62,
        ),
        "staff": InventedVoice(
            {("received", id_): level for id_, level in received.items()}
            | {("expected", id_): level for id_, level in guessed.items()},
            {("mine", "recognition"): 4, ("theirs", "trust"): 4, ("theirs", "ease"): 4},
            noticed[1],
            middle=60,
        ),
        "leaders": InventedVoice({("expected", "ease"): 75, ("expected_staff", "cooperation"): 62}, middle=68),
    }


TEN = (
    *("trust", "meaning", "example", "human_digital", "initiative"),
    *("ease", "care", "voice", "recognition", "cooperation"),
)
GUESSED = dict.fromkeys(TEN, 6.0) | {"ease": 27.0, "care": -20.0, "cooperation": 3.0}
LIVED = {"ease": 45.0, "care": 74.0, "cooperation": 38.0}
FIRST = Round(
    "first5",
    _voices(LIVED | {"human_digital": 44.0}, GUESSED, ((), ())),
    (
        Promised(
            "human_digital",
            "Au téléphone, quelqu’un répond avant la troisième sonnerie, du lundi au samedi.",
            "On the phone, somebody answers before the third ring, Monday to Saturday.",
            {"fr": "les personnes qui appellent", "en": "people who call"},
            120,
            (Told(50, "under_way", "Deux personnes de plus à midi.", "Two more people at noon."), Told(112, "kept")),
        ),
        Promised(
            "voice",
            "Une boîte à idées dans chaque accueil, lue chaque vendredi.",
            "A box for ideas in each reception, read every Friday.",
            RECEIVED,
            90,
            (
                Told(
                    85,
                    "dropped",
                    "Presque personne ne s’en est servi : nous préférons demander au guichet.",
                    "Hardly anybody used it: we would rather ask at the desk.",
                ),
            ),
        ),
        Promised(
            "cooperation",
            "Un dossier que chaque service peut lire : plus rien à raconter deux fois.",
            "One file that every department can read: nothing to tell twice.",
            ALL,
            320,
            (Told(200, "under_way", "Fait dans deux services sur cinq.", "Done in two departments of five."),),
        ),
    ),
)
SECOND = Round(
    "second5",
    _voices(LIVED | {"human_digital": 63.0}, GUESSED, ((0.56, 0.08, 0.3), (0.72, 0.2, 0.45))),
    (
        Promised(
            "ease",
            "Un formulaire déjà rempli de ce que nous savons.",
            "A form already filled in with what we know.",
            RECEIVED,
            150,
        ),
        Promised(
            "cooperation",
            "Les trois services qui restent ouvrent le dossier commun.",
            "The three departments that are left open the shared file.",
            ALL,
            90,
        ),
    ),
)


def invent_survey(engine: Engine, keys: PoolKeys, sources: Sources, today: date) -> None:
    """On a site that has none at this address."""
    day = [today]
    barometers = Barometers(engine, sources.specs, lambda: day[0])
    reveal = today - READ_AGO
    for this, read_on in ((FIRST, reveal - BETWEEN), (SECOND, reveal)):
        day[0] = read_on - timedelta(days=28)
        edition = _opened(barometers, read_on)
        entries = [*_entries(engine, barometers, edition, this, sources)]
        with write_transaction(engine, hurried=False) as connection:
            counted = count(connection, keys, entries, day[0])
        keys.forget(counted.obsolete_keys)
        day[0] = read_on
        reveal_due(engine, keys, sources, read_on)
        edition = barometers.edition_of(edition.id)
        for one in this.promised:
            barometers.promise(edition, _commitment(one, edition))
        day[0] = edition.days.public_on
        reveal_due(engine, keys, sources, day[0])
        for after, number, said in _in_order(this.promised):
            day[0] = edition.days.public_on + timedelta(days=after)
            words = {"fr": said.fr, "en": said.en} if said.fr else {}
            barometers.say(edition, number, ProgressNote(day[0], said.state, words))


def _opened(barometers: Barometers, reveal: date) -> Edition:
    draft = EditionDraft(
        slug=DEMO_SURVEY,
        title="L’accueil de la Baie",
        people="customers",
        label=f"{reveal.year}",
        reveal=reveal,
        expected=EXPECTED,
        places=places_typed(PLACES),
        signature="La direction de l’accueil",
        zone=USUAL_ZONE,
        question={"fr": "Où travaillez-vous\u202f?", "en": "Where do you work?"},
    )
    known = barometers.find(DEMO_SURVEY)
    return barometers.open_edition(known, draft) if known else barometers.create(draft, SPEC)[0]


def _commitment(one: Promised, edition: Edition) -> Commitment:
    due = edition.days.public_on + timedelta(days=one.due)
    return Commitment(0, one.dimension, {"fr": one.fr, "en": one.en}, one.whom, RECEPTION, due, edition.seen_on)


def _in_order(promised: Sequence[Promised]) -> list[tuple[int, int, Told]]:
    """What was said of them, day by day: after how many, of which number."""
    return sorted((said.after, number, said) for number, one in enumerate(promised, 1) for said in one.since)


def _entries(
    engine: Engine, barometers: Barometers, edition: Edition, this: Round, sources: Sources
) -> Iterator[Entry]:
    for voice, campaign in barometers.voices(edition).items():
        bank, random = sources.questionnaires[campaign.bank].bank, Random(f"{this.name} {voice}")  # noqa: S311 - invented
        invited = make(engine, campaign.id, PEOPLE[voice]) if campaign.protection == "invitation" else []
        for person, segment in enumerate(_parts(campaign, edition, PEOPLE[voice])):
            receipt = Receipt(secrets.token_bytes(16), barometers.today() + timedelta(days=1))
            sheet = this.voices[voice].sheet(bank, random)
            yield entry_of(campaign.id, bank, sheet, receipt, segment, key_digest(invited[person]) if invited else None)


def _parts(campaign: Campaign, edition: Edition, people: int) -> list[str]:
    """The part of each person, as many as work there."""
    parts = [one.id for one in campaign.own_words.segments]
    if not parts:
        return [""] * people
    places = [place.group for place in edition.places for _ in range(place.headcount)]
    return [places[person % len(places)] for person in range(people)]
