"""A campaign's own first page: its words, its code, the question of segment; and why answers may not count.

Promises that whoever is not let in may still take the quiz for themselves. Refuses to hold up a campaign without any.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from app.campaigns.campaign import Campaign, state_of
from app.campaigns.words import said
from app.publishing import Audience
from app.web.context import CampaignContext, title_of
from app.web.pages import Page
from app.web.tokens import Sheet, mark_of

Obstacle = Literal["", "draft", "closed", "archived", "code", "invitation", "place"]
"""Why a sheet cannot be counted: days to come, days over (twice), no code, no invitation, no place that it came by."""
EntryMistake = Literal["", "code", "tries", "segment"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingPage(Page):
    """action: where the form goes; sheet: sealed, empty before there is one;
    under_way: whether it holds answers; code: as it was typed.

    question: of the segment, with (id, name) of each, empty if it is not asked; chosen: None before an answer; apart:
    whether people are asked not to answer as another voice of the same survey too; audience: who may read the figures,
    and public_on: from when everyone does.
    """

    template: ClassVar[str] = "quiz/door.html"
    campaign: str
    title: str
    introduction: tuple[str, ...]
    edition: str
    opens_on: date
    closes_on: date | None
    zone: str
    minutes: int
    k: int
    thanks: bool
    bar: Obstacle
    mistake: EntryMistake
    action: str
    alone: str
    sheet: str
    under_way: bool
    invited: bool
    code: str
    question: str
    segments: tuple[tuple[str, str], ...]
    chosen: str | None
    apart: bool
    audience: Audience
    public_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ElsewherePage(Page):
    """Of whoever came to the door of one voice, and answers for another."""

    template: ClassVar[str] = "quiz/elsewhere.html"
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FullPage(Page):
    """Too many answers came from one network. token: the sealed sheet; at: the number of its last step; leads: what was
    ticked there; thanks: whether nobody is shown a result; placed: whether this is the counter of a place; restart:
    where the next person begins on a tablet, empty elsewhere."""

    template: ClassVar[str] = "quiz/full.html"
    action: str
    token: str
    at: int
    leads: bool
    thanks: bool
    placed: bool
    restart: str


def obstacle_of(campaign: Campaign, sheet: Sheet | None) -> Obstacle:
    """sheet: None before there is one."""
    state = state_of(campaign, campaign.seen_on)
    if state != "open":
        return state
    if campaign.protection == "code" and not (sheet and sheet.has_code):
        return "code"
    if campaign.protection == "invitation" and not (sheet and sheet.invitation):
        return "invitation"
    if campaign.protection == "place" and not (sheet and sheet.has_code):
        return "place"
    return ""


def has_landing(campaign: Campaign) -> bool:
    """Whether something is to be read or answered before the first question."""
    words = campaign.own_words
    told = words.title or words.introduction or words.segments or campaign.audience != "everyone"
    return bool(told or obstacle_of(campaign, None))


def segment_of(campaign: Campaign, sheet: Sheet) -> str:
    """The id of the one in which this sheet is counted; empty for none, chosen or left, and for one taken away."""
    return next((one.id for one in campaign.own_words.segments if mark_of(one.id) == sheet.segment), "")


def asks_segment(campaign: Campaign, sheet: Sheet | None) -> bool:
    return bool(campaign.own_words.segments) and (sheet is None or sheet.segment is None)


def door_page(
    context: CampaignContext,
    sheet: Sheet | None,
    token: str,
    bar: Obstacle,
    minutes: int,
    *,
    path: str,
    typed: Mapping[str, str] | None = None,
    mistake: EntryMistake = "",
    apart: bool = False,
) -> LandingPage:
    """path: of the page itself, after the language, where a mistake leads back; typed: the form, if it was sent."""
    campaign, language = context.campaign, context.wording.language
    words, known = campaign.own_words, typed or {}
    asks = asks_segment(campaign, sheet) and bar in ("", "code")
    return LandingPage(
        language=language,
        path=path,
        spoken=context.questionnaire.file.languages,
        campaign=campaign.slug,
        title=title_of(context),
        introduction=paragraphs(said(words.introduction, language)),
        edition=campaign.edition,
        opens_on=campaign.opened_on,
        closes_on=campaign.closes_on,
        zone=campaign.zone,
        minutes=minutes,
        k=campaign.k,
        thanks=context.questionnaire.bank.ends_on_thanks,
        bar=bar,
        mistake=mistake,
        action=f"/{language}/{path}" if path.startswith("invitation/") else f"/{language}/entry/{campaign.slug}",
        alone=f"/{language}/entry/{campaign.slug}",
        sheet=token,
        under_way=sheet is not None and sheet.answers.replies[0] is not None,
        invited=path.startswith("invitation/"),
        code=known.get("code", ""),
        question=said(words.question, language) if asks else "",
        segments=tuple((one.id, said(one.name, language)) for one in words.segments) if asks else (),
        chosen=known.get("segment"),
        apart=apart,
        audience=campaign.audience,
        public_on=campaign.public_on,
    )


def paragraphs(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip())
