"""The shape of a bank's file: every key, what it holds, and what it is for.

Promises frozen models. Refuses unknown keys and converted types.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

from app.banks.nouns import Noun

Language = Literal["fr", "en"]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=40)]
BankId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=40)]
Phrase = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Text = Annotated[Mapping[Language, Phrase], Field(min_length=1)]
Entry = TypeVar("Entry")
# YAML has lists only; frozen models keep tuples.
Listed = Annotated[tuple[Entry, ...], Strict(False)]
SideTexts = Annotated[Mapping[str, Text], Field(description="One text for each side: {customers: …, colleagues: …}.")]

POOLS = {
    "sides": ("sides",),
    "forces": ("forces",),
    "dimensions": ("dimensions",),
    "questions": ("questions",),
    "importance": ("importance",),
    "scenes": ("scenes", "spare_scenes"),
    "spare_scenes": ("spare_scenes", "scenes"),
    "totems": ("totems",),
}
"""Lists whose entries have an id, and where in the base a bare id is looked up: a spare scene may be any scene."""


FOR_RESULTS = "May be left out where the bank ends on thanks."


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class FrenchNoun(Shape):
    one: Phrase = Field(description="The singular, without an article: abeille.")
    many: Phrase = Field(description="The plural: abeilles.")
    gender: Literal["m", "f"] = Field(description="m or f.")
    elides: bool | None = Field(None, description="false for an aspirated h; otherwise the first letter decides.")


class EnglishNoun(Shape):
    one: Phrase = Field(description="The singular, without an article: bee.")
    many: Phrase = Field(description="The plural: bees.")


class NounTexts(Shape):
    fr: FrenchNoun | None = Field(None, description="The noun in French.")
    en: EnglishNoun | None = Field(None, description="The noun in English.")

    def noun(self, language: str) -> Noun:
        """The noun in one of the bank's languages."""
        if language == "en":
            assert self.en is not None
            return Noun(self.en.one, self.en.many)
        assert self.fr is not None
        return Noun(self.fr.one, self.fr.many, self.fr.gender, self.fr.elides)


class Side(Shape):
    id: Id = Field(description="The name of this side in the rest of the file.")
    name: Text = Field(description="How the side is called on screen: “With {customers}”.")
    quoted: bool = Field(False, description="true where its statements are what others say, between quotation marks.")


class Scale(Shape):
    occasion: Text = Field(description="What every answer starts with: “In the last four weeks, this was…”.")
    points: Listed[Text] = Field(min_length=2, max_length=7, description="The answers, from the lowest to the highest.")
    no_occasion: Text | None = Field(None, description="The answer that says the occasion did not come up.")


class Force(Shape):
    id: Id = Field(description="The name of this force in the rest of the file.")
    name: Text = Field(description="How the force is called on screen.")
    meaning: Text = Field(description="What the force is, in one or two sentences.")


class Dimension(Shape):
    id: Id = Field(description="The name of this dimension in the rest of the file.")
    force: Id | None = Field(None, description="The force it belongs to; left out in a bank without forces.")
    name: Text = Field(description="How the dimension is called on screen.")
    meaning: Text = Field(description="What the dimension is, in one or two sentences.")
    overall: bool = Field(False, description="true for the whole itself, which no mean over dimensions holds.")
    echoes: Id | None = Field(None, description="The dimension of other banks that it reminds of, for links alone.")
    high: SideTexts = Field({}, description=f"What a high level looks like, on each side. {FOR_RESULTS}")
    low: SideTexts = Field({}, description=f"What a low level looks like, on each side. {FOR_RESULTS}")
    actions: SideTexts = Field({}, description=f"One small thing to try, on each side. {FOR_RESULTS}")
    prompt: Text = Field({}, description=f"One question for a room to talk about. {FOR_RESULTS}")


class Question(Shape):
    id: Id = Field(description="The name of this question; unique in the bank.")
    dimension: Id = Field(description="The dimension that the answer counts for.")
    sides: Listed[Id] | None = Field(None, min_length=1, description="The sides it is asked for. Default: all.")
    no_occasion: Listed[Id] | None = Field(
        None, description="The sides where “it did not come up” is offered. Default: all, if the scale has one."
    )
    reversed: bool = Field(False, description="true if a high answer means a low level.")
    text: Text = Field(description="The statement, without naming a side.")
    examples: SideTexts | None = Field(None, description="What it sounds like on each side.")


class Importance(Shape):
    id: Id = Field(description="The name of this question; unique in the bank.")
    side: Id = Field(description="The side that it is about.")
    text: Text = Field(description="What is asked: “Which two matter most to you, here?”.")
    most: int = Field(ge=1, le=3, description="How many dimensions may be picked, of all that are not overall.")


class Option(Shape):
    dimension: Id = Field(description="The dimension that the option draws on, and so its force.")
    text: Text = Field(description="The first move.")


class Scene(Shape):
    id: Id = Field(description="The name of this scene; unique in the bank.")
    side: Id = Field(description="The side that the scene faces.")
    place: Text | None = Field(None, description="Where and when, as a heading: “Hotel, 10.40 pm”.")
    text: Text = Field(description="The moment, in a few short sentences.")
    options: Listed[Option] = Field(min_length=3, max_length=3, description="Three first moves, one for each force.")


