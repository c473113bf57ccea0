"""Who may read the figures: what the organiser chooses."""

from fastapi import APIRouter, Response

from app.campaigns.draft import CampaignInvalid
from app.web.deps import BaseDep, SiteDep
from app.web.forms import Form, TypedDep, unreadable_days
from app.web.organise.campaign_access import ManagerDep, see
from app.web.organise.reading_form import publishing_in
from app.web.organise.routes import organise_page

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/{slug}/{key}")


@router.post("/readers")
def choose_readers(site: SiteDep, base: BaseDep, found: ManagerDep, typed: TypedDep) -> Response:
    try:
        for fault in unreadable_days(typed, "shown_on", "public_on"):
            raise fault
        found.campaigns.publish_as(found.campaign, publishing_in(typed, found.campaign.published_as))
    except CampaignInvalid as fault:
        return organise_page(site, base, found, 422, form=Form(typed, {fault.field: fault}))
    site.campaigns.forget(found.campaign.slug)
    return see(found, "readers", "readers")
