"""What a phone in a room shows: its own animal, and whatever is its turn.

Promises the same privacy sentence wherever a tap is asked for. Refuses any figure of the room: those are on the screen.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, Literal, get_args

from app.figures.mask import Mask
from app.seminars.seminar import Seminar
from app.seminars.stage import BEFORE, Vote
from app.totem.model import Answers
from app.totem.scoring import score
from app.web.context import CampaignContext
from app.web.drawings import drawn_own, gallery
from app.web.groups.phone_talk import PhoneTalk, phone_talk
from app.web.pages import Page
from app.web.result.result_words import (
    ActionView,
    AnimalView,
    StrengthView,
    action_views,
    animal_view,
    portrait_view,
)
from app.web.result.views import Again, Finish
from app.web.seminar.pacing import RoomLinks

Show = Literal["before", "screen", "vote", "talk", "end"]
"""Until the reveal; eyes on the screen; something is put to the room; the room talks of something; farewell."""
Tapped = Literal["", "counted", "already", "closed"]


@dataclass(frozen=True, slots=True)
class Guess:
    """masks: to choose from, with the animals' names; chosen: the name, empty if it is not known here."""

    masks: tuple[tuple[Mask, str], ...]
    tapped: Tapped
    chosen: str


@dataclass(frozen=True, slots=True)
class BallotView:
    """A scene, or a statement with the side it faces and the words that each of its answers starts with.

    mark: of this round; tapped: what came of the person's tap in it; chosen: the option, empty if it is not known here.
    """

    text: str
    side: str
    occasion: str
    options: tuple[str, ...]
    mark: str
    is_open: bool
    tapped: Tapped
    chosen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PhonePage(Page):
    """own: None for a sheet that says nothing, or a bank without animals; strength: its first, with what it costs;
    actions: the small ones, one a side; tapped: kept for the next tap, as fields.

    guess: None after the reveal; result: where the person's result lives; other: where somebody else starts on it.
    """

    template: ClassVar[str] = "seminar/phone.html"
    fragment: bool
    show: Show
    is_over: bool
    paused: bool
    rehearsal: bool
    finish: Finish | None
    again: Again | None
    own: AnimalView | None
    mask: Mask | None
    strength: StrengthView | None
    actions: tuple[ActionView, ...]
    guess: Guess | None
    ballot: BallotView | None
    talk: PhoneTalk
    action: str
    fields: Mapping[str, str]
    result: str
    other: str
    room: RoomLinks


@dataclass(frozen=True, slots=True, kw_only=True)
class BarPage(Page):
    """A piece of a page: the way back to a room that goes on, and whether a vote is open there."""

    template: ClassVar[str] = "seminar/room_bar.html"
    room: RoomLinks
    is_voting: bool


def phone_page(
    context: CampaignContext,
    seminar: Seminar,
    answers: Answers,
    fields: Mapping[str, str],
    room: RoomLinks,
    result: str,
    *,
    say: Callable[[str], str],
    phone: str,
) -> PhonePage:
    """answers: as they are scored; fields: what travels in the page's address, checked; phone: its mark."""
    profile = score(context.questionnaire.bank, answers)
    own = profile.match.totem if profile.match else None
    stage, language, show = seminar.stage, context.wording.language, show_of(seminar)
    return PhonePage(
        language=language,
        path=room.own.removeprefix(f"/{language}/"),
        fragment=False,
        show=show,
        is_over=not seminar.is_open,
        paused=stage.paused,
        rehearsal=stage.rehearsal,
        finish=next((one for one in FINISHES if one == fields.get("finish")), None),
        again=next((one for one in AGAIN if one == fields.get("again")), None),
        own=animal_view(context, own) if own else None,
        mask=drawn_own(context.questionnaire, profile, language),
        strength=portrait_view(context, own).strengths[0] if own else None,
        actions=action_views(context, own, leads=answers.leads) if own else (),
        guess=_guess(context, fields) if show == "before" and context.questionnaire.bank.totems else None,
        ballot=_ballot(context, stage.vote, fields) if stage.vote and show == "vote" else None,
        talk=phone_talk(say, context, seminar, own, phone, fields),
        action=f"/{language}/room/{seminar.slug}",
        fields=fields,
        result=f"/{language}/result/{result}",
        other=f"/{language}/j/{seminar.code}?other=1",
        room=room,
    )


FINISHES: tuple[Finish, ...] = get_args(Finish)
AGAIN: tuple[Again, ...] = get_args(Again)


def show_of(seminar: Seminar) -> Show:
    if seminar.is_open and seminar.talk.is_on and seminar.stage.beat not in BEFORE:
        return "talk"
    if not seminar.is_open or seminar.stage.beat == "end":
        return "end"
    if seminar.stage.beat in BEFORE:
        return "before"
    return "vote" if seminar.stage.vote else "screen"


def mark_of_round(vote: Vote) -> str:
    """What an address may hold of it: the round that a tap was for."""
    number = len(vote.rounds) - (not vote.is_open)
    return sha256(f"{vote.item} {vote.side} {number}".encode()).hexdigest()[:8]


def _guess(context: CampaignContext, fields: Mapping[str, str]) -> Guess:
    masks = gallery(context.questionnaire, context.wording.language)
    tapped, _, place = fields.get("g", "").partition(".")
    return Guess(masks, _tapped(tapped), _chosen([name for _, name in masks], place))


def _ballot(context: CampaignContext, vote: Vote, fields: Mapping[str, str]) -> BallotView:
    say, file, mark = context.wording, context.questionnaire.file, mark_of_round(vote)
    side = occasion = ""
    if vote.side:
        text = next(say(one.text) for one in file.questions if one.id == vote.item)
        side = next(say(one.name) for one in file.sides if one.id == vote.side)
        occasion, options = say(file.scale.occasion), tuple(map(say, file.scale.points))
    else:
        scene = next(one for one in (*file.scenes, *file.spare_scenes) if one.id == vote.item)
        text, options = say(scene.text), tuple(say(option.text) for option in scene.options)
    voted, tapped, place = (*fields.get("v", "").split("."), "", "", "")[:3]
    known = (_tapped(tapped), _chosen(options, place)) if voted == mark else ("", "")
    return BallotView(text, side, occasion, options, mark, vote.is_open, *known)


def _chosen(options: Sequence[str], place: str) -> str:
    return options[int(place)] if re.fullmatch("[0-9]{1,3}", place) and int(place) < len(options) else ""


def _tapped(text: str) -> Tapped:
    return next((one for one in ("counted", "already", "closed") if one == text), "")
