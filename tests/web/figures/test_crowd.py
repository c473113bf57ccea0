"""The public page of figures over HTTP, with real releases: what it says, what it keeps back, how it is cached."""

import asyncio
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from html import unescape
from math import hypot
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, Engine, create_engine, event, func, update
from sqlmodel import col
from starlette.testclient import TestClient

from app.banks.loader import load_catalogue
from app.campaigns.store import Campaign, change, create, find, restore, withdraw
from app.campaigns.words import Words
from app.db.engine import write_transaction
from app.db.tables import CampaignRow, ReleaseRow
from app.main import create_app
from app.publication.releases import Releases
from app.publication.values import Phrase, Reason, Share
from app.resources import resource
from app.settings import Settings, load_secrets
from app.totem.model import Answers
from app.totem.packing import fingerprint
from app.web.figures.editions import interval, middle, way
from app.web.page_cache import MOST_PAGES, PageCache
from app.web.tokens import Tokens
from tests.editions import NOTICE, SMALL, furnish
from tests.sheets import sheet_with
from tests.states import sheet_of
from tests.web.conftest import settings_in
from tests.whole import Whole

MAY = date(2026, 5, 5)
TAGS = re.compile(r"<[^>]+>")
SENTENCE = re.compile(r'<h1 class="sentence">(.*?)</h1>', re.DOTALL)
DOCUMENT, rtrim = col(ReleaseRow.document), func.rtrim
FULL = load_catalogue(resource("questions"))["totem"].bank


MINE: ContextVar[list[str] | None] = ContextVar("MINE", default=None)


@contextmanager
def queries_of_mine(engine: Engine) -> Iterator[list[str]]:
    """What requests made here ask of the database; the site's own work beside them is not in it."""
    queries: list[str] = []

    def heard(*told: object) -> None:
        if MINE.get() is queries and told[2] != "BEGIN":
            queries.append(str(told[2]))

    event.listen(engine, "before_cursor_execute", heard)
    token = MINE.set(queries)
    try:
        yield queries
    finally:
        MINE.reset(token)
        event.remove(engine, "before_cursor_execute", heard)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = settings_in(tmp_path_factory.mktemp("crowd"), base_url="https://totem.example")
    furnish(settings)
    return settings


@pytest.fixture(scope="module")
def reader(furnished: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(furnished), base_url="https://totem.example", follow_redirects=False) as client:
        yield client


def page(reader: TestClient, address: str, status: int = 200) -> str:
    response = reader.get(address)
    assert response.status_code == status, response.text
    return response.text


def beside(reader: TestClient, settings: Settings, language: str, slug: str, answers: Answers) -> str:
    """What the result of these answers says of its place in the crowd; empty if nothing."""
    token = Tokens(load_secrets(settings.secret_file)).seal_result(slug, FULL, answers)
    html = page(reader, f"/{language}/result/{token}")
    found = re.search('<section class="among">(.*?)</section>', html, re.DOTALL)
    return " ".join(unescape(TAGS.sub(" ", found[1])).split()) if found else ""


@contextmanager
def changed(settings: Settings, slug: str, change: Callable[[Engine, Campaign], object]) -> Iterator[TestClient]:
    """The site in another process, after the organiser changed something."""
    app = create_app(settings)
    engine = Whole(app).engine
    campaign = find(engine, slug)
    assert campaign
    change(engine, campaign)
    with TestClient(app, base_url="https://totem.example", follow_redirects=False) as client:
        yield client


def text_of(html: str) -> str:
    return " ".join(unescape(TAGS.sub(" ", html.split("<main")[1].split("</main>")[0])).split())


@pytest.mark.parametrize(
    ("language", "sentence", "heard", "who"),
    [
        ("fr", "d’entre vous appartiennent à la famille des caméléons", "moins vos collègues.", "avec un code commun"),
        ("en", "of you belong to the family of chameleons", "and colleagues less.", "with a shared code"),
    ],
)
def test_the_page_says_the_sentence_and_what_stands_behind_it(
    reader: TestClient, language: str, sentence: str, heard: str, who: str
) -> None:
    html = page(reader, f"/{language}/figures/printemps-2026")
    said = text_of(html)
    assert sentence in unescape(SENTENCE.findall(html)[0])
    assert sentence in html.split("<title>")[1].split("</title>")[0]
    for fact in (heard, "Ana Le Goff, <direction>", "202", fingerprint(FULL), who):
        assert fact in said
    assert f'<a href="https://totem.example/{language}/figures/printemps-2026?release=1">' in html
    assert html.count("<svg") == 4
    assert "<script" not in html


