"""The organiser's pages: what each of them knows.

Promises progress in steps of sealed figures only. Refuses counts, and keys in titles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from markupsafe import Markup

from app.banks.nouns import PEOPLE, Noun
from app.banks.schema import Language
from app.campaigns.campaign import Protection, State, state_of
from app.campaigns.invitations import InvitationCounts
from app.campaigns.keys import KeyKind
from app.campaigns.words import Block, said
from app.figures.mask import Mask
from app.publication.documents import ReleaseDocument
from app.publication.policy import figures_waiting
from app.publishing import Audience
from app.web.forms import Choice, Form
from app.web.language import LANGUAGES
from app.web.organise.campaign_access import CampaignAccess
from app.web.organise.progress import Progress
from app.web.organise.reading_form import ReadersView
from app.web.pages import Page
from app.web.wording import Wording

Confirmation = Literal["close", "withdraw", "archive", "delete", "rotate"]
Done = Literal[
    "made", "changed", "published", "closed", "withdrawn", "restored", "archived", "rotated", "revoked", "shared",
    "voided", "replaced", "heard", "blocks", "deposited", "undeposited", "readers",
]  # fmt: skip
Kit = Literal["notice", "register", "staff", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatePage(Page):
    """masks: of the animals that people may meet; people: the words for the people served, by id.

    k, answers, at_close: what the form leads to as it stands; late: by how many answers the organiser's count may be
    behind, with so many parts; open_limit: answers an hour that an open link counts from one place, 0 for any number;
    surveys: whether mirror surveys are here too.
    """

    template: ClassVar[str] = "organise/create.html"
    masks: tuple[Mask, ...]
    form: Form
    wants_passphrase: bool
    choices: tuple[Choice, ...]
    people: Mapping[str, str]
    zones: tuple[str, ...]
    k: int
    answers: int
    at_close: int
    proposed: bool
    parts: int
    late: int
    open_limit: int
    surveys: bool


@dataclass(frozen=True, slots=True)
class About:
    """What every page and every text of the kit says of a campaign.

    title: in each language of the questionnaire; people: the words for the people served, in each language;
    segments: their names here;
    animals, dimensions: how many its questionnaire has; mirrored: whether it asks about two sides;
    zone: that its days are in; audience: who may read its figures.
    """

    slug: str
    edition: str
    state: State
    opened_on: date
    closes_on: date | None
    closed_on: date | None
    withdrawn_on: date | None
    k: int
    answers: int
    at_close: int
    expected: int | None
    protection: Protection
    code: str
    title: Mapping[str, str]
    people: Mapping[str, Noun]
    minutes: Mapping[str, int]
    segments: tuple[str, ...]
    animals: int
    dimensions: int
    mirrored: bool
    zone: str
    audience: Audience


@dataclass(frozen=True, slots=True)
class Kept:
    """What is told once. colleague: a key that reads; fresh: an invitation; deposit: a key that adds rooms; has_reader,
    has_depositor: whether somebody has one."""

    colleague: str
    has_reader: bool
    fresh: str
    deposit: str
    has_depositor: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """How another site shows the figures. line: to paste into a page; oembed: what tells software the same."""

    line: str
    oembed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisePage(Page):
    """masks: of its animals; place: the path of these pages, after the language; base: the site's public address.

    texts: ready to be sent, by kind and language; frames: by language; due: whether figures wait to be published;
    released: the newest ones; bank_changed: since the first answer.
    """

    template: ClassVar[str] = "organise/campaign.html"
    masks: tuple[Mask, ...]
    about: About
    role: KeyKind
    place: str
    base: str
    texts: Mapping[str, Mapping[str, str]]
    frames: Mapping[str, Frame]
    progress: Progress
    due: bool
    released: ReleaseDocument | None
    bank_changed: bool
    form: Form
    blocks: tuple[Block, ...]
    all_blocks: tuple[Block, ...]
    readers: ReadersView
    invitations: InvitationCounts | None
    kept: Kept
    done: Done | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePage(Page):
    """What of a campaign may change while it runs."""

    template: ClassVar[str] = "organise/change.html"
    about: About
    place: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class AskPage(Page):
    """Asks once before something that cannot be undone, or that others see at once."""

    template: ClassVar[str] = "organise/ask.html"
    question: Confirmation
    about: About
    place: str
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewPage(Page):
    """public: the page that everyone would read, as it would stand; digest: of these figures; grown: since a look."""

    template: ClassVar[str] = "organise/preview.html"
    about: About
    place: str
    public: Markup
    digest: str
    may_publish: bool
    grown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletedPage(Page):
    """That the campaign is gone."""

    template: ClassVar[str] = "organise/deleted.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPage(Page):
    """One text of the kit. masks: of its animals; operator: who runs this site, None if unsaid."""

    template: ClassVar[str] = "organise/kit.html"
    name: Kit
    masks: tuple[Mask, ...]
    about: About
    place: str
    operator: str | None
    base: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExamplePage(Page):
    """public: a public page, full of invented figures."""

    template: ClassVar[str] = "organise/example.html"
    about: About
    place: str
    public: Markup


def about_campaign(found: CampaignAccess, minutes: Mapping[str, Mapping[Language, int]]) -> About:
    campaign, words = found.campaign, found.campaign.own_words
    waiting, bank = figures_waiting(campaign.k), found.context.questionnaire.bank
    return About(
        slug=campaign.slug,
        edition=campaign.edition,
        state=state_of(campaign, found.today),
        opened_on=campaign.opened_on,
        closes_on=campaign.closes_on,
        closed_on=campaign.closed_on,
        withdrawn_on=campaign.withdrawn_on,
        k=campaign.k,
        answers=waiting.answers,
        at_close=waiting.at_close,
        expected=campaign.expected,
        protection=campaign.protection,
        code=campaign.code,
        title={language: _title(found, language) for language in found.context.questionnaire.file.languages},
        people={language: PEOPLE[campaign.people][language] for language in LANGUAGES},
        minutes={language: minutes.get(campaign.bank, {}).get(language, 0) for language in LANGUAGES},
        segments=tuple(said(segment.name, found.context.wording.language) for segment in words.segments),
        animals=len(bank.totems),
        dimensions=len(bank.dimensions),
        mirrored=bool(bank.pairs),
        zone=campaign.zone,
        audience=campaign.audience,
    )


def _title(found: CampaignAccess, language: Language) -> str:
    own = said(found.campaign.own_words.title, language)
    return own or Wording(language, found.campaign.people)(found.context.questionnaire.file.title)
