"""Campaigns that were held, closed and published as organisers do it, with invented crowds that are always the same."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

from sqlalchemy import Engine

from app.actions import Receipt, entry_of, publish
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.campaigns.invitations import make
from app.campaigns.keys import key_digest
from app.campaigns.store import Campaign, create, find, withdraw
from app.campaigns.words import Segment, Words
from app.db.engine import make_engine, migrate
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.settings import Settings
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger
from tests.crowd import a_receipt

SECRET = b"s" * 32
BANKS = load_catalogue(resource("questions"))
SITES = Words(
    title={"fr": "Printemps de l’accueil", "en": "A spring of welcome"},
    introduction={"fr": "Chaque printemps, toutes nos équipes répondent.\n\nMerci à elles."},
    question={"fr": "Où travaillez-vous ?", "en": "Where do you work?"},
    segments=(
        Segment("brest", {"fr": "Brest", "en": "Brest"}),
        Segment("lyon", {"fr": "Lyon", "en": "Lyons"}),
        Segment("siege", {"fr": "Siège"}),
        Segment("nuit", {"fr": "Équipe de nuit", "en": "Night team"}),
    ),
    heard={"fr": "Vous prévenez vos clients, moins vos collègues.", "en": "You warn customers, and colleagues less."},
    will_do={"fr": "Un point de dix minutes, chaque lundi.", "en": "Ten minutes together, each Monday."},
    signature="Ana Le Goff, <direction>",
)
SMALL = Words(blocks=("triangle", "gap"))
NOTICE = {"fr": "Une erreur d’invitation : la moitié des équipes manquait.", "en": "Half of the teams were missing."}


def hold(
    engine: Engine,
    keys: PoolKeys,
    slug: str,
    parts: Sequence[tuple[str, int]],
    year: int,
    *,
    level: float = 3.3,
    bank: str = "totem",
    published: bool = True,
    **more: Any,
) -> Campaign:
    """Opened in March of that year, answered, closed and published in April. parts: people for each segment."""
    first, last = date(year, 3, 2), date(year, 4, 10)
    campaign = create(engine, slug, bank, first, edition=str(year), publishes_itself=False, **more)
    _answer(engine, keys, campaign, [part for part, many in parts for _ in range(many)], level, first)
    close(engine, keys, campaign.id, last)
    closed = find(engine, slug, last)
    assert closed
    if published:
        publish(engine, closed, BANKS[bank].bank, last, SECRET)
    return closed


def _answer(engine: Engine, keys: PoolKeys, campaign: Campaign, segments: list[str], level: float, day: date) -> None:
    bank, many = BANKS[campaign.bank].bank, len(segments)
    invited = make(engine, campaign.id, many) if campaign.protection == "invitation" else []
    digests: list[bytes | None] = [key_digest(token) for token in invited]
    ledger = Ledger(engine, keys, today=lambda: day)
    ledger.start()
    drawn = populations(bank, CENTRAL, level, many, "editions")
    entries = [
        entry_of(
            campaign.id,
            bank,
            population.sheet(population.person()),
            Receipt(a_receipt(campaign.id * 10_000 + person), day),
            segment,
            digest,
        )
        for person, ((_, population), segment, digest) in enumerate(
            zip(drawn, segments, digests or [None] * many, strict=True)
        )
    ]
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(ledger.record_now, entries))
    ledger.stop()


def furnish(settings: Settings) -> None:
    """Three editions, the first with another questionnaire; small, withdrawn, unpublished and future campaigns."""
    engine = make_engine(settings.database_url)
    migrate(engine)
    keys = KeyFile(settings.pool_key_file)
    hold(engine, keys, "printemps-2024", [("", 40)], 2024, bank="express", series="printemps")
    hold(engine, keys, "printemps-2025", [("", 120)], 2025, level=2.9, series="printemps")
    parts = [("brest", 130), ("lyon", 60), ("siege", 12), ("nuit", 4)]
    hold(engine, keys, "printemps-2026", parts, 2026, series="printemps", protection="code", code="AVRIL", words=SITES)
    hold(engine, keys, "small", [("", 14)], 2026, protection="invitation", words=SMALL)
    gone = hold(engine, keys, "gone", [("", 30)], 2026, words=Words(signature="Ana Le Goff"))
    withdraw(engine, gone, NOTICE, date(2026, 5, 4))
    hold(engine, keys, "due", [("brest", 40), ("lyon", 30)], 2026, words=SITES, expected=90, published=False)
    create(engine, "to-come", "totem", date(2026, 3, 2), opened_on=date(2199, 3, 2))
    engine.dispose()


def furnish_surveys(settings: Settings) -> None:
    """Held with banks that end on thanks, and with crowds for which more and more is told."""
    engine = make_engine(settings.database_url)
    migrate(engine)
    keys = KeyFile(settings.pool_key_file)
    hold(engine, keys, "heard-few", [("", 12)], 2026, bank="customers")
    hold(engine, keys, "heard-some", [("", 60)], 2026, bank="customers")
    parts = [("brest", 130), ("lyon", 60), ("siege", 12), ("nuit", 4), ("", 34)]
    hold(engine, keys, "heard-many", parts, 2026, bank="staff", words=SITES)
    engine.dispose()
