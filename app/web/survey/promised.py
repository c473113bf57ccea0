"""The page of commitments: what it knows of each edition that was read, in the words that everyone reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal, NamedTuple

from app.barometer.commitments import LONGEST_WORDS, MOST
from app.barometer.edition import Edition
from app.campaigns.keys import KeyKind
from app.revealing import FirstAsked
from app.web.barometer.commitment_view import CommitmentTelling, CommitmentView
from app.web.barometer.first_vote import VoteTold, vote_told
from app.web.barometer.telling import Telling
from app.web.deps import Site
from app.web.forms import Form
from app.web.pages import Page
from app.web.survey.access import SurveyAccess
from app.web.wording import Wording

CommitmentAct = Literal["write", "say", "take"]
CommitmentDone = Literal["written", "said", "taken", "read"]


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
    whether it may be said what became of them; vote: of staff, on what should come first, while it goes on; voted:
    what it gave."""

    label: str
    public_on: date
    is_public: bool
    may_write: bool
    may_say: bool
    views: tuple[CommitmentView, ...]
    vote: FirstAsked | None
    voted: VoteTold | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentsPage(Page):
    """rounds: the newest first; reads_on: when staff read the edition that nobody has read yet; subjects: the names of
    the dimensions, by id; asked: the form that is open."""

    template: ClassVar[str] = "survey/commitments.html"
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


def editions_read(found: SurveyAccess) -> list[Edition]:
    """The editions that staff at least have read, the newest first."""
    return [one for one in reversed(found.editions) if one.revealed and not one.withdrawn_on]


def promised_rounds(site: Site, found: SurveyAccess, subjects: Mapping[str, str]) -> tuple[PromisedRound, ...]:
    """Each with what the edition after it says of who noticed."""
    wording = Wording(found.language, found.barometer.people)
    say = site.templates.gettext(found.language)
    telling, plain = CommitmentTelling(wording, say, subjects, found.today), Telling(wording, say, subjects)
    rounds = []
    for edition in editions_read(found):
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
                vote=site.votes.asked(edition.id) if edition.may_vote else None,
                voted=vote_told(plain, edition.first_voted) if edition.first_voted else None,
            )
        )
    return tuple(rounds)


def _noticed(found: SurveyAccess, edition: Edition) -> dict[int, object]:
    """By number, the shares of those who noticed, as the next edition says them; empty while it says nothing."""
    after = next((one for one in found.editions[found.editions.index(edition) + 1 :]), None)
    said = found.barometers.said(after) if after else None
    told = said.content["commitments"] if said else ()
    return {one["number"]: one["noticed"] for one in told if one["made_in"] == edition.label}


def subjects_of(site: Site, found: SurveyAccess) -> dict[str, str]:
    """By id, in the reader's language; the id of one that no questionnaire here describes."""
    wording, of = Wording(found.language, found.barometer.people), found.spec.contrasts[0]
    banks = {voice.id: voice.bank for voice in found.spec.voices}
    asked = site.questionnaires.get(banks[of.second.voice])
    names = {one.id: wording(one.name) for one in asked.file.dimensions} if asked else {}
    return {id_: names.get(id_, id_) for id_ in of.dimensions}
