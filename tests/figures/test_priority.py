"""What matters beside what is lived: names that never cover each other, signs at their figures, no boxes."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.lettering import extent
from app.figures.marks import Mark
from app.figures.placing import LINE, ROOM, SIZE, Box, beside_spots
from app.figures.plane import Spot
from app.figures.priority import RING, SIGN, PriorityPlane, Weighed, priority
from tests.figures.paths import corners

NAMES = (
    "confiance", "sens", "exemplarité", "humain et numérique", "initiative", "simplicité des démarches", "soutien",
    "écoute", "considération mutuelle entre les équipes", "coopération", "responsabilité sociale et environnementale",
    "anticonstitutionnellement",
)  # fmt: skip
FIELD = Box(34, 60, 348, 380)
HALF_WIDTH = 8.0
spots = st.builds(Spot, st.integers(49, 333).map(float), st.integers(75, 365).map(float))
crowds = st.lists(spots, min_size=1, max_size=len(NAMES))
shares = st.integers(0, 20).map(lambda part: 5.0 * part)
weighed = st.builds(
    Weighed,
    st.one_of(st.none(), st.builds(Mark, shares, st.one_of(st.none(), st.just(HALF_WIDTH)))),
    st.one_of(st.none(), st.builds(Mark, st.integers(0, 100).map(float))),
    st.sampled_from((None, 0, 1, 2)),
    st.booleans(),
    st.booleans(),
)
dimensions = st.lists(weighed, max_size=len(NAMES))


def drawn(rows: list[Weighed], chance: float | None = 20.0) -> PriorityPlane:
    return priority(rows, NAMES[: len(rows)], chance)


@given(crowds)
def test_names_never_cover_each_other_and_never_leave_the_field(found: list[Spot]) -> None:
    hard = tuple(Box(x - RING, y - RING, x + RING, y + RING) for x, y in found)
    names = beside_spots(NAMES[: len(found)], tuple(found), RING + 2, FIELD, hard, ())
    assert all(FIELD.holds(name.box) for name in names)
    assert not any(one.box.meets(other.box) for one, other in combinations(names, 2))
    assert [" ".join(name.lines) for name in names] == [*NAMES[: len(found)]]


@given(crowds)
def test_a_name_has_the_room_that_it_takes_or_the_most_that_there_is(found: list[Spot]) -> None:
    for name in beside_spots(NAMES[: len(found)], tuple(found), RING + 2, FIELD, (), ()):
        wide, tall = name.box.right - name.box.left, name.box.bottom - name.box.top
        assert wide == pytest.approx(min(ROOM, max(map(extent, name.lines)) * SIZE))
        assert tall == pytest.approx(LINE * len(name.lines))
        assert len(name.lines) <= 2


def test_where_there_is_no_room_around_every_name_has_a_slot_of_its_own() -> None:
    many = ("considération mutuelle",) * 20
    names = beside_spots(many, (Spot(180, 220),) * 20, RING + 2, FIELD, (), ())
    assert all(FIELD.left <= name.box.left and name.box.right <= FIELD.right for name in names)
    assert not any(one.box.meets(other.box) for one, other in combinations(names, 2))


def test_a_name_alone_stands_right_of_its_sign_without_a_line() -> None:
    (name,) = beside_spots(("sens",), (Spot(100, 200),), 14, FIELD, (), ())
    assert name.lead is None
    assert name.box.left == 114
    assert (name.box.top + name.box.bottom) / 2 == 200


@given(dimensions)
def test_nothing_leaves_the_picture(rows: list[Weighed]) -> None:
    figure = drawn(rows)
    field = figure.field
    for sign in figure.signs:
        around = Box(sign.spot.x - RING, sign.spot.y - RING, sign.spot.x + RING, sign.spot.y + RING)
        assert field.holds(around)
        assert all(max(abs(x - sign.spot.x), abs(y - sign.spot.y)) < SIGN + 0.1 for x, y in corners(sign.path))
        assert field.holds(sign.name.box)
        if sign.whisker:
            assert field.left <= sign.whisker[0] <= sign.spot.x <= sign.whisker[1] <= field.right
    assert all(field.left <= tick.at <= field.right for tick in figure.across)
    assert all(field.top <= tick.at <= field.bottom for tick in figure.up)
    assert figure.chance
    assert field.left < figure.chance.at < field.right
    assert all(field.bottom < key.y + SIGN < figure.height for key in figure.keys)


@given(dimensions)
def test_only_what_has_both_figures_is_drawn_in_the_order_of_dimensions(rows: list[Weighed]) -> None:
    complete = [at for at, row in enumerate(rows) if row.importance and row.level]
    assert [sign.row for sign in drawn(rows).signs] == complete


@given(st.lists(st.tuples(shares, st.integers(0, 100)), min_size=2, max_size=10))
def test_more_important_is_further_right_and_better_lived_is_higher(found: list[tuple[float, int]]) -> None:
    figure = drawn([Weighed(Mark(share), Mark(level)) for share, level in found])
    for (one, (share, level)), (other, (more, better)) in combinations(zip(figure.signs, found, strict=True), 2):
        assert (one.spot.x < other.spot.x) == (share < more)
        assert (one.spot.y > other.spot.y) == (level < better)


@given(dimensions)
def test_axes_have_whole_tens_and_never_less_than_forty_points(rows: list[Weighed]) -> None:
    figure = drawn(rows)
    for ticks in (figure.across, figure.up):
        values = [tick.value for tick in ticks]
        assert values[-1] - values[0] >= 40
        assert {value % 10 for value in values} == {0}
        assert values[0] >= 0
        assert values[-1] <= 100


def test_there_is_a_line_of_chance_only_where_chance_is_known() -> None:
    assert drawn([], None).chance is None
    chance = drawn([]).chance
    assert chance
    assert chance.value == 20
    assert chance.at == next(tick.at for tick in drawn([]).across if tick.value == 20)


def test_intervals_come_with_a_half_width_only() -> None:
    with_interval, without = drawn([Weighed(Mark(20, 8), Mark(50)), Weighed(Mark(20), Mark(60))]).signs
    assert with_interval.whisker
    assert without.whisker is None


def test_an_interval_that_reaches_further_one_way_is_drawn_at_its_own_ends() -> None:
    one = priority([Weighed(Mark(20.0), Mark(50.0), span=(12.0, 31.0))], ["Trust"], 20.0)
    (sign,) = one.signs
    assert sign.whisker
    points = {tick.value: tick.at for tick in one.across}
    unit = (points[40] - points[0]) / 40
    assert sign.whisker == pytest.approx((points[0] + 12 * unit, points[0] + 31 * unit))
