"""What stands on each kind of step: a screen of questions, what matters most, a promise, a scene, an offer of more.

Promises plain strings in the reader's language, which may be one of the counter alone.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.banks.counter import Counter
from app.banks.schema import Language
from app.campaigns.store import Campaign
from app.totem.course import ImportanceStep, OfferStep, PromiseStep, SceneStep, Screen, Step
from app.totem.model import UNSURE
from app.web.context import CampaignContext
from app.web.quiz.landing import Obstacle

KINDS: dict[type, str] = {
    Screen: "screen",
    SceneStep: "scene",
    OfferStep: "offer",
    ImportanceStep: "importance",
    PromiseStep: "noticing",
}


class Seen(NamedTuple):
    """All that a step's looks depend on, but for the sheet and the address of the steps. language: of the site's
    texts; tongue: of the screen, the same or one of the counter; order: of a scene's options; at: counted from 0;
    close: whether an offer is for a sheet between two animals, else for one that says nothing; placed: whether the
    code of a place led here; home: of a tablet, as of a Visit."""

    campaign: Campaign
    language: Language
    tongue: str
    step: Step
    order: tuple[int, ...]
    ticked: tuple[int | None, ...]
    leads: bool
    at: int
    last: int
    bar: Obstacle
    fragment: bool
    missing: bool
    close: bool = False
    placed: bool = False
    home: str = ""

    @property
    def kind(self) -> str:
        return KINDS.get(type(self.step), "finish")


@dataclass(frozen=True, slots=True)
class SideView:
    """One facing scale. item: the position that its reply has in the bank."""

    name: str
    example: str | None
    item: int
    reply: int | None
    no_occasion: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class QuestionView:
    text: str
    sides: tuple[SideView, ...]


@dataclass(frozen=True, slots=True)
class ScreenView:
    """no_customers: on the first screen, whom to think of without any; shows: whether the examples stand open;
    taps: whether its answers are buttons: one question, on one side, of a bank that ends on thanks."""

    questions: tuple[QuestionView, ...]
    occasion: str
    points: tuple[str, ...]
    no_occasion: str | None
    no_customers: str | None
    shows: bool
    taps: bool


@dataclass(frozen=True, slots=True)
class PickView:
    """value: the position of a dimension in the bank."""

    value: int
    name: str
    meaning: str
    picked: bool


@dataclass(frozen=True, slots=True)
class ImportanceView:
    text: str
    most: int
    picks: tuple[PickView, ...]


@dataclass(frozen=True, slots=True)
class PromiseView:
    """text: in the organiser's words; tongue: their language; reply: 1 noticed, 2 not noticed, 3 cannot say; labels: of
    these three, none where they are the site's."""

    slot: int
    text: str
    tongue: str
    labels: tuple[str, ...]
    reply: int | None


@dataclass(frozen=True, slots=True)
class OptionView:
    value: int
    text: str
    place: Literal["", "first", "last"]


@dataclass(frozen=True, slots=True)
class SceneView:
    """place: where and when, or empty; last: whether the last move is picked too; asks_last: whether it is its turn;
    unsure: whether none was told last."""

    place: str
    text: str
    options: tuple[OptionView, ...]
    last: bool
    asks_last: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class OfferView:
    """scenes: how many more; close: whether the sheet stands between two animals, else it says nothing; taken: whether
    they were taken, None before that is asked."""

    scenes: int
    close: bool
    taken: bool | None


def screen_view(context: CampaignContext, seen: Seen, screen: Screen) -> ScreenView:
    say, file, bank = context.wording, context.questionnaire.file, context.questionnaire.bank
    own = counter_of(context, seen)
    names = {side.id: "" if own else say(side.name) for side in file.sides}
    quoted = {side.id for side in file.sides if side.quoted}
    views = []
    replies = iter(zip(screen.items, seen.ticked, strict=True))
    for position in screen.questions:
        text, question = file.questions[position], bank.questions[position]
        sides = tuple(
            SideView(
                name=names[side],
                example=say(text.examples[side]) if text.examples and side in text.examples else None,
                item=item,
                reply=reply,
                no_occasion=side in question.no_occasion,
                quoted=side in quoted,
            )
            for side, (item, reply) in zip(question.sides, replies, strict=False)
        )
        views.append(QuestionView(own.statements[text.id] if own else say(text.text), sides))
    scale = file.scale
    no_occasion = say(scale.no_occasion) if scale.no_occasion else None
    return ScreenView(
        questions=tuple(views),
        occasion="" if own else say(scale.occasion),
        points=own.points if own else tuple(say(point) for point in scale.points),
        no_occasion=own.no_occasion if own else no_occasion,
        no_customers=say(file.no_customers) if file.no_customers and seen.at == 0 else None,
        shows=seen.at == 0,
        taps=bank.ends_on_thanks and len(screen.items) == 1,
    )


def importance_view(context: CampaignContext, seen: Seen, asked: ImportanceStep) -> ImportanceView:
    say, file, own = context.wording, context.questionnaire.file, counter_of(context, seen)
    told = [(at, file.dimensions[at]) for at in asked.dimensions]
    named = [(at, own.dimensions[one.id], "") if own else (at, say(one.name), say(one.meaning)) for at, one in told]
    text = file.importance[asked.asked]
    return ImportanceView(
        text=own.importance[text.id] if own else say(text.text),
        most=asked.most,
        picks=tuple(PickView(at, name, meaning, at in seen.ticked) for at, name, meaning in named),
    )


def promise_view(context: CampaignContext, seen: Seen, asked: PromiseStep) -> PromiseView:
    words, own = context.campaign.own_words.promises[asked.slot], counter_of(context, seen)
    tongue = next((one for one in (seen.tongue, seen.language, *words) if one in words), seen.language)
    labels = own.promise or () if own else ()
    return PromiseView(asked.slot, words.get(tongue, ""), tongue, labels, seen.ticked[0])


def counter_of(context: CampaignContext, seen: Seen) -> Counter | None:
    """The texts of a language that no other page speaks."""
    return context.questionnaire.counters.get(seen.tongue)


def scene_view(context: CampaignContext, seen: Seen, moment: SceneStep) -> SceneView:
    say, file = context.wording, context.questionnaire.file
    scene = (*file.scenes, *file.spare_scenes)[moment.scene]
    first, last = (*seen.ticked, None)[:2]
    picked: dict[int | None, Literal["first", "last"]] = {last: "last", first: "first"}
    return SceneView(
        place=say(scene.place) if scene.place else "",
        text=say(scene.text),
        options=tuple(OptionView(at, say(scene.options[at].text), picked.get(at, "")) for at in seen.order),
        last=file.picks > 1,
        asks_last=file.picks > 1 and first is not None,
        unsure=last == UNSURE,
    )


def offer_view(seen: Seen, offer: OfferStep) -> OfferView:
    (taken,) = seen.ticked
    return OfferView(offer.scenes, close=seen.close, taken=None if taken is None else taken == 1)