class Retest(Shape):
    pull: float = Field(ge=0, le=1, description="Where a retest’s point lies on average, as a part of the first one’s.")
    spread: float = Field(gt=0, le=1, description="Its standard deviation on each axis of the plane.")


class Posture(Shape):
    weight: float = Field(gt=0, le=1, description="What a point of level (of 100) weighs against a choice in a scene.")
    radius: float = Field(gt=0, le=2, description="Distance of the corners from the centre.")
    pair_radius: float = Field(gt=0, le=1.5, description="Distance of the sides, as a part of the radius.")
    reference: Mapping[str, Annotated[float, Field(ge=-1, le=1)]] = Field(
        description="What each force is measured from: {bearings: 0.0, drive: 0.0, bond: 0.0}."
    )
    retest: Retest | None = Field(None, description="Constants behind “on ten new sheets”; nothing is said without.")


class Strength(Shape):
    strength: Text = Field(description="The strength.")
    cost: Text = Field(description="What the same habit costs on another day.")


class Totem(Shape):
    id: Id = Field(description="The name of this totem; unique in the bank.")
    mask: Id = Field(description="The mask that is drawn for it.")
    forces: Listed[Id] = Field(max_length=2, description="One force: a corner. Two: a side. None: the centre.")
    name: NounTexts = Field(description="The noun, with what grammar needs.")
    line: Text = Field(description="The portrait in one line.")
    portrait: Text = Field(description="The portrait.")
    strengths: Listed[Strength] = Field(min_length=3, max_length=3, description="Three strengths, and their costs.")
    working_with: Text = Field(description="How to work with this totem.")
    actions: SideTexts = Field(description="One small thing to try, on each side.")
    actions_when_leading: SideTexts | None = Field(None, description="The same for those who lead a team.")


class PairText(Shape):
    totems: Annotated[Listed[Id], Field(min_length=2, max_length=2)] = Field(
        description="The two totems, in either order; the same twice for two of a kind."
    )
    text: Text = Field(description="What the two do well together, and where it jams.")


WordBudget = Annotated[int, Field(ge=1, le=200)]


class SceneBudget(Shape):
    setup: WordBudget | None = Field(None, description="Of the place and the moment together.")
    move: WordBudget | None = Field(None, description="Of one first move.")
    mean: Annotated[float, Field(gt=0, le=200)] | None = Field(None, description="Of a whole scene, on average.")


class Budgets(Shape):
    statement: WordBudget | None = Field(None, description="Of a statement.")
    example: WordBudget | None = Field(None, description="Of an example, on one side.")
    scenes: SceneBudget | None = Field(None, description="Of the scenes that everybody is asked.")
    spare_scenes: SceneBudget | None = Field(None, description="Of the spare ones.")


class BankFile(Shape):
    """A question bank of Totem (docs/banks.md)."""

    id: BankId = Field(description="The name of the bank: small letters, digits and hyphens.")
    languages: Listed[Language] = Field(min_length=1, max_length=2, description="The languages of every text.")
    title: Text = Field(description="The name of the bank on screen.")
    summary: Text = Field(description="One sentence for the page that lists banks.")
    ends: Literal["result", "thanks"] = Field(
        "result", description="On what it ends: a result of one’s own, or thanks."
    )
    sides: Listed[Side] = Field(min_length=1, max_length=6, description="One, two or more.")
    pairs: Listed[Annotated[Listed[Id], Field(min_length=2, max_length=2)]] = Field(
        (), description="Which sides mirror each other: [[customers, colleagues]]."
    )
    scale: Scale = Field(description="How questions are answered.")
    forces: Listed[Force] = Field((), max_length=3, description="Three, or none at all.")
    dimensions: Listed[Dimension] = Field(min_length=1, max_length=20, description="What is measured.")
    questions: Listed[Question] = Field(min_length=1, max_length=200, description="What is asked.")
    importance: Listed[Importance] = Field(
        (), max_length=3, description="After the questions: what matters most. In a bank that ends on thanks alone."
    )
    promises: int = Field(0, ge=0, le=3, description="How many promises an edition may ask about; it brings the words.")
    no_customers: Text | None = Field(None, description="For the first screen: whom to think of without customers.")
    questions_per_screen: int = Field(1, ge=1, le=5, description="How many questions stand on one screen.")
    scenes: Listed[Scene] = Field((), max_length=60, description="None in a bank without forces.")
    picks: int = Field(1, ge=1, le=2, description="Of a scene: 1, the first move alone; 2, the last one too.")
    spare_scenes: Listed[Scene] = Field(
        (),
        max_length=5,
        description="Three to five, for a sheet that says nothing, or that two picks leave between two.",
    )
    leading: Text | None = Field(None, description="An optional first question: “I lead a team”.")
    posture: Posture | None = Field(None, description="Constants that place a sheet among the totems.")
    symmetry_error: float = Field(0.0, ge=0, le=50, description="Standard error of the overall gap, in points of 100.")
    totems: Listed[Totem] = Field((), description="The animals, and where they live among the forces.")
    pair_texts: Listed[PairText] = Field((), description="How each two totems work together: every pair, or none.")

    def pair_text(self, one: str, other: str) -> Text | None:
        """Of two totems by their ids, in either order."""
        return next((pair.text for pair in self.pair_texts if {*pair.totems} == {one, other}), None)

    budgets: Budgets | None = Field(None, description="The most words that the bank allows itself, in every language.")
