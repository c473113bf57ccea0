"""What someone who knows every sheet but one learns about the last from what is published: how often, for n people.

    python -m benchmarks.n_minus_one questions/totem.yaml [--json]

The attacker knows the policy, n − 1 whole sheets and a release, and is certain of what no other last sheet would have
left as it is. Whether a sheet would is asked of the release itself: it is made again, with that sheet in place of the
last. Of all sheets only some are tried (one dimension changed, or the scenes, with first and last moves where a bank
asks for both, and the spare ones as they were), so that the rates are too high if anything. Where releases may hold
what whole sheets say of the instrument, all that they hold is compared. Of a bank that ends on thanks, favourable
shares and what matters most are rounded at random: an answer is left open if some rounding of it gives what is shown.
The crowd is invented (`app.banks.response_model`).
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from datetime import date
from functools import cache, cached_property, lru_cache
from itertools import chain, combinations, combinations_with_replacement, islice, permutations, product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from app.banks.loader import load_bank
from app.banks.response_model import CENTRAL, CROWDS, populations
from app.campaigns.store import Campaign
from app.publication import policy
from app.publication.documents import ReleaseDocument
from app.publication.summary import summarise
from app.publication.values import Share
from app.tallies.beside import PROMISE_ANSWERS
from app.tallies.counts import count_sheet
from app.tallies.named_counts import NamedCounts, named_counts
from app.tallies.statistics import in_points
from app.tallies.sums import Counts, total
from app.totem.course import finished
from app.totem.model import CANNOT_SAY, Answers, Bank, Match
from app.totem.packing import fingerprint
from app.totem.scoring import levels_of, match, points_of

SEED, RUNS, RUNS_OF_ANSWERS, K = 2026, 400, 40, 10
SIZES = (10, 20, 50, 100, 200)
LOOKS = (10, 20, 30, 40, 50, 63, 79, 100, 125, 157, 200)
"""As many releases as there can be from 10 to 200 people: each counts 25 % and ten people more than the last."""
WHOLE_FROM = 200
"""People from whom on a release may hold what whole sheets say: halves of the scenes, the tie, minutes."""
TODAY = date(2026, 11, 22)
CAMPAIGN = Campaign(1, "attacked", "totem", "customers", "2026", K, TODAY, None, publishes_itself=True)
Pair = tuple[int, ...]
Balance = tuple[tuple[str, int], ...]
"""How often each force is the first move, in the scenes of a sheet."""
Shown = dict[Share | None, float]
"""What may be shown of a count, with the odds of each."""


class Display(NamedTuple):
    """What a release shows of totems: a share for each kind (None: of none), and who leads."""

    shares: tuple[Share, ...]
    winner: str | None


class Group:
    """n people of whom all but the last are known, as whoever knows them can work it out."""

    def __init__(self, bank: Bank, others: Sequence[Answers], n: int) -> None:
        self.bank, self.n, self.others = bank, n, others[: n - 1]

    @cached_property
    def known(self) -> Counts:
        return total(_counts(self.bank, sheet) for sheet in self.others)

    @cached_property
    def totems(self) -> Counter[str | None]:
        return Counter(_totem(self.bank, sheet) for sheet in self.others)

    @cached_property
    def chosen(self) -> Counter[str]:
        return sum((_chosen(self.bank, sheet) for sheet in self.others), Counter())

    def figures(self, last: Answers) -> ReleaseDocument:
        """All that is not drawn at random."""
        counts = self.known + _counts(self.bank, last)
        made = summarise(self.bank, counts, CAMPAIGN, lambda _: 0, number=1, k=K, today=TODAY)
        dimensions = tuple(
            replace(one, levels=tuple(replace(level, favourable=None) for level in one.levels))
            for one in made.dimensions
        )
        return replace(made, totems=(), none=None, winner=None, dimensions=dimensions, importance=(), promises=())

    @cached_property
    def named(self) -> NamedCounts:
        return named_counts(self.bank, self.known)

    def favourable(self, place: int, reply: int) -> Shown:
        """What may be shown of an item, if this is what the last one answered."""
        histogram = [*self.named.histograms[place]]
        histogram[reply] += 1
        turned = in_points(tuple(histogram), reverse=self.bank.items[place].question.reversed)
        answered = sum(turned[1:])
        return _shown(sum(turned[-2:]), answered) if answered >= K else {None: 1.0}

    def importance(self, at: int, picked: Pair) -> list[Shown]:
        """What may be shown of each dimension, and of none at all, if the last one picked these."""
        known = self.named.beside.importance[at]
        counts = [many + (place in picked) for many, place in zip(known.picked, self.bank.within, strict=True)]
        return [_shown(many, self.n, policy.PICKED_MULTIPLE) for many in (*counts, known.none + (not picked))]

    def promise(self, slot: int, answer: int) -> list[Shown]:
        """What may be shown of each answer about the promise in this slot (from 0), if this is the last one's."""
        row = self.named.beside.promises[slot]
        counts = [many + (one == answer) for one, many in zip(PROMISE_ANSWERS, row, strict=True)]
        return [_shown(many, sum(counts)) for many in counts]

    def forces(self, chosen: Counter[str]) -> list[int | None]:
        """How often each force is shown to be chosen, if this is what the last one chose."""
        scenes = self.n * len(self.bank.scenes)
        times = [self.chosen[force] + chosen[force] for force in self.bank.forces]
        return [policy.shown_choice(100 * many / scenes, self.n, K).value for many in times]

    def counts_with(self, totem: str | None) -> dict[str | None, int]:
        kinds = [*(kind.id for kind in self.bank.totems), None]
        return {kind: self.totems[kind] + (kind == totem) for kind in kinds}

    def display(self, totem: str | None, random: Random) -> Display:
        rounded = {kind: policy.rounded_count(many, random.randrange) for kind, many in self.counts_with(totem).items()}
        return Display(tuple(policy.share(many, self.n) for many in rounded.values()), _winner(rounded))

    def chance(self, shown: Display, totem: str | None) -> float:
        """Of such a display, if the last one's totem is this."""
        counts = self.counts_with(totem)
        ways = [
            [(many, odds) for many, odds in _drawn(count) if policy.share(many, self.n) == share]
            for count, share in zip(counts.values(), shown.shares, strict=True)
        ]
        found = 0.0
        for way in product(*ways):
            if _winner(dict(zip(counts, (many for many, _ in way), strict=True))) == shown.winner:
                odds = 1.0
                for _, each in way:
                    odds *= each
                found += odds
        return found


