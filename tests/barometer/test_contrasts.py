"""Gaps between two published levels: judged as they are printed, ten together, alike in both directions."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.barometer.contrasts import (
    NEAR,
    PublishedLevel,
    Reading,
    breaks_of,
    factor_of,
    gap_between,
    pattern_reading,
    prediction_reading,
    stuffing_cost,
)
from app.publication.contrasts import Contrast

PEOPLE = st.integers(20, 900)
LEVELS = st.builds(PublishedLevel, st.integers(1, 99), st.integers(1, 25), PEOPLE)
GAPS = st.builds(Contrast, st.integers(-60, 60), st.floats(0.5, 30))
TURNED: dict[Reading, Reading] = {
    "blind_spot": "pleasant_surprise",
    "pleasant_surprise": "blind_spot",
    "seen_right": "seen_right",
    "not_settled": "not_settled",
    "too_few": "too_few",
    "shared_flaw": "shared_strength",
    "shared_strength": "shared_flaw",
    "teams_carry": "does_not_get_through",
    "does_not_get_through": "teams_carry",
}


def turned(gap: Contrast | None) -> Contrast | None:
    return Contrast(-gap.value, gap.half_width) if gap else None


@pytest.mark.parametrize(
    ("believed", "lived", "of", "gap", "half_width", "reading"),
    [
        ((61, 5, 30), (50, 4, 100), 1, 11, 6.5, "blind_spot"),
        ((61, 5, 30), (50, 4, 100), 10, 11, 8.4, "blind_spot"),
        ((61, 5, 50), (50, 6, 100), 10, 11, 11.2, "not_settled"),
        ((61, 6, 49), (50, 6, 100), 10, 11, 11.1, "not_settled"),
        ((58, 4, 60), (50, 4, 60), 10, 8, 8.1, "not_settled"),
        ((53, 3, 400), (50, 3, 400), 10, 3, 6.1, "seen_right"),
        ((53, 4, 400), (50, 3, 400), 10, 3, 7.2, "not_settled"),
        ((54, 3, 400), (50, 3, 400), 1, 4, 4.3, "seen_right"),
        ((55, 3, 400), (50, 4, 400), 1, 5, 5.0, "seen_right"),
        ((90, None, 19), (10, 4, 400), 1, 80, None, "too_few"),
    ],
)
def test_a_prediction_reads_alike_in_both_directions(
    believed: tuple[int, int | None, int],
    lived: tuple[int, int | None, int],
    of: int,
    gap: int,
    half_width: float | None,
    reading: Reading,
) -> None:
    first, second = PublishedLevel(*believed), PublishedLevel(*lived)
    assert gap_between(first, second, of) == Contrast(gap, half_width)
    assert prediction_reading(gap_between(first, second, of)) == reading
    assert gap_between(second, first, of) == Contrast(-gap, half_width)
    assert prediction_reading(gap_between(second, first, of)) == TURNED[reading]


@pytest.mark.parametrize(
    ("inside", "outside", "reading"),
    [
        ((-12, 9.5), (-14, 9.5), "shared_flaw"),
        ((12, 9.5), (14, 9.5), "shared_strength"),
        ((-12, 9.5), (14, 9.5), "teams_carry"),
        ((12, 9.5), (-14, 9.5), "does_not_get_through"),
        ((12, 9.5), (-9, 9.5), "not_settled"),
        ((0, 1.0), (14, 9.5), "not_settled"),
        ((12, None), (14, 9.5), "too_few"),
        ((12, 9.5), None, "too_few"),
    ],
)
def test_a_pattern_reads_alike_in_both_directions(
    inside: tuple[int, float | None], outside: tuple[int, float | None] | None, reading: Reading
) -> None:
    first, second = Contrast(*inside), Contrast(*outside) if outside else None
    assert pattern_reading(first, second) == reading
    assert pattern_reading(turned(first), turned(second)) == TURNED[reading]


def test_a_gap_that_is_withheld_is_too_few() -> None:
    assert prediction_reading(None) == "too_few"


def test_ten_are_judged_together_and_one_alone() -> None:
    assert [factor_of(n, 10) for n in (20, 49, 50, 800)] == [1.3, 1.3, 1.43, 1.43]
    assert [factor_of(n, 1) for n in (20, 49, 50, 800)] == [1.0] * 4


@given(LEVELS, LEVELS, st.integers(1, 20))
def test_a_gap_changes_its_sign_with_its_sides_and_its_half_width_is_rounded_up(
    first: PublishedLevel, second: PublishedLevel, of: int
) -> None:
    gap, other = gap_between(first, second, of), gap_between(second, first, of)
    assert other == turned(gap)
    assert prediction_reading(other) == TURNED[prediction_reading(gap)]
    exact = factor_of(min(first.n, second.n), of) * sqrt((first.half_width or 0) ** 2 + (second.half_width or 0) ** 2)
    assert gap.half_width is not None
    assert -1e-6 <= gap.half_width - exact < 0.1


@given(st.builds(PublishedLevel, st.integers(1, 99), st.none() | st.integers(1, 25), PEOPLE), st.integers(1, 20))
def test_between_levels_that_are_the_same_nothing_is_told(level: PublishedLevel, of: int) -> None:
    assert prediction_reading(gap_between(level, level, of)) in ("seen_right", "not_settled", "too_few")
    assert pattern_reading(gap_between(level, level, of), gap_between(level, level, of)) in ("not_settled", "too_few")


@given(GAPS)
def test_what_is_seen_right_lies_within_ten_points(gap: Contrast) -> None:
    assert gap.half_width is not None
    if prediction_reading(gap) == "seen_right":
        assert gap.value - gap.half_width >= -NEAR
        assert gap.value + gap.half_width <= NEAR


@given(st.dictionaries(st.text("abcdefghij", min_size=1, max_size=2), GAPS, max_size=10), st.randoms())
def test_breaks_keep_their_rank_in_any_order_and_with_the_sign_turned(
    gaps: dict[str, Contrast], random: object
) -> None:
    ranked, widest = breaks_of(gaps)
    assert {*ranked} == {
        id_ for id_, gap in gaps.items() if prediction_reading(gap) in ("blind_spot", "pleasant_surprise")
    }
    ends = [abs(gaps[id_].value) - (gaps[id_].half_width or 0) for id_ in ranked]
    assert ends == sorted(ends, reverse=True)
    assert widest in (None, *ranked[:1])
    assert breaks_of({id_: Contrast(-gap.value, gap.half_width) for id_, gap in gaps.items()}) == (ranked, widest)
    if len({*ends}) == len(ends):
        assert breaks_of(dict(reversed(gaps.items()))) == (ranked, widest)


def test_a_break_is_ranked_by_the_end_of_its_interval_and_never_by_its_gap() -> None:
    gaps = {"wide": Contrast(30, 28.0), "near": Contrast(-20, 5.0), "none": Contrast(60, None), "no": Contrast(4, 5.0)}
    assert breaks_of(gaps) == (("near", "wide"), None)


def test_the_widest_is_said_of_the_one_that_clears_every_other() -> None:
    second = {"b": Contrast(-20, 5.0), "c": Contrast(1, 5.0)}
    assert breaks_of({**second, "a": Contrast(27, 5.0)}) == (("a", "b"), None)
    assert breaks_of({**second, "a": Contrast(28, 5.0)}) == (("a", "b"), "a")


@pytest.mark.parametrize(("n", "half_width", "sheets"), [(100, 5, 11), (200, 4, 16), (400, 3, 24), (20, None, None)])
def test_false_sheets_move_a_mean_of_55_beyond_its_half_width(
    n: int, half_width: int | None, sheets: int | None
) -> None:
    assert stuffing_cost(PublishedLevel(55, half_width, n)) == sheets
    if half_width and sheets:
        shift = [many * 55 / (n + many) for many in (sheets - 1, sheets)]
        assert shift[0] <= half_width < shift[1]


def test_a_mean_near_one_end_is_moved_from_the_other() -> None:
    assert stuffing_cost(PublishedLevel(96, 4, 20)) == stuffing_cost(PublishedLevel(4, 4, 20)) == 1
