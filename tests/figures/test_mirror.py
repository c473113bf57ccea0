"""What the figures of a mirror survey say, and the tables behind them: the same numbers, the same order."""

import re
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.figures.editions_marks import EditionMarks, editions_panels
from app.figures.marks import Mark
from app.figures.priority import Weighed, priority
from app.figures.wings import WingMark, wings
from app.web.language import Catalogues, number, percent
from app.web.pages import kept
from tests.figures.pages import TEMPLATES, parsed

LABELS = ("Confiance", "Humain et numérique", "Écoute")
SIDES = ("Clients", "Équipes")
FORCES = ("Repères", "Élan", "Lien")
ROWS = [
    (WingMark(Mark(61.6, 5.0), Mark(82.4, 7.0), "blind_spot"), WingMark(Mark(58.0))),
    (WingMark(None, Mark(40.0), "too_few"), WingMark(Mark(31.0, 9.0))),
    (WingMark(Mark(74.0, 5.0), Mark(52.0, 6.0), "pleasant_surprise"), WingMark(None)),
]
WINGS = wings(ROWS, (0, 1, 2))
WEIGHED = [
    Weighed(Mark(40.0, 8.0), Mark(43.0, 6.0), 0, blind_spot=True, priority=True),
    Weighed(Mark(10.0), None, 1),
    Weighed(Mark(5.0, 4.0), Mark(70.0), 2),
]
PRIORITY = priority(WEIGHED, LABELS, 20.0)
EDITIONS = editions_panels(
    [
        EditionMarks("2025", ((Mark(40.0, 5.0), Mark(50.0), None),) * 3, ("a", "b", "b")),
        EditionMarks("2026", ((Mark(44.0, 5.0), Mark(51.0), Mark(60.0, 4.0)),) * 3, ("c", "b", "b")),
    ],
    (0, 1, 2),
)