def _drawn(count: int, multiple: int = policy.MULTIPLE) -> list[tuple[int, float]]:
    many = Counter(policy.rounded_count(count, lambda _, drawn=drawn: drawn, multiple) for drawn in range(multiple))  # type: ignore[misc]
    return [(rounded, times / multiple) for rounded, times in many.items()]


def _shown(count: int, n: int, multiple: int = policy.MULTIPLE) -> Shown:
    found: dict[Share | None, float] = {}
    for rounded, odds in _drawn(count, multiple):
        one = policy.share(rounded, n, multiple)
        found[one] = found.get(one, 0) + odds
    return found


def _one_of(shown: Shown, random: Random) -> Share | None:
    return random.choices([*shown], [*shown.values()])[0]


def _winner(rounded: dict[str | None, int]) -> str | None:
    return policy.winner({kind: many for kind, many in rounded.items() if kind})


@cache
def _match(bank: Bank, sheet: Answers) -> Match | None:
    return match(bank, sheet, levels_of(bank, sheet))


def _totem(bank: Bank, sheet: Answers) -> str | None:
    found = _match(bank, sheet)
    return found.totem if found else None


def _counts(bank: Bank, sheet: Answers) -> Counts:
    return count_sheet(bank, sheet, _match(bank, sheet))


def _chosen(bank: Bank, sheet: Answers) -> Counter[str]:
    choices = zip(bank.scenes, sheet.choices, strict=False)
    return Counter(_force(bank, scene.options[choice or 0]) for scene, choice in choices)


def _force(bank: Bank, dimension: str) -> str:
    return bank.force_of[dimension] or ""


