"""The site's own campaigns, one for each questionnaire, where whoever comes without an invitation is counted.

Promises that a campaign whose questionnaire was rewritten goes on for those who had begun, and that nobody new enters
it: another one, the next edition of the same series, takes the new answers. Several processes may start at once.
"""

from collections.abc import Mapping
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
        former = [one.slug for one in _ended(engine, bank, structure, today)]
        present = f"{bank}-{len(former) + 1}" if former else bank
        if find(engine, present) is None:
            series, edition = _next(engine, bank, today, len(former) + 1) if former else ("", None)
            try:
                create(
                    engine, present, bank, today,
                    publishes_itself=publishes_itself, series=series, edition=edition,
                )  # fmt: skip
            except CampaignExists:
                continue  # another process was first, or it was deleted once it had figures
        taken_over |= dict.fromkeys(former, present)
    return taken_over


def _ended(engine: Engine, bank: str, structure: str, today: date) -> list[Campaign]:
    """The bank's own campaigns that hold answers to another structure, each given its last day."""
    found: list[Campaign] = []
    for number in count(1):
        one = find(engine, f"{bank}-{number}" if number > 1 else bank, today)
        if one is None or one.bank != bank or one.protection != "open" or one.holds(structure):
            return found
        end(engine, one, one.seen_on + LIFETIME, "" if editions(engine, bank) else bank)
        found.append(one)
    return found


def _next(engine: Engine, bank: str, today: date, number: int) -> tuple[str, str | None]:
    """Series and edition of a successor: in the series that the former ones are in, if it is the site's."""
    known = editions(engine, bank, today)
    if not known or {one.bank for one in known} != {bank}:
        return "", None
    named = {one.edition for one in known}
    return bank, f"{today.year}" if f"{today.year}" not in named else f"{today.year}-{number}"
