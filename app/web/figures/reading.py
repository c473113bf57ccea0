"""The way to figures that are not for everyone: what stands at their public address, and the key behind it.

Promises a page that says nothing of the figures. Refuses a key that was not made here from the link or the code that
holds today: when the organiser changes it, every former key opens nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from fastapi import Request

from app.campaigns.campaign import Campaign
from app.publishing import Audience
from app.web.context import CampaignContext, title_of
from app.web.deps import Site, refuse_key
from app.web.pages import Page

ReadingMistake = Literal["", "code", "tries"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservedPage(Page):
    """audience: who may read; shown_on: the day that is announced, while it is to come; public_on: from when everyone
    reads, if ever; typed: the code, as it was typed."""

    template: ClassVar[str] = "figures/reserved.html"
    title: str
    edition: str
    campaign: str
    audience: Audience
    shown_on: date | None
    public_on: date | None
    typed: str
    mistake: ReadingMistake


def reserved_page(context: CampaignContext, typed: str = "", mistake: ReadingMistake = "") -> ReservedPage:
    campaign = context.campaign
    return ReservedPage(
        language=context.wording.language,
        path=f"figures/{campaign.slug}",
        spoken=context.questionnaire.file.languages,
        title=title_of(context),
        edition=campaign.edition,
        campaign=campaign.slug,
        audience=campaign.audience,
        shown_on=campaign.announced_on,
        public_on=campaign.public_on,
        typed=typed,
        mistake=mistake,
    )


def reading_key(site: Site, campaign: Campaign) -> str:
    """16 letters, the same for everyone who was told how to read."""
    return site.tokens.sign("read", _sealed(campaign))


def check_reading_key(site: Site, request: Request, context: CampaignContext, key: str) -> None:
    """Raises KeyRefused, TooManyTries. Any key opens what everyone may read."""
    if context.campaign.audience != "everyone" and not site.tokens.is_signed("read", _sealed(context.campaign), key):
        refuse_key(site, request)


def _sealed(campaign: Campaign) -> str:
    published = campaign.published_as
    return f"{campaign.slug} {published.audience} {published.code}"
