from itertools import combinations
from math import dist, isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.plane import Polygon, Spot, area, between, clearance, nearest, side_of
from app.figures.triangle import CORNERS, HEIGHT, LINE, MASK, POINT, WIDTH, Label, Triangle, triangle

Place = tuple[float, float]

UP, RIGHT, LEFT = (0.0, 1.0), (sqrt(3) / 2, -0.5), (-sqrt(3) / 2, -0.5)


def seven(radius: float = 0.78) -> list[Place]:
    pairs = [(0.9 * (a[0] + b[0]), 0.9 * (a[1] + b[1])) for a, b in ((UP, RIGHT), (RIGHT, LEFT), (LEFT, UP))]
    return [(radius * x, radius * y) for x, y in (UP, RIGHT, LEFT, *pairs, (0.0, 0.0))]


coordinates = st.floats(-2, 2).map(lambda value: round(value, 3))
points = st.tuples(coordinates, coordinates)
homes = st.lists(
    st.tuples(st.integers(-50, 50), st.integers(-50, 50)).map(lambda place: (place[0] / 100, place[1] / 100)),
    min_size=1,
    max_size=9,
    unique=True,
)


def holds(polygon: Polygon, spot: Spot, slack: float = 1e-6) -> bool:
    following = [*polygon[1:], *polygon[:1]]
    sides = [side_of(a, b, spot) / max(1e-9, dist(a, b)) for a, b in zip(polygon, following, strict=True) if a != b]
    return all(side >= -slack for side in sides)


@given(homes)
def test_territories_fill_the_triangle(prototypes: list[Place]) -> None:
    drawn = triangle(prototypes, radius=1.0)
    assert isclose(sum(area(territory.cell) for territory in drawn.territories), area(CORNERS), rel_tol=1e-9)


@given(homes)
def test_each_home_lies_in_its_own_territory(prototypes: list[Place]) -> None:
    for territory in triangle(prototypes, radius=1.0).territories:
        assert holds(territory.cell, territory.home)


@given(homes, st.integers(0, 8), st.floats(0, 1))
def test_a_place_in_a_territory_is_nearest_to_its_prototype(prototypes: list[Place], which: int, part: float) -> None:
    own = which % len(prototypes)
    territory = triangle(prototypes, radius=1.0).territories[own]
    inside = between(territory.home, territory.cell[which % len(territory.cell)], part)
    places = [triangle([], radius=1.0, point=place).point for place in prototypes]
    distances = [dist(inside, place) for place in places if place]
    assert distances[own] <= min(distances) + 1e-6


@given(points)
def test_a_point_outside_is_moved_to_the_border_of_its_own_territory(point: Place) -> None:
    free = triangle(seven(), 0.78, point)
    assert free.point is not None
    assert free.own is not None
    assert holds(CORNERS, free.point)
    assert holds(free.territories[free.own].cell, free.point)


@given(points)
def test_a_point_inside_stays_where_it_is(point: Place) -> None:
    bare = triangle([], 1.0, point)
    wide = triangle([], 100.0, point)
    assert wide.point is not None
    assert bare.point is not None
    assert holds(CORNERS, bare.point)
    assert dist(wide.point, triangle([], 100.0, (0, 0)).point or (0, 0)) < 10


@given(points)
def test_the_lit_territory_is_that_of_the_nearest_totem(point: Place) -> None:
    nearest_home = min(range(7), key=lambda position: dist(seven()[position], point))
    own = triangle(seven(), 0.78, point).own
    assert own is not None
    assert isclose(dist(seven()[own], point), dist(seven()[nearest_home], point), abs_tol=1e-9)


@pytest.mark.parametrize("shares", [None, (0.07, 0.09, 0.12, 0.1, 0.11, 0.14, 0.37)])
def test_masks_fit_the_picture_and_do_not_touch(shares: tuple[float, ...] | None) -> None:
    drawn = triangle(seven(), 0.78, None, shares)
    for territory in drawn.territories:
        half = territory.size / 2
        assert half <= territory.home.x <= WIDTH - half
        assert half <= territory.home.y <= HEIGHT - half
    for one, other in combinations(drawn.territories, 2):
        assert dist(one.home, other.home) >= (one.size + other.size) / 2