@pytest.fixture(scope="module", params=["fr", "en"])
def said(request: pytest.FixtureRequest) -> Any:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    language = request.param
    environment.install_gettext_translations(Catalogues(TEMPLATES.parent / "locale")[language], newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= {
        "kept": kept,
        "number": lambda value: number(language, value),
        "percent": lambda value: percent(language, value),
    }
    return environment.get_template("drawings/mirror.html").module


def table(html: str) -> list[list[str]]:
    """Rows of the body; ± without its spaces."""
    rows = parsed(html.replace("&nbsp;", " ")).iter("tr")
    return [["".join(cell.itertext()).strip() for cell in row] for row in rows][1:]


def texts(svg: str, *, bold: bool | None = None) -> list[str]:
    return [
        text.text or ""
        for text in parsed(svg).iter("text")
        if bold is None or (text.get("font-weight") == "700") is bold
    ]


def test_the_wings_have_a_table_of_all_that_they_show(said: Any) -> None:
    rows = table(said.wings_tabled(WINGS, LABELS, SIDES))
    assert [row[0] for row in rows] == [*LABELS]
    assert [row[1:3] + row[4:] for row in rows] == [
        ["62 ± 5", "82 ± 7", "58"], ["–", "40", "31 ± 9"], ["74 ± 5", "52 ± 6", "–"],
    ]  # fmt: skip
    assert len({row[3] for row in rows}) == 3


def test_every_number_of_the_wings_is_in_their_table_and_dimensions_have_its_order(said: Any) -> None:
    rows = table(said.wings_tabled(WINGS, LABELS, SIDES))
    drawn = said.wings_drawn(WINGS, "w", LABELS, SIDES, FORCES)
    cells = [cell.split(" ")[0] for row in rows for cell in row[1:]]
    numbers = [text for text in texts(drawn) if text.isdigit()]
    assert sorted(numbers) == sorted(cell for cell in cells if cell.isdigit() and cell != "40")
    lived = [text for text in texts(drawn, bold=True) if text.isdigit()]
    assert lived == ["62", "58", "31", "74"]
    assert [text for text in texts(drawn) if text in LABELS] == [*LABELS]


def test_a_belief_that_is_not_told_is_in_the_table_alone(said: Any) -> None:
    same = wings([(WingMark(Mark(61.0), Mark(63.0), "not_settled"), WingMark(Mark(58.0)))], (0,))
    assert "63" not in texts(said.wings_drawn(same, "w", LABELS, SIDES, FORCES))
    assert table(said.wings_tabled(same, LABELS, SIDES))[0][2] == "63"


def test_where_nothing_was_believed_there_is_no_column_for_it(said: Any) -> None:
    plain = wings([(WingMark(Mark(61.0)), WingMark(Mark(58.0)))], (0,))
    assert table(said.wings_tabled(plain, LABELS, SIDES)) == [["Confiance", "61", "58"]]


def test_the_legend_of_the_wings_has_a_word_for_each_sample(said: Any) -> None:
    drawn = said.wings_drawn(WINGS, "w", LABELS, SIDES, FORCES)
    assert len(WINGS.keys) == 3
    assert len({*texts(drawn)[-3:]}) == 3
    assert all(re.search(r"[a-zé]{5}", text) for text in texts(drawn)[-3:])


def test_why_a_wing_is_missing_is_written_in_its_outline(said: Any) -> None:
    alone = wings([(WingMark(None), WingMark(Mark(58.0)))] * 3, (0, 1, 2))
    drawn = said.wings_drawn(alone, "w", LABELS, SIDES, FORCES, ("fermé", "ouvert"))
    assert "fermé" in texts(drawn)
    assert "ouvert" not in texts(drawn)
    assert "–" not in texts(drawn)


def test_priorities_have_a_table_of_all_dimensions_those_without_a_sign_too(said: Any) -> None:
    rows = table(said.priority_tabled(PRIORITY, LABELS, SIDES[0]))
    assert [row[:3] for row in rows] == [
        ["Confiance", "40 ± 8", "43 ± 6"], ["Humain et numérique", "10", "–"], ["Écoute", "5 ± 4", "70"],
    ]  # fmt: skip
    assert rows[0][3].count(", ") == 1
    assert rows[1][3] == rows[2][3] == "–"
    names = [text.replace("\u00a0", " ") for text in texts(said.priority_drawn(PRIORITY, "p", SIDES[0], FORCES))]
    assert [name for name in names if name in LABELS] == ["Confiance", "Écoute"]


def test_a_priority_is_filled_and_bold_and_a_blind_spot_has_a_ring(said: Any) -> None:
    drawn = said.priority_drawn(PRIORITY, "p", SIDES[0], FORCES)
    signs = [path for path in parsed(drawn).iter("path") if path.get("d") in {sign.path for sign in PRIORITY.signs}]
    assert [sign.get("class") for sign in signs] == ["f-force-1 s-force-1", "f-paper s-force-3"]
    rings = [circle for circle in parsed(drawn).iter("circle") if circle.get("r") == "12"]
    assert [float(ring.get("cx", 0)) for ring in rings] == [pytest.approx(PRIORITY.signs[0].spot.x, abs=0.06)]
    assert "Confiance" in texts(drawn, bold=True)
    assert "Écoute" in texts(drawn, bold=False)


def test_editions_have_a_table_dimension_by_dimension_and_edition_by_edition(said: Any) -> None:
    rows = table(said.editions_tabled(EDITIONS, LABELS, (*SIDES, "Cru")))
    assert [row[0] for row in rows] == [f"{label}, {year}" for label in LABELS for year in ("2025", "2026")]
    assert [row[1:] for row in rows[:2]] == [["40 ± 5", "50", "–"], ["44 ± 5", "51", "60 ± 4"]]


def test_what_another_questionnaire_measured_is_said_where_it_is_drawn(said: Any) -> None:
    drawn, same = (
        said.editions_drawn(editions_panels(found, (0, 1, 2)), "e", LABELS, (*SIDES, "Cru"), FORCES)
        for found in (EDITIONS.given, EDITIONS.given[:1])
    )
    added = {*texts(drawn)} - {*texts(same)} - {"2026", "44"}
    assert any("questionnaire" in text for text in added)


@pytest.mark.parametrize("kind", ["wings", "priority", "editions"])
def test_every_figure_says_what_it_is_and_that_a_table_stands_behind(said: Any, kind: str) -> None:
    drawn = {
        "wings": lambda: said.wings_drawn(WINGS, "f", LABELS, SIDES, FORCES),
        "priority": lambda: said.priority_drawn(PRIORITY, "f", SIDES[0], FORCES),
        "editions": lambda: said.editions_drawn(EDITIONS, "f", LABELS, (*SIDES, "Cru"), FORCES),
    }[kind]()
    title, description = [element.text or "" for element in parsed(drawn)][:2]
    assert len(title) > 10
    assert re.search("table", description)
