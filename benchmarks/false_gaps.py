"""How many rooms are told a gap, a strongest dimension or a change of edition that is not there, for n people.

    python -m benchmarks.false_gaps questions/express.yaml [--json] [--rooms 4000]

The people are invented (`app.banks.response_model`): each leans a little, the crowd not at all, and no dimension is
higher than another. Each room goes the whole way of a real one: counted, released with its rounding, and asked of the
very functions that the screen, the remote, the recap and the pages of figures speak from. Intervals are Wilson's, 95 %.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import reduce
from itertools import islice
from math import sqrt
from operator import add
from pathlib import Path
from random import Random
from typing import NamedTuple

from app.banks.loader import Questionnaire, load_bank
from app.banks.response_model import CENTRAL, CROWDS, populations
from app.campaigns.store import USUAL_PEOPLE, Campaign
from app.publication.documents import ReleaseDocument
from app.publication.summary import summarise
from app.resources import resource
from app.seminars.stage import LEAST
from app.tallies.counts import count_sheet
from app.tallies.sums import Counts
from app.totem.model import Answers
from app.totem.scoring import levels_of, match
from app.web.figures.editions import level_ways
from app.web.headlines import Headlines, names_of
from app.web.language import Catalogues
from app.web.seminar.prompts import proposed
from app.web.seminar.screen_reveal import reveal_view
from app.web.wording import Wording

SIZES, ROOMS, SEED, MOST = (10, 15, 20, 30, 60, 200), 4000, "gaps", 0.05
TODAY = date(2026, 11, 29)
ROOM = Campaign(1, "room", "express", "customers", "2026", LEAST, TODAY, None, publishes_itself=False)
CLAIMS = ("gap", "widest", "strongest", "weakest", "lopsided", "edition")
"""What may be told: a clear gap, and that it is the widest; a prompt's reasons; a level of a later edition."""


class Rate(NamedTuple):
    """Of so many rooms, those that were told; low, high: Wilson's interval."""

    told: int
    rooms: int

    @property
    def percent(self) -> float:
        return round(100 * self.told / self.rooms, 2)

    @property
    def interval(self) -> tuple[float, float]:
        z, n = 1.959964, self.rooms
        part = self.told / n
        middle, half = part + z * z / (2 * n), z * sqrt(part * (1 - part) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), (middle + half) / (1 + z * z / n)


def releases(questionnaire: Questionnaire, n: int, rooms: int, seed: str) -> Iterator[ReleaseDocument]:
    bank = questionnaire.bank
    drawn = populations(bank, CENTRAL, CROWDS["middling"], n * rooms, seed)
    crowd = [population.sheet(population.person()) for _, population in drawn]
    random = Random(seed)
    random.shuffle(crowd)
    sheets = iter(crowd)
    for _ in range(rooms):
        counts = reduce(add, (_counted(questionnaire, sheet) for sheet in islice(sheets, n)))
        yield summarise(bank, counts, ROOM, random.randrange, number=1, k=LEAST, today=TODAY, room=True)


def _counted(questionnaire: Questionnaire, sheet: Answers) -> Counts:
    bank = questionnaire.bank
    return count_sheet(bank, sheet, match(bank, sheet, levels_of(bank, sheet)))


def told(questionnaire: Questionnaire, voice: Wording, words: Headlines, released: ReleaseDocument) -> set[str]:
    """Which claims this room hears."""
    view = reveal_view(questionnaire, voice, words, released, None)
    standing = view.widest.standing if view and view.widest else "unknown"
    claims = {prompt.why for prompt in proposed(questionnaire, voice, released, 1) if prompt.sure}
    return {"gap" if standing in ("widest", "clear") else "", standing, *claims} & {*CLAIMS}


def rates(questionnaire: Questionnaire, n: int, rooms: int) -> dict[str, Rate]:
    """By claim."""
    voice = Wording("en", USUAL_PEOPLE)
    words = Headlines("en", Catalogues(resource("locale"))["en"].gettext, names_of(questionnaire.file, "en"))
    found: Counter[str] = Counter()
    before: ReleaseDocument | None = None
    for released in releases(questionnaire, n, rooms, f"{SEED} {n}"):
        found.update(told(questionnaire, voice, words, released))
        ways = level_ways(before, released).values() if before else ()
        found["edition"] += any(way in ("more", "less") for way in ways)
        before = released
    return {claim: Rate(found[claim], rooms) for claim in CLAIMS}


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("bank", type=Path)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--rooms", type=int, default=ROOMS)
    given = asked.parse_args()
    questionnaire, figures = load_bank(given.bank), []
    for n in SIZES:
        for claim, rate in rates(questionnaire, n, given.rooms).items():
            low, high = (round(100 * part, 2) for part in rate.interval)
            figures.append({"id": f"false_{claim}:{n}", "value": rate.percent, "low": low, "high": high})
            if not given.json:
                print(f"n = {n:<4} {claim:<10} {rate.percent:5.2f} %   [{low:.2f}, {high:.2f}]", flush=True)
    if given.json:
        print(json.dumps({"bank": questionnaire.bank.id, "rooms": given.rooms, "figures": figures}, indent=2))


if __name__ == "__main__":
    main()
