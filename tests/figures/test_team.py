"""Masks of a team: each in its own territory, none over another, and where its point is if there is room."""

from math import dist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.banks.loader import load_catalogue
from app.figures.plane import Spot, clearance
from app.figures.team import SIZES, team_map
from app.figures.triangle import triangle
from app.resources import resource
from app.totem.triangle import prototypes

BANK = load_catalogue(resource("questions"))["totem"].bank
assert BANK.posture
HOMES, RADIUS = prototypes(BANK), BANK.posture.radius
POINTS = st.tuples(st.floats(-2.5, 2.5), st.floats(-2.5, 2.5))


def placed(point: tuple[float, float]) -> tuple[Spot, int]:
    drawn = triangle(HOMES, RADIUS, point)
    assert drawn.point
    assert drawn.own is not None
    return drawn.point, drawn.own


def assert_apart(people: list[tuple[Spot, int]]) -> None:
    found = team_map(HOMES, RADIUS, people)
    spots = [spot for spot in found.places if spot]
    assert len(spots) == len(people)
    cells = [found.triangle.territories[own].cell for _, own in people]
    for at, spot in enumerate(spots):
        assert clearance(cells[at], spot) > 0
        assert all(dist(spot, other) >= found.size - 1e-6 for other in spots[:at])


@given(st.lists(POINTS, min_size=2, max_size=12))
def test_nobody_covers_anybody_and_each_stays_at_home(points: list[tuple[float, float]]) -> None:
    assert_apart([placed(point) for point in points])


@pytest.mark.parametrize("home", range(7))
def test_twelve_of_one_place_find_room_in_their_territory(home: int) -> None:
    assert_apart([placed(HOMES[home])] * 12)


def test_those_who_are_far_from_each_other_do_not_move() -> None:
    people = [placed((1.2 * x, 1.2 * y)) for x, y in HOMES if (x, y) != (0.0, 0.0)]
    found = team_map(HOMES, RADIUS, [*people, None])
    assert found.size == SIZES[0]
    assert found.places[-1] is None
    assert found.lit == {own for _, own in people}
    moved = [dist(spot, point) for spot, (point, _) in zip(found.places, people, strict=False) if spot]
    assert max(moved) < found.size / 2
