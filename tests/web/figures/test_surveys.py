"""Figures of banks that end on thanks, as people read them: their words, their reasons, and not one animal."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.banks.loader import load_bank
from app.main import create_app
from app.publication.documents import ReleasedImportance, from_document
from app.publication.values import Reason
from app.web.context import CampaignContext
from app.web.figures.api_figures import Figures, figures_of
from app.web.figures.poster import poster_of
from app.web.figures.release_context import taken
from app.web.figures.routes import public_page
from app.web.figures.thanks_blocks import favourable_of, thanks_view
from app.web.headlines import Headlines
from app.web.organise.sample_release import an_example
from app.web.wording import Wording
from tests.editions import furnish_surveys
from tests.exports.tables import questionnaires, released
from tests.programs import program
from tests.web.conftest import settings_in
from tests.web.figures import surveys
from tests.web.figures.releases import site_of
from tests.whole import Whole

ANIMALS = re.compile(
    r".{0,40}(?:anima(?:l|ux)|troupe|masque|mask|totem’|famille|family|Take the quiz|questionnaire et).{0,20}"
)
CROWDS = ("few", "some", "many")
VOICES = Path(__file__).parents[2] / "banks" / "voices.yaml"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    settings = settings_in(tmp_path_factory.mktemp("surveys"))
    furnish_surveys(settings)
    with TestClient(create_app(settings), base_url="http://totem.example") as client:
        yield client


def text_of(client: TestClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return surveys.text_in(response.text.split("<main")[1].split("</main>")[0])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_of_a_survey_speaks_of_an_animal(reader: TestClient, language: str) -> None:
    pages = [f"/{language}/figures/heard-{crowd}" for crowd in CROWDS]
    pages += [f"{page}?release=1" for page in pages] + [f"/embed/{language}/heard-{crowd}" for crowd in CROWDS]
    assert {page: found for page in pages if (found := ANIMALS.findall(text_of(reader, page)))} == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ("Plutôt ou tout à fait", "Environ la moitié", "sans intervalle : moins de 20 réponses")),
        ("en", ("Mostly or entirely", "About half", "without an interval: fewer than 20 answers")),
    ],
)
def test_a_dozen_people_are_told_in_words(reader: TestClient, language: str, words: tuple[str, ...]) -> None:
    said = text_of(reader, f"/{language}/figures/heard-few")
    for word in words:
        assert word in said
    table = said.partition(words[0])[2]
    assert "%" not in table.replace("95 %", "").replace("95%", "")


@pytest.mark.parametrize(
    ("language", "few", "some", "many"),
    [
        (
            "fr",
            "Moins de 50 réponses : les choix ne sont pas montrés.",
            "Dans l’ordre des choix, sans classement : 60 réponses ne suffisent pas à départager dix sujets.",
            "Des parts voisines ne se départagent pas.",
        ),
        (
            "en",
            "Fewer than 50 answers: the picks are not shown.",
            "In order of picks, without a ranking: 60 answers cannot tell ten subjects apart.",
            "Shares that are close cannot be told apart.",
        ),
    ],
)
def test_what_matters_most_says_how_far_it_can_be_trusted(
    reader: TestClient, language: str, few: str, some: str, many: str
) -> None:
    said = [text_of(reader, f"/{language}/figures/heard-{crowd}") for crowd in CROWDS]
    assert [[told in page for told in (few, some, many)] for page in said] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
    ]


def test_the_statement_that_was_asked_stands_beside_its_subject(reader: TestClient) -> None:
    page = reader.get("/fr/figures/heard-many").text
    for asked in ("Ici, on fait ce qu’on m’a annoncé.", "On a fait ce qu’on m’avait annoncé."):
        assert f"<q>{asked}</q>" in page
    assert "Hors moyenne : L’ensemble." in surveys.text_in(page)


def test_two_sides_of_a_survey_are_never_laid_against_each_other(reader: TestClient) -> None:
    page = reader.get("/fr/figures/heard-many").text
    assert page.count("whole-side") == 2
    for word in ("écart", "balance", "miroir", "plus haut"):
        assert word not in text_of(reader, "/fr/figures/heard-many").lower()


def view_of(many: int, bank: int = 3, **changes: object):  # type: ignore[no-untyped-def]
    """What the page is given, of a release of so many people."""
    questionnaire = questionnaires()[bank]
    told = Headlines("en", lambda text: text, {})
    context = CampaignContext(None, questionnaire, Wording("en", "customers"))  # type: ignore[arg-type]
    return thanks_view(context, replace(released(questionnaire, many, 2), **changes), told)  # type: ignore[arg-type]


def test_a_promise_that_few_answered_about_says_so_and_none_at_all_is_one_line(reader: TestClient) -> None:
    view = view_of(60)
    assert [len(promise.shares) for promise in view.promises] == [3, 3, 3]
    made = released(questionnaires()[3], 60, 2).promises
    nothing = replace(made[0], noticed=None, not_noticed=None, cannot_say=None, base=None, reason=Reason.FEWER_THAN_K)
    mixed = view_of(60, promises=(made[0], replace(nothing, slot=2)))
    assert [promise.shares == () for promise in mixed.promises] == [False, True]
    view = view_of(60, promises=(nothing,))
    assert (view.promises, view.unnoticed) == ((), True)
    view = view_of(60, promises=())
    assert (view.promises, view.unnoticed) == ((), False)


def test_what_the_questionnaire_no_longer_asks_is_left_out() -> None:
    gone = (ReleasedImportance("yours", "lived", reason=Reason.FEWER_THAN_50),)
    assert view_of(60, importance=gone).importance == ()


def test_picks_stand_from_the_most_frequent() -> None:
    (picked,) = view_of(130).importance
    sizes = [one.size for one in picked.picked]
    assert sizes == sorted(sizes, reverse=True)
    assert (len(sizes), picked.most, picked.many, picked.none.name) == (10, 2, "ten", "No subject")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("id: voices", "id: voices", "Rather or entirely"),
        ("    - {fr: plutôt, en: rather}\n    - {fr: à moitié, en: half}\n", "", None),
        ("dimension: trust, sides: [lived],", "dimension: trust, sides: [lived], reversed: true,", "Favourable"),
    ],
)
def test_what_is_favourable_is_said_in_the_words_of_the_scale(
    tmp_path: Path, old: str, new: str, expected: str | None
) -> None:
    text = VOICES.read_text("utf-8")
    if expected is None:
        middle = "".join(f"    - {{fr: {fr}, en: {en}}}\n" for fr, en in (("un peu", "a little"), ("à moitié", "half")))
        old, new, expected = middle, "", "Entirely"
    assert old in text
    (tmp_path / "voices.yaml").write_text(text.replace(old, new), "utf-8")
    questionnaire, say = load_bank(tmp_path / "voices.yaml"), Wording("en", "customers")
    context = CampaignContext(None, questionnaire, say)  # type: ignore[arg-type]
    assert favourable_of(context, Headlines("en", lambda message: message, {})) == expected


def test_a_poster_of_a_survey_has_a_sheet_for_each_side_and_its_shares_under_the_bars(
    reader: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "poster.pdf").write_bytes(reader.get("/fr/figures/heard-many/1/poster.pdf").content)
    command = [program("pdftotext", package="poppler-utils"), "-layout", str(tmp_path / "poster.pdf"), "-"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    text = surveys.plain(printed)
    assert printed.count("\f") == 4
    rows = reader.get("/fr/figures/heard-many/1/data.json").json()["rows"]
    for found in surveys.by_side(rows, "level").values():
        for row in found:
            said = surveys.plain(surveys.whole_said(row)) if not row["id"] else surveys.cell_of_level(row)
            assert surveys.plain(said) in text
    for found in surveys.by_side(rows, "favourable").values():
        assert all(surveys.plain(row["words"]) in text for row in found)
    assert "Sous chaque barre, la part des réponses : plutôt ou tout à fait" in text
    assert "petit geste" not in text


def test_the_poster_of_every_other_bank_is_as_it_was(reader: TestClient) -> None:
    here: Whole = site_of(reader.app)  # type: ignore[arg-type]
    campaign = here.campaigns.find("heard-few")
    assert campaign
    context = CampaignContext(campaign, here.questionnaires["customers"], Wording("fr", campaign.people))
    found = taken(here.site, context, "http://totem.example", 1)
    assert found
    plain = replace(found, released=replace(found.released, schema=4))
    assert {"sides", "verdict"} <= poster_of(found)["sheets"][0].keys()
    assert not {"sides", "verdict"} & poster_of(plain)["sheets"][0].keys()


def test_the_api_has_more_of_a_survey_and_nothing_else_of_every_other_bank(reader: TestClient) -> None:
    ours = reader.get("/api/v1/figures/heard-many").json()
    campaign = site_of(reader.app).campaigns.find("heard-many")  # type: ignore[arg-type]
    assert campaign
    plain = figures_of(campaign, released(questionnaires()[0], 250, 2)).model_dump(exclude_unset=True)
    assert ours.keys() - plain.keys() == {"sides", "importance", "promises"}
    assert ours["segments"][0].keys() - plain["segments"][0].keys() == {"sides"}
    assert "favourable" in ours["dimensions"][0]
    assert "favourable" not in plain["dimensions"][0]
    assert [name for name, field in Figures.model_fields.items() if not field.is_required()] == [
        "respondents",
        "sides",
        "importance",
        "promises",
    ]


def test_the_example_of_a_survey_is_as_full_as_its_page(reader: TestClient) -> None:
    here: Whole = site_of(reader.app)  # type: ignore[arg-type]
    campaign = here.campaigns.find("heard-some")
    assert campaign
    context = CampaignContext(campaign, here.questionnaires["staff"], Wording("en", campaign.people))
    invented, made = an_example(context, date(2026, 11, 22))
    assert from_document(made.to_document()) == made
    page = here.templates.render(public_page(here.site, "http://totem.example", invented, made), "main")
    assert page.count("whole-side") == page.count('class="picked"') == 2
    assert "Mostly or entirely" in page
    plain = an_example(replace(context, questionnaire=here.questionnaires["totem"]), date(2026, 11, 22))[1]
    assert (plain.schema, plain.importance, plain.dimensions[0].levels[0].favourable) == (4, (), None)


def test_a_text_browser_reads_all_of_it(reader: TestClient, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(reader.get("/fr/figures/heard-many").text, "utf-8")
    lynx = program("lynx", package="lynx")
    command = [lynx, "-dump", "-nolist", "-width=200", "-assume_charset=utf-8", "-display_charset=utf-8"]
    read = subprocess.run([*command, str(tmp_path / "page.html")], capture_output=True, text=True, check=True).stdout
    said = " ".join(read.replace("\u00a0", " ").split())
    rows = reader.get("/fr/figures/heard-many/1/data.json").json()["rows"]
    for row in rows:
        if row["figure"] == "importance":
            assert f"{row['name']} {surveys.plain(row['words'])}" in said
        if row["figure"] == "level" and not row["segment"] and not row["id"]:
            assert surveys.plain(surveys.whole_said(row)) in said