def _postures(bank: Bank, sheet: Answers) -> Iterator[tuple[Counter[str], Answers]]:
    """The same answers in the mirror, with every balance of first moves in the scenes, and of last ones where asked."""
    many = len(bank.scenes)
    orders = [*permutations(bank.forces)] if bank.is_ranked else [(force,) for force in bank.forces]
    for wanted in combinations_with_replacement(orders, many):
        firsts, lasts = (tuple(_option(bank, at, order[place]) for at, order in enumerate(wanted)) for place in (0, -1))
        chosen = Counter(order[0] for order in wanted)
        other = replace(sheet, choices=(*firsts, *sheet.choices[many:]))
        yield chosen, replace(other, lasts=(*lasts, *sheet.lasts[many:])) if bank.is_ranked else other


@cache
def _option(bank: Bank, scene: int, force: str) -> int:
    """Where the option of this force stands in the scene."""
    return [_force(bank, option) for option in bank.scenes[scene].options].index(force)


def _places(bank: Bank) -> list[tuple[int, ...]]:
    """Of each dimension, the place of its first item on each side: the others are taken for known."""
    found: dict[str, dict[str, int]] = {dimension.id: {} for dimension in bank.dimensions}
    for at, (question, side) in enumerate(bank.items):
        found[question.dimension].setdefault(side, at)
    return [tuple(places.values()) for places in found.values()]


def _with_pair(sheet: Answers, places: Sequence[int], pair: Pair) -> Answers:
    replies = [*sheet.replies]
    for place, reply in zip(places, pair, strict=True):
        replies[place] = reply
    return replace(sheet, replies=tuple(replies))


@cache
def possible_pairs(group: Group, last: Answers) -> list[set[Pair]]:
    """Of each dimension, the answers on its sides that leave its own figures as they are published."""
    bank, shown, places = group.bank, shown_favourable(group, last), _places(group.bank)
    published = group.figures(last).dimensions
    found: list[set[Pair]] = [set() for _ in places]
    for pair in product(range(bank.points + 1), repeat=len(bank.sides)):
        asked = [position for position, at in enumerate(places) if _may_be(bank, at, pair)]
        other = last
        for position in asked:
            other = _with_pair(other, places[position], pair[: len(places[position])])
        made = group.figures(other).dimensions
        for position in asked:
            here = [*zip(places[position], pair, strict=False)]
            if published[position] == made[position] and all(
                shown[at] in group.favourable(at, reply) for at, reply in here if at in shown
            ):
                found[position].add(pair[: len(here)])
    return found


def _may_be(bank: Bank, places: Sequence[int], pair: Pair) -> bool:
    """Whether all of these may be answered so: 0, without occasion, is not offered everywhere."""
    asked = ((bank.items[at], reply) for at, reply in zip(places, pair, strict=False))
    return all(reply or item.side in item.question.no_occasion for item, reply in asked)


def shown_favourable(group: Group, last: Answers) -> dict[int, Share | None]:
    """By item, what a release shows of those who ticked one of the two highest points. None but of a bank that ends on
    thanks."""
    random = Random(f"{SEED} {group.n}")
    items = range(len(group.bank.items)) if group.bank.ends_on_thanks else ()
    return {at: _one_of(group.favourable(at, last.replies[at] or 0), random) for at in items}


def certain_answers(groups: Sequence[Group], last: Answers) -> tuple[float, float]:
    """The part of the last one's answers that no other sheet leaves open, in any of these releases; and the part of
    which it is certain whether they were among the two highest points."""
    bank, published = groups[0].bank, [group.figures(last) for group in groups]
    pairs = [possible_pairs(group, last) for group in groups]
    certain = favourable = tried = 0
    for position, places in enumerate(_places(bank)):
        here = set.intersection(*(found[position] for found in pairs))
        fits = [
            pair
            for pair in here
            if all(g.figures(_with_pair(last, places, pair)) == was for g, was in zip(groups, published, strict=True))
        ]
        for side in range(len(places)):
            left = {pair[side] for pair in fits}
            certain += len(left) == 1
            favourable += len({_is_favourable(bank, places[side], reply) for reply in left}) == 1
        tried += len(places)
    return certain / tried, favourable / tried


