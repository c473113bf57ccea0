"""The remote as a trainer sees it: what is on the screen, what comes next, what may be put to the room.

Promises no more of the answers than the screen shows, and nothing that tells one phone from another.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

from app.banks.nouns import Noun
from app.banks.schema import BankFile, Scene
from app.figures.mask import Mask
from app.publication.contrasts import Standing, first_of, gaps_of
from app.seminars.cues import TIMERS, Cover
from app.seminars.pairing import AskingComputer
from app.seminars.reach import Reach
from app.seminars.rooms import RoomSnapshot
from app.seminars.seminar import Seminar
from app.seminars.stage import LEAST, Beat, Plan, Stage, Vote, is_reveal, moved
from app.totem.course import SceneStep, Screen, steps
from app.totem.model import Bank, blank
from app.web.drawings import drawn_mask
from app.web.forms import Form
from app.web.groups.talk_remote import RemoteTalk
from app.web.headlines import Headlines, names_of
from app.web.pages import Page, Templates
from app.web.seminar.prompts import Prompt, prompt_at
from app.web.seminar.remote_access import Joined, RemoteAccess
from app.web.wording import Wording

RemoteConfirmation = Literal["close", "reset"]
RemoteDone = Literal["again", "reset", "joined", "many", "own"]
Next = Beat | Cover | Literal["question", "reveal", "count", "leave", "close"]
"""What the button of the remote does: goes to a beat, opens a question, counts or leaves a vote, uncovers, or ends."""


@dataclass(frozen=True, slots=True)
class RemoteAnimal:
    mask: Mask
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class RemoteGap:
    """name: of the dimension; standing: what may be said of its two sides."""

    name: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class VoteWay:
    """One way of putting something to the room. side: empty for a scene; name: of the side.

    vote: on the screen now, or what earlier rounds gave; None if it was never put.
    """

    item: str
    side: str
    name: str
    options: tuple[str, ...]
    vote: Vote | None
    is_on: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """A scene, or a statement with a way for each of its sides."""

    text: str
    ways: tuple[VoteWay, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePage(Page):
    """place: the path of these pages, after the language; screen: its address; seen: the stage that this shows.

    next: what the button does, question: the one that it opens; said: what the screen asks; plan.shown: people on it;
    gap: whose two sides are spoken of; answered: phones that answered the question; newcomers: people who would join
    the figures by a new reveal; waiting: phones before the door of a rehearsal; printed: whether recaps can be;
    minutes: about how long this takes, left: until the end; whole: of the script, slot_minutes: from its first question
    to the end; scenes_to_vote: on which there is time to vote twice; since: when the room came to this, now: when this
    page was made, both in seconds of the server's clock; joined: campaigns that it was added to; asking: computers
    that ask to show the room.
    """

    template: ClassVar[str] = "seminar/remote.html"
    room: Seminar
    people: Noun
    asking: tuple[AskingComputer, ...]
    shown: RoomSnapshot
    plan: Plan
    place: str
    base: str
    reach: Reach
    screen: str
    seen: str
    next: Next
    question: int
    beats: tuple[Beat, ...]
    said: tuple[str, ...]
    answered: int
    newcomers: int
    waiting: int
    printed: bool
    sentence: str
    gap: RemoteGap | None
    animals: tuple[RemoteAnimal, ...]
    way: VoteWay | None
    scenes: tuple[Topic, ...]
    statements: tuple[Topic, ...]
    prompts: tuple[Prompt, ...]
    chosen: Prompt
    minutes: int
    left: int
    whole: int
    slot_minutes: int
    scenes_to_vote: int
    since: int
    now: float
    joined: tuple[Joined, ...]
    talk: RemoteTalk
    form: Form
    done: RemoteDone | None
    timers: tuple[int, ...] = TIMERS
    least: int = LEAST


@dataclass(frozen=True, slots=True, kw_only=True)
class SurePage(Page):
    """Asks once before what cannot be undone. people: who finished."""

    template: ClassVar[str] = "seminar/remote_ask.html"
    question: RemoteConfirmation
    place: str
    seen: str
    people: int


def next_of(seminar: Seminar, plan: Plan) -> tuple[Next, int]:
    """What the button does, and the number of the question that it opens."""
    stage, talk, cues = seminar.stage, seminar.talk, seminar.cues
    if cues.cover:
        return cues.cover, 0
    if talk.is_on:
        return ("count" if talk.is_open else "leave"), 0
    if stage.vote:
        return ("count" if stage.vote.is_open else "leave"), 0
    if stage.beat == "end":
        return "close", 0
    if is_reveal(stage, "next", plan):
        return "reveal", 0
    after = moved(stage, "next", plan)
    if after.beat == "answering" and plan.pace == "together":
        return "question", after.question + 1
    return after.beat, 0


def said_of(held: RemoteAccess, stage: Stage, prompts: tuple[Prompt, ...]) -> tuple[str, ...]:
    """What the screen asks the room now, in the trainer's language."""
    file, say = held.questionnaire.file, held.wording
    if stage.beat == "answering" and held.seminar.pace == "together":
        return _step(held.questionnaire.bank, file, say, stage.question)
    return (prompt_at(prompts, stage.prompt).text,) if stage.beat == "prompt" else ()


