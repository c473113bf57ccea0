"""A rehearsal: a room full of people who are invented, so that its trainer sees every phase of it beforehand.

The same room has the same people, and none of them is stored.
"""

from collections import Counter
from functools import lru_cache
from random import Random

from app.banks.response_model import CENTRAL, populations
from app.campaigns.campaign import Campaign
from app.publication.documents import ReleaseDocument
from app.publication.draws import keyed
from app.publication.summary import summarise
from app.seminars.seminar import Seminar
from app.seminars.stage import LEAST, Vote
from app.tallies.counts import count_sheet
from app.tallies.sums import Counts, total
from app.totem.model import Bank
from app.totem.scoring import levels_of, match

FEWEST = 24
MIDDLING = 3.3


def people(room: Seminar) -> int:
    return FEWEST + room.id % 9


def released(bank: Bank, room: Seminar) -> ReleaseDocument:
    """What a reveal would show of them."""
    campaign = Campaign(
        id=room.campaign_id,
        slug=room.slug,
        bank=bank.id,
        people=room.people,
        edition=f"{room.opened_on.year}",
        k=LEAST,
        opened_on=room.opened_on,
        closed_on=None,
        publishes_itself=False,
        protection="room",
    )
    counts, draw = _counts(bank, room.id, people(room)), keyed(b"rehearsal", b"%d" % room.id)
    return summarise(bank, counts, campaign, draw, number=1, k=LEAST, today=room.opened_on, room=True)


def guesses(bank: Bank, room: Seminar) -> tuple[int, ...]:
    return _votes(f"{room.id} guesses", people(room) - 2, len(bank.totems))


def votes(room: Seminar, vote: Vote) -> tuple[int, ...]:
    """They draw together: at each round more of them choose what most chose before."""
    first = _votes(f"{room.id} {vote.item} {vote.side}", people(room) - 1, vote.options)
    favourite = first.index(max(first))
    moved = [len(vote.rounds) * many // (len(vote.rounds) + 2) * (at != favourite) for at, many in enumerate(first)]
    return tuple(
        many - less + (sum(moved) if at == favourite else 0)
        for at, (many, less) in enumerate(zip(first, moved, strict=True))
    )


@lru_cache(16)
def _counts(bank: Bank, id_: int, many: int) -> Counts:
    invented = populations(bank, CENTRAL, MIDDLING, many, f"rehearsal {id_}")
    sheets = [population.sheet(population.person()) for _, population in invented]
    return total(count_sheet(bank, sheet, match(bank, sheet, levels_of(bank, sheet))) for sheet in sheets)


def _votes(seed: str, many: int, options: int) -> tuple[int, ...]:
    if not options:
        return ()
    random = Random(f"rehearsal {seed}")  # noqa: S311 - invented people, not secrets
    chosen = Counter(random.choices(range(options), weights=[random.random() + 0.2 for _ in range(options)], k=many))
    return tuple(chosen[option] for option in range(options))
