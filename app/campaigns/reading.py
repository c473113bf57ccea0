"""Who may read a campaign's figures and from when, as its organiser sets it.

Promises that figures may be kept closer at any time. Refuses to open them to more people than those who answer were
told of: from the first day on, everyone reads no more and no earlier than was set before. From the first day, not from
the first answer: whoever tried would learn whether there is one.
"""

import re
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import Engine

from app.campaigns.campaign import Campaign
from app.campaigns.draft import N_, CampaignInvalid, code_typed, refuse_led
from app.campaigns.keys import new_campaign_code
from app.campaigns.store import existing, update_within
from app.db.engine import write_transaction
from app.publishing import AUDIENCES, LICENCES, Publishing

READING_CODE = re.compile(r"[A-Z0-9]{6,16}")
LINK_BYTES = 24


def set_publishing(engine: Engine, campaign: Campaign, wanted: Publishing, today: date) -> None:
    """A link keeps what it is drawn from, unless `wanted` says none: then it is a new one, and the former opens
    nothing; a code that is left empty is drawn. Raises CampaignInvalid with the first fault, LookupError when it is
    deleted."""
    with write_transaction(engine) as connection:
        before = refuse_led(existing(connection, campaign.id, today))
        tidied = _tidied(wanted)
        for fault in publishing_faults(tidied, before):
            raise fault
        update_within(connection, before, publishing=tidied.to_document())


def publishing_faults(wanted: Publishing, before: Campaign) -> Iterator[CampaignInvalid]:
    """Of what is tidied."""
    if wanted.audience not in AUDIENCES:
        yield CampaignInvalid("audience", N_("Figures are read by everyone, by link or by code."))
    if wanted.audience == "code" and not READING_CODE.fullmatch(wanted.code):
        yield CampaignInvalid("reading_code", N_("A code to read takes 6 to 16 letters and digits, without accents."))
    if wanted.licence and wanted.licence not in LICENCES:
        yield CampaignInvalid("licence", N_("Choose one of these licences, or none."))
    if wanted.public_on and wanted.public_on < wanted.shown_on:
        yield CampaignInvalid("public_on", N_("Everyone cannot read before the day that is announced."))
    if before.opened_on <= before.seen_on and wanted.opens_more_than(before.published_as, before.seen_on):
        yield CampaignInvalid(
            "audience",
            N_("Since the first day, people are told who will read: figures may be kept closer, not opened further."),
        )


def _tidied(wanted: Publishing) -> Publishing:
    if wanted.audience == "everyone":
        return replace(wanted, code="", public_on="")
    if wanted.audience == "link":
        return replace(wanted, code=wanted.code or secrets.token_urlsafe(LINK_BYTES))
    return replace(wanted, code=code_typed(wanted.code) or new_campaign_code())
