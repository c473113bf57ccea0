"""What a bank that ends on thanks counts beside its replies adds up to what the sheets say, and fits no other crowd."""

from dataclasses import replace
from statistics import fmean, stdev
from typing import Any

import pytest
from hypothesis import given

from app.tallies.beside import ImportanceCounts
from app.tallies.counts import ScaleId, count_sheet, layout_of, nothing
from app.tallies.faults import faults_of
from app.tallies.named_counts import named_counts
from app.tallies.statistics import side_spread
from app.tallies.sums import Counts, CountsInvalid, to_bytes, total, unpacked
from app.totem.model import CANNOT_SAY, NOT_NOTICED, NOTICED, Answers, Bank
from app.totem.scoring import points_of
from tests.publication.crowds import counted, crowd, crowds, full_bank, tally, voices_bank

BANK = voices_bank()
SHEETS = crowd(BANK, 60, seed=3)


@given(crowds())
def test_what_matters_and_promises_count_people(many: tuple[Bank, list[Answers]]) -> None:
    bank, sheets = many
    found = named_counts(bank, tally(bank, sheets)).beside
    for at, counts in enumerate(found.importance):
        picks = [sheet.importance[at] or () for sheet in sheets]
        assert counts.n == len(sheets)
        assert counts.none == picks.count(())
        assert counts.picked == tuple(sum(place in pick for pick in picks) for place in bank.within)
    for slot, answers in enumerate(found.promises):
        told = [sheet.promises[slot] for sheet in sheets]
        assert answers == tuple(told.count(answer) for answer in (NOTICED, NOT_NOTICED, CANNOT_SAY))
    assert bool(found.sides) is bank.ends_on_thanks


def test_a_sides_level_rests_on_whoever_has_four_fifths_of_its_dimensions_and_never_on_the_whole_itself() -> None:
    reading = named_counts(BANK, tally(BANK, SHEETS))
    levels = []
    for sheet in SHEETS:
        points = [points_of(BANK, reply, reverse=False) for reply in sheet.replies[:10]]
        there = [worth for worth in points if worth is not None]
        if len(there) >= 8:
            levels.append(25 * (fmean(there) - 1))
    found = side_spread(reading.scales[ScaleId(side="lived")], reading.beside.sides["lived"], BANK.points)
    assert 0 < reading.scales[ScaleId(side="lived")].n < found.n == len(levels) < len(SHEETS)
    assert found.mean == pytest.approx(fmean(levels), abs=0.02)
    assert found.sd == pytest.approx(stdev(levels), abs=0.05)


def test_sums_of_every_other_bank_are_as_long_as_before() -> None:
    full = full_bank()
    assert layout_of(full).lengths[2] == layout_of(full).lengths[3]
    before = Counts(nothing(full).numbers, layout=3)
    after = counted(full, crowd(full, 1)[0])
    assert (before + after).numbers == after.numbers
    assert total([before, before]).layout == unpacked(to_bytes(before)).layout == 3


def test_sums_of_a_former_layout_count_nobody_beside() -> None:
    everyone = tally(BANK, SHEETS)
    old = Counts(everyone.numbers[: layout_of(BANK).lengths[2]], layout=3)
    reading = named_counts(BANK, old)
    assert reading.n == 60
    assert reading.beside.importance == (ImportanceCounts(0, (0,) * 10, 0),)
    assert faults_of(BANK, old) == faults_of(BANK, old + everyone) == []
    assert named_counts(BANK, old + everyone).beside == named_counts(BANK, everyone).beside


@pytest.mark.parametrize(
    "spoilt",
    [
        {"importance": (None,)},
        {"importance": ((0, 1, 2),)},
        {"importance": ((1, 0),)},
        {"importance": ((0, 0),)},
        {"importance": ((10,),)},
        {"importance": ()},
        {"promises": (NOTICED,)},
        {"promises": (NOTICED, 4)},
        {"promises": (NOTICED, 0)},
    ],
    ids=str,
)
def test_answers_that_do_not_fit_are_not_counted(spoilt: dict[str, Any]) -> None:
    with pytest.raises(CountsInvalid):
        count_sheet(BANK, replace(SHEETS[0], **spoilt), None)


def test_what_no_crowd_answered_is_named() -> None:
    numbers = [*tally(BANK, SHEETS).numbers]
    start = layout_of(BANK).lengths[2]
    for place, by, fault in (
        (start, 60, "the sheets that miss a little of lived do not fit the others"),
        (start + 3, 1, "what matters in mine is not what 61 people picked"),
        (start + 4, 60, "what matters in mine is not what 60 people picked"),
        (start + 15, 60, "more people answered about promise 1 than there are"),
    ):
        spoilt = [*numbers]
        spoilt[place] += by
        assert fault in faults_of(BANK, Counts(tuple(spoilt)))


def test_two_people_who_swap_what_matters_or_a_promise_leave_the_same_counts() -> None:
    """No product holds either of them beside another answer."""
    one, two = SHEETS[:2]
    before = tally(BANK, [one, two])
    for name in ("importance", "promises"):
        assert getattr(one, name) != getattr(two, name)
        swapped = [replace(sheet, **{name: getattr(other, name)}) for sheet, other in ((one, two), (two, one))]
        assert tally(BANK, swapped) == before
