"""The pages of a mirror survey's organiser: what each of them knows.

Promises nothing of a voice before its edition is revealed but whole groups of k. Refuses keys in titles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from markupsafe import Markup

from app.barometer.edition import Days, Edition
from app.barometer.places import PlaceGroup
from app.campaigns.draft import CampaignInvalid
from app.campaigns.invitations import InvitationCounts
from app.campaigns.keys import KeyKind
from app.web.forms import Form
from app.web.organise.progress import Progress
from app.web.pages import Page
from app.web.survey.facts import AboutSurvey, VoiceFacts

SurveyQuestion = Literal["withdraw", "archive", "rotate"]
SurveyDone = Literal[
    "made", "opened", "delayed", "revealed", "withdrawn", "archived", "rotated", "shared", "revoked", "staffed", "door"
]
PaperName = Literal["council", "managers", "staff", "notice", "register", "never", "restitution", "hurts"]
Act = Literal["texts", "posters", "remind", "prepare", "reveal", "write", "tell", "again"]
"""What comes next."""


@dataclass(frozen=True, slots=True)
class PowerTold:
    """there, here: the sizes that were simulated; is_smaller: whether they are smaller than the survey's on a side;
    one, whole: by points, how often a gap of so many is told, as messages."""

    there: int
    here: int
    is_smaller: bool
    one: Mapping[int, str]
    whole: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class SurveyAhead:
    """days: None for a day that cannot be; unread: what is wrong with the places, as they were typed; groups: none for
    one alone; places: how many were read; k, answers: the fewest people at work, and the fewest answers to expect, of a
    place with figures of its own; power: None where there is no row; counted: whether it was said how many; smallest:
    of the rows."""

    days: Days | None
    unread: CampaignInvalid | None
    groups: tuple[PlaceGroup, ...]
    places: int
    k: int
    answers: int
    power: PowerTold | None
    counted: bool
    smallest: tuple[int, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpPage(Page):
    """action: where the form goes, after the language; about: as it would be; people: the words for the people served,
    by id; back: to the organiser's page, for the next edition of a survey, else empty; note: for staff representatives.
    """

    template: ClassVar[str] = "survey/set_up.html"
    form: Form
    action: str
    back: str
    about: AboutSurvey
    wants_passphrase: bool
    people: Mapping[str, str]
    zones: tuple[str, ...]
    foreseen: SurveyAhead
    note: Markup
    shown: bool


@dataclass(frozen=True, slots=True)
class VoiceColumn:
    """n: who answered, once it is revealed, None before or where too few did; progress: until then; ticks: where groups
    are complete on a bar of 400; invitations: where it comes in by them; may_choose: whether another door may still be
    chosen, as far as everybody knows."""

    voice: VoiceFacts
    closes_on: date
    is_closed: bool
    n: int | None
    progress: Progress
    ticks: tuple[int, ...]
    invitations: InvitationCounts | None
    may_choose: bool


@dataclass(frozen=True, slots=True)
class SurveyKept:
    """What is told once. colleague: a key that reads; staff: one that reads first; has_…: whether somebody has one."""

    colleague: str
    has_reader: bool
    staff: str
    has_staff: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPage(Page):
    """place: the path of these pages, after the language; query: what their addresses end on; base: the site's public
    address; public: the path of the public page; act: what comes next; days_left: until that is over; others: labels of
    the other editions; may_open: whether the next edition may be opened; notice: why it was withdrawn."""

    template: ClassVar[str] = "survey/home.html"
    about: AboutSurvey
    role: KeyKind
    slug: str
    place: str
    query: str
    base: str
    public: str
    edition: Edition
    days_left: int
    columns: tuple[VoiceColumn, ...]
    act: Act | None
    others: tuple[str, ...]
    may_open: bool
    notice: str
    form: Form
    kept: SurveyKept
    done: SurveyDone | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAskPage(Page):
    """Asks once before something that others see at once, or that ends what was before."""

    template: ClassVar[str] = "survey/ask.html"
    question: SurveyQuestion
    about: AboutSurvey
    place: str
    query: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText(Page):
    """One paper of the kit, alone. headed: with its title; base: the site's public address."""

    template: ClassVar[str] = "survey/papers/text.html"
    headed: bool
    name: PaperName
    about: AboutSurvey
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyPaperPage(Page):
    """paper: as it is printed; text: the same, to copy."""

    template: ClassVar[str] = "survey/paper.html"
    name: PaperName
    about: AboutSurvey
    place: str
    query: str
    paper: Markup
    text: str
