"""What a room takes away: its own figures as released, what it said, and blank lines for what it will try.

Promises nothing that its last release does not hold, and nothing at all before the reveal. Refuses ranks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from app.figures.mask import Mask
from app.publication.documents import ReleaseDocument
from app.seminars.seminar import Seminar
from app.seminars.stage import Vote
from app.web.context import CampaignContext
from app.web.drawings import CrowdDrawings, drawn_crowd, drawn_sides
from app.web.figures.blocks import totem_views
from app.web.figures.editions import level_said
from app.web.groups.talk_recap import told_talks
from app.web.headlines import Headlines
from app.web.language import number
from app.web.pages import Page
from app.web.seminar.prompts import proposed
from app.web.seminar.recap_comparison import Abreast
from app.web.seminar.recap_words import HEADINGS, WidestWords, widest, words_of
from app.web.seminar.remote_access import Joined


@dataclass(frozen=True, slots=True, kw_only=True)
class UnrevealedPage(Page):
    """rehearsal: whether what is on the screen is invented."""

    template: ClassVar[str] = "seminar/recap_unrevealed.html"
    name: str
    rehearsal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FewPage(Page):
    """After a round of the table: no figure, not even how many."""

    template: ClassVar[str] = "seminar/recap_few.html"
    name: str
    opened_on: date
    masks: tuple[tuple[Mask, str], ...]
    words: Mapping[str, str]
    prompts: tuple[str, ...]
    sides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RecapAnimal:
    """All as they are written. guesses: how many expected it to be the most frequent here; there: in the edition."""

    one: str
    people: str
    guesses: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """An option, and how many chose it in each round; “–” where a round had fewer than five votes."""

    option: str
    rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Voted:
    text: str
    side: str
    rounds: int
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecapPage(Page):
    """place: after the language; animals: the most frequent first, the sheets without one last; printed: whether there
    is a PDF; dimensions: their names; heads, levels: a table, without rows where levels are withheld; own: the slug of
    the questionnaire's public campaign; typed: the edition that was asked for; joined:
    campaigns that the room was added to.
    """

    template: ClassVar[str] = "seminar/recap.html"
    place: str
    name: str
    made_on: date
    is_open: bool
    n: int
    sentence: str
    words: Mapping[str, str]
    animals: tuple[RecapAnimal, ...]
    named: tuple[str, ...]
    forces: tuple[str, ...]
    dimensions: tuple[str, ...]
    heads: tuple[str, ...]
    levels: tuple[tuple[str, ...], ...]
    widest: WidestWords | None
    votes: tuple[Voted, ...]
    prompts: tuple[str, ...]
    sides: tuple[str, ...]
    drawings: CrowdDrawings
    printed: bool
    own: str
    typed: str
    abreast: Abreast | None
    joined: tuple[Joined, ...]


def recap_page(
    context: CampaignContext,
    seminar: Seminar,
    released: ReleaseDocument,
    told: Headlines,
    place: str,
    *,
    printed: bool,
    typed: str = "",
    abreast: Abreast | None = None,
    joined: tuple[Joined, ...] = (),
) -> RecapPage:
    """place: of the recap, after the language."""
    say, file, language = context.wording, context.questionnaire.file, context.wording.language
    sizes = {id_: view.size for id_, view in totem_views(released, told).items()}
    names = {side.id: say(side.name) for side in file.sides}
    words = words_of(context, seminar, released, told)
    if abreast and abreast.is_room:
        words = {**words, "in the edition": told.say(HEADINGS["in the other room"])}
    there = [words["in the edition"]] if abreast and abreast.levels else []
    drawn, levels = drawn_sides(context.questionnaire.bank), _levels(context, released, abreast)
    return RecapPage(
        language=language,
        path=place,
        place=place,
        name=seminar.name,
        made_on=date.fromisoformat(released.made_on),
        is_open=seminar.is_open,
        n=released.n,
        sentence=told.headline(released),
        words=words,
        animals=_animals(context, seminar, released, told, abreast),
        named=tuple(name.one for name in told.names.values()),
        forces=tuple(say(force.name) for force in file.forces),
        dimensions=tuple(name for name, *_ in levels),
        heads=tuple(cell for side in drawn for cell in (names[side], *there)),
        levels=levels,
        widest=widest(context, released, told),
        votes=(*(_voted(context, vote) for vote in _votes(seminar)), *_talked(context, seminar, told)),
        prompts=prompts_of(context, seminar, released),
        sides=tuple(names[side] for side in drawn),
        drawings=drawn_crowd(context.questionnaire, released, language, sizes),
        printed=printed,
        own=context.questionnaire.bank.id,
        typed=typed,
        abreast=abreast,
        joined=joined,
    )


def _animals(
    context: CampaignContext, seminar: Seminar, released: ReleaseDocument, told: Headlines, abreast: Abreast | None
) -> tuple[RecapAnimal, ...]:
    ids = [totem.id for totem in context.questionnaire.bank.totems]
    guesses = dict(zip(ids, seminar.stage.guesses or (), strict=False))
    there = abreast.totems if abreast else {}
    animals = [
        RecapAnimal(
            view.one, view.said, number(told.language, guesses[id_]) if id_ in guesses else "", there.get(id_, "")
        )
        for id_, view in totem_views(released, told).items()
    ]
    if released.none and released.none.count:
        animals.append(RecapAnimal(told.say(HEADINGS["none"]), told.share(released.none)))
    return tuple(animals)


def _levels(
    context: CampaignContext, released: ReleaseDocument, abreast: Abreast | None
) -> tuple[tuple[str, ...], ...]:
    """A row for each dimension: its name, then its level on each side that is drawn, and the edition's if there is one.

    Empty where levels are withheld.
    """
    say, there = context.wording, abreast.levels if abreast else {}
    names = {dimension.id: say(dimension.name) for dimension in context.questionnaire.file.dimensions}
    if all(level.mean.value is None for one in released.dimensions for level in one.levels):
        return ()
    return tuple(
        (
            names[one.id],
            *(
                cell
                for level in one.levels
                if level.side in drawn_sides(context.questionnaire.bank)
                for cell in (level_said(level, say.language), there.get((one.id, level.side)))
                if cell is not None
            ),
        )
        for one in released.dimensions
        if one.id in names
    )


def prompts_of(context: CampaignContext, seminar: Seminar, released: ReleaseDocument | None) -> tuple[str, ...]:
    """All that the screen could propose, the one that it showed last first."""
    found = proposed(context.questionnaire, context.wording, released, seminar.id)
    at = seminar.stage.prompt % len(found)
    return tuple(prompt.text for prompt in (*found[at:], *found[:at]))


def _votes(seminar: Seminar) -> list[Vote]:
    """Those with a closed round, in the order in which they left the screen."""
    stage = seminar.stage
    return [vote for vote in (*stage.voted, *((stage.vote,) if stage.vote else ())) if any(vote.rounds)]


def _talked(context: CampaignContext, seminar: Seminar, told: Headlines) -> Iterator[Voted]:
    for text, rows in told_talks(told.say, context.wording, context.questionnaire.file, seminar):
        yield Voted(text, "", len(rows[0][1]), tuple(Count(*row) for row in rows))


def _voted(context: CampaignContext, vote: Vote) -> Voted:
    say, file = context.wording, context.questionnaire.file
    scene = next((one for one in (*file.scenes, *file.spare_scenes) if one.id == vote.item), None)
    question = next((one for one in file.questions if one.id == vote.item), None)
    if vote.side and question:
        text, side = say(question.text), say.side(file, vote.side)
        labels = [say(point) for point in file.scale.points]
    else:
        text, side = (say(scene.text), "") if scene else ("", "")
        labels = [say(option.text) for option in scene.options] if scene else []
    counts = tuple(
        Count(label, tuple("–" if one is None else number(say.language, one[at]) for one in vote.rounds))
        for at, label in enumerate(labels)
    )
    return Voted(text, side, len(vote.rounds), counts)