def sentence_of(held: RemoteAccess, shown: RoomSnapshot, templates: Templates) -> str:
    """The big sentence, empty before the reveal and for a questionnaire without animals."""
    if shown.released is None or not shown.released.totems:
        return ""
    return _told(held, templates).headline(shown.released)


def remote_gap(held: RemoteAccess, shown: RoomSnapshot) -> RemoteGap | None:
    """The one that the screen speaks of; None where it shows none."""
    names = {one.id: held.wording(one.name) for one in held.questionnaire.file.dimensions}
    released = shown.released
    gaps = gaps_of([one for one in released.dimensions if one.id in names], released.n) if released else {}
    found = first_of(gaps)
    return RemoteGap(names[found[0]], found[1]) if found else None


def animals_of(held: RemoteAccess, shown: RoomSnapshot, templates: Templates) -> tuple[RemoteAnimal, ...]:
    """Those of the room, the most frequent first."""
    if shown.released is None:
        return ()
    told, found = _told(held, templates), [one for one in shown.released.totems if one.share.count]
    return tuple(
        RemoteAnimal(
            drawn_mask(held.questionnaire, one.id, held.wording.language),
            told.names[one.id].one,
            told.share(one.share),
        )
        for one in sorted(found, key=lambda one: -(one.share.count or 0))
    )


def scenes_of(held: RemoteAccess, stage: Stage) -> Iterator[Topic]:
    file = held.questionnaire.file
    for scene in (*file.scenes, *file.spare_scenes):
        yield Topic(held.wording(scene.text), (_way(stage, scene.id, "", "", _options(held.wording, scene)),))


def statements_of(held: RemoteAccess, stage: Stage) -> Iterator[Topic]:
    file, say = held.questionnaire.file, held.wording
    points = tuple(map(say, file.scale.points))
    for context, question in zip(held.questionnaire.bank.questions, file.questions, strict=True):
        ways = (_way(stage, context.id, side, say.side(file, side), points) for side in context.sides)
        yield Topic(say(question.text), tuple(ways))


def shows(seminar: Seminar) -> str:
    """What the time on the remote, and that of groups on the screen, is counted for."""
    stage = seminar.stage
    return f"{stage.beat} {stage.question} {stage.vote.ballot if stage.vote else ''}{seminar.talk.shows}"


def _told(held: RemoteAccess, templates: Templates) -> Headlines:
    language = held.wording.language
    return Headlines(language, templates.gettext(language), names_of(held.questionnaire.file, language))


def _step(bank: Bank, file: BankFile, say: Wording, at: int) -> tuple[str, ...]:
    course = steps(bank, blank(bank), bytes(16))
    step = course[at] if at < len(course) else None
    if isinstance(step, SceneStep):
        return (say((*file.scenes, *file.spare_scenes)[step.scene].text),)
    return tuple(say(file.questions[one].text) for one in step.questions) if isinstance(step, Screen) else ()


def _way(stage: Stage, item: str, side: str, name: str, options: tuple[str, ...]) -> VoteWay:
    on = stage.vote if stage.vote and (stage.vote.item, stage.vote.side) == (item, side) else None
    earlier = next((one for one in stage.voted if (one.item, one.side) == (item, side)), None)
    return VoteWay(item, side, name, options, on or earlier, on is not None)


def _options(say: Wording, scene: Scene) -> tuple[str, ...]:
    return tuple(say(option.text) for option in scene.options)
