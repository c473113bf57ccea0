"""The true animal and how many are told apart: right where the answer is known, and nothing that steadiness can buy."""

from math import cos, pi, sin
from random import Random

import pytest

from app.banks.truth import told_apart, true_totems
from app.totem.model import Point
from tests.totem.structures import RANKED

KINDS = "abcdefg"


def everywhere(many: int = 4000) -> list[Point]:
    random = Random(5)
    return [Point(random.gauss(0, 1), random.gauss(0, 1)) for _ in range(many)]


@pytest.mark.parametrize("centre", [0.1, 0.255, 0.6])
def test_the_centre_of_the_truth_holds_the_share_that_it_is_asked_to_hold(centre: float) -> None:
    found = true_totems(RANKED, everywhere(), centre)
    assert found.count("chameleon") / len(found) == pytest.approx(centre, abs=0.001)


def test_a_preference_for_one_force_is_its_corner_and_for_two_their_side_wherever_it_is_cut() -> None:
    directions = {"elephant": 90, "fox": -30, "dolphin": 210, "beaver": 30, "bee": 270, "wolf": 150}
    places = [Point(9 * cos(turn * pi / 180), 9 * sin(turn * pi / 180)) for turn in directions.values()]
    assert true_totems(RANKED, [*everywhere(), *places], 0.3)[-6:] == list(directions)


def test_the_unit_of_the_preferences_changes_nobodys_animal() -> None:
    people = everywhere()
    wide = [Point(7 * one.x, 7 * one.y) for one in people]
    assert true_totems(RANKED, people, 0.25) == true_totems(RANKED, wide, 0.25)


def test_seven_that_never_change_are_seven_and_those_that_change_at_random_are_one() -> None:
    assert told_apart([(kind, kind) for kind in KINDS]) == pytest.approx(7)
    assert told_apart([(one, other) for one in KINDS for other in KINDS]) == pytest.approx(1)


def test_two_groups_that_are_told_apart_and_nothing_within_them_are_two() -> None:
    pairs = [(one, other) for group in ("abc", "def") for one in group for other in group]
    assert told_apart(pairs) == pytest.approx(2)


def test_more_centre_is_steadier_and_tells_fewer_apart() -> None:
    changing = [(one, other) for one in KINDS for other in KINDS]
    calm = changing + [("a", "a")] * 100
    assert told_apart(calm) < 1.4
    assert sum(one == other for one, other in calm) / len(calm) > 0.7
