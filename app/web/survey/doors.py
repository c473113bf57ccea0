"""How the voices of a mirror survey come in: by posters, or by links that count once each.

Promises that links exist in the file that is handed out alone: here, only their digests are kept.
"""

from collections.abc import Iterator

from fastapi import APIRouter, Response

from app.barometer.places import WHOLE
from app.campaigns.campaign import Campaign
from app.campaigns.draft import N_, CampaignInvalid
from app.exports.files import harmless
from app.web.deps import BaseDep, SiteDep
from app.web.forms import Form, TypedDep, number_in
from app.web.language import LANGUAGES
from app.web.organise.acts import LINK_HEADINGS, invitation_rows, links_file
from app.web.organise.campaign_access import see
from app.web.survey.access import SurveyAccess, SurveyorDep
from app.web.survey.home import survey_home
from app.web.survey.parts import Parts, PartsDep

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/barometer/{slug}/{key}/doors")


@router.post("")
def choose(site: SiteDep, parts: PartsDep, base: BaseDep, found: SurveyorDep, typed: TypedDep) -> Response:
    try:
        found.barometers.choose_door(found.edition, typed.get("voice", ""), typed.get("door", ""))
    except CampaignInvalid as fault:
        return survey_home(site, parts, base, found, 422, form=Form(typed, {fault.field: fault}))
    return see(found, "door", "voices")


@router.post("/links")
def links(site: SiteDep, parts: PartsDep, base: BaseDep, found: SurveyorDep, typed: TypedDep) -> Response:
    """One file, for the house's own messages: it is never made again."""
    voice = typed.get("voice", "")
    try:
        campaign = found.barometers.voices(found.edition).get(voice)
        if campaign is None or campaign.protection != "invitation":
            raise CampaignInvalid("many", N_("This voice does not come in by links."))
        many = number_in(typed.get(f"many-{voice}", "")) or 0
        if any(one.id == voice and "place" in one.doors for one in found.spec.voices):
            rows = [*_of_places(base, parts, found, campaign, many, typed.get("place", ""))]
        else:
            rows = [*invitation_rows(base, campaign.slug, parts.campaigns.invite(campaign, many))]
        return links_file(f"{campaign.slug}-links", rows)
    except CampaignInvalid as fault:
        return survey_home(site, parts, base, found, 422, form=Form(typed, {f"many-{voice}": fault}))


def _of_places(
    base: str, parts: Parts, found: SurveyAccess, campaign: Campaign, many: int, place: str
) -> Iterator[tuple[str, ...]]:
    """As many for each place, or for the one that was chosen. Raises CampaignInvalid."""
    codes = found.barometers.place_codes(found.barometer)
    names = {place.id: place.name for place in found.edition.places} or {WHOLE: found.barometer.title}
    chosen = {id_: name for id_, name in names.items() if place in ("", id_)}
    tokens = iter(parts.campaigns.invite(campaign, many * len(chosen)))
    yield ("lieu_place", *LINK_HEADINGS)
    for id_, name in chosen.items():
        for _, token in zip(range(many), tokens, strict=False):
            yield harmless(name), *(f"{base}/{language}/at/{codes[id_]}/{token}" for language in LANGUAGES)
