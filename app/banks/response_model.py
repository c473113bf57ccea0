"""Invented people who answer a bank: the response model behind every figure of `totem calibrate`.

Promises the same people for the same seed. Knows nothing of totems, so that nothing here can be bent to make them come
out well. No constant was fitted to people: there is no human data yet.

Preference. θ_f ~ N(tilt_f, .85²) for each force f, independent. Not centred: only differences between forces act.
    Unit: that of the utilities below.
Scene. Utility of an option = θ of its force + a + b + g; the largest is chosen. a ~ N(0, .3²), its attractiveness:
    drawn once for each option of the bank and the same for everybody; as nobody knows it, people are spread evenly
    over DRAWINGS such drawings. b ~ N(0, .5²), once for each person and option: it lasts until the retest.
    g ~ Gumbel of scale .6 (its SD is .77), anew on every sheet. Drawn as the softmax of (θ + a + b)/.6, the same law.
    The last move is the smallest of the two that are left, with noise 1.3 times as large, anew: a guess, and 2.0 is
    printed beside it. Nobody is unsure. Everybody takes the spare scenes where they are offered, or, as said, nobody.
Mirror. Before rounding, the answer to a question about dimension d on side s, in steps of a five-point scale, 1–5, is
    crowd + person + dimension + side + item + tie · (θ_f(d) − mean θ) + e.
    crowd: 2.6 demanding, 3.3 middling, 4.0 agreeable; person ~ N(0, .5²), the height of the whole sheet;
    dimension ~ N(0, .5²), shared by its sides; side ~ N(0, .3²/2), so that a pair's tilt has SD .3;
    item ~ N(0, .25²); tie: .5 step for each unit of preference; e ~ N(0, .6²), anew on every sheet.
    Stretched linearly to the bank's points, rounded, cut at the ends, turned round for a reversed question.
    What matters most, and promises: `app.banks.matters`.
Retest. Only g and e are drawn anew: no mood, no memory, no month gone by. Every occasion came up; nobody is careless.

Sources. `measurement.md` gives .85, .3, .5, .6, .6 and the three crowds. It gives neither the crowds' heights, nor the
SDs of person, dimension, side and item, nor the tie. The SDs are set so that four descriptions given with it, which no
bound of a bank touches, come out: retest r of one answer .4–.7, of the gap on one dimension near .2, of the overall gap
.46–.70, mean half-width of symmetry 13–17 points. The tie is a guess that matters, made with the bounds in sight: one
answer correlates about .3 with the preference it should show, the usual ceiling between a trait and one behaviour (the
“personality coefficient”, Mischel 1968). FAINT halves it, and is printed beside.
"""

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import accumulate
from math import erf, exp, sqrt
from random import Random
from statistics import NormalDist
from typing import NamedTuple

from app.banks.matters import with_matters
from app.totem.course import finished
from app.totem.model import Answers, Bank, More

DRAWINGS = 50
CROWDS = {"demanding": 2.6, "middling": 3.3, "agreeable": 4.0}


@dataclass(frozen=True, slots=True)
class ResponseModel:
    """The constants of the module's docstring. last_noise: of the last move, in units of choice_noise; tilt: mean
    preference for each force, in the bank's order; takes: whether everybody takes the spare scenes that are offered.
    """

    preference_sd: float = 0.85
    attraction_sd: float = 0.3
    scene_sd: float = 0.5
    choice_noise: float = 0.6
    last_noise: float = 1.3
    tie: float = 0.5
    person_sd: float = 0.5
    dimension_sd: float = 0.5
    side_sd: float = 0.3
    item_sd: float = 0.25
    reply_noise: float = 0.6
    tilt: tuple[float, ...] = (0.0, 0.0, 0.0)
    takes: bool = True


CENTRAL = ResponseModel()
STRESS = {
    "preference SD .7": replace(CENTRAL, preference_sd=0.7),
    "choice noise 1.0": replace(CENTRAL, choice_noise=1.0),
    "SD .7 and noise 1.0": replace(CENTRAL, preference_sd=0.7, choice_noise=1.0),
}
FAINT = replace(CENTRAL, tie=0.25)
VAGUE_LAST = replace(CENTRAL, last_noise=2.0)
SHORT = replace(CENTRAL, choice_noise=1.2 * CENTRAL.choice_noise)
DECLINING = replace(CENTRAL, takes=False)
"""Other guesses that are printed beside: a last move read more vaguely, choices that short texts make harder, nobody
who takes the spare scenes."""
BALANCED = replace(CENTRAL, side_sd=0.0, item_sd=0.0)
"""People who treat both sides alike: on any retest their expected gap is 0."""


