"""An organiser's whole way in a real browser: make, share, close, look, publish, withdraw; by keyboard; on a phone.

The public's part of it without JavaScript: the page, its files, and its frame on somebody else's page.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browsers import Watch
from tests.exports.tables import formulas, from_csv, from_xlsx
from tests.journeys.organising import answer, make_campaign, passphrase
from tests.patience import eventually
from tests.site import LiveSite
from tests.soak import many
from tests.web import png

pytestmark = pytest.mark.browser
WORDS = {
    "fr": {
        "share": "Le lien du questionnaire", "copy": "Copier", "copied": "Copié.", "close": "Fermer la campagne",
        "for good": "Fermer pour de bon", "look": "Voir les chiffres, puis publier", "publish": "Publier ces chiffres",
        "page": "La page publique", "withdraw": "Les retirer",
        "with": "Retirer, avec ce message", "again": "Remettre les chiffres en ligne",
        "counted": "120 réponses comptées", "so far": "Entre 0 et", "at least": "Entre",
    },
    "en": {
        "share": "The link to the quiz", "copy": "Copy", "copied": "Copied.", "close": "Close the campaign",
        "for good": "Close it for good", "look": "Look at the figures, then publish",
        "publish": "Publish these figures", "page": "The public page", "withdraw": "Withdraw them",
        "with": "Withdraw, with this notice", "again": "Show the figures again", "counted": "120 answers counted",
        "so far": "Between 0 and", "at least": "Between",
    },
}  # fmt: skip
NOTICE = "Une erreur de saisie : nous recomptons. A typing mistake: we are counting again."


def crowd(site: LiveSite, slug: str, people: int) -> None:
    with ThreadPoolExecutor(1) as thread:  # a browser's driver keeps an event loop running in this one
        thread.submit(answer, site, slug, people).result()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def elsewhere(folder: Path, page: str) -> Iterator[str]:
    """Another site, with this one page; its address."""
    (folder / "index.html").write_text(page, "utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def public(browser: Browser) -> Iterator[BrowserContext]:
    """Whoever reads, without JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    yield context
    context.close()


@pytest.mark.parametrize("language", many(["fr"], ["fr", "en"]))
def test_from_the_form_to_a_public_page_and_back(
    site: LiveSite, page: Page, watched: Watch, public: BrowserContext, tmp_path: Path, language: str
) -> None:
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
    line = page.locator(f"#frame-{language}").input_value()
    figures = f"{site.address}/{language}/figures/{slug}"
    reader = public.new_page()
    reader.goto(figures)
    files = read_and_take_away(reader, shown)
    described = public.request.get(page.locator(f"#oembed-{language}").input_value()).json()
    assert shown in described["title"]
    framed = f'<!doctype html><title>.</title>{line}{described["html"]}<iframe src="{figures}"></iframe>'
    with elsewhere(tmp_path, framed) as other:
        reader.goto(other)
        for nth in (0, 1):
            expect(reader.frame_locator(f"iframe >> nth={nth}").locator("h1")).to_have_text(shown)
        assert reader.frames[3].url.startswith("chrome-error:"), "only the frame may be framed"
        withdraw(page, own, say)
        eventually(lambda: reader.goto(figures) and NOTICE in reader.locator("main").inner_text())
        expect(reader.locator(".sentence, .files")).to_have_count(0)
        assert {public.request.get(file).status for file in files} == {410}
        gone = public.request.get(re.findall('src="([^"]+)"', line)[0])
        assert (gone.status, shown in gone.text()) == (410, False)


def read_and_take_away(reader: Page, shown: str) -> list[str]:
    """The addresses of its files, each of which was opened."""
    expect(reader.locator(".sentence")).to_have_text(shown)
    parts = reader.locator("table", has_text=re.compile("Atelier|Workshop")).locator("tbody tr")
    assert [row.locator("td").first.inner_text() for row in parts.all()] == ["40", "40", "40"]
    with reader.expect_download() as saved:
        reader.locator(".files a").first.click()
    assert saved.value.suggested_filename.endswith(".xlsx")
    base = "/".join(reader.url.split("/")[:3])
    links = [base + str(link.get_attribute("href")) for link in reader.locator(".files a").all()]
    (schema,) = (link for link in links if ".schema." in link)  # of the site: it outlives what is withdrawn
    assert reader.request.get(schema).status == 200
    own = [link for link in links if "/figures/" in link and link != schema]
    files = [*own, links[0].replace("data.xlsx", "card.png")]
    assert len(files) == 15
    content = {file.rpartition("/")[2]: reader.request.get(file) for file in files}
    assert {response.status for response in content.values()} == {200}
    rows = content["data.json"].json()["rows"]
    assert rows == from_csv(content["data.csv"].body(), ",", ".")
    assert rows == from_csv(content["data-semicolon.csv"].body(), ";", ",")
    assert len(from_xlsx(content["data.xlsx"].body())) == len(rows) + 1
    assert formulas(content["data.xlsx"].body()) == 0
    assert content["poster.pdf"].body().startswith(b"%PDF-")
    assert png.size(content["card.png"].body()) == (1200, 630)
    reader.goto(next(link for link in links if link.endswith("/dictionary")))
    expect(reader.locator("code", has_text="half_width").first).to_be_visible()
    return files


def withdraw(page: Page, own: str, say: dict[str, str]) -> None:
    page.goto(own)
    page.get_by_role("link", name=say["withdraw"], exact=True).click()
    page.locator("#notice_fr").fill(NOTICE)
    page.get_by_role("button", name=say["with"]).click()
    expect(page.get_by_role("button", name=say["again"])).to_be_visible()


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


def test_the_enter_key_makes_the_campaign(site: LiveSite, page: Page) -> None:
    page.goto(f"{site.address}/fr/organise")
    page.locator("#passphrase").fill(passphrase(site))
    page.locator("#slug").fill("by-enter")
    page.locator("#expected").fill("40")
    page.locator("#expected").press("Enter")
    page.wait_for_url("**/organise/by-enter/*?done=made")


def test_a_mistake_takes_the_focus(site: LiveSite, page: Page) -> None:
    page.goto(f"{site.address}/fr/organise")
    page.locator("#passphrase").fill(passphrase(site))
    page.locator("#slug").fill("Été")
    page.locator(".start button").click()
    expect(page.locator("#slug")).to_be_focused()
    expect(page.locator("#slug")).to_have_value("Été")
