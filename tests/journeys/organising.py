"""An organiser at work, and a crowd that answers meanwhile: counted as real people are, without a browser each."""

import secrets
from datetime import timedelta

from playwright.sync_api import Page

from app.actions import Receipt, entry_of
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.campaigns.store import find
from app.cli.demo import MIDDLING
from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.tallies.ledger import Ledger, Outcome, today_in_utc
from tests.site import LiveSite

SEGMENTS = ("Accueil | Front desk", "Atelier | Workshop", "Bureau | Office")


def passphrase(site: LiveSite) -> str:
    return (site.folder / "secrets" / "passphrase").read_text().strip()


def make_campaign(page: Page, site: LiveSite, slug: str, language: str = "fr") -> str:
    """Through the form; returns the address of its organiser's page."""
    page.goto(f"{site.address}/{language}/organise")
    page.locator("#passphrase").fill(passphrase(site))
    page.locator("input[name=bank][value=express]").check()
    page.locator("#title_fr").fill("Baromètre de l’été")
    page.locator("#title_en").fill("The summer barometer")
    page.locator("#introduction_fr").fill("La direction de l’accueil vous interroge, pour préparer la rentrée.")
    page.locator("#slug").fill(slug)
    page.locator("#expected").fill("120")
    page.locator("#question_fr").fill("Où travaillez-vous ?")
    page.locator("#question_en").fill("Where do you work?")
    page.locator("#segments").fill("\n".join(SEGMENTS))
    page.locator("form.sheet .start button").click()
    page.wait_for_url("**/organise/*/*?done=made")
    return page.url.partition("?")[0]


def answer(site: LiveSite, slug: str, people: int) -> None:
    """So many people, in turn from each segment."""
    engine = make_engine(f"sqlite:///{site.folder / 'data' / 'totem.db'}")
    campaign = find(engine, slug)
    assert campaign
    bank = load_catalogue(resource("questions"))[campaign.bank].bank
    ledger = Ledger(engine, KeyFile(site.folder / "secrets" / "pool-keys"))
    ledger.start()
    tomorrow = today_in_utc() + timedelta(days=1)
    parts = [segment.id for segment in campaign.own_words.segments] or [""]
    for at, (_, population) in enumerate(populations(bank, CENTRAL, MIDDLING, people, slug)):
        receipt = Receipt(secrets.token_bytes(16), tomorrow)
        answers = population.sheet(population.person())
        assert (
            ledger.record_now(entry_of(campaign.id, bank, answers, receipt, parts[at % len(parts)])) is Outcome.COUNTED
        )
    ledger.stop()
    engine.dispose()