def _is_favourable(bank: Bank, place: int, reply: int) -> bool:
    return (points_of(bank, reply, reverse=bank.items[place].question.reversed) or 0) > bank.points - 2


def certain_pick(group: Group, last: Answers, at: int, random: Random) -> bool:
    """Whether one that the last one picked in this question (or that there is none) is in all that is left open. Each
    share is drawn anew."""
    truth = last.importance[at] or ()
    shown = [_one_of(way, random) for way in group.importance(at, truth)]
    picks = chain.from_iterable(
        combinations(group.bank.within, many) for many in range(group.bank.importance[at].most + 1)
    )
    left = [
        pick
        for pick in picks
        if all(share in way for share, way in zip(shown, group.importance(at, pick), strict=True))
    ]
    return left == [()] or bool(set.intersection(*map(set, left)))


def certain_promise(group: Group, last: Answers, slot: int, random: Random) -> bool:
    """Whether nothing else may have been answered about this promise. Each share is drawn anew."""
    shown = [_one_of(way, random) for way in group.promise(slot, last.promises[slot] or CANNOT_SAY)]
    left = [
        answer
        for answer in PROMISE_ANSWERS
        if all(share in way for share, way in zip(shown, group.promise(slot, answer), strict=True))
    ]
    return len(left) == 1


def possible_totems(group: Group, last: Answers, among: Set[str | None]) -> set[str | None]:
    """Those among these that some choices in the scenes give, which leave the forces as they are published."""
    bank = group.bank
    published, shown = group.forces(_chosen(bank, last)), group.figures(last) if group.n >= WHOLE_FROM else None
    found: set[str | None] = set()
    for chosen in _others(bank, last):
        if found != among and group.forces(Counter(dict(chosen))) == published:
            open_still = [
                (kind, sheet) for kind, sheet in _by_totem(bank, last, chosen).items() if kind in among - found
            ]
            found |= {kind for kind, sheet in open_still if shown is None or group.figures(sheet) == shown}
    return found


@lru_cache(1)
def _others(bank: Bank, last: Answers) -> dict[Balance, list[Answers]]:
    """Sheets for every balance of first moves."""
    found: dict[Balance, list[Answers]] = {}
    for chosen, sheet in _postures(bank, last):
        found.setdefault(tuple(chosen.items()), []).append(sheet)
    return found


@lru_cache(100)
def _by_totem(bank: Bank, last: Answers, chosen: Balance) -> dict[str | None, Answers]:
    """A sheet for each totem that they lead to: without spare scenes that would not have been offered to it."""
    found: dict[str | None, Answers] = {}
    for sheet in _others(bank, last)[chosen]:
        asked = finished(bank, sheet, b"") if bank.is_ranked else sheet
        matched = match(bank, asked, levels_of(bank, asked))
        found.setdefault(matched.totem if matched else None, asked)
    return found


def crowds(bank: Bank, runs: int) -> Iterator[list[Answers]]:
    """The last one first, then enough others."""
    many = populations(bank, CENTRAL, CROWDS["middling"], runs * LOOKS[-1], f"{SEED} known")
    sheets = (population.sheet(population.person()) for _, population in many)
    shuffled = [*sheets]
    Random(SEED).shuffle(shuffled)
    rest = iter(shuffled)
    for _ in range(runs):
        yield [*islice(rest, LOOKS[-1])]


def rates(bank: Bank, runs: int = RUNS, runs_of_answers: int = RUNS_OF_ANSWERS) -> dict[str, float]:
    """In percent, by the id of the figure. last_…: from one release of n people; followed_…: from every release up to
    n people, when the last one was among the first ten and all who came later are known too; placed_…: from one
    release of 200 people in which the last one's part, of n people, has figures of its own. Without totems, there are
    only answers to learn."""
    drawn = [*crowds(bank, runs)]
    totems = _of_totems(bank, drawn) if bank.totems else Counter[str]()
    answers = _of_answers(bank, drawn[:runs_of_answers])
    beside = (_of_picks(bank, drawn), _of_promises(bank, drawn)) if bank.ends_on_thanks else ()
    return {
        name: round(100 * times / many, 1)
        for found, many in ((totems, runs), (answers, runs_of_answers), *((one, runs) for one in beside))
        for name, times in found.items()
    }


