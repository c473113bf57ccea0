"""Campaigns and what they release."""

from dataclasses import dataclass
from datetime import date
from random import Random

from hypothesis import strategies as st

from app.campaigns.words import Segment, Words, words_from
from app.publication.documents import ReleaseDocument
from app.publication.summary import summarise
from app.totem.model import Bank
from tests.publication.crowds import banks, crowd, tally

TODAY = date(2026, 11, 22)


@dataclass(frozen=True, slots=True)
class Spring:
    """A campaign as a release sees it."""

    id: int = 1
    slug: str = "printemps"
    bank: str = "full"
    people: str = "usagers"
    edition: str = "édition 2026"
    k: int = 5
    opened_on: date = date(2026, 11, 2)
    closed_on: date | None = None
    publishes_itself: bool = True
    series: str = ""
    protection: str = "open"
    not_counted: bool = False
    edition_id: int | None = None
    words: str = Words().to_document()

    @property
    def own_words(self) -> Words:
        return words_from(self.words)


def on_an_axis(*ids: str) -> str:
    """The words of a campaign with these segments."""
    segments = tuple(Segment(id_, {"en": id_.title(), "fr": id_.upper()}) for id_ in ids)
    return Words(question={"en": "Where do you work?"}, segments=segments).to_document()


def released(bank: Bank, many: int, *, k: int = 5, seed: int = 0, room: bool = False) -> ReleaseDocument:
    counts = tally(bank, crowd(bank, many, seed))
    return summarise(bank, counts, Spring(), Random(seed).randrange, number=1, k=k, today=TODAY, room=room)


@st.composite
def releases(draw: st.DrawFn, most: int = 40) -> tuple[Bank, ReleaseDocument]:
    bank, many, seed = draw(banks()), draw(st.integers(5, most)), draw(st.integers(0, 10**6))
    return bank, released(bank, many, seed=seed, room=draw(st.booleans()))
