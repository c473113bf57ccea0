"""Segments in a release: each under the rule of the whole, and none from which another could be taken away."""

from dataclasses import replace
from functools import reduce
from operator import add
from random import Random

import pytest

from app.campaigns.words import Segment
from app.publication.documents import ReleaseDocument, SegmentFigures, from_document
from app.publication.draws import keyed
from app.publication.policy import step_of
from app.publication.segments import OTHERS, UNDISCLOSED, Recount, divided, is_behind, plan
from app.publication.summary import summarise
from app.publication.values import DocumentInvalid, Figure, Reason
from app.tallies import pool
from app.tallies.sums import Counts
from tests.publication.campaigns import TODAY, Spring, on_an_axis
from tests.publication.crowds import crowd, full_bank, tally

FULL = full_bank()
SPRING = replace(Spring(), words=on_an_axis("north", "south", "east"))


def _counts(many: int, seed: int = 0) -> Counts:
    return tally(FULL, crowd(FULL, many, seed))


def _release(
    cells: dict[str, Counts], campaign: Spring = SPRING, k: int = 5, last: ReleaseDocument | None = None, seed: int = 0
) -> ReleaseDocument:
    number, draw = (last.number + 1 if last else 1), Random(seed).randrange
    whole = summarise(FULL, reduce(add, cells.values()), campaign, draw, number=number, k=k, today=TODAY)
    parts = divided(FULL, cells, campaign, draw, number=number, k=k, last=last)
    others = next((part for part in parts if part.id == OTHERS), None)
    segments = tuple(part for part in parts if part.id != OTHERS)
    return replace(whole, segments=segments, others=others, behind=is_behind(cells, parts, number))


def _people(released: ReleaseDocument) -> dict[str, int]:
    parts = (*released.segments, *([released.others] if released.others else []))
    return {part.id: part.n for part in parts}


def _shown(sizes: dict[str, int], number: int = 1, whole: int | None = None) -> ReleaseDocument:
    """A release of these sizes; 0 is hidden; whole: its people, when some are of a segment that is hidden."""
    none = FEW_PEOPLE
    parts = tuple(
        replace(none, id=id_, n=n, hidden=None if n else none.hidden, as_of=number) for id_, n in sizes.items()
    )
    n = sum(sizes.values()) if whole is None else whole
    return replace(BASE, n=n, number=number, segments=parts, behind=whole is not None)


FEW_PEOPLE = SegmentFigures("", (), hidden=Reason.FEWER_THAN_K)
BASE = summarise(FULL, _counts(12), Spring(), Random(1).randrange, number=1, k=5, today=TODAY)


def test_the_others_are_those_of_the_close() -> None:
    assert (OTHERS, UNDISCLOSED) == (pool.OTHERS, pool.UNDISCLOSED)


def test_segments_stand_in_the_order_of_the_campaign_with_their_names() -> None:
    made = _release({"south": _counts(7), "north": _counts(12, 1)})
    assert _people(made) == {"north": 12, "south": 7, "east": 0}
    assert made.segments[0].name == (("en", "North"), ("fr", "NORTH"))
    assert made.segments[2] == SegmentFigures("east", (("en", "East"), ("fr", "EAST")), hidden=Reason.FEWER_THAN_K)
    assert made.others is None
    assert from_document(made.to_document()) == made


def test_a_campaign_without_an_axis_has_no_segments() -> None:
    made = _release({"": _counts(12)}, replace(SPRING, words=Spring().words))
    assert (made.segments, made.others, made.n) == ((), None, 12)


def test_whoever_said_no_segment_counts_in_the_whole_alone() -> None:
    made = _release({"north": _counts(12), UNDISCLOSED: _counts(5, 1), OTHERS: _counts(6, 2)})
    assert _people(made) == {"north": 12, "south": 0, "east": 0, OTHERS: 6}
    assert made.n == 23


