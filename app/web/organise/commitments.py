"""What an organisation promises after it has read an edition of its mirror survey, and what it says of it since.

Promises that nothing typed is lost to a mistake, and that nothing is taken back without being asked once. Refuses what
the survey's own rules refuse, in their words, beside the field: a fourth, another wording once it is public, a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, NamedTuple

from fastapi import APIRouter, Response

from app.barometer.commitments import LONGEST_WORDS, MOST, Commitment, ProgressNote, commitment_faults
from app.barometer.edition import Edition
from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.keys import KeyKind
from app.web.barometer.commitment_view import CommitmentTelling, CommitmentView
from app.web.deps import Site, SiteDep
from app.web.forms import Form, TypedDep
from app.web.organise.form import number_in, texts_in, unreadable_days
from app.web.organise.survey_access import SurveyAccess, SurveyAccessDep, SurveyorDep
from app.web.pages import Page
from app.web.responses import private_page, see_other
from app.web.wording import Wording

router = APIRouter(include_in_schema=False, prefix="/{language}/organise/barometer/{slug}/{key}/commitments")
CommitmentAct = Literal["write", "say", "take"]
CommitmentDone = Literal["written", "said", "taken"]
FIELDS = ("number", "words", "whom", "signed", "due_on", "dimension")
WRITTEN_MEANWHILE = N_("Another commitment was written meanwhile: read it above, then send yours again.")


class OpenForm(NamedTuple):
    """The one form of the page. edition: the label of its edition; number: of the commitment; words: of one that there
    is already."""

    act: CommitmentAct
    edition: str
    number: int
    words: str = ""

    @property
    def is_new(self) -> bool:
        return not self.words


@dataclass(frozen=True, slots=True)
class PromisedRound:
    """An edition that was read, with what was promised after it. may_write: whether words may still change; may_say:
    whether it may be said what became of them."""

    label: str
    public_on: date
    is_public: bool
    may_write: bool
    may_say: bool
    views: tuple[CommitmentView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentsPage(Page):
    """rounds: the newest first; reads_on: when staff read the edition that nobody has read yet; subjects: the names of
    the dimensions, by id; asked: the form that is open."""

    template: ClassVar[str] = "organise/commitments.html"
    title: str
    place: str
    role: KeyKind
    rounds: tuple[PromisedRound, ...]
    reads_on: date | None
    subjects: Mapping[str, str]
    asked: OpenForm | None
    form: Form
    done: CommitmentDone | None
    most: int = MOST
    longest: int = LONGEST_WORDS


@router.get("")
def commitments(
    site: SiteDep,
    found: SurveyAccessDep,
    act: CommitmentAct | None = None,
    number: int = 0,
    done: CommitmentDone | None = None,
) -> Response:
    """act, number: which form is open, for the edition that the address names."""
    read = _read(found)
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
        if "fresh" in typed and number <= known < MOST:
            raise CampaignInvalid("number", WRITTEN_MEANWHILE)
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
    note = ProgressNote(found.today, state, typed.get("words", ""))  # type: ignore[arg-type]
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
        whom=typed.get("whom", ""),
        signed=typed.get("signed", ""),
        due_on=date.fromisoformat(typed["due_on"]) if typed.get("due_on") else date.min,
        made_on=found.today,
    )


def _typed(made: Commitment) -> dict[str, str]:
    words = {f"words_{language}": text for language, text in made.words.items()}
    fields = {"dimension": made.dimension, "whom": made.whom, "signed": made.signed, "due_on": made.due_on.isoformat()}
    return words | fields


def _read(found: SurveyAccess) -> list[Edition]:
    """The editions that staff at least have read, the newest first."""
    return [one for one in reversed(found.editions) if one.revealed and not one.withdrawn_on]


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
    last, subjects = found.editions[-1], _subjects(site, found)
    page = CommitmentsPage(
        language=found.language,
        path=f"{found.path}/commitments",
        title=found.barometer.title,
        place=found.path,
        role=found.role,
        rounds=_rounds(site, found, subjects),
        reads_on=None if last.revealed or last.withdrawn_on else last.days.staff_see_on,
        subjects={id_: subjects[id_] for id_ in found.spec.contrasts[0].dimensions},
        asked=asked,
        form=form,
        done=done,
    )
    return private_page(site.templates, page, status)


def _rounds(site: Site, found: SurveyAccess, subjects: Mapping[str, str]) -> tuple[PromisedRound, ...]:
    """Each with what the edition after it says of who noticed."""
    wording = Wording(found.language, found.barometer.people)
    telling = CommitmentTelling(wording, site.templates.gettext(found.language), subjects, found.today)
    rounds = []
    for edition in _read(found):
        noticed = _noticed(found, edition)
        told = [
            one.told(edition.label) | {"noticed": noticed.get(one.number)}
            for one in found.barometers.commitments(edition)
        ]
        rounds.append(
            PromisedRound(
                label=edition.label,
                public_on=edition.days.public_on,
                is_public=edition.is_public,
                may_write=edition.state == "staff",
                may_say=edition.state == "public",
                views=tuple(telling.view(one, asked=one["noticed"] is not None) for one in told),
            )
        )
    return tuple(rounds)


def _noticed(found: SurveyAccess, edition: Edition) -> dict[int, object]:
    """By number, the shares of those who noticed, as the next edition says them; empty while it says nothing."""
    after = next((one for one in found.editions[found.editions.index(edition) + 1 :]), None)
    said = found.barometers.said(after) if after else None
    told = said.content["commitments"] if said else ()
    return {one["number"]: one["noticed"] for one in told if one["made_in"] == edition.label}


def _subjects(site: Site, found: SurveyAccess) -> dict[str, str]:
    """By id, in the reader's language; the id of one that no questionnaire here describes."""
    wording, of = Wording(found.language, found.barometer.people), found.spec.contrasts[0]
    banks = {voice.id: voice.bank for voice in found.spec.voices}
    asked = site.questionnaires.get(banks[of.second.voice])
    names = {one.id: wording(one.name) for one in asked.file.dimensions} if asked else {}
    return {id_: names.get(id_, id_) for id_ in of.dimensions}
