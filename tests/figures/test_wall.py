"""The dimensions on a wall: a mirror, with bars as long as their levels."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.figures.wall import NUMBER, WIDTH, wall

LEVELS = st.lists(st.tuples(st.integers(1, 99), st.integers(1, 99)), min_size=1, max_size=20)


def reach(path: str, spine: float) -> float:
    """How far the outline of a bar goes from its spine."""
    return max(abs(float(x) - spine) for x in re.findall(r"[MHL]([\d.]+)", path))


@given(LEVELS)
def test_swapped_sides_are_the_mirror_image(levels: list[tuple[int, int]]) -> None:
    drawn, swapped = (wall(sides, [None] * len(levels)) for sides in (levels, [pair[::-1] for pair in levels]))
    for row, other in zip(drawn.rows, swapped.rows, strict=True):
        assert row.middle == other.middle
        assert [round(WIDTH - bar.number, 6) for bar in row.bars] == [round(bar.number, 6) for bar in other.bars[::-1]]


@given(LEVELS, st.sampled_from([None, 0, 1, 2]))
def test_bars_are_as_long_as_their_levels_and_leave_room_for_a_number(
    levels: list[tuple[int, int]], force: int | None
) -> None:
    drawn = wall(levels, [force] * len(levels))
    longest = drawn.spines[0] - NUMBER
    for row, pair in zip(drawn.rows, levels, strict=True):
        for bar, level, spine in zip(row.bars, pair, drawn.spines, strict=True):
            # A round end is an arc from a neck half its thickness before: only its neck is in the path.
            assert longest * level / 100 - 12 <= reach(bar.path, spine) <= longest * level / 100 + 0.1
            assert NUMBER - 9 <= bar.number <= WIDTH - NUMBER + 9


def test_one_side_alone_starts_after_the_names_and_a_withheld_level_has_no_bar() -> None:
    drawn = wall([[None], [50]], [0, 2])
    assert len(drawn.spines) == 1
    assert drawn.names < drawn.spines[0]
    assert [bool(row.bars[0].path) for row in drawn.rows] == [False, True]
    assert [swatch.force for swatch in drawn.legend] == [0, 2]