def test_what_the_organiser_wrote_in_one_language_alone_is_marked_in_the_other(reader: TestClient) -> None:
    assert '<p lang="fr">Chaque printemps, toutes nos équipes répondent.</p>' in page(
        reader, "/en/figures/printemps-2026"
    )
    assert "<p>Chaque printemps, toutes nos équipes répondent.</p>" in page(reader, "/fr/figures/printemps-2026")


def test_a_part_that_is_too_small_says_so_and_gives_no_figure(reader: TestClient) -> None:
    html = page(reader, "/fr/figures/printemps-2026").split("Où travaillez-vous")[1].split("</section>")[0]
    rows = {row[0]: row[1:] for row in (re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", tr) for tr in html.split("<tr>")[2:])}
    assert [rows[name][0] for name in ("Brest", "Lyon", "Siège")] == ["130", "60", "12"]
    assert rows["Équipe de nuit"] == ["non montrée\u00a0: moins de 10 personnes, ou masquée pour en protéger si peu"]
    assert "détruites" in html


def test_only_the_blocks_that_the_organiser_chose_are_shown(reader: TestClient) -> None:
    said = text_of(page(reader, "/en/figures/small"))
    for block in ("On the triangle of forces", "Share of each animal", "Both sides on a balance"):
        assert block in said
    for block in ("The troupe", "The dimensions in the mirror", "Part by part", "A word from those who asked"):
        assert block not in said
    assert "each with an invitation that counts once" in said
    assert "There are too few answers to compare the two sides." in said


def test_two_editions_of_one_questionnaire_are_compared_and_two_questionnaires_are_not(reader: TestClient) -> None:
    newest, middle, first = (text_of(page(reader, f"/en/figures/printemps-{year}")) for year in (2026, 2025, 2024))
    assert "Compared with 2025" in newest
    assert "clearly higher" in newest or "More:" in newest
    assert "no clear change" in newest
    assert "Compared with 2024" in middle
    assert "The questionnaire has changed since then" in middle
    assert "Compared with" not in first
    for said in (newest, middle, first):
        assert "2026 2025 2024" in said


def test_an_edition_has_an_address_by_year(reader: TestClient) -> None:
    answer = reader.get("/fr/figures/printemps/2025")
    assert (answer.status_code, answer.headers["location"]) == (307, "/fr/figures/printemps-2025")
    for nowhere in ("/fr/figures/printemps/1999", "/fr/figures/nowhere/2025", "/fr/figures//2026"):
        assert reader.get(nowhere).status_code == 404


def test_a_campaign_to_come_says_when_and_shows_no_way_in(reader: TestClient) -> None:
    html = page(reader, "/en/figures/to-come")
    assert "The quiz opens on 2 March 2199 (Paris time)." in text_of(html)
    assert "quiz/to-come" not in html
    assert 'name="robots" content="noindex' in html


def test_withdrawn_figures_leave_their_notice_until_they_are_restored(reader: TestClient, furnished: Settings) -> None:
    html = page(reader, "/fr/figures/gone")
    for words in (NOTICE["fr"], "4 mai 2026", "Ana Le Goff"):
        assert words in text_of(html)
    assert 'name="robots" content="noindex' in html
    assert "<svg" not in html.split("<main")[1]
    fixed = reader.get("/fr/figures/gone?release=1")
    assert (fixed.status_code, fixed.headers["cache-control"]) == (410, "no-cache")
    with changed(furnished, "gone", lambda engine, gone: restore(engine, gone, MAY)) as later:
        figures = text_of(page(later, "/fr/figures/gone"))
        assert "réponses" in figures
        assert re.search(r"du [^()]+ au [^()]+ \(heure de Paris\)", figures), "days are said with their time zone"
        assert NOTICE["fr"] not in page(later, "/fr/figures/gone?release=1")


def test_an_edition_that_is_withdrawn_is_no_longer_compared_with(furnished: Settings) -> None:
    with changed(furnished, "printemps-2025", lambda engine, middle: withdraw(engine, middle, NOTICE, MAY)) as later:
        said = text_of(page(later, "/en/figures/printemps-2026"))
    assert "Compared with 2024" in said
    assert "2025 no figures" in said
    with changed(furnished, "printemps-2025", lambda engine, middle: restore(engine, middle, MAY)) as later:
        assert "Compared with 2025" in text_of(page(later, "/en/figures/printemps-2026"))


def test_an_edition_whose_release_is_damaged_is_left_out_and_logged_without_figures(
    furnished: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with changed(furnished, "printemps-2025", lambda engine, middle: rewrite(engine, middle, DOCUMENT + " ")) as later:
        said = text_of(page(later, "/en/figures/printemps-2026"))
        assert later.get("/api/v1/figures/printemps-2026").status_code == 200
    assert "Compared with 2024" in said
    assert "2025 no figures" in said
    (line,) = [record.getMessage() for record in caplog.records if record.name == "app.web.figures.routes"]
    assert re.fullmatch(r"Release 1 of campaign \d+ is damaged and left out; run totem verify\.", line)
    with changed(furnished, "printemps-2025", lambda engine, middle: rewrite(engine, middle, rtrim(DOCUMENT))) as later:
        assert "Compared with 2025" in text_of(page(later, "/en/figures/printemps-2026"))


def rewrite(engine: Engine, campaign: Campaign, document: ColumnElement[str]) -> None:
    with write_transaction(engine) as connection:
        connection.execute(
            update(ReleaseRow).where(col(ReleaseRow.campaign_id) == campaign.id).values(document=document)
        )


def test_a_reader_who_has_the_page_is_told_so_by_one_query_in_every_process(
    reader: TestClient, furnished: Settings
) -> None:
    first = reader.get("/fr/figures/small")
    mark = first.headers["etag"]
    assert first.headers["cache-control"] == "no-cache"
    reader.get("/fr/figures/small")
    with queries_of_mine(Whole(reader.app).engine) as queries:
        again = reader.get("/fr/figures/small", headers={"if-none-match": f'"other", {mark}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", mark)
    assert len(queries) == 1
    assert "document" not in queries[0]
    assert reader.get("/en/figures/small", headers={"if-none-match": mark}).status_code == 200
    assert reader.get("/fr/figures/small", headers={"if-none-match": '"other"'}).status_code == 200
    with TestClient(create_app(furnished), base_url="https://totem.example") as other:
        assert other.get("/fr/figures/small", headers={"if-none-match": mark}).status_code == 304


def test_other_words_of_the_organiser_make_another_page(reader: TestClient, furnished: Settings) -> None:
    mark = reader.get("/fr/figures/small").headers["etag"]
    words = Words(heard={"fr": "Merci à tout le monde."})
    with changed(furnished, "small", lambda engine, small: change(engine, small, MAY, words=words)) as later:
        answer = later.get("/fr/figures/small", headers={"if-none-match": mark})
        assert answer.status_code == 200
        assert "Merci à tout le monde." in answer.text
    with changed(furnished, "small", lambda engine, small: change(engine, small, MAY, words=SMALL)) as later:
        assert later.get("/fr/figures/small").headers["etag"] == mark


def test_a_release_named_by_its_number_never_changes(reader: TestClient) -> None:
    answer = reader.get("/fr/figures/printemps-2026?release=1")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    said = text_of(answer.text)
    assert "Cette page montre la publication n° 1" in said
    for what_may_change in ("Ce que nous avons entendu", "Par rapport à", "2025", "Chaque printemps"):
        assert what_may_change not in said
    assert reader.get("/fr/figures/printemps-2026?release=2").status_code == 404
    assert reader.get("/fr/figures/printemps-2026?release=0").status_code == 404
    assert reader.get("/fr/figures/to-come?release=1").status_code == 404


def test_the_shelf_renders_once_and_keeps_no_more_than_it_has_room_for() -> None:
    shelf, rendered = PageCache([resource("locale")]), []

    def render(mark: str) -> str:
        rendered.append(mark)
        return mark

    for mark in [*map(str, range(MOST_PAGES)), "0", "more", "1", "0"]:
        assert shelf.page(mark, "", lambda _, mark=mark: render(mark)) == mark  # type: ignore[misc]
    assert rendered == [*map(str, range(MOST_PAGES)), "more", "1"]
    assert shelf.mark("a", 1) == PageCache([resource("locale")]).mark("a", 1) != shelf.mark("a", 2)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_result_stands_beside_the_published_edition(reader: TestClient, furnished: Settings, language: str) -> None:
    bee = beside(reader, furnished, language, "printemps-2026", sheet_of(FULL, "bee"))
    assert ("202 personnes ont répondu" if language == "fr" else "202 people answered") in bee
    assert re.search("% d’abeilles, comme vous" if language == "fr" else "% are bees, like you", bee)
    assert "better than" not in bee
    small = beside(reader, furnished, language, "small", sheet_of(FULL, "wolf"))
    assert ("loups" if language == "fr" else "wolves") in small
    even = sheet_with(FULL, (3,) * len(FULL.items), (0,) * len(FULL.all_scenes), even=True)
    nobody = beside(reader, furnished, language, "printemps-2026", even)
    assert ("202 personnes" if language == "fr" else "202 people") in nobody
    assert ("comme vous" if language == "fr" else "like you") not in nobody


def test_a_result_stands_alone_where_no_edition_can_be_shown(reader: TestClient, furnished: Settings) -> None:
    for slug in ("to-come", "totem"):
        assert not beside(reader, furnished, "fr", slug, sheet_of(FULL, "bee"))
    with changed(furnished, "small", lambda engine, small: withdraw(engine, small, NOTICE, MAY)) as later:
        assert not beside(later, furnished, "fr", "small", sheet_of(FULL, "bee"))
    with changed(furnished, "small", lambda engine, small: restore(engine, small, MAY)) as later:
        assert beside(later, furnished, "fr", "small", sheet_of(FULL, "bee"))


def test_figures_that_cannot_be_read_are_left_out_of_a_page_that_shows_them_aside(tmp_path: Path) -> None:
    releases = Releases(create_engine(f"sqlite:///{tmp_path / 'none.db'}"), b"s" * 32)
    assert asyncio.run(releases.aside(1)) is None


@given(st.integers(1, 99), st.integers(100, 5000), st.integers(1, 99), st.integers(100, 5000))
def test_a_change_is_told_only_beyond_the_interval_of_both(one: int, many: int, other: int, more: int) -> None:
    before, now = (
        interval(Share(Phrase.PERCENT, percent=one), many),
        interval(Share(Phrase.PERCENT, percent=other), more),
    )
    assert before
    assert now
    assert 0 <= before.low < one < before.high <= 100
    first, second = middle(before), middle(now)
    assert first
    assert second
    told, back = way(first, second, 1.4), way(second, first, 1.4)
    assert {told, back} in ({"more", "less"}, {"unclear"})
    apart = 1.4 * hypot(first.half_width or 0, second.half_width or 0)
    assert (told == "more") == (second.value - first.value > apart)


def test_shares_in_words_are_not_compared_and_bounds_are() -> None:
    word, few = Share(Phrase.A_FEW, reason=Reason.FEWER_THAN_30), Share(Phrase.BELOW, below=3)
    assert interval(word, 20) is None
    assert way(None, middle(interval(few, 100)), 1.0) == "unknown"
    assert interval(few, 100) == (0, 3)
    assert interval(Share(Phrase.ABOVE, above=97), 100) == (97, 100)
    assert way(middle(interval(few, 100)), middle(interval(Share(Phrase.ABOUT_PERCENT, percent=60), 50)), 1.4) == "more"


def test_a_campaign_whose_questionnaire_has_changed_is_closed_to_those_who_come(furnished: Settings) -> None:
    """The ledger would refuse each of them: nobody is let through sixteen screens for that."""

    def keep(structure: str) -> Callable[[Engine, Campaign], None]:
        def kept(engine: Engine, campaign: Campaign) -> None:
            with write_transaction(engine) as connection:
                connection.execute(
                    update(CampaignRow).where(col(CampaignRow.id) == campaign.id).values(fingerprint=structure)
                )

        return kept

    create(Whole(create_app(furnished)).engine, "ours", "totem", date(2026, 3, 2), publishes_itself=False)
    with changed(furnished, "ours", keep("0" * 16)) as later:
        assert "This campaign is closed: nothing is counted any more." in text_of(page(later, "/en/quiz/ours"))
        waiting = page(later, "/en/figures/ours")
        assert "This campaign is closed, and its figures were not published." in text_of(waiting)
        assert "/en/quiz/ours" not in waiting.split("<main")[1].split("</main>")[0]
    with changed(furnished, "ours", keep(fingerprint(FULL))) as later:
        assert "closed" not in text_of(page(later, "/en/quiz/ours"))
        assert "/en/quiz/ours" in page(later, "/en/figures/ours")
    with changed(furnished, "ours", keep("")) as later:
        assert "/en/quiz/ours" in page(later, "/en/figures/ours")
