"""A mirror survey and its editions, as they were read on a day. Pure.

The state of an edition follows from its days, and from whether it was revealed: whoever reads it says which day it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from app.barometer.places import Place

EditionState = Literal["draft", "collecting", "sealed", "staff", "public", "archived", "withdrawn"]
"""sealed: the voices are closed and nobody has read a figure; staff: they read it first; then everyone does."""
COLLECTED_DAYS, STAFF_FIRST_DAYS = 28, 7


class Days(NamedTuple):
    """voices_close_on: the last day on which anyone is counted."""

    opens_on: date
    voices_close_on: date
    staff_see_on: date
    public_on: date


@dataclass(frozen=True, slots=True)
class Barometer:
    """spec: the id of its file; title: its name; signature: who publishes it; people: the id of the word for the people
    served; zone: the time zone of its days; manager, reader: digests of the keys to its pages."""

    id: int
    slug: str
    spec: str
    title: str
    signature: str
    people: str
    zone: str
    manager: bytes
    reader: bytes | None = None


class FirstVoted(NamedTuple):
    """What staff said should come first. n: who voted; k: in groups of how many this is told; counts: by dimension, the
    most voted first, each rounded at random, once, to a multiple of three people."""

    n: int
    k: int
    counts: Mapping[str, int]

    @property
    def at_least(self) -> int:
        return self.n // self.k * self.k


@dataclass(frozen=True, slots=True)
class Edition:
    """label: what its address and its figures call it: a year, for instance; staff: the digest of the key with which
    staff read it first; notice: why it was withdrawn, in each language; revealed: whether its voices were released and
    set side by side; seen_on: the day on which it was read, where the survey is; told_on: of its latest document;
    first_voted: what staff voted, once it was read."""

    id: int
    barometer: Barometer
    label: str
    days: Days
    places: tuple[Place, ...]
    staff: bytes | None
    notice: Mapping[str, str]
    withdrawn_on: date | None
    archived_on: date | None
    revealed: bool
    seen_on: date = field(default=date.max, compare=False)
    told_on: date | None = None
    first_voted: FirstVoted | None = None

    @property
    def state(self) -> EditionState:
        """On the day on which it was read."""
        if self.withdrawn_on:
            return "withdrawn"
        if self.revealed:
            return self._read_by()
        if self.seen_on < self.days.opens_on:
            return "draft"
        return "collecting" if self.seen_on <= self.days.voices_close_on else "sealed"

    @property
    def is_public(self) -> bool:
        """Whether everyone reads it; withdrawn, everyone reads the notice in its place."""
        return self.revealed and self.seen_on >= self.days.public_on

    @property
    def was_public(self) -> bool:
        """Whether it is, or was by a clock that has been set back since: people have read what it promises."""
        return self.is_public or bool(self.told_on and self.told_on >= self.days.public_on)

    @property
    def may_vote(self) -> bool:
        """Whether staff may say what should come first: they alone read it, and nobody has read their vote."""
        return self.state == "staff" and not self.was_public and self.first_voted is None

    def _read_by(self) -> EditionState:
        if self.seen_on < self.days.public_on:
            return "staff"
        return "archived" if self.archived_on else "public"


def days_before(reveal: date, today: date) -> Days:
    """What follows from the day on which staff are to read it."""
    return Days(
        opens_on=max(today, reveal - timedelta(days=COLLECTED_DAYS)),
        voices_close_on=reveal - timedelta(days=1),
        staff_see_on=reveal,
        public_on=reveal + timedelta(days=STAFF_FIRST_DAYS),
    )


def read_late(days: Days, revealed_on: date) -> Days:
    """As many days for staff alone as were announced, when the reveal itself came late."""
    late = max(timedelta(0), revealed_on - days.staff_see_on)
    return days._replace(staff_see_on=days.staff_see_on + late, public_on=days.public_on + late)