def test_the_seven_are_of_one_size_and_none_crosses_a_border() -> None:
    for territory in triangle(seven(), 0.78).territories:
        assert territory.size == MASK
        assert clearance(territory.cell, territory.home) >= MASK / 2 - LINE / 2


def test_a_name_is_next_to_its_mask_or_right_outside() -> None:
    drawn = triangle(seven(), 0.78)
    assert [territory.apart for territory in drawn.territories] == [False] * 3 + [True] * 3 + [False]
    for territory in drawn.territories:
        assert dist(territory.home, (territory.caption.x, territory.caption.y)) < MASK
        assert holds(CORNERS, Spot(territory.caption.x, territory.caption.y)) is not territory.apart


def covered(caption: Label, point: Spot) -> bool:
    """Whether a point lies on the least that a name of six letters takes."""
    left = caption.x - {"start": 0, "middle": 21, "end": 42}[caption.anchor]
    return -POINT < point.x - left < 42 + POINT and -POINT < point.y - (caption.y - 9) < 9 + POINT


def test_a_point_does_not_cover_the_name_of_its_own_territory() -> None:
    places = [step / 14 for step in range(-14, 15)]
    for drawn in (triangle(seven(), 0.78, (x, y)) for x in places for y in places):
        assert drawn.point is not None
        assert drawn.own is not None
        assert not covered(drawn.territories[drawn.own].caption, drawn.point)


def test_a_point_stands_beside_the_mask_of_its_own_territory_never_on_it() -> None:
    places = [step / 20 for step in range(-24, 25)]
    smallest = MASK
    for drawn in (triangle(seven(), 0.78, (x, y)) for x in places for y in places):
        assert drawn.point is not None
        assert drawn.own is not None
        own = drawn.territories[drawn.own]
        assert dist(own.home, drawn.point) >= own.size / 2 + POINT - 1e-6
        assert clearance(own.cell, own.home) >= own.size / 2 - LINE / 2 - 1e-6
        smallest = min(smallest, own.size)
    assert smallest >= MASK / 2


def test_masks_of_a_troupe_have_areas_in_proportion_to_shares() -> None:
    shares = (0.07, 0.09, 0.12, 0.1, 0.11, 0.14, 0.37)
    sizes = [territory.size for territory in triangle(seven(), 0.78, None, shares).territories]
    assert [size**2 / sizes[-1] ** 2 for size in sizes] == pytest.approx([share / 0.37 for share in shares])


def test_a_crowd_without_animals_gets_no_masks() -> None:
    assert {territory.size for territory in triangle(seven(), 0.78, None, (0.0,) * 7).territories} == {0.0}


def test_the_first_force_is_up_the_second_right_the_third_left() -> None:
    drawn: Triangle = triangle(seven(), 0.78)
    for force in range(3):
        assert nearest(drawn.corners, drawn.territories[force].home) == force


def test_each_animal_of_the_seven_lives_beside_those_that_share_a_force_and_the_centre_beside_all() -> None:
    drawn = triangle(seven(), 0.78)
    assert [set(drawn.beside(at)) for at in range(7)] == [
        {3, 5, 6}, {3, 4, 6}, {4, 5, 6}, {0, 1, 6}, {1, 2, 6}, {0, 2, 6}, {0, 1, 2, 3, 4, 5},
    ]  # fmt: skip


@given(homes)
def test_whoever_is_beside_another_has_that_one_beside_it(prototypes: list[Place]) -> None:
    drawn = triangle(prototypes, radius=1.0)
    beside = {at: set(drawn.beside(at)) for at in range(len(prototypes))}
    assert all(at in beside[other] for at, others in beside.items() for other in others)
    assert len(prototypes) == 1 or all(beside.values()) or any(not one.cell for one in drawn.territories)


def test_a_triangle_without_a_person_has_no_point() -> None:
    drawn = triangle(seven(), 0.78)
    assert drawn.point is None
    assert drawn.own is None
