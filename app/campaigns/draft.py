"""A campaign as its organiser writes it, and every fault that keeps it from being kept.

Promises a fault for each field that is wrong, in words that can be translated. Refuses what an address cannot hold,
dates in the wrong order, and after the first answer whatever would change what was asked or promised.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.campaigns.campaign import PROTECTIONS, Campaign, Protection
from app.campaigns.words import MOST_SEGMENTS, Words
from app.days import USUAL_ZONE, day_in, is_zone

SLUG = re.compile(r"[a-z0-9-]{2,40}")
ID = re.compile(r"[a-z0-9-]{1,40}")
CODE = re.compile(r"[A-Z0-9]{4,16}")
UNPRINTED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
LONGEST = 40
K_RANGE = range(5, 101)
EXPECTED_RANGE = range(1, 10_000_001)
USUAL_K, SMALL_K, SMALL_CROWD = 10, 5, 30
USUAL_PEOPLE = "customers"
RESERVED_SEGMENT = "others"  # what small segments join when a campaign closes

N_ = str  # marks a message for the catalogues; it is translated when it is shown


class CampaignInvalid(ValueError):
    """What is wrong with a field, in words for whoever typed it.

    field: the name of a Draft's field, or of a text of its words; message: an English gettext msgid with %(name)s.
    """

    def __init__(self, field: str, message: str, **params: object) -> None:
        self.field, self.message, self.params = field, message, params
        super().__init__(self.text())

    def text(self, translate: Callable[[str], str] = str) -> str:
        return translate(self.message) % self.params


class CampaignExists(CampaignInvalid):
    """The name is taken."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The same words as a Campaign's; code: only with that protection."""

    slug: str
    bank: str
    opened_on: date
    edition: str
    people: str = USUAL_PEOPLE
    k: int = USUAL_K
    publishes_itself: bool = True
    series: str = ""
    closes_on: date | None = None
    expected: int | None = None
    protection: Protection = "open"
    code: str = ""
    words: Words = field(default_factory=Words)
    zone: str = USUAL_ZONE

    def tidied(self) -> "Draft":
        """Without blanks around texts, and with the code as it is compared."""
        code = code_typed(self.code) if self.protection == "code" else ""
        stripped = {name: getattr(self, name).strip() for name in ("edition", "series", "zone")}
        return replace(self, **stripped, code=code, words=self.words.tidied())

    def row(self) -> dict[str, Any]:
        """What is stored of it."""
        return {name: getattr(self, name) for name in FIELDS} | {"words": self.words.to_document()}


FIELDS = tuple(Draft.__dataclass_fields__)


def draft_of(campaign: Campaign) -> Draft:
    """The campaign as its organiser may change it."""
    return Draft(**{name: getattr(campaign, name) for name in FIELDS} | {"words": campaign.own_words})


def proposed_k(expected: int | None) -> int:
    """A crowd of under thirty may see figures of five people, else there would be none; any other, of ten."""
    return SMALL_K if expected is not None and expected < SMALL_CROWD else USUAL_K


def code_typed(code: str) -> str:
    """The code whatever its case, its blanks and its hyphens."""
    return re.sub(r"[\s-]", "", code).upper()


def refuse_led(campaign: Campaign) -> Campaign:
    """The same, unless it is a voice: its survey leads it, and neither a page nor a command that is a campaign's own.
    Raises CampaignInvalid."""
    if campaign.edition_id:
        message = N_("“%(slug)s” is a voice of a mirror survey, which leads it.")
        raise CampaignInvalid("slug", message, slug=campaign.slug)
    return campaign


def draft_faults(
    draft: Draft, today: date, before: Campaign | None = None, *, batched: bool = False
) -> list[CampaignInvalid]:
    """Every fault of a tidied draft. before: the campaign to change; batched: whether k of its people are together."""
    return [
        *_name_faults(draft),
        *_number_faults(draft),
        *_zone_faults(draft, today, before),
        *_segment_faults(draft.words),
        *_text_faults(draft.words),
        *(_frozen_faults(draft, before, batched=batched) if before else ()),
    ]


def _name_faults(draft: Draft) -> Iterator[CampaignInvalid]:
    if not SLUG.fullmatch(draft.slug):
        yield CampaignInvalid("slug", N_("The end of the address takes 2 to 40 of these: a–z, 0–9 and the hyphen."))
    if draft.series and not SLUG.fullmatch(draft.series):
        yield CampaignInvalid("series", N_("The name of a series takes 2 to 40 of these: a–z, 0–9 and the hyphen."))
    for name, message in (
        ("bank", N_("The name of a questionnaire takes 1 to 40 characters.")),
        ("people", N_("The word for the people served takes 1 to 40 characters.")),
        ("edition", N_("The edition takes 1 to 40 characters: a year, for instance.")),
    ):
        if not 0 < len(getattr(draft, name)) <= LONGEST or UNPRINTED.search(getattr(draft, name)):
            yield CampaignInvalid(name, message)
    if draft.protection not in PROTECTIONS:
        yield CampaignInvalid("protection", N_("Answers come by an open link, a code or invitations."))
    if draft.protection == "code" and not CODE.fullmatch(draft.code):
        yield CampaignInvalid("code", N_("A code takes 4 to 16 letters and digits, without accents."))


