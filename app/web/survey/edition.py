"""The next edition of a mirror survey: the form of the first, filled in with what stays.

Refuses to open one before everyone may read the one before, or reads why they cannot.
"""

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from app.campaigns.draft import CampaignInvalid
from app.web.deps import BaseDep, SiteDep
from app.web.forms import Form, TypedDep
from app.web.responses import private_page, see_other
from app.web.survey.access import SurveyAccess, SurveyorDep
from app.web.survey.foreseen import previewed, set_up_page
from app.web.survey.form import described, first_typed, fixed_by, typed_before
from app.web.survey.home import may_open_next
from app.web.survey.parts import PartsDep

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/barometer/{slug}/{key}/edition")


@router.get("")
def next_form(site: SiteDep, parts: PartsDep, base: BaseDep, found: SurveyorDep) -> Response:
    _refuse_early(found)
    expected = {voice: one.expected or 0 for voice, one in found.barometers.voices(found.edition).items()}
    typed = first_typed(parts.campaigns.today()) | typed_before(found.editions, expected) | fixed_by(found.barometer)
    return private_page(site.templates, set_up_page(site, parts, base, found.language, found.spec, Form(typed), found))


@router.post("")
def open_next(
    request: Request, site: SiteDep, parts: PartsDep, base: BaseDep, found: SurveyorDep, typed: TypedDep
) -> Response:
    _refuse_early(found)
    typed = typed | fixed_by(found.barometer)
    if "preview" in typed:
        page = set_up_page(site, parts, base, found.language, found.spec, Form(typed), found)
        return previewed(request, site, page)
    draft, mistakes = described(typed, found.spec, parts.campaigns.today(), found.edition.places)
    if not mistakes:
        try:
            found.barometers.open_edition(found.barometer, draft)
        except CampaignInvalid as fault:
            mistakes[fault.field] = fault
        else:
            return see_other(f"{found.address}?done=opened")
    page = set_up_page(site, parts, base, found.language, found.spec, Form(typed, mistakes), found)
    return private_page(site.templates, page, 422)


def _refuse_early(found: SurveyAccess) -> None:
    """Raises a plain 404."""
    if not may_open_next(found):
        raise HTTPException(404)
