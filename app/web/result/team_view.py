"""A team as its members see it together: the views that result/team.html and its form render.

Promises nothing but what follows from the animals and the first moves on the table. Refuses to know a name.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from app.banks import schema
from app.figures.mask import Mask
from app.figures.plane import Spot
from app.figures.team import TeamMap, team_map
from app.figures.triangle import triangle
from app.totem.triangle import prototypes
from app.web.context import CampaignContext, PublicPaths
from app.web.drawings import drawn_mask, drawn_own
from app.web.language import in_words
from app.web.pages import Page
from app.web.result.duo_view import Laid
from app.web.result.result_link_input import LinkMistake
from app.web.result.result_words import AnimalView, animal_view

LEAST, MOST = 2, 12
TeamMistake = Literal["lines", "few", "many", "apart", "animals"]
"""A line without a good link; fewer than two; more than twelve; of questionnaires that do not tell of the same animals;
without any."""


@dataclass(frozen=True, slots=True)
class WrongLine:
    """number: from 1, of those that are not empty."""

    number: int
    mistake: LinkMistake


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFormPage(Page):
    """text: as it was typed; lines: those without a good link."""

    template: ClassVar[str] = "result/team_form.html"
    text: str = ""
    mistake: TeamMistake | None = None
    lines: tuple[WrongLine, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberView:
    """animal, mask: None for a sheet without one; path: where the animal is told of, empty without."""

    animal: AnimalView | None
    mask: Mask | None
    path: str


@dataclass(frozen=True, slots=True)
class TwiceView:
    """Two and more of one animal. together: what their bank says of two of them, empty without."""

    name: str
    many: int
    together: str


@dataclass(frozen=True, slots=True)
class ForceCountView:
    """first: how often the whole team made a first move of it."""

    name: str
    first: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage(Page):
    """many: how many they are, in words; missing: animals that nobody here has; least: the force that came first least
    often, None where two did; prompt: to talk about, on a dimension of that force; topic: its name;
    empty: the names of territories without anybody, "" for the others, whose masks stand in the way."""

    template: ClassVar[str] = "result/team.html"
    questionnaire: str
    many: str
    members: tuple[MemberView, ...]
    twice: tuple[TwiceView, ...]
    missing: tuple[AnimalView, ...]
    firsts: tuple[ForceCountView, ...]
    least: str | None
    topic: str
    topic_path: str
    prompt: str
    forces: tuple[str, ...]
    empty: tuple[str, ...]
    map: TeamMap


def team_path(tokens: Sequence[str]) -> str:
    return "/".join(("team", *tokens))


def team_page(team: Sequence[Laid], public: PublicPaths) -> TeamPage:
    """All answered questionnaires that tell of the same animals; the first one's words name things."""
    context = team[0].context
    say, file = context.wording, context.questionnaire.file
    there = Counter(laid.profile.match.totem for laid in team if laid.profile.match)
    firsts = force_counts(team)
    least, topic = least_of(context, firsts)
    return TeamPage(
        language=say.language,
        path=team_path([laid.token for laid in team]),
        spoken=file.languages,
        questionnaire=say(file.title),
        many=in_words(say.language, len(team)),
        members=tuple(member_view(laid, public) for laid in team),
        twice=tuple(twice_view(context, totem, there[totem.id]) for totem in file.totems if there[totem.id] > 1),
        missing=tuple(animal_view(context, totem.id) for totem in file.totems if not there[totem.id]),
        firsts=firsts,
        least=least,
        topic=say(topic.name),
        topic_path=public.dimensions.get(topic.id, ""),
        prompt=say(topic.prompt),
        forces=tuple(say(force.name) for force in file.forces),
        empty=tuple("" if there[totem.id] else totem.name.noun(say.language).one for totem in file.totems),
        map=drawn_team(team),
    )


def force_counts(team: Sequence[Laid]) -> tuple[ForceCountView, ...]:
    say, forces = team[0].context.wording, team[0].questionnaire.file.forces
    firsts = [laid.profile.match.firsts for laid in team if laid.profile.match]
    return tuple(ForceCountView(say(force.name), sum(one[at] for one in firsts)) for at, force in enumerate(forces))


def least_of(context: CampaignContext, firsts: Sequence[ForceCountView]) -> tuple[str | None, schema.Dimension]:
    """The name of the force that came first least often, None where two did; and a dimension of one of these."""
    fewest = min(one.first for one in firsts)
    rarest = [at for at, one in enumerate(firsts) if one.first == fewest]
    force = context.questionnaire.file.forces[rarest[0]].id
    topic = next(one for one in context.questionnaire.file.dimensions if one.force == force)
    return firsts[rarest[0]].name if len(rarest) == 1 else None, topic


def twice_view(context: CampaignContext, totem: schema.Totem, many: int) -> TwiceView:
    say, text = context.wording, context.questionnaire.file.pair_text(totem.id, totem.id)
    return TwiceView(totem.name.noun(say.language).many, many, say(text) if text else "")


def drawn_team(team: Sequence[Laid]) -> TeamMap:
    """Each where their own questionnaire places them, on the first one's ground."""
    ground = team[0].questionnaire.bank
    homes = [totem.id for totem in ground.totems]
    places: list[tuple[Spot, int] | None] = []
    for laid in team:
        match, bank = laid.profile.match, laid.questionnaire.bank
        found = None
        if match and match.totem and bank.posture:
            found = triangle(prototypes(bank), bank.posture.radius, match.point).point
        places.append((found, homes.index(match.totem)) if found and match and match.totem else None)
    assert ground.posture
    return team_map(prototypes(ground), ground.posture.radius, places)


def member_view(laid: Laid, public: PublicPaths) -> MemberView:
    match, language = laid.profile.match, laid.context.wording.language
    if match is None or match.totem is None:
        return MemberView(None, None, "")
    leaning = drawn_own(laid.questionnaire, laid.profile, language)
    return MemberView(
        animal_view(laid.context, match.totem),
        leaning or drawn_mask(laid.questionnaire, match.totem, language),
        public.animals.get(match.totem, ""),
    )