def _number_faults(draft: Draft) -> Iterator[CampaignInvalid]:
    if draft.k not in K_RANGE:
        yield CampaignInvalid(
            "k",
            N_("The fewest people that a figure covers is a number from %(least)s to %(most)s."),
            least=K_RANGE[0],
            most=K_RANGE[-1],
        )
    if draft.expected is None:
        return
    if draft.expected not in EXPECTED_RANGE:
        yield CampaignInvalid("expected", N_("Expect from 1 to 10,000,000 people, or leave this empty."))
    elif draft.expected < draft.k:
        yield CampaignInvalid(
            "expected", N_("With fewer than %(k)s people expected, no figure could ever be shown."), k=draft.k
        )


def _zone_faults(draft: Draft, today: date, before: Campaign | None) -> Iterator[CampaignInvalid]:
    if is_zone(draft.zone):
        yield from _date_faults(draft, day_in(draft.zone, today), before)
    else:
        yield CampaignInvalid("zone", N_("This time zone is not known here. Write it as Europe/Paris."))


def _date_faults(draft: Draft, today: date, before: Campaign | None) -> Iterator[CampaignInvalid]:
    planned = before.closes_on if before else None
    if draft.closes_on is None or (before and before.closed_on):
        return
    if draft.closes_on < draft.opened_on:
        yield CampaignInvalid("closes_on", N_("The last day comes before the first one."))
    elif draft.closes_on < today and draft.closes_on != planned:
        yield CampaignInvalid("closes_on", N_("The last day is past: close the campaign instead."))


def _segment_faults(words: Words) -> Iterator[CampaignInvalid]:
    ids = [segment.id for segment in words.segments]
    if len(ids) == 1 or len(ids) > MOST_SEGMENTS:
        yield CampaignInvalid("segments", N_("A campaign has from 2 to %(most)s parts, or none."), most=MOST_SEGMENTS)
    if not all(ID.fullmatch(id_) and id_ != RESERVED_SEGMENT for id_ in ids):
        yield CampaignInvalid(
            "segments", N_("The id of a part takes 1 to 40 of these: a–z, 0–9 and the hyphen; “others” is taken.")
        )
    names = [(language, name) for segment in words.segments for language, name in segment.name.items()]
    if len(set(ids)) < len(ids) or len(set(names)) < len(names):
        yield CampaignInvalid("segments", N_("Two parts have the same id or the same name."))
    if not all(segment.name for segment in words.segments):
        yield CampaignInvalid("segments", N_("Each part needs a name."))
    if words.segments and not words.question:
        yield CampaignInvalid("question", N_("Parts need the question that asks people which one is theirs."))
    if words.question and not words.segments:
        yield CampaignInvalid("segments", N_("The question needs parts to choose among."))


def _text_faults(words: Words) -> Iterator[CampaignInvalid]:
    for name, text, most in words.texts():
        if len(text) > most:
            yield CampaignInvalid(name, N_("This text takes at most %(most)s characters."), most=most)
        if UNPRINTED.search(text.replace("\n", "")):
            yield CampaignInvalid(name, N_("This text holds a character that cannot be shown."))


def _frozen_faults(draft: Draft, before: Campaign, *, batched: bool) -> Iterator[CampaignInvalid]:
    if draft.slug != before.slug:
        yield CampaignInvalid("slug", N_("An address never changes: people may have noted it."))
    if before.closed_on and draft.closes_on != before.closes_on:
        yield CampaignInvalid("closes_on", N_("The campaign is closed: its days stay as they are."))
    if not before.has_answers:
        return
    old = draft_of(before)
    for name in ("bank", "people", "edition", "opened_on", "protection", "zone"):
        if getattr(draft, name) != getattr(old, name):
            yield CampaignInvalid(name, N_("This cannot change any more: somebody has answered."))
    for name in ("segments", "question"):
        if getattr(draft.words, name) != getattr(old.words, name):
            yield CampaignInvalid(name, N_("This cannot change any more: somebody has answered."))
    if draft.k < before.k:
        yield CampaignInvalid("k", N_("Whoever has answered was promised groups of at least %(k)s people."), k=before.k)
    if draft.k > before.k and batched:
        yield CampaignInvalid("k", N_("Groups of %(k)s people are formed already: the number stays."), k=before.k)
