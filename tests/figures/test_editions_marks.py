"""Editions side by side: one scale, marks in their panels, and no line between what two questionnaires measured."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.figures.editions_marks import ACROSS, MOST, EditionMarks, EditionsPanels, editions_panels
from app.figures.marks import Mark

levels = st.one_of(st.none(), st.builds(Mark, st.integers(0, 100).map(float), st.one_of(st.none(), st.just(9.0))))
rows = st.lists(st.tuples(levels, levels, levels), min_size=3, max_size=3).map(tuple)
fingerprints = st.tuples(*[st.sampled_from(("one", "other"))] * 3)
known = st.lists(st.builds(EditionMarks, st.sampled_from(("2026", "printemps 2026")), rows, fingerprints), max_size=9)
FORCES = (0, None, 2)


def drawn(editions: list[EditionMarks]) -> EditionsPanels:
    return editions_panels(editions, FORCES)


def edition(*marks: float | None, measured: tuple[str, str, str] = ("a", "b", "b")) -> EditionMarks:
    lived, received, expected = (None if mark is None else Mark(mark, 5.0) for mark in marks)
    return EditionMarks("2026", ((lived, received, expected),) * 3, measured)


@given(known)
def test_every_mark_is_in_its_panel_and_its_interval_too(editions: list[EditionMarks]) -> None:
    figure = drawn(editions)
    for panel in figure.panels:
        assert 0 < panel.left < panel.right < figure.width
        assert 0 < panel.title < panel.top < panel.bottom < figure.height
        for mark in panel.marks:
            assert panel.left + figure.mark <= mark.spot.x <= panel.right - figure.mark
            low, high = mark.whisker or (mark.spot.y, mark.spot.y)
            assert panel.top - 1e-9 <= high <= mark.spot.y <= low <= panel.bottom + 1e-9


@given(known)
def test_panels_and_what_is_written_under_them_keep_apart(editions: list[EditionMarks]) -> None:
    figure = drawn(editions)
    assert [panel.row for panel in figure.panels] == [0, 1, 2]
    first, second, third = figure.panels
    assert first.right < second.left
    assert first.top == second.top
    assert first.bottom + 17 < third.title - 11
    for name in figure.names:
        if name:
            start = first.left + name.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[name.anchor] * name.room
            assert start >= 0
            assert start + name.room <= second.left
    lefts = [
        (name.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[name.anchor] * name.room, name.room)
        for name in figure.names
        if name
    ]
    assert all(left + room <= after for (left, room), (after, _) in pairwise(lefts))


@given(known)
def test_a_line_joins_neighbours_that_one_questionnaire_measured_and_no_others(editions: list[EditionMarks]) -> None:
    shown = editions[-MOST:]
    for panel in drawn(editions).panels:
        expected = [
            voice
            for one, other in pairwise(shown)
            for voice in ACROSS
            if one.marks[panel.row][voice]
            and other.marks[panel.row][voice]
            and one.measured[voice] == other.measured[voice]
        ]
        assert [join.voice for join in panel.joins] == expected
        assert len(panel.breaks) == sum(one.measured != other.measured for one, other in pairwise(shown))


@given(known)
def test_editions_go_from_left_to_right_and_voices_have_one_order(editions: list[EditionMarks]) -> None:
    for panel in drawn(editions).panels:
        across = [mark.spot.x for mark in panel.marks]
        assert across == sorted(across)
        assert len({*across}) == len(across)
        count = sum(mark is not None for edition in editions[-MOST:] for mark in edition.marks[panel.row])
        assert len(panel.marks) == count


@given(known)
def test_all_panels_have_one_scale_and_a_higher_level_is_higher(editions: list[EditionMarks]) -> None:
    figure = drawn(editions)
    scales = {tuple((level, round(y - panel.top, 6)) for level, y in panel.scale) for panel in figure.panels}
    assert len(scales) == 1
    (scale,) = scales
    assert all(y > higher for (_, y), (_, higher) in pairwise(scale))


def test_the_oldest_of_too_many_editions_are_left_out() -> None:
    assert len(drawn([edition(50, 50, 50)] * 9).given) == MOST


def test_a_mark_that_is_not_shown_breaks_its_line_only() -> None:
    panel = drawn([edition(50, 50, 50), edition(None, 50, 50), edition(50, 50, 50)]).panels[0]
    assert [join.voice for join in panel.joins] == [2, 1, 2, 1]
    assert panel.breaks == ()


def test_the_last_level_that_is_lived_is_written_if_it_is_shown() -> None:
    assert drawn([edition(50, 50, 50)]).panels[0].last
    assert drawn([edition(50, 50, 50), edition(None, 50, 50)]).panels[0].last is None


def test_a_break_is_in_the_legend_where_there_is_one() -> None:
    changed = edition(50, 50, 50, measured=("c", "b", "b"))
    assert len(drawn([edition(50, 50, 50), changed]).keys) == len(drawn([changed]).keys) + 1


def test_no_edition_gives_empty_panels() -> None:
    assert [panel.marks for panel in drawn([]).panels] == [(), (), ()]