def test_whoever_said_no_segment_does_not_keep_later_parts_out() -> None:
    first = _release({"north": _counts(12), UNDISCLOSED: _counts(5, 1)})
    second = _release({"north": _counts(17), UNDISCLOSED: _counts(5, 1), "south": _counts(9, 2)}, last=first)
    assert _people(second) == {"north": 17, "south": 9, "east": 0}
    third = _release({"north": _counts(17), UNDISCLOSED: _counts(12, 1), "south": _counts(9, 2)}, last=second)
    assert [part.as_of for part in third.segments] == [3, 3, 0]


def test_a_part_that_counts_in_the_whole_from_now_on_has_no_figures_any_more() -> None:
    """Its people are among those without a part; another one that comes shows what it has."""
    first = _release({"north": _counts(30), "south": _counts(12, 1)})
    second = _release({"north": _counts(30), UNDISCLOSED: _counts(20, 1)}, last=first)
    assert _people(second) == {"north": 30, "south": 0, "east": 0}
    assert second.segments[0].as_of == 2
    third = _release({"north": _counts(30), UNDISCLOSED: _counts(20, 1), "east": _counts(17, 2)}, last=second)
    assert _people(third) == {"north": 30, "south": 0, "east": 17}


def test_others_of_a_former_schema_are_no_part_where_they_held_who_said_none() -> None:
    """Then they were one part with small ones; what is left of these would tell the two apart."""
    former = replace(_release({"north": _counts(20), OTHERS: _counts(11, 1)}), schema=2, behind=None)
    made = _release({"north": _counts(40), OTHERS: _counts(6, 1), UNDISCLOSED: _counts(10, 2)}, last=former)
    assert _people(made) == {"north": 40, "south": 0, "east": 0, OTHERS: 0}
    grown = _release({"north": _counts(40), OTHERS: _counts(31, 1), UNDISCLOSED: _counts(10, 2)}, last=former)
    assert _people(grown) == {"north": 40, "south": 0, "east": 0, OTHERS: 0}
    alone = _release({"north": _counts(40), OTHERS: _counts(31, 1)}, last=former)
    assert _people(alone) == {"north": 40, "south": 0, "east": 0, OTHERS: 31}
    silent = _release({"north": _counts(40), UNDISCLOSED: _counts(18, 2), "south": _counts(9, 3)}, last=former)
    assert _people(silent) == {"north": 40, "south": 9, "east": 0}


def test_the_figures_of_a_segment_are_those_of_its_people_alone() -> None:
    north = _counts(30)
    made = _release({"north": north, "south": _counts(80, 1)})
    alone = summarise(FULL, north, SPRING, Random(9).randrange, number=1, k=5, today=TODAY)
    for here, there in zip(made.segments[0].dimensions, alone.dimensions, strict=True):
        assert (here.levels, here.mirrors) == (there.levels, ())
    assert made.segments[0].mirrors == alone.mirrors
    levels = [level.mean.value or 0 for dimension in made.segments[0].dimensions for level in dimension.levels]
    assert all(level % step_of(30) == 0 for level in levels)
    assert step_of(30) > step_of(made.n)


def test_each_segment_has_draws_of_its_own() -> None:
    asked: list[int] = []

    def draw(below: int) -> int:
        asked.append(below)
        return 0

    divided(FULL, {"north": _counts(20), "south": _counts(20)}, SPRING, draw, number=1, k=5, last=None)
    assert asked == [3] * 16


def test_a_segment_under_k_hides_the_next_smallest_too() -> None:
    assert plan({"a": 40, "b": 12, "c": 4}, 5, None) == Recount(frozenset({"a"}), frozenset())
    assert plan({"a": 40, "b": 12, "c": 4, "d": 3}, 5, None) == Recount(frozenset({"a", "b"}), frozenset())
    assert plan({"a": 40, "b": 12, "c": 0}, 5, None) == Recount(frozenset({"a", "b"}), frozenset())


def test_a_segment_to_which_nobody_came_keeps_its_very_figures() -> None:
    cells = {"north": _counts(20), "south": _counts(20, 1)}
    first = _release(cells)
    second = _release(cells | {"south": _counts(40, 1)}, last=first, seed=5)
    assert second.segments[0] == replace(first.segments[0], as_of=2)
    assert second.segments[1].n == 40


