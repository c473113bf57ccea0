"""Two profiles as their readers see them side by side: the views that the pages of duo/ render.

Promises to say where they differ, in words and in numbers. Refuses to say who is who, and who does better.
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

from app.banks.loader import Questionnaire
from app.figures.duo import Duo, TwoPoints, duo, two_points
from app.figures.mask import Mask
from app.totem.comparison import Comparison, compare
from app.totem.model import Profile
from app.totem.triangle import prototypes
from app.web.context import CampaignContext, PublicPaths
from app.web.drawings import drawn_masks, drawn_own, drawn_sides, forces_of
from app.web.pages import Page
from app.web.result.result_link_input import LinkMistake
from app.web.result.result_words import AnimalView, animal_view
from app.web.result.views import SymmetryView, symmetry_view


@dataclass(frozen=True, slots=True)
class Field:
    """One place to paste a link in: what was typed, and what is wrong with it."""

    name: Literal["one", "two"]
    text: str = ""
    mistake: LinkMistake | None = None


EMPTY = (Field("one"), Field("two"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage(Page):
    """apart: the tokens of two good results that no picture can hold together, else none; mine: whether both are one
    person's, at two dates."""

    template: ClassVar[str] = "result/duo_form.html"
    fields: tuple[Field, ...]
    apart: tuple[str, ...] = ()
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Laid:
    """A result that opened."""

    token: str
    context: CampaignContext
    profile: Profile

    @property
    def questionnaire(self) -> Questionnaire:
        return self.context.questionnaire


@dataclass(frozen=True, slots=True)
class LaidView:
    """animal, mask: None for a sheet without one; with_it: how to work with that animal, empty without;
    edition: None unless two campaigns have one each; people: the word.

    shares: how often each force was chosen, 0–1, in the order of forces.
    """

    token: str
    animal: AnimalView | None
    with_it: str
    mask: Mask | None
    edition: str | None
    people: str
    symmetry: SymmetryView | None
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DuoLevelView:
    """A dimension on one side, in both results: 0–100, or None where nothing was answered."""

    dimension: str
    side: str
    first: float | None
    second: float | None


@dataclass(frozen=True, slots=True)
class DuoDrawings:
    """masks: of every totem, in the bank's order; points: None where nobody has an animal."""

    levels: Duo
    points: TwoPoints | None
    masks: tuple[Mask, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuoPage(Page):
    """mine: whether both are one person's, the first the older; twins: the plural of an animal that both have;
    together: what their bank says of the two animals, empty without; topic, prompt: to talk about; topic_path: where
    the topic is told of.

    levels: of every dimension on every side; drawn_sides: the one or two that the picture shows; other: this page
    with the other answer to whether both are one person's; swapped: with the results in the other order.
    """

    template: ClassVar[str] = "result/duo.html"
    questionnaire: str
    mine: bool
    results: tuple[LaidView, LaidView]
    twins: str | None
    together: str
    comparison: Comparison
    topic: str
    topic_path: str
    prompt: str
    dimensions: tuple[str, ...]
    drawn_sides: tuple[str, ...]
    forces: tuple[str, ...]
    totems: tuple[str, ...]
    levels: tuple[DuoLevelView, ...]
    drawings: DuoDrawings
    links: tuple[str, ...]
    other: str
    swapped: str


def duo_path(one: str, two: str, *, mine: bool) -> str:
    """Of two tokens."""
    return f"duo/{one}/{two}{'?mine=1' if mine else ''}"


def duo_page(one: Laid, two: Laid, public: PublicPaths, *, mine: bool) -> DuoPage:
    """Both answered the same questionnaire; the campaigns may be two, and the first one's word names their people."""
    say, file, bank = one.context.wording, one.questionnaire.file, one.questionnaire.bank
    found = compare(bank, one.profile, two.profile)
    topic = next(dimension for dimension in file.dimensions if dimension.id == found.topic)
    return DuoPage(
        language=say.language,
        path=duo_path(one.token, two.token, mine=mine),
        spoken=file.languages,
        questionnaire=say(file.title),
        mine=mine,
        results=(laid_view(one, two), laid_view(two, one)),
        twins=_twins(one, two),
        together=_together(one, two),
        comparison=found,
        topic=say(topic.name),
        topic_path=public.dimensions.get(topic.id, ""),
        prompt=say(topic.prompt),
        dimensions=tuple(say(dimension.name) for dimension in file.dimensions),
        drawn_sides=tuple(say(side.name) for id_ in drawn_sides(bank) for side in file.sides if side.id == id_),
        forces=tuple(say(force.name) for force in file.forces),
        totems=tuple(totem.name.noun(say.language).one for totem in file.totems),
        levels=level_views(one, two),
        drawings=drawn_duo(one, two),
        links=tuple(f"/{say.language}/{path}" for path in public.animals.values()),
        other=duo_path(one.token, two.token, mine=not mine),
        swapped=duo_path(two.token, one.token, mine=mine),
    )


def level_views(one: Laid, two: Laid) -> tuple[DuoLevelView, ...]:
    say, file = one.context.wording, one.questionnaire.file
    names = {dimension.id: say(dimension.name) for dimension in file.dimensions}
    return tuple(
        DuoLevelView(names[id_], say.side(file, side), level, two.profile.levels[id_, side])
        for (id_, side), level in one.profile.levels.items()
    )


def _twins(one: Laid, two: Laid) -> str | None:
    ours, theirs = one.profile.match, two.profile.match
    both = ours.totem if ours and theirs and ours.totem == theirs.totem else None
    names = {totem.id: totem.name.noun(one.context.wording.language).many for totem in one.questionnaire.file.totems}
    return names[both] if both else None


def _together(one: Laid, two: Laid) -> str:
    ours, theirs = one.profile.match, two.profile.match
    if not (ours and theirs and ours.totem and theirs.totem):
        return ""
    text = one.questionnaire.file.pair_text(ours.totem, theirs.totem)
    return one.context.wording(text) if text else ""


def laid_view(laid: Laid, other: Laid) -> LaidView:
    context, match, symmetries = laid.context, laid.profile.match, laid.profile.symmetries
    texts = {totem.id: totem for totem in context.questionnaire.file.totems}
    edition, its = context.campaign.edition, other.context.campaign.edition
    return LaidView(
        token=laid.token,
        animal=animal_view(context, match.totem) if match and match.totem else None,
        with_it=context.wording(texts[match.totem].working_with) if match and match.totem else "",
        mask=drawn_own(context.questionnaire, laid.profile, context.wording.language),
        edition=edition if edition != its else None,
        people=context.wording.people.many,
        symmetry=symmetry_view(context, symmetries[0]) if symmetries else None,
        shares=match.shares if match else (),
    )


def drawn_duo(one: Laid, two: Laid) -> DuoDrawings:
    bank, sides = one.questionnaire.bank, drawn_sides(one.questionnaire.bank)
    ids = [dimension.id for dimension in bank.dimensions]
    first, second = ([[laid.profile.levels[id_, side] for side in sides] for id_ in ids] for laid in (one, two))
    # A sheet without an animal has no place among them either.
    ours, theirs = (
        laid.profile.match.point if laid.profile.match and laid.profile.match.totem else None for laid in (one, two)
    )
    points = None
    if bank.posture and (ours or theirs):
        points = two_points(prototypes(bank), bank.posture.radius, ours, theirs)
    return DuoDrawings(
        levels=duo(first, second, forces_of(bank)),
        points=points,
        masks=drawn_masks(one.questionnaire, one.context.wording.language),
    )
