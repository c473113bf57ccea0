"""How often the questionnaire on paper, scored with a pencil, names the totem and the lean that the site does.

    python -m benchmarks.pencil questions/express.yaml [--json]

The people are invented (`app.banks.response_model`), in three crowds of equal size; paper has no spare scenes to offer.
With gaps: one occasion in eight did not come up.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

from app.banks.loader import load_bank
from app.banks.response_model import CROWDS, DECLINING, populations
from app.totem.model import NO_OCCASION, Answers, Bank, Lean
from app.totem.pencil import Pencil, balanced_within, gap_of, pencil, totem_of
from app.totem.scoring import score

PEOPLE, SEED, SKIPPED = 6000, "pencil", 0.125


def sheets(bank: Bank) -> Iterator[Answers]:
    for level in CROWDS.values():
        for _, population in populations(bank, DECLINING, level, PEOPLE, SEED):
            yield population.sheet(population.person())


def with_gaps(bank: Bank, sheet: Answers, random: Random) -> Answers:
    """The same sheet, where some occasions did not come up."""
    replies = tuple(
        NO_OCCASION if item.side in item.question.no_occasion and random.random() < SKIPPED else reply
        for item, reply in zip(bank.items, sheet.replies, strict=True)
    )
    return replace(sheet, replies=replies)


def agreement(bank: Bank, rules: Pencil) -> dict[str, float]:
    """Percent of sheets on which paper and site agree: on the totem, on one of the site's two nearest, on the lean."""
    random, many, same, near, leans, gaps = Random(SEED), 0, 0, 0, 0, 0
    for sheet in sheets(bank):
        profile, found = score(bank, sheet), totem_of(bank, rules, sheet)
        assert profile.match
        gappy = with_gaps(bank, sheet, random)
        gappy_match = score(bank, gappy).match
        assert gappy_match
        many += 1
        same += found == profile.match.totem
        near += found in (profile.match.totem, profile.match.second)
        leans += lean(bank, sheet) is profile.symmetries[0].lean
        gaps += totem_of(bank, rules, gappy) == gappy_match.totem
    found_ = {"totem": same, "nearest_two": near, "lean": leans, "totem_with_gaps": gaps}
    return {f"pencil_{name}": round(100 * count / many, 1) for name, count in found_.items()}


def lean(bank: Bank, sheet: Answers) -> Lean:
    gap = gap_of(bank, sheet)
    if abs(gap) <= balanced_within(bank):
        return Lean.NONE
    return Lean.FIRST if gap > 0 else Lean.SECOND


def main(path: str, *how: str) -> None:
    bank = load_bank(Path(path)).bank
    rules = pencil(bank)
    assert rules, "a bank without totems needs no pencil"
    found = agreement(bank, rules)
    if "--json" in how:
        figures = [{"id": name, "value": value} for name, value in found.items()]
        print(json.dumps({"bank": bank.id, "people": PEOPLE * len(CROWDS), "figures": figures}, indent=2))
    else:
        for name, value in found.items():
            print(f"{name:<24} {value:5.1f} %")


if __name__ == "__main__":
    main(*sys.argv[1:])
