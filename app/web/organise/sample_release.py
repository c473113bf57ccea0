"""An edition that never was: invented figures for a campaign's own questionnaire, as a public page would show them.

Promises the same figures each time, under the same rules. Refuses to lead anywhere: what is invented has no address.
"""

import re
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean

from markupsafe import Markup

from app.campaigns.words import Words
from app.publication.documents import (
    PLAIN,
    SCHEMA,
    DimensionShare,
    Level,
    Mirror,
    ReleasedDimension,
    ReleasedForce,
    ReleasedImportance,
    ReleaseDocument,
    ReleasedSide,
    TotemShare,
)
from app.publication.values import Coefficient, Figure, Phrase, Reason, Share
from app.totem.model import Bank, Importance
from app.totem.packing import fingerprint
from app.web.context import CampaignContext

N, K = 412, 10
HALF_WIDTH, GAP_HALF_WIDTH, SD = 2, 2, 19
WITHHELD = Coefficient(reason=Reason.HARDLY_DIFFER)
SHARES = (29, 19, 15, 13, 10, 8, 6)
MEANS = (71, 58, 64, 47, 52, 67, 61, 49, 74, 56)
LEANS = (8, -3, 5, 11, -6, 2, 9, 14, 6, -2)
CHOSEN = (31, 36, 33)
PICKED, FEWER = (34, 12, 8, 17, 11, 29, 21, 25, 14, 19), 6
"""Picks in percent; by how much favourable shares are below levels."""
LINK = re.compile(r'(<a\b[^<>]*?) href="(?!#)[^"]*"(?: rel="[^"]*")?')
COMMENT = Words(
    heard={
        "fr": "Vous êtes plus patients avec le public qu’entre vous. L’écart est net sur l’écoute.",
        "en": "You are more patient with the public than with one another. Listening shows a clear gap.",
    },
    will_do={
        "fr": "Dès janvier, la réunion du lundi commence par un quart d’heure sans ordre du jour.",
        "en": "From January, Monday’s meeting starts with a quarter of an hour without an agenda.",
    },
    signature="Camille Exemple",
)


def an_example(context: CampaignContext, today: date) -> tuple[CampaignContext, ReleaseDocument]:
    """The campaign as if it had been published, and what."""
    bank, first = context.questionnaire.bank, today - timedelta(days=21)
    campaign = replace(context.campaign, words=COMMENT.to_document(), series="", opened_on=first, closed_on=today)
    dimensions = tuple(_dimension(bank, at) for at in range(len(bank.dimensions)))
    released = ReleaseDocument(
        slug=campaign.slug,
        number=1,
        made_on=today.isoformat(),
        n=N,
        k=K,
        bank=bank.id,
        fingerprint=fingerprint(bank),
        edition=campaign.edition,
        people=campaign.people,
        opened_on=first.isoformat(),
        closed_on=today.isoformat(),
        room=False,
        totems=_totems(bank),
        none=Share(Phrase.BELOW, below=1) if bank.totems else None,
        winner=bank.totems[-1].id if len(bank.totems) > 1 else None,
        dimensions=dimensions,
        sides=tuple(ReleasedSide(side, WITHHELD, level=_whole(bank, dimensions, side)) for side in bank.sides),
        mirrors=tuple(
            Mirror(one, other, Figure(sum(LEANS) // len(LEANS)), Figure(GAP_HALF_WIDTH), WITHHELD)
            for one, other in bank.pairs
        ),
        forces=tuple(
            ReleasedForce(force, Figure(share), WITHHELD)
            for force, share in zip(bank.forces, (31, 36, 33), strict=False)
        ),
        protection=campaign.protection,
        importance=tuple(_importance(bank, asked) for asked in bank.importance),
        schema=SCHEMA if bank.ends_on_thanks else PLAIN,
    )
    return replace(context, campaign=campaign), released


def without_doors(public: str) -> Markup:
    """The same page, whose links are links no longer: what they would lead to is not published."""
    return Markup(LINK.sub(r"\1", public))  # noqa: S704 - it comes from a template, which has escaped it


def _totems(bank: Bank) -> tuple[TotemShare, ...]:
    """The last of the bank, who takes from all forces, is the most frequent."""
    order = [bank.totems[-1], *bank.totems[:-1]] if bank.totems else []
    percents = {totem.id: SHARES[at % len(SHARES)] for at, totem in enumerate(order)}
    return tuple(TotemShare(totem.id, Share(Phrase.PERCENT, percent=percents[totem.id])) for totem in bank.totems)


def _dimension(bank: Bank, at: int) -> ReleasedDimension:
    mean, lean = MEANS[at % len(MEANS)], LEANS[at % len(LEANS)]
    means = {side: mean - lean * (place % 2) for place, side in enumerate(bank.sides)}
    levels = tuple(_level(bank, side, of_side) for side, of_side in means.items())
    mirrors = tuple(
        Mirror(one, other, Figure(means[one] - means[other]), Figure(GAP_HALF_WIDTH), WITHHELD)
        for one, other in bank.pairs
    )
    return ReleasedDimension(bank.dimensions[at].id, levels, mirrors)


def _level(bank: Bank, side: str, mean: int) -> Level:
    favourable = Share(Phrase.PERCENT, percent=mean - FEWER) if bank.ends_on_thanks else None
    return Level(side, Figure(mean), Figure(HALF_WIDTH), Figure(SD), WITHHELD, favourable=favourable)


def _whole(bank: Bank, dimensions: tuple[ReleasedDimension, ...], side: str) -> Level | None:
    if not bank.ends_on_thanks:
        return None
    within = (level for at in bank.within for level in dimensions[at].levels if level.side == side)
    mean = round(fmean(level.mean.value or 0 for level in within))
    return Level(side, Figure(mean), Figure(HALF_WIDTH), Figure(SD), WITHHELD)


def _importance(bank: Bank, asked: Importance) -> ReleasedImportance:
    """As many picks as people might make."""
    ids = [bank.dimensions[at].id for at in bank.within]
    shares = [Share(Phrase.PERCENT, percent=PICKED[at % len(PICKED)]) for at in range(len(ids))]
    return ReleasedImportance(
        asked.id, asked.side, tuple(map(DimensionShare, ids, shares)), Share(Phrase.BELOW, below=2)
    )
