"""Masks that come together: as many as people are done, inside the picture, one beside the other."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from app.figures.gathering import MOST, gathering

COUNTS = st.integers(0, 600)


@given(COUNTS, COUNTS, st.sampled_from([(1000.0, 500.0), (1100.0, 150.0)]))
def test_as_many_have_met_as_are_done(done: int, people: int, size: tuple[float, float]) -> None:
    drawn = gathering(done, people, 7, *size)
    assert len(drawn.places) == min(people, MOST)
    met = sum(place.met for place in drawn.places)
    assert [place.met for place in drawn.places] == sorted((place.met for place in drawn.places), reverse=True)
    if people <= MOST:
        assert met == min(done, people)
    else:
        assert met <= MOST * done / people < met + 1 or done > people
    assert (met == len(drawn.places)) is (done >= people)


@given(COUNTS, st.sampled_from([(1000.0, 500.0), (1100.0, 150.0)]))
def test_none_leaves_the_picture_nor_lies_on_another(people: int, size: tuple[float, float]) -> None:
    places = gathering(0, people, 7, *size).places
    for place in places:
        half = place.size / 2 - 1e-6
        assert half <= place.x <= size[0] - half
        assert half <= place.y <= size[1] - half
    for one, other in combinations(places, 2):
        assert max(abs(one.x - other.x), abs(one.y - other.y)) >= one.size - 1e-6


@given(COUNTS, COUNTS)
def test_kinds_come_in_turn_whoever_is_done(done: int, people: int) -> None:
    assert [place.kind for place in gathering(done, people, 7, 900, 400).places] == [
        at % 7 for at in range(min(people, MOST))
    ]


def test_a_questionnaire_without_animals_has_nobody_to_gather() -> None:
    assert gathering(3, 5, 0, 900, 400).places == ()
