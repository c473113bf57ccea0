"""An organiser's whole way in a real browser: make, share, close, look, publish, withdraw; by keyboard; on a phone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browsers import Watch
from tests.journeys.organising import answer, make_campaign, passphrase
from tests.journeys.test_access import RULES
from tests.site import LiveSite

pytestmark = pytest.mark.browser
WORDS = {
    "fr": {
        "share": "Le lien du quiz", "copy": "Copier", "copied": "Copié.", "close": "Fermer la campagne",
        "for good": "Fermer pour de bon", "look": "Voir les chiffres, puis publier", "publish": "Publier ces chiffres",
        "page": "La page publique", "withdraw": "Les retirer",
        "with": "Retirer, avec ce message", "again": "Remettre les chiffres en ligne",
        "counted": "120 réponses comptées", "so far": "Moins de 20", "at least": "Au moins",
    },
    "en": {
        "share": "The link to the quiz", "copy": "Copy", "copied": "Copied.", "close": "Close the campaign",
        "for good": "Close it for good", "look": "Look at the figures, then publish",
        "publish": "Publish these figures", "page": "The public page", "withdraw": "Withdraw them",
        "with": "Withdraw, with this notice", "again": "Show the figures again", "counted": "120 answers counted",
        "so far": "Fewer than 20", "at least": "At least",
    },
}  # fmt: skip
NOTICE = "Une erreur de saisie : nous recomptons. A typing mistake: we are counting again."


def crowd(site: LiveSite, slug: str, people: int) -> None:
    with ThreadPoolExecutor(1) as thread:  # a browser's driver keeps an event loop running in this one
        thread.submit(answer, site, slug, people).result()


def unfold(page: Page) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_form_to_a_public_page_and_back(site: LiveSite, page: Page, watched: Watch, language: str) -> None:
    say, slug = WORDS[language], f"summer-{language}"
    own = make_campaign(page, site, slug, language)
    kept = page.get_by_role("textbox", name="Le lien de cette page" if language == "fr" else "The link to this page")
    expect(kept).to_have_value(own)
    page.locator("#share").get_by_role("button", name=say["copy"], exact=True).first.click()
    expect(page.locator("#share [role=status]").first).to_have_text(say["copied"])
    expect(page.get_by_role("textbox", name=say["share"])).to_have_value(f"{site.address}/{language}/quiz/{slug}")
    expect(page.locator(".far")).to_contain_text(say["so far"])
    crowd(site, slug, 120)
    page.goto(own)
    expect(page.locator(".far")).to_contain_text(say["at least"])
    page.get_by_role("link", name=say["close"], exact=True).click()
    page.get_by_role("button", name=say["for good"]).click()
    expect(page.locator(".far")).to_contain_text(say["counted"])
    page.get_by_role("link", name=say["look"]).click()
    shown = page.locator(".public .sentence").inner_text()
    page.get_by_role("button", name=say["publish"]).first.click()
    expect(page.locator("[aria-current=step]")).to_have_text("Publiée" if language == "fr" else "Published")
    page.get_by_role("link", name=say["page"], exact=True).click()
    expect(page.locator(".sentence")).to_have_text(shown)
    page.goto(own)
    page.get_by_role("link", name=say["withdraw"], exact=True).click()
    page.locator("#notice_fr").fill(NOTICE)
    page.get_by_role("button", name=say["with"]).click()
    expect(page.get_by_role("button", name=say["again"])).to_be_visible()
    page.wait_for_timeout(2100)  # what a crowd reads may be two seconds old
    page.goto(f"{site.address}/{language}/figures/{slug}")
    expect(page.locator("main")).to_contain_text(NOTICE)
    expect(page.locator(".sentence")).to_have_count(0)


def test_a_campaign_is_made_by_keyboard_alone(site: LiveSite, page: Page) -> None:
    page.goto(f"{site.address}/fr/organise")
    page.locator("#passphrase").focus()
    page.keyboard.type(passphrase(site))
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "slug":
            page.keyboard.type("by-keyboard")
            break
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.start button')"):
            page.keyboard.press("Enter")
            break
    page.wait_for_url("**/organise/by-keyboard/*")
    expect(page.locator("h1")).to_be_visible()


def test_a_mistake_takes_the_focus(site: LiveSite, page: Page) -> None:
    page.goto(f"{site.address}/fr/organise")
    page.locator("#passphrase").fill(passphrase(site))
    page.locator("#slug").fill("Été")
    page.locator(".start button").click()
    expect(page.locator("#slug")).to_be_focused()
    expect(page.locator("#slug")).to_have_value("Été")


@pytest.fixture(scope="module")
def stages(site: LiveSite, browser: Browser) -> dict[str, str]:
    """The address of every page of an organiser, with what it is called."""
    page = browser.new_page()
    fresh, full = make_campaign(page, site, "fresh"), make_campaign(page, site, "full")
    page.goto(f"{site.address}/fr/organise")
    page.locator("input[value=invitation]").check()
    for name, text in (("passphrase", passphrase(site)), ("slug", "invited")):
        page.locator(f"#{name}").fill(text)
    page.locator(".start button").click()
    page.wait_for_url("**/organise/*/*")
    invited = page.url.partition("?")[0]
    page.goto(full)
    page.locator("#keys form button").first.click()
    shared = page.url
    page.close()
    crowd(site, "full", 60)
    kit = {f"kit-{name}": f"{fresh}/kit/{name}" for name in ("notice", "register", "staff", "never")}
    asked = {f"ask-{name}": f"{fresh}/ask/{name}" for name in ("close", "withdraw", "archive", "delete", "rotate")}
    return {
        "form": f"{site.address}/fr/organise", "made": f"{fresh}?done=made", "fresh": fresh, "full": full,
        "invited": invited, "shared": shared, "preview": f"{full}/preview", "early": f"{fresh}/preview",
        "example": f"{fresh}/example", "change": f"{fresh}/change", "wrong": f"{fresh}x",
        "deleted": f"{site.address}/fr/organise/deleted",
        **kit, **asked,
    }  # fmt: skip


@pytest.fixture(params=[("fr", "light"), ("en", "dark")], ids=["fr-light", "en-dark"])
def phone(request: pytest.FixtureRequest, browser: Browser) -> Iterator[tuple[str, Page]]:
    language, theme = request.param
    context = browser.new_context(viewport={"width": 360, "height": 740}, color_scheme=theme)
    yield language, context.new_page()
    context.close()


def test_axe_finds_nothing_and_nothing_is_wider_than_a_phone(stages: dict[str, str], phone: tuple[str, Page]) -> None:
    language, page = phone
    faults = []
    for name, address in stages.items():
        page.goto(address.replace("/fr/", f"/{language}/", 1))
        unfold(page)
        found = Axe().run(page, options=RULES)
        faults += [
            f"{name}: {fault['id']}: {fault['nodes'][0]['html'][:200]}" for fault in found.response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            faults.append(f"{name}: wider than the screen")
    assert faults == []


def test_what_is_touched_is_large_enough_for_a_thumb(stages: dict[str, str], phone: tuple[str, Page]) -> None:
    _, page = phone
    small = []
    for name in ("form", "full", "invited", "preview", "ask-delete"):
        page.goto(stages[name])
        unfold(page)
        for target in page.locator(
            "main button, main .button, main summary, .choice, .entry, .papers a, .back a"
        ).all():
            box = target.bounding_box()
            if box and box["height"] < 43.5:
                small.append(f"{name}: {target.inner_text()[:30]}: {box['height']:.0f} px")
    assert small == []
