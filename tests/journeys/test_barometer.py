"""A reader of a mirror survey: from the first page to an edition, without JavaScript, on a narrow phone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Browser, expect

from app.db.engine import make_engine, migrate
from app.settings import Settings
from app.web.site.parts import DEMO_SURVEY
from tests.journeys.test_weight import KILOBYTE, Wire
from tests.site import LiveSite
from tests.survey_states import furnish_surveys

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    """With surveys on every stage."""
    folder = tmp_path_factory.mktemp("surveyed")
    settings = Settings(
        data_dir=folder / "data",
        database_url=f"sqlite:///{folder / 'data' / 'totem.db'}",
        secret_file=folder / "secrets" / "secret",
        pool_key_file=folder / "secrets" / "pool-keys",
    )
    with ThreadPoolExecutor(1) as thread:  # a browser's driver keeps an event loop running in this one
        thread.submit(_furnished, settings).result()
    live = LiveSite(folder)
    live.start()
    yield live
    live.stop()


def _furnished(settings: Settings) -> None:
    settings.data_dir.mkdir(parents=True)
    engine = make_engine(settings.database_url)
    migrate(engine)
    engine.dispose()
    furnish_surveys(settings)


def test_a_reader_finds_an_edition_reads_it_and_opens_its_table(site: LiveSite, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"{site.address}/fr/")
    page.get_by_role("link", name="Ce que vivent les clients, ce qu’en croient les équipes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Les enquêtes miroir")
    page.locator('a[href="/fr/barometer/public"]').click()
    title = page.get_by_role("heading", level=1).inner_text()
    expect(page.locator("svg.wings").first).to_be_visible()
    table = page.get_by_role("table").first
    expect(table).to_be_hidden()
    page.get_by_text("En tableau").first.click()
    expect(table).to_be_visible()
    page.get_by_role("link", name="English").click()
    assert page.url.endswith("/en/barometer/public")
    assert page.get_by_role("heading", level=1).inner_text() != title
    assert page.locator("html").evaluate("node => node.scrollWidth") <= 320
    page.get_by_role("link", name="JSON").click()
    assert page.url.endswith("/api/v1/barometers/public/2027")
    assert wrong == []
    context.close()


def test_the_first_visit_to_an_edition_is_light(site: LiveSite, browser: Browser) -> None:
    for slug in ("public", DEMO_SURVEY):
        context = browser.new_context()
        page = context.new_page()
        wire = Wire(context.new_cdp_session(page))
        page.goto(f"{site.address}/fr/barometer/{slug}", wait_until="networkidle")
        assert 30 * KILOBYTE < wire.total(fonts=True) <= 65 * KILOBYTE
        context.close()
