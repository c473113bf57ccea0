"""Rooms and editions where nothing differs are told so: over the whole way of a room, at the rate that is promised."""

import re

import pytest

from app.banks.schema import Language
from app.seminars.stage import Stage
from benchmarks.false_gaps import CLAIMS, MOST, SIZES, Rate, rates
from tests.soak import many
from tests.web.screens import EXPRESS, html_of, released_to, room_at

pytestmark = pytest.mark.slow

CLAIM: dict[Language, str] = {
    "fr": "davantage|plus grand écart|écart net|Votre dimension la plus forte|plus de marge|diffèrent le plus",
    "en": "more (with|towards)|widest|clear gap|Your strongest|most room|differ most",
}


@pytest.mark.parametrize("n", SIZES)
def test_at_most_one_room_in_twenty_is_told_what_is_not_there(n: int) -> None:
    found = rates(EXPRESS, n, many(60 if n < 60 else 30, 4000))
    assert found.keys() == {*CLAIMS}
    for claim, rate in found.items():
        assert rate.told <= MOST * rate.rooms, (claim, rate)
        assert rate.told == 0 or n >= 20, (claim, rate)


def test_wilsons_interval_is_that_of_the_tables() -> None:
    low, high = Rate(5, 100).interval
    assert (round(low, 4), round(high, 4)) == (0.0215, 0.1118)
    assert Rate(0, 60).interval[0] == 0


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("people", range(10, 20))
def test_under_twenty_the_screen_asks_and_never_states(people: int, language: Language) -> None:
    released = released_to(people)
    assert released
    assert any(one.mirrors[0].gap.value for one in released.dimensions)
    stages = [Stage(beat="gap"), *(Stage(beat="prompt", prompt=at) for at in range(3))]
    for stage in stages:
        page = html_of(room_at(stage, people, language), "stage")
        assert not re.search(CLAIM[language], page), re.search(CLAIM[language], page)
        assert "?" in page