def test_a_segment_that_grew_by_fewer_than_k_keeps_what_it_had_for_good() -> None:
    first = _shown({"a": 20, "b": 20})
    assert plan({"a": 23, "b": 32}, 5, first) == Recount(frozenset(), frozenset())  # b would tell a's three apart
    assert plan({"a": 23, "b": 32, "c": 6}, 5, first) == Recount(frozenset({"b"}), frozenset())
    second = replace(first, number=2, n=61, segments=(first.segments[0], *_shown({"b": 32, "c": 6}, 2).segments))
    assert plan({"a": 40, "b": 50, "c": 6}, 5, second) == Recount(frozenset({"b"}), frozenset({"c"}))


def test_a_segment_once_left_out_beside_others_stays_out() -> None:
    first = _shown({"a": 20, "b": 0}, whole=26)
    assert plan({"a": 25, "b": 30}, 5, first) == Recount(frozenset({"a"}), frozenset())
    assert plan({"a": 25, "b": 30}, 5, _shown({"a": 20, "b": 0})) == Recount(frozenset({"a", "b"}), frozenset())
    silent = replace(first, behind=False)
    assert plan({"a": 25, "b": 30, UNDISCLOSED: 6}, 5, silent) == Recount(frozenset({"a", "b"}), frozenset())
    former = replace(first, behind=None, schema=2)
    assert plan({"a": 25, "b": 30, UNDISCLOSED: 6}, 5, former) == Recount(frozenset({"a"}), frozenset())


@pytest.mark.parametrize("sealed", [{"a": 40}, {"a": 40, "b": 15}, {"a": 40, OTHERS: 30}])
def test_another_axis_counts_nothing_anew(sealed: dict[str, int]) -> None:
    assert plan(sealed, 5, _shown({"a": 20, "b": 20})) == Recount(frozenset(), frozenset())


def test_what_was_shown_under_a_smaller_k_is_hidden_under_a_larger() -> None:
    first = _release({"north": _counts(6), "south": _counts(40, 1)})
    second = _release({"north": _counts(6), "south": _counts(80, 1)}, k=10, last=first)
    assert _people(first) == {"north": 6, "south": 40, "east": 0}
    assert second.segments[0].hidden is Reason.FEWER_THAN_K


def test_a_segment_has_people_or_a_reason() -> None:
    with pytest.raises(DocumentInvalid):
        replace(FEW_PEOPLE, n=3)
    with pytest.raises(DocumentInvalid):
        replace(FEW_PEOPLE, hidden=None)


def test_a_level_of_a_segment_that_fewer_than_k_people_answered_is_withheld() -> None:
    bank = full_bank(no_occasion=True)
    sheets = [replace(sheet, replies=(*sheet.replies[:6], 0, *sheet.replies[7:])) for sheet in crowd(bank, 30)]
    counts = tally(bank, sheets[:26] + crowd(bank, 4, seed=1))
    (made, *_rest) = divided(bank, {"north": counts}, SPRING, lambda _: 0, number=1, k=5, last=None)
    assert made.dimensions[3].levels[0].mean == Figure(reason=Reason.FEWER_THAN_K)


def test_the_same_secret_draws_the_same_for_the_same_totals_and_otherwise_anew() -> None:
    def drawn(secret: bytes, context: bytes) -> list[int]:
        draw = keyed(secret, context)
        return [draw(3) for _ in range(600)]

    assert drawn(b"one", b"totals") == drawn(b"one", b"totals")
    assert drawn(b"one", b"totals") != drawn(b"one", b"more") != drawn(b"two", b"more")
    assert all(150 < drawn(b"one", b"totals").count(each) < 250 for each in range(3))


def test_names_may_come_in_one_language() -> None:
    words = replace(SPRING.own_words, segments=(Segment("north", {"fr": "Nord"}),))
    made = _release({"north": _counts(12)}, replace(SPRING, words=words.to_document()))
    assert made.segments[0].name == (("fr", "Nord"),)
