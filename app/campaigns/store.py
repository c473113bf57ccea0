"""Campaigns: where sheets are counted, found by the name in their address.

Promises names that stay, and a look-up that costs nothing while a crowd answers. Refuses what an address cannot hold.
"""

import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Row, insert, select
from sqlalchemy.exc import SQLAlchemyError

from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, table_of

CAMPAIGN = table_of(CampaignRow)
SLUG = re.compile(r"[a-z0-9-]{2,40}")
LONGEST = 40
K_RANGE = range(5, 101)
USUAL_K = 10
USUAL_PEOPLE = "customers"
CACHE_SECONDS = 2.0


class CampaignInvalid(ValueError):
    """What is wrong, in words for whoever typed it."""


class CampaignExists(CampaignInvalid):
    """The name is taken."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """people: the id of the word for the people served; k: the fewest people that a figure may cover."""

    id: int
    slug: str
    bank: str
    people: str
    edition: str
    k: int
    opened_on: date
    closed_on: date | None
    publishes_itself: bool

    @property
    def is_open(self) -> bool:
        return self.closed_on is None


def create(
    engine: Engine,
    slug: str,
    bank: str,
    today: date,
    *,
    people: str = USUAL_PEOPLE,
    edition: str | None = None,
    k: int = USUAL_K,
    publishes_itself: bool = True,
) -> Campaign:
    """edition: this year when None. Raises CampaignInvalid, CampaignExists."""
    row = {
        "slug": slug,
        "bank": bank,
        "people": people,
        "edition": str(today.year) if edition is None else edition,
        "k": k,
        "opened_on": today,
        "closed_on": None,
        "publishes_itself": publishes_itself,
    }
    _check(row)
    with write_transaction(engine) as connection:
        if _find(connection, slug):
            raise CampaignExists(f"There is already a campaign named {slug}.")
        connection.execute(insert(CAMPAIGN), row)
        created = _find(connection, slug)
    assert created
    return created


def _check(row: dict[str, Any]) -> None:
    if not SLUG.fullmatch(row["slug"]):
        raise CampaignInvalid("A campaign's name is 2 to 40 of these: a–z, 0–9 and the hyphen.")
    for name in ("bank", "people", "edition"):
        if not 0 < len(row[name]) <= LONGEST:
            raise CampaignInvalid(f"A campaign's {name} takes 1 to {LONGEST} characters.")
    if row["k"] not in K_RANGE:
        raise CampaignInvalid(f"A campaign's k is a number from {K_RANGE[0]} to {K_RANGE[-1]}.")


def find(engine: Engine, slug: str) -> Campaign | None:
    with read(engine) as connection:
        return _find(connection, slug)


def campaigns(engine: Engine) -> list[Campaign]:
    """All of them, the first made first."""
    with read(engine) as connection:
        return [_campaign(row) for row in connection.execute(select(CAMPAIGN).order_by(CAMPAIGN.c.id))]


def first_campaigns(engine: Engine, banks: Iterable[str], today: date, *, publishes_itself: bool = True) -> None:
    """One campaign for each bank, named as the bank, unless a campaign has that name already.

    Several processes may start at once.
    """
    for bank in banks:
        if find(engine, bank) is None:
            try:
                create(engine, bank, bank, today, publishes_itself=publishes_itself)
            except CampaignExists:
                continue  # another process was first


class Directory:
    """Finds campaigns for pages that a crowd asks for; what it says may be CACHE_SECONDS old.

    The ledger looks for itself: a campaign that has just closed counts nobody, whatever a page still says.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._clock = engine, clock
        self._found: dict[str, tuple[float, Campaign]] = {}

    def known(self, slug: str) -> Campaign | None:
        """What was found in the last CACHE_SECONDS, without asking the database."""
        until, campaign = self._found.get(slug, (0.0, None))
        return campaign if campaign and self._clock() < until else None

    def find(self, slug: str) -> Campaign | None:
        """May wait for the database: not for an event loop. While it is out of reach, what was known stays known."""
        if campaign := self.known(slug):
            return campaign
        try:
            campaign = find(self._engine, slug) if SLUG.fullmatch(slug) else None
        except SQLAlchemyError:
            if slug not in self._found:
                raise
            campaign = self._found[slug][1]
        # Names that do not exist are not kept: anyone may invent them without end.
        if campaign:
            self._found[slug] = self._clock() + CACHE_SECONDS, campaign
        else:
            self._found.pop(slug, None)
        return campaign


def _find(connection: Connection, slug: str) -> Campaign | None:
    row = connection.execute(select(CAMPAIGN).where(CAMPAIGN.c.slug == slug)).one_or_none()
    return _campaign(row) if row else None


def _campaign(row: Row[Any]) -> Campaign:
    return Campaign(**row._asdict())
