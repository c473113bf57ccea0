"""Reminders of a result: events that a calendar reads, with what is on the page and nothing else."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.web.result.calendar import escaped, event, folded, in_three_months, next_monday
from tests.states import sheet_of
from tests.web.conftest import settings_in
from tests.whole import Whole

Here = tuple[TestClient, Whole]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Here]:
    app = create_app(settings_in(tmp_path_factory.mktemp("calendar")))
    with TestClient(app) as client:
        yield client, Whole(app)


def unfolded(text: str) -> dict[str, str]:
    """Each property's value; of those that are there twice, the first."""
    lines = text.replace("\r\n ", "").split("\r\n")
    found: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        found.setdefault(name, value)
    return found


def address(whole: Whole, language: str, totem: str = "wolf") -> str:
    bank = whole.questionnaires["totem"].bank
    return f"/{language}/result/{whole.tokens.seal_result('totem', bank, sheet_of(bank, totem))}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_on_monday_there_is_what_the_page_says_to_try(here: Here, language: str) -> None:
    client, whole = here
    own = address(whole, language)
    answer = client.get(f"{own}/calendar/monday.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    told = unfolded(answer.text)
    wolf = next(one for one in whole.questionnaires["totem"].file.totems if one.id == "wolf")
    for text in wolf.actions.values():
        said = text["fr" if language == "fr" else "en"].split("{")[0][:30]
        assert escaped(said) in told["DESCRIPTION"]
    assert date.fromisoformat(told["DTSTART"].partition("T")[0]).weekday() == 0
    assert own not in told["DESCRIPTION"], "whoever is shown this calendar sees an action, and no result"


def test_in_three_months_there_are_the_quiz_and_one_s_own_link(here: Here) -> None:
    client, whole = here
    own = address(whole, "en")
    told = unfolded(client.get(f"{own}/calendar/again.ics").text)
    assert own in told["DESCRIPTION"]
    assert "/en/quiz/totem" in told["DESCRIPTION"]


def test_a_result_without_an_animal_has_nothing_for_monday(here: Here) -> None:
    client, whole = here
    assert client.get(f"/fr/result/{'x' * 40}/calendar/monday.ics").status_code == 400
    assert client.get(f"{address(whole, 'fr')}/calendar/tuesday.ics").status_code in (404, 422)


def test_days_are_those_that_are_meant() -> None:
    monday = date(2026, 11, 30)
    assert [next_monday(monday + timedelta(after)) for after in (0, 1, 6)] == [date(2026, 12, 7)] * 3
    assert in_three_months(monday) == date(2027, 3, 1)
    assert in_three_months(monday).weekday() == monday.weekday()


def test_a_line_is_no_longer_than_calendars_read_and_cuts_no_letter() -> None:
    text = "é’« » : 🦊" * 40
    lines = folded(f"DESCRIPTION:{text}").split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    assert "".join(line.removeprefix(" ") if at else line for at, line in enumerate(lines)) == f"DESCRIPTION:{text}"


def test_nothing_typed_ends_a_line() -> None:
    made = event("1", date(2026, 12, 7), "one; two, three\\", "a\nBEGIN:VALARM")
    assert "SUMMARY:one\\; two\\, three\\\\" in made
    assert made.count("\r\nBEGIN:VALARM") == 1


def test_the_result_leads_with_what_to_do_and_puts_the_verdict_before_the_bars(here: Here) -> None:
    """The order of product.md."""
    client, whole = here
    page = client.get(address(whole, "fr")).text
    page = page[page.index("<article") :]
    marks = [
        'class="line"', 'id="share"', 'class="try"', 'class="habits"', 'class="portrait"',
        'class="beside levels"', 'class="verdict"', 'class="beside place"', 'class="chosen"',
        'class="working"', 'id="keep"', 'class="limits"',
    ]  # fmt: skip
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)
    mirror = page[places[5] : places[7]]
    assert mirror.index('class="verdict"') < mirror.index("<svg")
