"""Attack 12: so many false sheets as are printed move a mean beyond its half-width, and hardly one fewer.

They are filled in as whoever stuffs a box would: the highest or the lowest answer everywhere, whichever takes fewer.
What is printed follows from what is published; what is measured is the true mean of a crowd among which they are put.
"""

from collections.abc import Iterator
from random import Random
from statistics import fmean

import pytest

from app.barometer.composed import composed
from app.barometer.published import voice_release
from app.cli.invented_voices import InventedVoice
from app.publication.summary import summarise
from app.tallies.counts import count_sheet
from app.tallies.sums import total
from app.totem.model import Answers, Bank
from tests.publication.campaigns import TODAY, Spring
from tests.soak import many
from tests.surveys import catalogue, specs

SIZES = (20, 30, 50, 100, 200, 400)
MEANS = range(25, 80, 5)
CROWDS = many(16, 600)
Replies = tuple[int | None, ...]


def a_crowd(bank: Bank, n: int, mean: int, seed: int) -> list[Answers]:
    random = Random(f"{n} {mean} {seed}")
    return [InventedVoice(middle=mean, noticed=(0.5, 0.5, 0.5)).sheet(bank, random) for _ in range(n)]


def document(bank: Bank, people: list[Answers]) -> str:
    counts = total(count_sheet(bank, one, None) for one in people)
    return summarise(bank, counts, Spring(bank=bank.id), Random(1).randrange, number=1, k=10, today=TODAY).to_document()


def within(bank: Bank, side: str) -> list[int]:
    """Where the answers of this side stand that its mean is of."""
    ten = {bank.dimensions[at].id for at in bank.within}
    return [at for at, item in enumerate(bank.items) if item.side == side and item.question.dimension in ten]


def mean_of(places: list[int], points: int, people: list[Replies]) -> float:
    columns = ([reply for one in people if (reply := one[at])] for at in places)
    return 100 * (fmean(fmean(column) for column in columns) - 1) / (points - 1)


def needed(bank: Bank, side: str, people: list[Answers], half_width: int) -> int:
    """By trying, at both ends."""
    places, true = within(bank, side), [one.replies for one in people]
    before = mean_of(places, bank.points, true)
    for sheets in range(1, 4 * len(people)):
        for answer in (1, bank.points):
            stuffed = [*true, *[(answer,) * len(bank.items)] * sheets]
            if abs(mean_of(places, bank.points, stuffed) - before) > half_width:
                return sheets
    raise AssertionError("Nothing moves it.")


def printed(voice: str, text: str) -> Iterator[tuple[str, int | None, int | None]]:
    """Of each side: its id, the half-width, and how many sheets the survey says."""
    release = voice_release(voice, text)
    for one in composed(specs()["symmetry"], "2027", {voice: text})["levels"]:
        whole = release.published(release.whole_of(one["side"]))
        yield one["side"], whole.half_width if whole else None, one["stuffing"]


@pytest.mark.parametrize("voice", ["customers", "staff"])
def test_what_is_printed_is_what_it_takes(voice: str) -> None:
    bank, random, found = catalogue()[voice].bank, Random(voice), 0
    for seed in range(CROWDS):
        n, mean = random.choice(SIZES), random.choice(MEANS)
        people = a_crowd(bank, n, mean, seed)
        for side, half_width, sheets in printed(voice, document(bank, people)):
            assert sheets
            assert half_width
            assert abs(sheets - needed(bank, side, people, half_width)) <= 1, (n, mean, seed, side)
            found += 1
    assert found >= CROWDS


@pytest.mark.parametrize("mean", [30, 70])
def test_half_as_many_are_found_out(mean: int) -> None:
    """The control: a number that leaves out the end that is further away, or half of the half-width."""
    bank = catalogue()["customers"].bank
    people = a_crowd(bank, 400, mean, 0)
    ((side, half_width, sheets),) = printed("customers", document(bank, people))
    assert sheets
    assert half_width
    assert needed(bank, side, people, half_width // 2) < sheets - 1
    near = min(100 - mean, mean) - half_width
    assert 400 * half_width // near + 1 > needed(bank, side, people, half_width) + 1


def test_below_twenty_people_nothing_is_printed() -> None:
    bank = catalogue()["customers"].bank
    ((_, half_width, sheets),) = printed("customers", document(bank, a_crowd(bank, 19, 50, 0)))
    assert (half_width, sheets) == (None, None)