def tilted(force: int) -> ResponseModel:
    """A crowd that prefers one force (by position) by half a standard deviation more than the two others."""
    tilt = [0.0, 0.0, 0.0]
    tilt[force] = CENTRAL.preference_sd / 2
    return replace(CENTRAL, tilt=tuple(tilt))


class Person(NamedTuple):
    """What lasts from one sheet to the next.

    leanings: for each item, its force's preference less the mean (0 without a force); latent: for each item, the answer
    before noise and rounding, in the bank's own points; odds: for each scene, the cumulative weights of its options;
    against: the weights of being the last of those that are left, for each scene of a bank that asks for it;
    preferences: one a force.
    """

    leanings: tuple[float, ...]
    latent: tuple[float, ...]
    odds: tuple[tuple[float, ...], ...]
    against: tuple[tuple[float, ...], ...]
    preferences: tuple[float, ...] = ()


class Population:
    """People for whom the options are as attractive as `options` draws them. level: of the crowd, 1–5."""

    def __init__(self, bank: Bank, model: ResponseModel, level: float, people: Random, options: Random) -> None:
        self.bank, self.model, self.level, self.random = bank, model, level, people
        place: dict[str | None, int] = {force: at for at, force in enumerate(bank.forces)}
        self.forces = [place.get(bank.force_of[question.dimension]) for question, _ in bank.items]
        scenes = bank.all_scenes if bank.is_ranked else bank.scenes
        self.options, self.others = (
            [
                [(place[bank.force_of[id_]], options.gauss(0, model.attraction_sd)) for id_ in scene.options]
                for scene in scenes
            ]
            for _ in range(2)
        )
        self.more = More.TAKEN if model.takes else More.DECLINED
        self.stretch = (bank.points - 1) / 4
        self.noise = model.reply_noise * self.stretch
        self.edges = _edges(bank)

    def person(self) -> Person:
        model, drawn = self.model, self._normal(len(self.model.tilt))
        preferences = tuple(mean + model.preference_sd * next(drawn) for mean in model.tilt)
        middle = sum(preferences) / len(preferences)
        leanings = tuple(0.0 if force is None else preferences[force] - middle for force in self.forces)
        moves = self._moves(preferences, self.options)
        return Person(leanings, self._latent(leanings), *moves, preferences)

    def elsewhere(self, person: Person) -> Person:
        """The same person before as many other scenes: a parallel form of the bank, with the same statements."""
        odds, against = self._moves(person.preferences, self.others)
        return person._replace(odds=odds, against=against)

    def _moves(
        self, preferences: tuple[float, ...], scenes: list[list[tuple[int, float]]]
    ) -> tuple[tuple[tuple[float, ...], ...], tuple[tuple[float, ...], ...]]:
        """A Person's odds and against. scenes: force and attractiveness of each option."""
        model, drawn = self.model, self._normal(sum(map(len, scenes)))
        weights = [
            [exp((preferences[force] + a + model.scene_sd * next(drawn)) / model.choice_noise) for force, a in options]
            for options in scenes
        ]
        odds = tuple(tuple(accumulate(each)) for each in weights)
        ranked, power = self.bank.is_ranked, -1 / model.last_noise
        return odds, tuple(tuple(weight**power for weight in each) for each in weights) if ranked else ()

    def _latent(self, leanings: tuple[float, ...]) -> tuple[float, ...]:
        model, bank = self.model, self.bank
        drawn = self._normal(1 + len(bank.dimensions) + len(bank.sides) + len(leanings))
        own = self.level - 1 + model.person_sd * next(drawn)
        dimensions = {dimension.id: own + model.dimension_sd * next(drawn) for dimension in bank.dimensions}
        sides = {side: model.side_sd / sqrt(2) * next(drawn) for side in bank.sides}
        above = (
            dimensions[question.dimension] + sides[side] + model.item_sd * next(drawn) + model.tie * leaning
            for (question, side), leaning in zip(bank.items, leanings, strict=True)
        )
        return tuple([1 + self.stretch * steps for steps in above])

    def _normal(self, many: int) -> Iterator[float]:
        return iter(self.random.choices(_quantiles(), k=many))

    def sheet(self, person: Person) -> Answers:
        """What this person answers one day: complete, every occasion met, and as it is scored."""
        drawn, chance, noise, edges = self._normal(len(person.latent)), self.random.random, self.noise, self.edges
        counted = [1 + bisect(edges, latent + noise * next(drawn)) for latent in person.latent]
        choices = [bisect(odds, chance() * odds[-1]) for odds in person.odds]
        scenes = zip(choices, person.against, strict=False)
        lasts = [_last(choice, against, chance()) for choice, against in scenes]
        return with_matters(self.bank, complete(self.bank, counted, choices, lasts, self.more), self.random)


