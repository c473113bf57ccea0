"""What an organiser may change while a campaign runs: its title, its introduction, its last day, its headcount.

Promises that nothing typed is lost to a mistake. Refuses what would change what people answered to, by not asking.
"""

from dataclasses import replace

from fastapi import APIRouter, Response

from app.campaigns.campaign import Campaign
from app.campaigns.draft import CampaignInvalid
from app.web.deps import Site, SiteDep
from app.web.forms import Form, TypedDep, texts_in, unreadable_days
from app.web.organise.campaign_access import CampaignAccess, ManagerDep, see
from app.web.organise.form import draft_in
from app.web.organise.views import ChangePage, about_campaign
from app.web.responses import private_page

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/{slug}/{key}")


@router.get("/change")
def change_form(site: SiteDep, found: ManagerDep) -> Response:
    return _form(site, found, Form(_typed(found.campaign)))


@router.post("/change")
def change(site: SiteDep, found: ManagerDep, typed: TypedDep) -> Response:
    try:
        _change(found, typed)
    except CampaignInvalid as fault:
        return _form(site, found, Form(typed, {fault.field: fault}))
    return see(found, "changed")


def _change(found: CampaignAccess, typed: dict[str, str]) -> None:
    """Raises CampaignInvalid."""
    campaign = found.campaign
    for fault in unreadable_days(typed, "closes_on"):
        raise fault
    draft = draft_in(typed, found.campaigns.today())
    words = replace(campaign.own_words, title=texts_in(typed, "title"), introduction=texts_in(typed, "introduction"))
    closes_on = campaign.closes_on if campaign.closed_on else draft.closes_on
    found.campaigns.change(campaign, words=words, closes_on=closes_on, expected=draft.expected)


def _typed(campaign: Campaign) -> dict[str, str]:
    words = campaign.own_words
    texts = {f"title_{language}": text for language, text in words.title.items()}
    texts |= {f"introduction_{language}": text for language, text in words.introduction.items()}
    closes_on = campaign.closes_on.isoformat() if campaign.closes_on else ""
    return texts | {"closes_on": closes_on, "expected": str(campaign.expected or "")}


def _form(site: Site, found: CampaignAccess, form: Form) -> Response:
    page = ChangePage(
        language=found.context.wording.language,
        path=f"{found.path}/change",
        spoken=found.context.questionnaire.file.languages,
        about=about_campaign(found, site.minutes),
        place=found.path,
        form=form,
    )
    return private_page(site.templates, page, 422 if form.mistakes else 200)
