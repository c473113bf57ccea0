"""Campaigns with a code, segments, invitations and days of their own, on a phone, with JavaScript and without."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import Engine

from app.banks.loader import load_catalogue
from app.campaigns import invitations
from app.campaigns.campaign import Campaign
from app.campaigns.store import archive, create, find
from app.campaigns.words import Segment, Words
from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.settings import load_secrets
from app.tallies.closing import close
from app.tallies.ledger import today_in_utc
from app.totem.model import More
from app.web.tokens import Tokens
from tests.browsers import Watch
from tests.journeys.axe import RULES
from tests.journeys.person import EXPRESS_STEPS, answer_all, at_step, finish
from tests.journeys.person import skip_to_the_end as skip_the_rest
from tests.sheets import sheet_with
from tests.site import LiveSite
from tests.soak import many

pytestmark = pytest.mark.browser
WORDS = Words(
    title={"fr": "Le baromètre de la baie", "en": "The barometer of the bay"},
    introduction={"fr": "Cinq minutes, et personne ne verra vos réponses.", "en": "Five minutes, and nobody looks."},
    question={"fr": "Où travaillez-vous ?", "en": "Where do you work?"},
    segments=(Segment("north", {"fr": "Au nord"}), Segment("south", {"fr": "Au sud"})),
)
CODE = "BAIE42"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path_factory.mktemp("site"), TOTEM_OPEN_LIMIT="1")
    live.start()
    yield live
    live.stop()


@pytest.fixture(scope="module")
def engine(site: LiveSite) -> Iterator[Engine]:
    made = make_engine(f"sqlite:///{site.folder / 'data' / 'totem.db'}")
    today, keys = today_in_utc(), KeyFile(site.folder / "secrets" / "pool-keys")
    create(made, "coded", "express", today, words=WORDS, protection="code", code=CODE)
    create(made, "invited", "express", today, words=WORDS, protection="invitation")
    create(made, "soon", "express", today, words=WORDS, opened_on=today + timedelta(days=9))
    for slug in ("over", "past"):
        close(made, keys, create(made, slug, "express", today).id, today)
    archive(made, campaign(made, "past"), today)
    yield made
    made.dispose()


@pytest.fixture(params=[True, False], ids=["javascript", "no-javascript"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, java_script_enabled=request.param
    )
    page = context.new_page()
    watch = Watch(page)
    yield page
    # Chromium itself reports each answer of 4xx to its console.
    assert [
        complaint for complaint in watch.complaints if "the server responded with a status of 4" not in complaint
    ] == []
    context.close()


def campaign(engine: Engine, slug: str) -> Campaign:
    found = find(engine, slug)
    assert found
    return found


def skip_to_the_end(page: Page, site: LiveSite) -> None:
    """With every answer in the sheet of the step on the screen."""
    at_step(page, 1)
    address = page.url.partition("?")[0]
    slug, bank = address.rpartition("/")[2], load_catalogue(resource("questions"))["express"].bank
    seals = Tokens(load_secrets(site.folder / "secrets" / "secret"))
    sheet = seals.open_sheet(slug, bank, page.locator("#step input[name=s]").get_attribute("value") or "", time.time())
    answered = sheet.answered(
        sheet_with(bank, (1, 2) * (len(bank.items) // 2), (0,) * len(bank.scenes), more=More.NEVER)
    )
    page.goto(f"{address}?s={seals.seal_sheet(slug, bank, answered)}")
    at_step(page, EXPRESS_STEPS)


def test_a_person_with_the_code_is_counted_in_a_segment(site: LiveSite, engine: Engine, phone: Page) -> None:
    phone.goto(f"{site.address}/fr/quiz/coded")
    expect(phone.locator("h1")).to_have_text("Le baromètre de la baie")
    phone.get_by_label("Le code de cette campagne").fill("baie43")
    phone.get_by_text("Au sud").tap()
    phone.get_by_role("button", name="Commencer").tap()
    expect(phone.get_by_role("alert")).to_contain_text("Ce n’est pas le code")
    expect(phone.get_by_label("Au sud")).to_be_checked()
    phone.get_by_label("Le code de cette campagne").fill("baie 42")
    phone.get_by_role("button", name="Commencer").tap()
    answer_all(phone, many(3, EXPRESS_STEPS))
    skip_the_rest(phone)
    finish(phone)
    expect(phone.locator(".outcome")).to_contain_text("comptées")


def test_a_person_without_the_code_finds_it_at_the_end_and_loses_nothing(
    site: LiveSite, engine: Engine, phone: Page
) -> None:
    phone.goto(f"{site.address}/en/quiz/coded")
    phone.get_by_role("button", name="Without the code").tap()
    skip_to_the_end(phone, site)
    expect(phone.locator("button[value=count]")).to_have_count(0)
    phone.get_by_role("link", name="I have the code").tap()
    phone.get_by_label("The code of this campaign").fill(CODE)
    phone.get_by_text("I would rather not say").tap()
    phone.get_by_role("button", name="Go on").tap()
    at_step(phone, EXPRESS_STEPS)
    finish(phone)
    expect(phone.locator(".outcome")).to_contain_text("counted")


def test_an_invitation_counts_once_and_the_second_time_says_so(site: LiveSite, engine: Engine, phone: Page) -> None:
    (token,) = invitations.make(engine, campaign(engine, "invited").id, 1)
    for outcome in ("comptées", "déjà servi"):
        phone.goto(f"{site.address}/fr/invitation/invited/{token}")
        phone.reload()
        phone.get_by_text("Au nord").tap()
        phone.get_by_role("button", name="Commencer").tap()
        skip_to_the_end(phone, site)
        assert token not in phone.url
        finish(phone)
        expect(phone.locator(".outcome")).to_contain_text(outcome)


def test_an_open_link_filled_from_one_place_keeps_the_answers_and_shows_the_animal(
    site: LiveSite, engine: Engine, phone: Page
) -> None:
    for _ in range(2):
        phone.goto(f"{site.address}/fr/quiz/express")
        skip_to_the_end(phone, site)
        phone.locator("button[value=count]").tap()
        expect(phone.locator("h1")).not_to_have_text("Votre animal est prêt")
    expect(phone.locator("h1")).to_have_text("Beaucoup de réponses à la fois")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    finish(phone, "private")
    expect(phone.locator(".outcome")).to_contain_text("n’envoie rien aux totaux")


def test_behind_a_proxy_on_the_same_machine_each_visitor_is_a_place_of_their_own(
    site: LiveSite, engine: Engine, browser: Browser
) -> None:
    headings = []
    for visitor in ("198.51.100.7", "198.51.100.7", "198.51.100.8"):
        page = browser.new_page(extra_http_headers={"X-Forwarded-For": visitor}, locale="fr-FR")
        page.goto(f"{site.address}/fr/quiz/express")
        skip_to_the_end(page, site)
        page.locator("button[value=count]").click()
        expect(page.locator("h1")).not_to_have_text("Votre animal est prêt")
        headings.append(page.locator("h1").inner_text() == "Beaucoup de réponses à la fois")
        page.close()
    assert headings == [False, True, False]


def test_the_first_page_changes_language_and_a_keyboard_goes_through_it(
    site: LiveSite, engine: Engine, page: Page, watched: Watch
) -> None:
    page.goto(f"{site.address}/fr/quiz/coded")
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("The barometer of the bay")
    page.get_by_label("The code of this campaign").focus()
    page.keyboard.type(CODE)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    at_step(page, 1)


@pytest.mark.long
@pytest.mark.parametrize(("language", "theme"), many([("en", "dark")], [("fr", "light"), ("en", "dark")]))
def test_axe_finds_nothing_on_the_pages_that_let_in(
    site: LiveSite, engine: Engine, browser: Browser, language: str, theme: str
) -> None:
    (token,) = invitations.make(engine, campaign(engine, "invited").id, 1)
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    faults = []
    for path in (
        *(f"quiz/{slug}" for slug in ("coded", "invited", "soon", "over", "past")),
        f"invitation/invited/{token}",
    ):
        page.goto(f"{site.address}/{language}/{path}")
        faults += faults_of(page, path)
    page.goto(f"{site.address}/{language}/quiz/coded")
    page.locator("#code").fill("wrong")
    page.locator(".parts input").last.check()
    page.locator(".enter button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    faults += faults_of(page, "wrong code")
    context.close()
    assert faults == []


def faults_of(page: Page, name: str) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    faults = [f"{fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found]
    for target in page.locator(".door button, .door .button, .door input.address, .parts label").all():
        box = target.bounding_box()
        if box and box["height"] < 43.5:
            faults.append(f"{target.inner_text()[:30]}: {box['height']:.0f} px")
    if page.evaluate("document.documentElement.scrollWidth") > 360:
        faults.append("wider than the screen")
    return [f"{name}: {fault}" for fault in faults]
