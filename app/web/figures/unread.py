"""How a campaign stands while nobody reads its figures: what its pages and frames say instead."""

from contextlib import suppress

from app.barometer.edition import Days
from app.campaigns.campaign import Campaign
from app.web.context import CampaignContext
from app.web.deps import Site
from app.web.figures.waiting import After, WaitingPage, after_of, waiting_page


def how_it_stands(site: Site, context: CampaignContext) -> tuple[After, Days | None]:
    """With the days of the survey that it is a voice of, until everyone reads it."""
    own = context.campaign
    if read := read_together(site, own):
        return "together", read
    if own.announced_on and site.releases.head(own.id, reader="organiser"):
        return "announced", None
    after = after_of(context, waiting=_figures_wait(site, context))
    return ("announced" if own.announced_on and after in ("itself", "preparing", "summing") else after), None


def read_together(site: Site, campaign: Campaign) -> Days | None:
    """The days of the edition that it is a voice of, until everyone may read it; None for any other campaign."""
    if campaign.edition_id is None:
        return None
    with suppress(LookupError):  # deleted meanwhile
        edition = site.barometers.edition_of(campaign.edition_id)
        return None if edition.is_public else edition.days
    return None


def waiting_for(site: Site, context: CampaignContext, key: str = "") -> WaitingPage:
    """key: by which its reader came."""
    return waiting_page(context, *how_it_stands(site, context), key=key)


def _figures_wait(site: Site, context: CampaignContext) -> bool:
    """Whether there are figures that wait to be published."""
    campaign = context.campaign
    return site.releases.is_waiting(campaign, context.questionnaire.bank, campaign.seen_on)
