"""Mirror surveys in which many answer at once: here it matters who is in which figure, and little what they say."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from itertools import count as numbered
from random import Random

from app.barometer.edition import Edition
from app.campaigns.invitations import make as make_invitations
from app.campaigns.keys import key_digest
from app.db.engine import write_transaction
from app.publication.documents import ReleaseDocument, SegmentFigures
from app.publication.releases import Releases
from app.tallies.counts import count_sheet
from app.tallies.ledger import Entry, Receipt, count
from app.tallies.sums import Counts
from tests.crowd import a_receipt
from tests.surveys import CROWD, SECRET, Surveyed, catalogue

DRAWN = 60
receipts = numbered(10**9)


@cache
def sheets(voice: str, bank: str) -> tuple[Counts, ...]:
    """Of some people of this voice, as counts."""
    of, random = catalogue()[bank].bank, Random(voice)
    return tuple(count_sheet(of, CROWD[voice].sheet(of, random), None) for _ in range(DRAWN))


def let_answer(
    site: Surveyed,
    edition: Edition,
    voice: str,
    parts: Mapping[str, int],
    seed: str = "",
    crowd: Sequence[Counts] = (),
) -> None:
    """parts: how many people in each; crowd: of whom they are drawn, instead of the usual one."""
    campaign, random = site.barometers.voices(edition)[voice], Random(seed)
    bank, people = catalogue()[campaign.bank].bank, sum(parts.values())
    invited = (
        make_invitations(site.engine, campaign.id, people) if campaign.protection == "invitation" and people else []
    )
    tokens = iter(map(key_digest, invited))
    entries = [
        Entry(
            campaign.id,
            bank,
            part,
            random.choice(crowd or sheets(voice, campaign.bank)),
            Receipt(a_receipt(next(receipts)), site.day[0] + timedelta(days=1)),
            next(tokens, None),
        )
        for part, many in parts.items()
        for _ in range(many)
    ]
    with write_transaction(site.engine) as connection:
        group = count(connection, site.keys, entries, site.day[0])
    site.keys.forget(group.obsolete_keys)


def published(site: Surveyed, edition: Edition) -> dict[str, ReleaseDocument]:
    """By voice, what everyone reads of it."""
    releases = Releases(site.engine, SECRET, today=lambda: site.day[0])
    found = {voice: releases.latest(campaign.id) for voice, campaign in site.barometers.voices(edition).items()}
    return {voice: released for voice, released in found.items() if released}


def parts_of(released: ReleaseDocument) -> Iterator[SegmentFigures]:
    """Those that show figures."""
    yield from (part for part in (*released.segments, released.others) if part and part.n)
