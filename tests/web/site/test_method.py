"""The page on the method says what simulations predicted beside what the site's own crowds say, once they say it."""

import json
import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from app.campaigns.store import find, restore, withdraw
from app.cli.demo import invent
from app.main import create_app
from app.publication.documents import Instrument
from app.publication.values import Coefficient, Figure, Reason
from app.resources import resource
from app.settings import Settings
from app.web.site.method import crowd_view
from benchmarks.false_breaks import GAPS, POWER_SIZES, WHOLE_GAPS
from tests.web.conftest import settings_in
from tests.whole import Whole

PRINTED = {
    "last_answers",
    "placed_answers",
    "last_favourable",
    "last_pick_mine",
    "last_pick_theirs",
    "last_promise",
}
FEW = Figure(reason=Reason.FEWER_THAN_200)
PREDICTED = {"halves": 0.6534, "halves margin": 0.02, "tie": 0.6284, "tie margin": 0.0196}


def main_of(client: TestClient, language: str) -> str:
    response = client.get(f"/{language}/method")
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.text.split("<main")[1].split("</main>")[0]).split())


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    found = settings_in(tmp_path_factory.mktemp("crowded"))
    invent(found, 390)
    return found


@pytest.fixture
def crowded(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        yield client


def test_without_two_hundred_sheets_it_says_that_there_is_nothing_yet(client: TestClient) -> None:
    french, english = main_of(client, "fr"), main_of(client, "en")
    assert "Pour l’instant, aucune campagne publique de ce site n’en est là." in french
    assert "Nous n’avons encore aucune donnée humaine." in french
    assert "For now, no public campaign of this site has come that far." in english
    assert "We have no human data yet." in english


def test_a_published_crowd_stands_beside_what_was_predicted(crowded: TestClient) -> None:
    french, english = main_of(crowded, "fr"), main_of(crowded, "en")
    for page, told, says in (
        (
            french,
            r"réponses et choix, corrélation 0,6\d? ± 0,0\d 0,\d+ de 0,\d+ à 0,\d+ tient",
            "aucune donnée humaine",
        ),
        (
            english,
            r"answers and choices, correlation 0\.6\d? ± 0\.0\d 0\.\d+ 0\.\d+ to 0\.\d+ holds",
            "no human data yet",
        ),
    ):
        assert len(re.findall(told, page)) == 2, "of both questionnaires"
        assert says not in page
    assert len(re.findall(r"la moitié avait fini en \d minutes, quatre personnes sur cinq en \d", french)) == 2
    figures = crowded.get("/api/v1/figures/totem").json()["instrument"]
    assert f"{figures['tie']['value']} {figures['tie']['low']} to {figures['tie']['high']}" in english
    assert figures["tie"]["low"] < figures["tie"]["value"] < figures["tie"]["high"]
    assert (figures["reasons"], figures["bases"]["minutes"]) == ({}, 370)


def test_withdrawn_figures_are_not_compared(settings: Settings, crowded: TestClient) -> None:
    engine = Whole(crowded.app).engine
    for slug in ("totem", "express"):
        found = find(engine, slug)
        assert found
        withdraw(engine, found, {"fr": "Plus tard."}, found.seen_on)
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        assert "aucune campagne publique" in main_of(client, "fr")
        for slug in ("totem", "express"):
            found = find(engine, slug)
            assert found
            restore(engine, found, found.seen_on)


def cells_of(client: TestClient, language: str) -> list[list[str]]:
    """Of every row of every table on the page."""
    page = client.get(f"/{language}/method").text.split("<main")[1]
    rows = re.findall(r"<tr>(.*?)</tr>", page, re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def written(name: str) -> dict[str, float]:
    found = json.loads((resource("questions") / name).read_text("utf-8"))
    return {figure["id"]: figure["value"] for figure in found["figures"]}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_a_survey_can_see_is_what_the_simulations_wrote_down(client: TestClient, language: str) -> None:
    figures, cells = written("barometer/false_breaks.json"), cells_of(client, language)
    for there, here in POWER_SIZES:
        told = [figures[f"told:one:{there}/{here}:{points}"] for points in GAPS]
        told += [figures[f"told:whole:{there}/{here}:{points}"] for points in WHOLE_GAPS]
        assert [f"{there} / {here}", *(f"{percent:.0f}" for percent in told)] in cells
    text = main_of(client, language).replace("\u202f", " ").replace("\u00a0", " ").replace(",", ".")
    for kind in ("any_of_ten", "whole"):
        most = max(value for id_, value in figures.items() if id_.startswith(f"{kind}:"))
        assert re.search(rf"\b{most:.1f} ?%", text), kind


@pytest.mark.parametrize("bank", ["customers", "staff", "leaders"])
def test_what_whoever_knows_every_other_sheet_learns_of_a_voice_is_what_was_measured(
    client: TestClient, bank: str
) -> None:
    figures, cells = written(f"attack/{bank}.json"), cells_of(client, "fr")
    kinds = {id_.partition(":")[0] for id_ in figures} & PRINTED - ({"placed_answers"} if bank == "leaders" else set())
    assert {"last_answers", "last_favourable"} <= kinds
    for kind in kinds:
        row = [figures.get(f"{kind}:{n}") for n in (10, 20, 50, 100, 200)]
        shown = ["–" if percent is None else f"{percent:.0f}" for percent in row]
        assert any(cell[1:] == shown for cell in cells), kind


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [(0.55, 0.7, "holds"), (0.5, 0.61, "holds"), (0.65, 0.7, "holds"), (0.5, 0.6, "lower"), (0.66, 0.7, "higher")],
)
def test_the_verdict_follows_from_what_is_shown(low: float, high: float, verdict: str) -> None:
    tie = Coefficient((low + high) / 2, low, high)
    found = Instrument(Coefficient(reason=Reason.HARDLY_DIFFER), tie, FEW, FEW, 200, None)
    view = crowd_view("totem", 240, found, PREDICTED)
    assert [(one.id, one.predicted, one.margin, one.verdict) for one in view.figures] == [("tie", 0.63, 0.02, verdict)]
    assert crowd_view("totem", 240, found, {}).figures == ()
