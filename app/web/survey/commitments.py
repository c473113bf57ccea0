"""What an organisation promises after it has read an edition of its mirror survey, and what it says of it since.

Promises that nothing typed is lost to a mistake, and that nothing is taken back without being asked once. Refuses what
the survey's own rules refuse, in their words, beside the field: a fourth, another wording once it is public, a person.
"""

from collections.abc import Mapping
from datetime import date

from fastapi import APIRouter, Response

from app.barometer.commitments import FOURTH, MOST, Commitment, ProgressNote, commitment_faults
from app.barometer.edition import Edition
from app.campaigns.draft import N_, CampaignInvalid
from app.web.deps import Site, SiteDep
from app.web.forms import Form, TypedDep, number_in, texts_in, unreadable_days
from app.web.responses import private_page, see_other
from app.web.survey.access import SurveyAccess, SurveyAccessDep, SurveyorDep
from app.web.survey.promised import (
    CommitmentAct,
    CommitmentDone,
    CommitmentsPage,
    OpenForm,
    editions_read,
    promised_rounds,
    subjects_of,
)

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/barometer/{slug}/{key}/commitments")
FIELDS = ("number", "words", "whom", "signed", "due_on", "dimension")
WRITTEN_MEANWHILE = N_("Another commitment was written meanwhile: read it above, then send yours again.")


@router.get("")
def commitments(
    site: SiteDep,
    found: SurveyAccessDep,
    act: CommitmentAct | None = None,
    number: int = 0,
    done: CommitmentDone | None = None,
) -> Response:
    """act, number: which form is open, for the edition that the address names."""
    read = editions_read(found)
    made = {one.number: one for one in found.barometers.commitments(found.edition)} if act else {}
    one, asked = made.get(number), None
    if found.role == "manager" and act and one:
        asked = OpenForm(act, found.edition.label, number, _words(one, found))
    elif (
        found.role == "manager"
        and read[:1] == [found.editions[-1]]
        and act is None
        and (next_ := _next(found, read[0]))
    ):
        asked = OpenForm("write", read[0].label, next_)
    return _page(site, found, asked, Form(_typed(one) if act == "write" and one else {}), done=done)


@router.post("")
def write(site: SiteDep, found: SurveyorDep, typed: TypedDep) -> Response:
    """fresh: whether it is a new one, so that nobody writes over what another has just written."""
    number = number_in(typed.get("number", "")) or 0
    try:
        for fault in unreadable_days(typed, "due_on"):
            raise fault
        known = len(found.barometers.commitments(found.edition))
        if "fresh" in typed and number <= known:
            raise CampaignInvalid("number", WRITTEN_MEANWHILE if known < MOST else FOURTH)
        found.barometers.promise(found.edition, _described(found, typed, number))
    except CampaignInvalid as fault:
        asked = _about(found, "write", number)
        if "fresh" in typed or asked.is_new:
            asked = OpenForm("write", found.edition.label, _next(found, found.edition) or number)
        return _page(site, found, asked, Form(typed, _mistakes(found, typed, fault)), 422)
    return _seen(found, "written")


@router.post("/say")
def say(site: SiteDep, found: SurveyorDep, typed: TypedDep) -> Response:
    number, state = number_in(typed.get("number", "")) or 0, typed.get("state", "")
    note = ProgressNote(found.today, state, texts_in(typed, "words"))  # type: ignore[arg-type]
    try:
        found.barometers.say(found.edition, number, note)
    except CampaignInvalid as fault:
        return _page(site, found, _about(found, "say", number), Form(typed, {fault.field: fault}), 422)
    return _seen(found, "said")


@router.post("/take-back")
def take_back(site: SiteDep, found: SurveyorDep, typed: TypedDep) -> Response:
    number = number_in(typed.get("number", "")) or 0
    try:
        found.barometers.take_back(found.edition, number)
    except CampaignInvalid as fault:
        return _page(site, found, _about(found, "take", number), Form(typed, {fault.field: fault}), 422)
    return _seen(found, "taken")


@router.post("/first")
def read_first(site: SiteDep, found: SurveyorDep) -> Response:
    """End the vote of staff on what should come first, and read it."""
    try:
        site.votes.read(found.edition.id)
    except CampaignInvalid as fault:
        return _page(site, found, None, Form({}, {fault.field: fault}), 422)
    return _seen(found, "read")


def _mistakes(found: SurveyAccess, typed: Mapping[str, str], first: CampaignInvalid) -> dict[str, CampaignInvalid]:
    """One for each field, in their order on the page, so that nobody sends a form as often as it has mistakes."""
    faults = [first, *unreadable_days(typed, "due_on")]
    if first.field != "number" and len(faults) == 1:
        faults += commitment_faults(_described(found, typed, 1), found.spec.contrasts[0].dimensions, found.today)
    mistakes = {fault.field: fault for fault in reversed(faults)}
    return {field: mistakes[field] for field in FIELDS if field in mistakes}


def _described(found: SurveyAccess, typed: Mapping[str, str], number: int) -> Commitment:
    return Commitment(
        number=number,
        dimension=typed.get("dimension", ""),
        words=texts_in(typed, "words"),
        whom=texts_in(typed, "whom"),
        signed=texts_in(typed, "signed"),
        due_on=date.fromisoformat(typed["due_on"]) if typed.get("due_on") else date.min,
        made_on=found.today,
    )


def _typed(made: Commitment) -> dict[str, str]:
    texts = {"words": made.words, "whom": made.whom, "signed": made.signed}
    both = {f"{name}_{language}": text for name, said in texts.items() for language, text in said.items()}
    return both | {"dimension": made.dimension, "due_on": made.due_on.isoformat()}


def _next(found: SurveyAccess, edition: Edition) -> int | None:
    """The number of one more; None where there are as many as there may be, or none may be written."""
    many = len(found.barometers.commitments(edition))
    return many + 1 if many < MOST and edition.state in ("staff", "public") else None


def _about(found: SurveyAccess, act: CommitmentAct, number: int) -> OpenForm:
    made = {one.number: one for one in found.barometers.commitments(found.edition)}
    return OpenForm(act, found.edition.label, number, _words(made[number], found) if number in made else "")


def _words(made: Commitment, found: SurveyAccess) -> str:
    return made.words.get(found.language) or next(iter(made.words.values()))


def _seen(found: SurveyAccess, done: CommitmentDone) -> Response:
    return see_other(f"{found.address}/commitments?done={done}")


def _page(
    site: Site,
    found: SurveyAccess,
    asked: OpenForm | None,
    form: Form,
    status: int = 200,
    done: CommitmentDone | None = None,
) -> Response:
    last, subjects = found.editions[-1], subjects_of(site, found)
    page = CommitmentsPage(
        language=found.language,
        path=f"{found.path}/commitments",
        title=found.barometer.title,
        place=found.path,
        role=found.role,
        rounds=promised_rounds(site, found, subjects),
        reads_on=None if last.revealed or last.withdrawn_on else last.days.staff_see_on,
        subjects={id_: subjects[id_] for id_ in found.spec.contrasts[0].dimensions},
        asked=asked,
        form=form,
        done=done,
    )
    return private_page(site.templates, page, status)
