"""The page that shows every component: there in development only, and made of what people are served."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.web.style.page_samples import cut_out
from app.web.style.palette import colours, contrast, lengths
from tests.states import furnished
from tests.web.conftest import settings_in

STATIC = Path(__file__).parents[3] / "static"
CSS = (STATIC / "app.css").read_text("utf-8")
OTHERS = sorted({*STATIC.rglob("*.css")} - {*(STATIC / "vendor").rglob("*"), STATIC / "app.css"})
SAME_THING = {"colophon", "lost", "masthead", "moves", "unbroken"}
"""Classes to which a sheet of one family adds something for its own pages."""


@pytest.fixture(scope="module")
def developed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = furnished(tmp_path_factory.mktemp("developed"), people=20)
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        yield client


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_shows_every_kind_of_thing_once_with_its_own_ids(developed: TestClient, language: str) -> None:
    page = developed.get(f"/{language}/style").text
    ids = Counter(re.findall(r' id="([^"]+)"', page))
    assert set(ids.values()) == {1}
    for shown in (
        "mirror sides-2",
        "mirror sides-1",
        "moves",
        "first",
        "unsure",
        "missing",
        "outcome",
        "address",
        "mask-shield",
    ):
        assert re.search(rf'class="[^"]*\b{shown}\b', page), shown
    for figure in ("butterfly", "triangle", "troupe", "balance", "wings"):
        assert page.count(f'class="figure {figure}"') >= 3, figure
    for figure in ("priority", "editions-marks"):
        assert page.count(f'class="figure {figure}"') == 2, figure


def test_what_is_shown_refers_to_nothing_that_is_not_there(developed: TestClient) -> None:
    page = developed.get("/fr/style").text
    ids = set(re.findall(r' id="([^"]+)"', page))
    named = re.findall(r' (?:for|aria-labelledby|aria-describedby)="([^"]+)"', page)
    assert {name for names in named for name in names.split()} <= ids
    assert set(re.findall(r'(?:href="#|url\(#)([\w-]+)', page)) <= ids


def test_a_site_that_is_not_in_development_has_no_such_page(client: TestClient) -> None:
    assert client.get("/fr/style").status_code == 404


def test_a_site_whose_only_questionnaire_has_no_animal_shows_the_rest(tmp_path: Path) -> None:
    inventory = (Path(__file__).parents[2] / "banks" / "inventory.yaml").read_text("utf-8")
    (tmp_path / "banks").mkdir()
    (tmp_path / "banks" / "inventory.yaml").write_text(inventory, "utf-8")
    app = create_app(settings_in(tmp_path, questions=tmp_path / "banks", development=True))
    page = TestClient(app, base_url="http://totem.example").get("/en/style")
    assert page.status_code == 200
    assert 'class="figure butterfly"' in page.text


def test_what_is_cut_out_keeps_its_references_and_leaves_others_alone() -> None:
    page = '<main id="main"><p id="a">A</p><label for="a b">B</label><use href="#a"/><use href="#b"/></main><p id="f">'
    assert cut_out(page, "x-") == '<p id="x-a">A</p><label for="x-a b">B</label><use href="#x-a"/><use href="#b"/>'


@pytest.mark.parametrize("name", ["ink", "soft", "accent", "on-accent", "focus"])
def test_what_is_read_stands_out_in_both_themes(name: str) -> None:
    colour = next(one for one in colours(CSS) if one.name == name)
    assert min(colour.light.contrast, colour.dark.contrast) >= 4.5


def test_the_palette_and_the_lengths_are_those_of_the_style_sheet() -> None:
    sheet = ":root { --paper: light-dark(#ffffff, #000000); --ink: light-dark(#000000, #ffffff); --on-ink: "
    sheet += "light-dark(#ffffff, #000000); --gap: 1.5rem; --far: clamp(1rem, 2vw, 3rem); } p { --gap: 2rem; }"
    assert [(one.name, round(one.light.contrast), one.dark.ground) for one in colours(sheet)] == [
        ("paper", 1, "#000000"), ("ink", 21, "#000000"), ("on-ink", 21, "#ffffff"),
    ]  # fmt: skip
    assert [(one.name, one.value) for one in lengths(sheet)] == [("gap", "1.5rem"), ("far", "clamp(1rem, 2vw, 3rem)")]
    with pytest.raises(LookupError, match="--paper"):
        colours(":root { --ink: light-dark(#000000, #ffffff); }")
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def looks_of_their_own(css: str) -> set[str]:
    """Classes that this sheet gives looks to wherever they stand."""
    selectors = re.findall(r"([^@{};]+)\{", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))
    return {
        found[1] for each in selectors for one in each.split(",") if (found := re.fullmatch(r"\s*\.([a-z-]+)\s*", one))
    }


@pytest.mark.parametrize("sheet", OTHERS, ids=lambda sheet: sheet.stem)
def test_a_class_means_one_thing_in_all_the_sheets_of_a_page(sheet: Path) -> None:
    """app.css comes with every page: a word that a family takes again would look like somebody else's."""
    assert looks_of_their_own(sheet.read_text("utf-8")) & looks_of_their_own(CSS) <= SAME_THING