def _of_totems(bank: Bank, drawn: Sequence[Sequence[Answers]]) -> Counter[str]:
    found: Counter[str] = Counter()
    random = Random(SEED)
    usual = Counter(_totem(bank, sheet) for crowd in drawn for sheet in crowd)
    for last, *others in drawn:
        truth = _totem(bank, last)
        odds: dict[str | None, float] = dict(usual)
        for group in (Group(bank, others, n) for n in LOOKS):
            shown = group.display(truth, random)
            chances = {kind: group.chance(shown, kind) for kind in usual}
            possible = possible_totems(group, last, {kind for kind in usual if chances[kind]})
            here = {kind: chances[kind] * (kind in possible) for kind in usual}
            odds = {kind: odds[kind] * here[kind] for kind in usual}
            if group.n in SIZES:
                alone = {kind: usual[kind] * here[kind] for kind in usual}
                found[f"last_totem:{group.n}"] += _is_certain(alone)
                found[f"last_guess:{group.n}"] += max(alone, key=alone.__getitem__) == truth
                found[f"followed_totem:{group.n}"] += _is_certain(odds)
        found["blind_guess"] += usual.most_common(1)[0][0] == truth
    return found


def _of_answers(bank: Bank, drawn: Sequence[Sequence[Answers]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for last, *others in drawn:
        groups = [Group(bank, others, n) for n in LOOKS]
        for group in groups:
            if group.n in SIZES:
                answers, favourable = certain_answers([group], last)
                found[f"last_answers:{group.n}"] += answers  # type: ignore[assignment]
                if bank.ends_on_thanks:
                    found[f"last_favourable:{group.n}"] += favourable  # type: ignore[assignment]
                    both = certain_answers([group, groups[-1]], last)
                    found[f"placed_answers:{group.n}"] += both[0]  # type: ignore[assignment]
                    found[f"placed_favourable:{group.n}"] += both[1]  # type: ignore[assignment]
        found[f"followed_answers:{LOOKS[-1]}"] += certain_answers(groups, last)[0]  # type: ignore[assignment]
    return found


def _of_picks(bank: Bank, drawn: Sequence[Sequence[Answers]]) -> Counter[str]:
    """From as many people on as it takes to show any. Rounding is drawn for each question and each number of people."""
    found: Counter[str] = Counter()
    random, sizes = Random(SEED), [n for n in SIZES if n >= policy.IMPORTANCE_FROM]
    for last, *others in drawn:
        for group in (Group(bank, others, n) for n in sizes):
            for at, asked in enumerate(bank.importance):
                found[f"last_pick_{asked.id}:{group.n}"] += certain_pick(group, last, at, random)
    return found


def _of_promises(bank: Bank, drawn: Sequence[Sequence[Answers]]) -> Counter[str]:
    """The same, of each slot: as often certain as one."""
    found: Counter[str] = Counter()
    random = Random(SEED)
    for last, *others in drawn:
        for group in (Group(bank, others, n) for n in SIZES):
            for slot in range(bank.promises):
                found[f"last_promise:{group.n}"] += certain_promise(group, last, slot, random) / bank.promises  # type: ignore[assignment]
    return found


def _is_certain(odds: dict[str | None, float]) -> bool:
    return sum(chance > 0 for chance in odds.values()) == 1


def as_json(bank: Bank) -> dict[str, Any]:
    figures = [{"id": name, "value": value} for name, value in rates(bank).items()]
    drawn = {"seed": SEED, "runs": RUNS, "runs_of_answers": RUNS_OF_ANSWERS, "looks": LOOKS}
    return {"bank": bank.id, "fingerprint": fingerprint(bank), **drawn, "figures": figures}


def main() -> None:
    bank = load_bank(Path(sys.argv[1])).bank
    found = as_json(bank)
    if "--json" in sys.argv:
        print(json.dumps(found, indent=2))
    else:
        print("\n".join(f"{figure['id']:<24} {figure['value']:6.1f} %" for figure in found["figures"]))


if __name__ == "__main__":
    main()
