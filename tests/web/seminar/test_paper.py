"""The questionnaire on paper asks what the bank asks, and can be scored with what is printed on it."""

import re
from html import unescape
from random import Random

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.response_model import DECLINING, populations
from app.totem.model import NO_OCCASION, Answers
from app.totem.pencil import pencil, scores
from app.web.seminar.paper import PaperPage, paper_page
from tests.web.figures.releases import site_of
from tests.whole import Whole


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    return site_of(app)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("bank", ["express", "totem"])
def test_every_statement_stands_on_both_sides_and_every_scene_with_its_moves(
    client: TestClient, here: Whole, bank: str, language: str
) -> None:
    response = client.get(f"/{language}/seminar/paper/{bank}")
    assert response.status_code == 200
    page, structure = unescape(response.text), here.questionnaires[bank].bank
    assert page.count('<tr class="statement">') == len(structure.questions)
    assert page.count("<i>–</i>") == sum(len(one.no_occasion) for one in structure.questions)
    assert page.count('<th scope="row"><strong>') == len(structure.items)
    found = paper_page(here.questionnaires[bank], language, {})  # type: ignore[arg-type]
    assert [len(scene.options) for scene in found.scenes] == [3] * len(structure.scenes)
    assert all(option in page for scene in found.scenes for option in scene.options)


@pytest.mark.parametrize(("language", "asks", "counts"), [
    ("fr", "barrez celle du dernier que vous feriez", "2 points pour la lettre entourée"),
    ("en", "cross out that of the last one you would do", "2 points for the one circled"),
])  # fmt: skip
def test_the_paper_asks_for_both_picks_and_says_what_they_count(
    client: TestClient, here: Whole, language: str, asks: str, counts: str
) -> None:
    page = unescape(client.get(f"/{language}/seminar/paper/express").text)
    assert asks in page
    assert counts in page.replace("\u00a0", " ")
    for scene in here.questionnaires["express"].file.scenes:
        assert scene.place
        assert f"<strong>{scene.place[language]}.</strong>" in page  # type: ignore[index]


def test_an_unknown_questionnaire_has_no_paper(client: TestClient) -> None:
    assert client.get("/fr/seminar/paper/nowhere").status_code == 404


def by_hand(page: PaperPage, here: Whole, sheet: Answers) -> tuple[int, ...]:
    """What somebody gets who has nothing but the paper: the numbers circled, the letters, the table."""
    bank = here.questionnaires["express"].bank
    circled = {
        (statement, row): page.statements[statement].rows[row].marks[reply - 1]
        for (statement, row), reply in zip(
            ((at, row) for at, question in enumerate(bank.questions) for row in range(len(question.sides))),
            sheet.replies,
            strict=True,
        )
        if reply
    }
    found = []
    for at, force in enumerate(page.forces):
        total = 0
        for number in force.questions:
            rows = range(len(page.statements[number - 1].rows))
            given = [circled[number - 1, row] for row in rows if (number - 1, row) in circled]
            total += sum(given) + (len(rows) - len(given)) * (given[0] if given else page.middle)
        moves = 0
        for scene, choice, last in zip(page.scenes, sheet.choices, sheet.lasts, strict=False):
            assert choice is not None
            assert last is not None
            circled_, crossed = (
                "ABC"[scene.options.index(here_text(here, page.scenes.index(scene), option))]
                for option in (choice, last)
            )
            moves += {circled_: 2, crossed: 0}.get(scene.letters[at], 1)
        found.append((dict(force.table)[total] if force.table else total) + moves)
    return tuple(found)


def here_text(here: Whole, scene: int, option: int) -> str:
    return here.questionnaires["express"].file.scenes[scene].options[option].text["fr"]


def test_what_is_printed_gives_the_scores_that_the_pencil_s_figures_are_about(here: Whole) -> None:
    questionnaire, random = here.questionnaires["express"], Random(3)
    bank, page = questionnaire.bank, paper_page(questionnaire, "fr", {})
    rules = pencil(bank)
    assert rules
    for _, population in populations(bank, DECLINING, 3.3, 60, "paper"):
        whole = population.sheet(population.person())
        replies = tuple(NO_OCCASION if random.random() < 0.1 else reply for reply in whole.replies)
        sheet = Answers(replies, whole.choices, lasts=whole.lasts)
        assert by_hand(page, here, sheet) == scores(bank, rules, sheet)


def test_the_paper_says_how_often_the_pencil_is_right_and_no_more(client: TestClient, here: Whole) -> None:
    figures = here.simulated["express"]
    page = unescape(client.get("/fr/seminar/paper/express").text)
    assert f"{int(figures['pencil_totem'])} %" in page.replace("\u202f", " ").replace("\u00a0", " ")
    assert "python -m benchmarks.pencil" in page
    assert "100\u00a0%" not in page
    assert "100\u202f%" not in page


def test_no_scene_s_letters_give_its_forces_away(here: Whole) -> None:
    page = paper_page(here.questionnaires["totem"], "fr", {})
    assert len({scene.letters for scene in page.scenes}) > 3
    assert re.fullmatch("[ABC]{3}", "".join(page.scenes[0].letters))
