"""What a release of a bank that ends on thanks says, as its reader sees it: each side, what matters most, promises.

Promises words for every share, and a reason for whatever is withheld. Refuses to compare one side with another.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from app.banks.faults import N_
from app.banks.schema import Question
from app.figures.butterfly import Butterfly
from app.publication.documents import Level, ReleasedDimension, ReleaseDocument, ReleasedPromise
from app.publication.values import Figure, Reason, Share
from app.web.context import CampaignContext
from app.web.drawings import drawn_side
from app.web.figures.editions import level_said
from app.web.headlines import Headlines
from app.web.language import in_words, number

TWO_OF = 4
"""Answers from which on the two highest are favourable; of fewer, the highest alone (app.publication.thanks)."""


@dataclass(frozen=True, slots=True)
class SubjectView:
    """asks: the statements that it is asked in; favourable: in words, empty where it is withheld or not to be had."""

    name: str
    asks: tuple[str, ...]
    level: Level
    favourable: str


@dataclass(frozen=True, slots=True)
class WholeSideView:
    """level: of the whole side; said: the same in a sentence, empty without. outside: the subject that it leaves out,
    if any; tells: whether any subject has a favourable share; described: every subject, for who cannot see a picture.
    """

    id: str
    name: str
    level: Level | None
    said: str
    outside: str
    subjects: tuple[SubjectView, ...]
    tells: bool
    butterfly: Butterfly
    described: str


@dataclass(frozen=True, slots=True)
class PickedView:
    """size: what to draw, in percent."""

    name: str
    said: str
    size: float


@dataclass(frozen=True, slots=True)
class PickedShares:
    """asked: the question; most: how many could be picked; many: among how many, in words; picked: from the most
    frequent; none: of those who picked nothing. Or why there are no shares."""

    asked: str
    most: int
    many: str
    picked: tuple[PickedView, ...]
    none: PickedView | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class NoticedView:
    """shares: of noticed, not noticed, cannot say; empty where they are withheld."""

    slot: int
    shares: tuple[str, ...]
    base: int | None


@dataclass(frozen=True, slots=True)
class ThanksView:
    """favourable: the answers that are, as the head of a column; promises: none where no slot has shares, and then
    unnoticed tells whether there are slots at all."""

    favourable: str
    sides: tuple[WholeSideView, ...]
    importance: tuple[PickedShares, ...]
    promises: tuple[NoticedView, ...]
    unnoticed: bool


def thanks_view(context: CampaignContext, released: ReleaseDocument, told: Headlines) -> ThanksView | None:
    """None for every other bank. Sides and subjects that the file no longer describes are left out."""
    if not released.of_thanks:
        return None
    favourable = favourable_of(context, told)
    promises = tuple(_promise(promise, told) for promise in released.promises)
    shown = any(promise.shares for promise in promises)
    return ThanksView(
        favourable=favourable,
        sides=tuple(_sides(context, released, told, favourable)),
        importance=tuple(_importance(context, released, told)),
        promises=promises if shown else (),
        unnoticed=bool(promises) and not shown,
    )


def favourable_of(context: CampaignContext, told: Headlines) -> str:
    """“Mostly or entirely”. A word for them where some statements count the other way round."""
    say, file = context.wording, context.questionnaire.file
    if any(question.reversed for question in file.questions):
        return told.say(N_("Favourable"))
    points = [say(point) for point in file.scale.points]
    named = points[-1]
    if len(points) >= TWO_OF:
        named = told.say(N_("%(one)s or %(other)s")) % {"one": points[-2], "other": points[-1]}
    return named[:1].upper() + named[1:]


def _sides(
    context: CampaignContext, released: ReleaseDocument, told: Headlines, favourable: str
) -> Iterator[WholeSideView]:
    say, file = context.wording, context.questionnaire.file
    names = {side.id: say(side.name) for side in file.sides}
    for side in released.sides:
        if side.id not in names:
            continue
        asked = [
            (dimension, level)
            for dimension in released.dimensions
            for level in dimension.levels
            if level.side == side.id
        ]
        subjects = tuple(_subjects(context, asked, told))
        yield WholeSideView(
            id=side.id,
            name=names[side.id],
            level=side.level,
            said=_whole(side.level, told) if side.level else "",
            outside=", ".join(say(one.name) for one in file.dimensions if one.overall),
            subjects=subjects,
            tells=any(level.favourable for _, level in asked),
            butterfly=drawn_side(context.questionnaire.bank, released, side.id),
            described="; ".join(_described(subject, favourable, told) for subject in subjects),
        )


def _whole(level: Level, told: Headlines) -> str:
    message = N_("On average over all subjects, from 0 to 100: %(level)s.")
    return told.say(message) % {"level": level_told(level, told)}


def level_told(level: Level, told: Headlines) -> str:
    """With its interval, or why it has none, or why it is withheld."""
    if level.mean.value is None:
        return _why(level.mean, told)
    if level.half_width.value is not None:
        return level_said(level, told.language)
    forms = {"level": number(told.language, level.mean.value), "why": _why(level.half_width, told)}
    return told.say(N_("%(level)s, without an interval: %(why)s")) % forms


def _why(figure: Figure, told: Headlines) -> str:
    """As a cell of a table says it."""
    few = (figure.reason or Reason.FEWER_THAN_K).value.rpartition("_")[2]
    return (
        told.say(N_("fewer than %(few)s answers")) % {"few": few} if few.isdigit() else told.say(N_("too few answers"))
    )


def _subjects(
    context: CampaignContext, asked: list[tuple[ReleasedDimension, Level]], told: Headlines
) -> Iterator[SubjectView]:
    say, file = context.wording, context.questionnaire.file
    names = {dimension.id: say(dimension.name) for dimension in file.dimensions}
    for dimension, level in asked:
        if dimension.id in names:
            asks = (say(one.text) for one in file.questions if _asks(one, dimension.id, level.side))
            said = told.share(level.favourable) if level.favourable else ""
            yield SubjectView(names[dimension.id], tuple(asks), level, said)


def _asks(question: Question, dimension: str, side: str) -> bool:
    return question.dimension == dimension and side in (question.sides or (side,))


def _described(subject: SubjectView, favourable: str, told: Headlines) -> str:
    forms = {"subject": subject.name, "level": level_said(subject.level, told.language)}
    if not subject.favourable:
        return told.say(N_("%(subject)s: %(level)s")) % forms
    forms |= {"favourable": _small(favourable), "share": _small(subject.favourable)}
    return told.say(N_("%(subject)s: %(level)s (%(favourable)s: %(share)s)")) % forms


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _importance(context: CampaignContext, released: ReleaseDocument, told: Headlines) -> Iterator[PickedShares]:
    say, file = context.wording, context.questionnaire.file
    texts = {asked.id: asked for asked in file.importance}
    names = {dimension.id: say(dimension.name) for dimension in file.dimensions}
    for asked in released.importance:
        if asked.id in texts:
            picked = [_picked(names[one.id], one.share, released, told) for one in asked.dimensions if one.id in names]
            yield PickedShares(
                asked=say(texts[asked.id].text),
                most=texts[asked.id].most,
                many=in_words(told.language, len(picked)),
                picked=tuple(sorted(picked, key=lambda one: -one.size)),
                none=_picked(told.say(N_("No subject")), asked.none, released, told) if asked.none else None,
                reason=asked.reason,
            )


def _picked(name: str, share: Share, released: ReleaseDocument, told: Headlines) -> PickedView:
    return PickedView(name, told.share(share), share.size(released.n))


def _promise(promise: ReleasedPromise, told: Headlines) -> NoticedView:
    shares = (promise.noticed, promise.not_noticed, promise.cannot_say)
    return NoticedView(promise.slot, tuple(told.share(share) for share in shares if share), promise.base)
