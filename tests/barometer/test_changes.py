"""What has changed between two editions: beyond its interval, ten judged together, of the same questions alone."""

from collections.abc import Mapping
from random import Random

import pytest

from app.barometer.changes import gap_changes, level_changes
from app.barometer.composed import composed
from app.barometer.published import JsonMap
from tests.barometer.releases import EXPECTED, LIVED, RECEIVED, SPEC, TEN, Shown, drawn, flat, release

Side = Mapping[str, Shown]


def edition(lived: Side | None = None, expected: Side | None = None, n: int = 200, half: int | None = 5) -> JsonMap:
    """All else is 50 ± 5."""
    return composed(
        SPEC,
        "2026",
        {
            "customers": release("customers", n, {"lived": flat(50, half, **(lived or {}))}),
            "staff": release("staff", n, {"received": flat(50, half), "expected": flat(50, half, **(expected or {}))}),
        },
    )


def test_a_level_that_moves_beyond_its_interval_is_told_with_both_levels() -> None:
    changes = level_changes(edition(), edition({"d3": (64, 5), "d7": (59, 5)}), LIVED, TEN)
    assert changes == (("d3", 50, 64, 10.2),)
    assert level_changes(edition(), edition({"d3": (36, 5)}), LIVED, TEN) == (("d3", 50, 36, 10.2),)


def test_the_clearest_change_comes_first() -> None:
    later = edition({"d1": (63, 5), "d8": (30, 5)})
    assert [change.id for change in level_changes(edition(), later, LIVED, TEN)] == ["d8", "d1"]


def test_a_gap_that_closes_or_opens_is_told_by_its_sizes() -> None:
    wide, narrow = edition({"d2": (40, 3)}, {"d2": (70, 3)}), edition({"d2": (60, 3)}, {"d2": (68, 3)})
    (closed,) = gap_changes(wide, narrow, (EXPECTED, LIVED), TEN)
    assert (closed.id, closed.before, closed.now) == ("d2", 30, 8)
    (opened,) = gap_changes(narrow, wide, (EXPECTED, LIVED), TEN)
    assert (opened.before, opened.now) == (8, 30)
    assert closed.half_width == opened.half_width


def test_a_gap_says_the_same_whichever_way_it_is() -> None:
    over, under = edition({"d2": (40, 3)}, {"d2": (70, 3)}), edition({"d2": (70, 3)}, {"d2": (40, 3)})
    found = [gap_changes(one, edition(), (EXPECTED, LIVED), TEN) for one in (over, under)]
    assert found[0] == found[1]


def test_a_gap_that_turns_round_is_neither_narrower_nor_wider() -> None:
    over, under = edition({"d2": (40, 3)}, {"d2": (70, 3)}), edition({"d2": (70, 3)}, {"d2": (40, 3)})
    assert gap_changes(over, under, (EXPECTED, LIVED), TEN) == ()


@pytest.mark.parametrize("n", [5, 19])
def test_without_intervals_nothing_is_told(n: int) -> None:
    few = edition({"d3": (90, None)}, n=n, half=None)
    assert level_changes(edition(), few, LIVED, TEN) == ()
    assert gap_changes(edition(), few, (EXPECTED, LIVED), TEN) == ()


def test_other_questions_are_not_compared() -> None:
    later = edition({"d3": (90, 5)})
    later["sources"][0]["fingerprint"] = "another"
    assert level_changes(edition(), later, LIVED, TEN) == ()
    assert gap_changes(edition(), later, (EXPECTED, LIVED), TEN) == ()
    assert level_changes(edition(), later, RECEIVED, TEN) == ()


def test_random_editions_tell_a_change_only_beyond_what_it_prints() -> None:
    random, told = Random("changes"), 0
    for _ in range(200):
        before, now = (composed(SPEC, "2026", drawn(random)) for _ in range(2))
        for change in level_changes(before, now, LIVED, TEN):
            assert abs(change.now - change.before) > change.half_width
            told += 1
        for change in gap_changes(before, now, (EXPECTED, LIVED), TEN):
            assert abs(change.now - change.before) > change.half_width
            told += 1
    assert told > 100
