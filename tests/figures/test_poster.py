"""The poster's butterfly: mirror images, bars that stay on their sheet, rows that fill it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.poster import HEIGHT, NUMBER, ROWS, TALLEST, WIDTH, PosterLevel, sheet

LEVELS = st.tuples(st.none() | st.integers(0, 100).map(float), st.none() | st.integers(0, 30).map(float))
TWO = st.lists(st.tuples(LEVELS, LEVELS), min_size=1, max_size=ROWS)


@given(TWO)
def test_swapping_sides_gives_the_mirror_image(rows: list[tuple[PosterLevel, PosterLevel]]) -> None:
    forces = [None] * len(rows)
    one, other = sheet(rows, forces), sheet([row[::-1] for row in rows], forces)
    for (left, right), (mirrored_right, mirrored_left) in zip(one.beams, other.beams, strict=True):
        assert abs(left.end + mirrored_left.end - WIDTH) < 1e-9
        assert abs(right.end + mirrored_right.end - WIDTH) < 1e-9


@given(TWO | st.lists(st.tuples(LEVELS), min_size=1, max_size=ROWS))
def test_bars_stay_on_the_sheet_and_leave_room_for_their_numbers(rows: list[tuple[PosterLevel, ...]]) -> None:
    drawn = sheet(rows, [0] * len(rows))
    assert drawn.row <= TALLEST
    assert drawn.row * len(rows) <= HEIGHT + 1e-9
    for beams, levels in zip(drawn.beams, rows, strict=True):
        for beam, (mean, _) in zip(beams, levels, strict=True):
            assert (NUMBER if len(levels) == 2 else 0) - 1e-9 <= beam.end <= WIDTH - NUMBER + 1e-9
            assert (beam.whisker is None) or mean is not None
            assert beam.path == "" or mean


def test_a_level_is_as_long_as_it_is_high() -> None:
    (left, right), *_ = sheet([((50.0, 10.0), (100.0, None))], [1]).beams
    half = WIDTH / 2 - NUMBER
    assert left.whisker == pytest.approx((WIDTH / 2 - half * 0.4, WIDTH / 2 - half * 0.6))
    assert (left.track, right.track) == (NUMBER, WIDTH - NUMBER)
    assert right.end == right.track
    assert right.whisker is None