def _last(choice: int, against: tuple[float, ...], chance: float) -> int:
    """Which of the options that are left is drawn as the last one. chance: 0–1."""
    left = [option for option in range(len(against)) if option != choice]
    weights = list(accumulate(against[option] for option in left))
    return left[bisect(weights, chance * weights[-1])]


@cache
def _quantiles() -> tuple[float, ...]:
    """The normal law as 8192 equally likely values (SD .9999): drawing one of them costs a quarter of `gauss`."""
    normal = NormalDist()
    return tuple(normal.inv_cdf((at + 0.5) / 8192) for at in range(8192))


def populations(
    bank: Bank, model: ResponseModel, level: float, people: int, seed: str
) -> Iterator[tuple[int, Population]]:
    """The drawing's number and its population, once for each of `people`.

    The first word of the seed draws the options, so that crowds and models with the same first word meet the same ones.
    """
    drawings = min(DRAWINGS, people)
    everybody = Random(seed)  # noqa: S311 - invented people, not secrets
    for drawing in range(drawings):
        options = Random(f"{seed.split()[0]} options {drawing}")  # noqa: S311
        population = Population(bank, model, level, everybody, options)
        for _ in range(drawing, people, drawings):
            yield drawing, population


def clicker(bank: Bank, random: Random) -> Answers:
    """Somebody who reads nothing: every answer and every option as likely as another; declines every offer."""
    counted = [random.randint(1, bank.points) for _ in bank.items]
    orders = [random.sample(range(many), many) for many in (len(scene.options) for scene in bank.scenes)]
    sheet = complete(bank, counted, [order[0] for order in orders], [order[-1] for order in orders], More.DECLINED)
    return with_matters(bank, sheet, random, at_random=True)


def complete(
    bank: Bank, counted: list[int], choices: list[int], lasts: Sequence[int] = (), more: More = More.DECLINED
) -> Answers:
    """A sheet as it is scored. counted: what each reply counts for, 1…points; choices, lasts: positions in the bank, of
    the scenes or of all of them; lasts: passed over where the bank asks for none."""
    ticked = tuple(
        bank.points + 1 - points if question.reversed else points
        for (question, _), points in zip(bank.items, counted, strict=True)
    )
    many, full = len(bank.all_scenes), not bank.is_ranked
    firsts = (*choices, *(None,) * (many - len(choices)))
    sheet = Answers(ticked, firsts, lasts=() if full else (*lasts, *(None,) * (many - len(lasts))), more=more)
    return sheet if full else finished(bank, sheet, b"")


def expected_points(bank: Bank, model: ResponseModel, person: Person) -> tuple[float, ...]:
    """For each item, the mean over endless retests of what the reply counts for: the true score, exactly."""
    width = model.reply_noise * (bank.points - 1) / 4 * sqrt(2)
    return tuple(1 + sum(0.5 + 0.5 * erf((latent - edge) / width) for edge in _edges(bank)) for latent in person.latent)


def _edges(bank: Bank) -> tuple[float, ...]:
    """Where one point of the scale gives way to the next: 1.5, 2.5 …"""
    return tuple(point + 0.5 for point in range(1, bank.points))
