"""The site's own campaigns, one for each questionnaire, where whoever comes without an invitation is counted.

Promises that a campaign whose questionnaire was rewritten goes on for those who had begun, and that nobody new enters
it: another one, the next edition of the same series, takes the new answers. Several processes may start at once.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from itertools import count

from sqlalchemy import Engine

from app.campaigns.campaign import Campaign
from app.campaigns.draft import CampaignExists
from app.campaigns.store import create, editions, end, find

LIFETIME = timedelta(days=1)
"""Of a sheet: whoever has begun finishes within it."""


def first_campaigns(
    engine: Engine, structures: Mapping[str, str], today: date, *, publishes_itself: bool = True
) -> dict[str, str]:
    """One open campaign for each bank, named as the bank, unless a campaign has that name already.

    structures: the fingerprint of each bank. Returns, for each former campaign, the name of the one that took over.
    """
    taken_over: dict[str, str] = {}
    for bank, structure in structures.items():
        former, present = _present(engine, bank, structure, today, publishes_itself=publishes_itself)
        if present:
            taken_over |= dict.fromkeys(former, present)
    return taken_over


def _present(
    engine: Engine, bank: str, structure: str, today: date, *, publishes_itself: bool
) -> tuple[list[str], str | None]:
    """The former campaigns of a bank, each given its last day, and the present one: found, or made. Names that others
    have are passed over; None where another has the bank's own name, or it was deleted once it had figures."""
    former: list[str] = []
    for number in count(1):
        slug = f"{bank}-{number}" if number > 1 else bank
        one = find(engine, slug, today) or _made(engine, slug, bank, former, today, publishes_itself=publishes_itself)
        if one is None or not _is_own(engine, one, bank):
            if number == 1:
                return former, None
            continue
        if one.holds(structure):
            return former, slug
        end(engine, one, one.seen_on + LIFETIME, "" if editions(engine, bank) else bank)
        former.append(slug)
    raise AssertionError


def _made(
    engine: Engine, slug: str, bank: str, former: list[str], today: date, *, publishes_itself: bool
) -> Campaign | None:
    """None if it was deleted once it had figures. Another process may be first: then its own."""
    series, edition = _next(engine, bank, today, len(former) + 1) if former else ("", None)
    with suppress(CampaignExists):
        create(engine, slug, bank, today, publishes_itself=publishes_itself, series=series, edition=edition)
    return find(engine, slug, today)


def _is_own(engine: Engine, one: Campaign, bank: str) -> bool:
    """Whether the site made it: under the bank's own name, or as its successor, which has no organiser."""
    if one.bank != bank or one.protection != "open":
        return False
    return one.slug == bank or one.manager is None or one.series == bank == _series_of(engine, bank)


def _series_of(engine: Engine, bank: str) -> str:
    first = find(engine, bank)
    return first.series if first else ""


def _next(engine: Engine, bank: str, today: date, number: int) -> tuple[str, str | None]:
    """Series and edition of a successor: in the series that the former ones are in, if it is the site's."""
    known = editions(engine, bank, today)
    if not known or {one.bank for one in known} != {bank}:
        return "", None
    named = {one.edition for one in known}
    return bank, f"{today.year}" if f"{today.year}" not in named else f"{today.year}-{number}"
