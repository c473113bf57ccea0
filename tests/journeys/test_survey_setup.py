"""A mirror survey set up in a real browser: eight fields, one submission, three campaigns; the preview follows."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from app.campaigns.store import campaigns
from app.db.engine import make_engine
from app.tallies.ledger import today_in_utc
from tests.browsers import Watch
from tests.journeys.organising import passphrase
from tests.site import LiveSite
from tests.web.survey.surveys import FIELDS

pytestmark = pytest.mark.browser
ASKED = [("title",), ("people",), ("label",), ("reveal",), ("customers", "staff", "leaders"), ("places",)]
"""With the signature and the zone, eight: what is expected of each voice stands in one row."""


def type_in(page: Page, site: LiveSite, **others: str) -> None:
    typed = FIELDS | {"reveal": f"{today_in_utc() + timedelta(days=28)}", "passphrase": passphrase(site)} | others
    for name, text in typed.items():
        field = page.locator(f"#{name}")
        field.select_option(text) if name in ("people", "zone") else field.fill(text)


def voices_of(site: LiveSite, slug: str) -> list[str]:
    def read() -> list[str]:
        engine = make_engine(f"sqlite:///{site.folder / 'data' / 'totem.db'}")
        found = [one.voice for one in campaigns(engine) if one.slug.startswith(f"{slug}-2027-")]
        engine.dispose()
        return found

    with ThreadPoolExecutor(1) as thread:  # a browser's driver keeps an event loop running in this one
        return thread.submit(read).result()


def test_eight_fields_and_one_submission_open_a_survey(site: LiveSite, page: Page, watched: Watch) -> None:
    submissions: list[str] = []
    page.on("request", lambda one: submissions.append(one.url) if one.is_navigation_request() else None)
    page.goto(f"{site.address}/fr/organise")
    page.get_by_role("link", name="c’est l’enquête miroir").click()
    expect(page.locator("#survey .asked > .field")).to_have_count(1 + len(ASKED) + 2)
    submissions.clear()
    type_in(page, site)
    ahead = page.locator("#ahead")
    expect(ahead).to_contain_text("Lens, Douai Ensemble")
    expect(ahead).to_contain_text("Avec 50 personnes des équipes et 200 clients")
    page.locator("#staff").fill("20")
    expect(ahead).to_contain_text("Avec 20 personnes des équipes et 50 clients")
    assert submissions == []
    page.locator("#signature").press("Enter")
    page.wait_for_url("**/organise/barometer/accueil-dupont/*?done=made")
    assert len(submissions) == 2, "the form, and the page that it leads to"
    own = page.url.partition("?")[0]
    expect(page.get_by_role("textbox", name="Le lien de cette page")).to_have_value(own)
    assert voices_of(site, "accueil-dupont") == ["customers", "staff", "leaders"]
    page.locator("article", has_text="Les équipes").get_by_role("button", name="Copier").first.click()
    expect(page.locator("#voices [role=status]").first).to_have_text("Copié.")
    page.get_by_role("link", name="Note à la représentation du personnel").click()
    text = page.locator("#paper-text").input_value()
    assert text.startswith("Note à la représentation du personnel\n\nAccueil Dupont · 2027")


def test_without_javascript_a_button_previews_and_a_mistake_takes_one_more_submission(
    site: LiveSite, browser: Browser
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site.address}/fr/organise/barometer")
    type_in(page, site, title="Sans script", places="Lille")
    page.get_by_role("button", name="Aperçu").click()
    expect(page.locator("#ahead .mistake")).to_contain_text("ligne 1")
    expect(page.locator("#places")).to_have_value("Lille")
    page.get_by_role("button", name="Ouvrir l’enquête").click()
    expect(page.locator("#places")).to_be_focused()
    page.locator("#places").fill("Lille ; 12")
    page.locator("#passphrase").fill(passphrase(site))
    page.get_by_role("button", name="Ouvrir l’enquête").click()
    page.wait_for_url("**/organise/barometer/sans-script/*?done=made")
    assert voices_of(site, "sans-script") == ["customers", "staff", "leaders"]
    context.close()
