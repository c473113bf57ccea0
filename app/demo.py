"""An invented crowd for a throw-away site, so that a visitor sees every page full.

Promises the same people each time, counted as real ones are. Refuses to know where: cli.py deletes the folder.
"""

import secrets
from datetime import timedelta

from app.actions import Publisher, Receipt, entry_of
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.campaigns.store import find, first_campaigns
from app.db.engine import make_engine, migrate
from app.settings import Settings
from app.tallies.keys import PoolKeys
from app.tallies.ledger import Ledger, today_in_utc

MIDDLING = 3.3


def invent(settings: Settings, people: int) -> None:
    """As many people in the campaign of each bank."""
    engine = make_engine(settings.database_url)
    migrate(engine)
    questionnaires = load_catalogue(settings.questions)
    today = today_in_utc()
    first_campaigns(engine, questionnaires, today)
    ledger = Ledger(engine, PoolKeys(settings.pool_key_file))
    ledger.start()
    for slug, questionnaire in questionnaires.items():
        campaign = find(engine, slug)
        assert campaign
        crowd = populations(questionnaire.bank, CENTRAL, MIDDLING, people, "demo")
        for _, population in crowd:
            answers = population.sheet(population.person())
            receipt = Receipt(secrets.token_bytes(16), today + timedelta(days=1))
            ledger.record_now(entry_of(campaign.id, questionnaire.bank, answers, receipt))
    ledger.stop()
    Publisher(engine, questionnaires).publish()
    engine.dispose()
