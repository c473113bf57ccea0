"""An invented crowd for a throw-away site, so that a visitor sees every page full.

The same people each time, counted as real ones are. cli/main.py chooses the folder, and deletes it.
"""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import timedelta
from math import log
from random import Random

from app.actions import Publisher, Receipt, entry_of
from app.banks.loader import Questionnaire, load_catalogue
from app.banks.reading_time import minutes_of
from app.banks.response_model import CENTRAL, populations
from app.barometer.spec_file import load_specs
from app.campaigns.doors import first_campaigns
from app.campaigns.store import find
from app.cli.invented_survey import SPEC, invent_survey
from app.db.engine import make_engine, migrate
from app.pool_keys.homes import open_keys
from app.revealing import Sources
from app.settings import Settings, load_secrets
from app.tallies.ledger import Entry, Ledger, today_in_utc
from app.tallies.whole_sheets import MOST_MINUTES

MIDDLING = 3.3


def invent(settings: Settings, people: int) -> None:
    """As many people in the campaign of each bank; and a mirror survey, whose crowds are always as large."""
    engine = make_engine(settings.database_url)
    migrate(engine)
    questionnaires = load_catalogue(settings.questions)
    first_campaigns(engine, {id_: one.fingerprint for id_, one in questionnaires.public.items()}, today_in_utc())
    ledger = Ledger(engine, open_keys(settings.key_home))
    ledger.start()
    for slug, questionnaire in questionnaires.public.items():
        campaign = find(engine, slug)
        assert campaign
        asyncio.run(_count(ledger, [*_sheets(campaign.id, questionnaire, people)]))
    ledger.stop()
    secret, specs = load_secrets(settings.secret_file)[0], load_specs(settings.questions, questionnaires)
    Publisher(engine, questionnaires, secret).publish()
    if SPEC in specs:
        keys = open_keys(settings.key_home)
        invent_survey(engine, keys, Sources(questionnaires, specs, secret), today_in_utc())
    engine.dispose()


def _sheets(campaign_id: int, questionnaire: Questionnaire, people: int) -> Iterator[Entry]:
    """Some read twice as fast as others."""
    tomorrow, bank = today_in_utc() + timedelta(days=1), questionnaire.bank
    random, usual = Random("demo"), log(minutes_of(questionnaire, questionnaire.spoken("fr")))  # noqa: S311 - invented
    for _, population in populations(bank, CENTRAL, MIDDLING, people, "demo"):
        receipt = Receipt(secrets.token_bytes(16), tomorrow)
        minutes = min(MOST_MINUTES, max(1, round(random.lognormvariate(usual, 0.3))))
        yield entry_of(campaign_id, bank, population.sheet(population.person()), receipt, minutes=minutes)


async def _count(ledger: Ledger, entries: list[Entry]) -> None:
    await asyncio.gather(*map(ledger.record, entries))
