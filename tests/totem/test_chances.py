"""On ten new sheets: tenths that add up, that follow the point, and that never put the second before the first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.chances import Chances, _draws, chances, in_tenths
from app.totem.model import Answers, Bank, Match, Point, Retest
from app.totem.packing import fingerprint
from app.totem.scoring import score
from app.totem.triangle import distance, prototypes
from tests.totem.structures import FULL, RANKED, sheets

DECLARED = replace(RANKED, retest=Retest(0.79, 0.225))


def told(bank: Bank, sheet: Answers) -> tuple[Match, Chances]:
    match = score(bank, sheet).match
    assert match
    found = chances(bank, match)
    assert found
    return match, found


@given(sheets(DECLARED))
def test_the_tenths_add_up_and_the_first_is_never_behind_the_second(sheet: Answers) -> None:
    match, found = told(DECLARED, sheet)
    assert sum(found) == 10
    assert min(found) >= 0
    assert found.first >= found.second
    assert found.level is (found.first == found.second)
    assert chances(DECLARED, match) == found


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_tenths_are_off_by_less_than_one_unless_two_are_told_level(first: int, second: int, others: int) -> None:
    whole = first + second + others
    if not whole:
        return
    found = in_tenths(first, second, others)
    assert sum(found) == 10
    assert found.first >= found.second
    if first >= second:
        assert all(abs(10 * part / whole - told) < 1 for part, told in zip((first, second, others), found, strict=True))


def test_where_the_second_is_the_more_probable_they_are_told_level() -> None:
    assert in_tenths(30, 40, 30) == (3, 3, 4)
    assert in_tenths(200, 280, 0) == (5, 5, 0)


def test_a_steady_instrument_is_sure_and_a_noisy_one_is_not() -> None:
    corner = prototypes(RANKED)[0]
    match = Match("elephant", "beaver", score_of(RANKED).nearness, corner, (), ())
    sure, unsure = (replace(RANKED, retest=Retest(1.0, spread)) for spread in (0.001, 3.0))
    assert chances(sure, match) == (10, 0, 0)
    found = chances(unsure, match)
    assert found
    assert found.first < 5


def score_of(bank: Bank) -> Match:
    match = score(bank, Answers((3,) * 20, (0,) * 8 + (None,) * 5, lasts=(1,) * 8 + (None,) * 5)).match
    assert match
    return match


def test_the_law_that_is_drawn_from_has_no_direction_and_the_spread_of_a_normal() -> None:
    points = _draws()
    assert len(points) == 400
    assert sum(point.x for point in points) == pytest.approx(0, abs=1e-9)
    assert sum(point.y for point in points) == pytest.approx(0, abs=1e-9)
    for axis in (0, 1):
        assert sum(point[axis] ** 2 for point in points) / 400 == pytest.approx(1, abs=0.03)
    near = sum(distance(point, points[0]._replace(x=0.0, y=0.0)) < 1 for point in points) / 400
    assert near == pytest.approx(0.393, abs=0.03)  # 1 − exp(−½)


def test_nothing_is_said_without_constants_or_without_an_animal() -> None:
    match = score_of(RANKED)
    assert chances(RANKED, match) is None
    assert chances(DECLARED, replace(match, totem=None)) is None


def test_the_constants_are_no_part_of_what_is_counted() -> None:
    assert fingerprint(DECLARED) == fingerprint(RANKED)
    assert fingerprint(FULL) == fingerprint(replace(FULL, retest=Retest(0.5, 0.5)))


@given(sheets(DECLARED))
def test_sorted_draws_count_as_measuring_the_way_to_each_home_would(sheet: Answers) -> None:
    match, found = told(DECLARED, sheet)
    assert DECLARED.retest
    pull, spread = DECLARED.retest.pull, DECLARED.retest.spread
    homes = dict(zip((totem.id for totem in DECLARED.totems), prototypes(DECLARED), strict=True))
    met = dict.fromkeys(homes, 0)
    for away in _draws():
        point = Point(pull * match.point.x + spread * away.x, pull * match.point.y + spread * away.y)
        met[min(homes, key=lambda id_: distance(point, homes[id_]))] += 1
    first, second = met[match.totem or ""], met[match.second]
    assert in_tenths(first, second, len(_draws()) - first - second) == found
