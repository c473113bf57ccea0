"""Making a mirror survey on the web, its organiser's own page, and what is done there.

Promises that nothing is withdrawn, archived or opened to others without being asked once. Refuses who may not create
here, and what the survey's own rules refuse, in their words, with what was typed.
"""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.barometer.spec import Spec
from app.campaigns.draft import CampaignInvalid
from app.web.deps import BaseDep, Site, SiteDep
from app.web.forms import Form, TypedDep, day_typed, texts_in, unreadable_days
from app.web.organise.campaign_access import see, see_once, told_once
from app.web.organise.parts import refuse_where_closed
from app.web.responses import private_page, see_other
from app.web.survey.access import SurveyAccess, SurveyAccessDep, SurveyorDep
from app.web.survey.facts import about_edition
from app.web.survey.foreseen import previewed, set_up_page
from app.web.survey.form import described, first_typed, survey_made
from app.web.survey.home import survey_home
from app.web.survey.parts import Parts, PartsDep
from app.web.survey.views import SurveyAskPage, SurveyDone, SurveyQuestion

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/barometer")
OWN = "/{slug}/{key}"


@router.get("")
def set_up_form(site: SiteDep, parts: PartsDep, base: BaseDep, language: Language) -> Response:
    spec = _spec(site, parts)
    typed = first_typed(parts.campaigns.today())
    return private_page(site.templates, set_up_page(site, parts, base, language, spec, Form(typed)))


@router.post("")
async def set_up(
    request: Request, site: SiteDep, parts: PartsDep, base: BaseDep, language: Language, typed: TypedDep
) -> Response:
    """Who does not know the passphrase has nothing kept."""
    spec = _spec(site, parts)
    if "preview" in typed:
        page = await run_in_threadpool(set_up_page, site, parts, base, language, spec, Form(typed))
        return previewed(request, site, page)
    # Tries are counted on the event loop alone: threads would look before others have counted.
    asked = parts.create == "passphrase"
    mistakes = site.passphrase.mistakes(typed, request) if asked else {}
    return await run_in_threadpool(_opened, site, parts, base, language, spec, typed, mistakes)


@router.get(OWN)
def home(
    site: SiteDep,
    parts: PartsDep,
    base: BaseDep,
    found: SurveyAccessDep,
    done: SurveyDone | None = None,
    told: str = "",
) -> Response:
    """told: a key that was just made, sealed."""
    return survey_home(site, parts, base, found, done=done, just_made=told_once(site, found, done or "", told))


@router.get(f"{OWN}/ask/{{question}}")
def ask(site: SiteDep, found: SurveyorDep, question: SurveyQuestion) -> Response:
    return _ask(site, found, question)


@router.post(f"{OWN}/delay")
def delay(site: SiteDep, parts: PartsDep, base: BaseDep, found: SurveyorDep, typed: TypedDep) -> Response:
    reveal, public = (day_typed(typed.get(name, "")) for name in ("reveal", "public"))
    try:
        for fault in unreadable_days(typed, "reveal", "public"):
            raise fault
        days = found.edition.days
        found.barometers.delay(found.edition, reveal or days.staff_see_on, public or days.public_on)
    except CampaignInvalid as fault:
        return survey_home(site, parts, base, found, 422, form=Form(typed, {fault.field: fault}))
    return see(found, "delayed", "days")


@router.post(f"{OWN}/reveal")
def reveal(site: SiteDep, parts: PartsDep, base: BaseDep, found: SurveyorDep) -> Response:
    try:
        parts.reveal(found.edition.id)
    except CampaignInvalid as fault:
        return survey_home(site, parts, base, found, 422, form=Form({}, {"act": fault}))
    return see(found, "revealed", "next")


@router.post(f"{OWN}/withdraw")
def withdraw(site: SiteDep, found: SurveyorDep, typed: TypedDep) -> Response:
    try:
        found.barometers.withdraw(found.edition, texts_in(typed, "notice"))
    except CampaignInvalid as fault:
        return _ask(site, found, "withdraw", Form(typed, {fault.field: fault}))
    return see(found, "withdrawn")


@router.post(f"{OWN}/archive")
def archive(site: SiteDep, found: SurveyorDep) -> Response:
    try:
        found.barometers.archive(found.edition)
    except CampaignInvalid as fault:
        return _ask(site, found, "archive", Form({}, {"act": fault}))
    return see(found, "archived")


@router.post(f"{OWN}/rotate")
def rotate(found: SurveyorDep) -> Response:
    key = found.barometers.new_key(found.barometer, "manager")
    return see_other(f"/{found.language}/organise/barometer/{found.barometer.slug}/{key}?{found.query}done=rotated")


@router.post(f"{OWN}/share")
def share(site: SiteDep, found: SurveyorDep) -> Response:
    """A link for a colleague, who may read; the one before opens nothing any more."""
    return see_once(site, found, "shared", "keys", found.barometers.new_key(found.barometer, "reader"))


@router.post(f"{OWN}/unshare")
def unshare(found: SurveyorDep) -> Response:
    found.barometers.revoke_reader(found.barometer)
    return see(found, "revoked", "keys")


@router.post(f"{OWN}/staff")
def staff(site: SiteDep, found: SurveyorDep) -> Response:
    """A link for staff, who read first; the one before opens nothing any more."""
    return see_once(site, found, "staffed", "keys", found.barometers.new_staff_key(found.edition))


def _opened(
    site: Site,
    parts: Parts,
    base: str,
    language: Language,
    spec: Spec,
    typed: dict[str, str],
    mistakes: dict[str, CampaignInvalid],
) -> Response:
    """The new survey's page, or the form again. mistakes: with the passphrase."""
    if not mistakes:
        draft, mistakes = described(typed, spec, parts.campaigns.today())
    if not mistakes:
        try:
            edition, key = survey_made(site.barometers, draft, spec)
        except CampaignInvalid as fault:
            mistakes[fault.field] = fault
        else:
            return see_other(f"/{language}/organise/barometer/{edition.barometer.slug}/{key}?done=made")
    return private_page(site.templates, set_up_page(site, parts, base, language, spec, Form(typed, mistakes)), 422)


def _spec(site: Site, parts: Parts) -> Spec:
    """The survey that is opened here. Raises a plain 404 where nobody may, or there is none."""
    refuse_where_closed(parts.create)
    if not site.barometers.specs:
        raise HTTPException(404)
    return next(iter(site.barometers.specs.values()))


def _ask(site: Site, found: SurveyAccess, question: SurveyQuestion, form: Form | None = None) -> Response:
    campaigns = found.barometers.voices(found.edition)
    page = SurveyAskPage(
        language=found.language,
        path=f"{found.path}/ask/{question}{found.asks}",
        question=question,
        about=about_edition(site, found.language, found.edition, found.spec, campaigns),
        place=found.path,
        query=found.asks,
        form=form or Form(),
    )
    return private_page(site.templates, page, 422 if form else 200)
