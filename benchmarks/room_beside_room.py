"""The attack “room beside room”: the same people and one more answer again; what do two sets of counts tell of the one?

    python -m benchmarks.room_beside_room [questions/express.yaml]

The people are invented (`app.banks.response_model`). Whoever compares knows the exact counts of animals in both rooms,
and that the second one is the first and one newcomer. Two worlds: everyone answers as before (the worst case), or anew,
as people do months later. “Named”: exactly one animal is one more, and no other moved: the newcomer is said to be it.
Each rate with its 95 % Wilson interval.
"""

import sys
from collections import Counter
from math import sqrt
from pathlib import Path

from app.banks.loader import load_bank
from app.banks.response_model import CENTRAL, populations
from app.cli.demo import MIDDLING
from app.totem.model import Answers, Bank
from app.totem.scoring import score

TRIALS, SIZES, SEED = 1000, (5, 10, 20, 30), "room beside room"


def wilson(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a rate, from 0 to 1; all of it where nothing was tried."""
    if not of:
        return 0.0, 1.0
    rate, width = hits / of, z * z / of
    middle, half = rate + width / 2, z * sqrt(rate * (1 - rate) / of + width / (4 * of))
    return max(0.0, (middle - half) / (1 + width)), min(1.0, (middle + half) / (1 + width))


def animal(bank: Bank, sheet: Answers) -> str:
    match = score(bank, sheet).match
    return (match.totem or "") if match else ""


def rates(bank: Bank, size: int, trials: int, *, anew: bool) -> tuple[int, int]:
    """In how many of the trials a newcomer was named, and rightly."""
    named = right = 0
    crowd = populations(bank, CENTRAL, MIDDLING, trials, f"{SEED} {size}")
    for _, population in crowd:
        people = [population.person() for _ in range(size + 1)]
        sheets = [population.sheet(person) for person in people]
        first = Counter(animal(bank, sheet) for sheet in sheets[:size])
        later = [population.sheet(person) for person in people[:size]] if anew else sheets[:size]
        second = Counter(animal(bank, sheet) for sheet in (*later, sheets[size]))
        more, fewer = second - first, first - second
        if sum(more.values()) == 1 and not fewer:
            named += 1
            right += next(iter(more)) == animal(bank, sheets[size])
    return named, right


def main() -> None:
    file = Path(sys.argv[1] if len(sys.argv) > 1 else "questions/express.yaml")
    bank = load_bank(file).bank
    print(f"{file.stem}, {TRIALS} pairs of rooms each: people, answers, named %, of these rightly %")
    for size in SIZES:
        for anew in (False, True):
            named, right = rates(bank, size, TRIALS, anew=anew)
            told = " ".join(
                f"{100 * hits / max(1, of):.0f} [{100 * low:.0f}–{100 * high:.0f}]"
                for hits, of in ((named, TRIALS), (right, named))
                for low, high in (wilson(hits, of),)
            )
            print(f"{size} and one more, {'anew' if anew else 'as before'}: {told}")


if __name__ == "__main__":
    main()
