"""A site in small: real rules of pools, real closing, real releases in a real database; and who is in each of them.

People are numbers. Their counts in pools are (how many, which bits), so that every sum still says whom it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache

from sqlalchemy import Connection, insert, update

from app.db.tables import CampaignRow, CellRow, table_of
from app.publication.release import release_if_due
from app.publication.released import Released
from app.publication.segments import OTHERS
from app.tallies.closing import share_out
from app.tallies.counts import Counts, count_sheet, to_bytes
from app.tallies.pool import Cell, Pools, grow, total
from app.totem.model import Answers, Bank, Dimension, Question
from app.totem.packing import fingerprint
from tests.privacy.published import People, atoms, size
from tests.publication.campaigns import Spring, on_an_axis

CAMPAIGN, CELL = table_of(CampaignRow), table_of(CellRow)
FIRST_DAY = date(2026, 11, 22)
AXIS = ("north", "south", "east")


@cache
def bank_of(questions: int) -> Bank:
    """Another number of questions, another structure."""
    asked = tuple(Question(f"q{place}", "d", ("a",)) for place in range(questions))
    return Bank("small", ("a",), (), 3, (Dimension("d"),), asked)


@cache
def sheet(person: int, bank: Bank) -> Counts:
    replies = tuple(1 + (person * 7 + place) % 3 for place in range(len(bank.questions)))
    return count_sheet(bank, Answers(replies, ()), None)


def people_of(people: People) -> list[int]:
    return [bit for bit in range(people.bit_length()) if people >> bit & 1]


@dataclass
class SmallSite:
    """One campaign. batches: what was sealed at once, and the k of that moment; released: each with its sets."""

    connection: Connection
    campaign: Spring = field(default_factory=lambda: replace(Spring(), k=5, words=on_an_axis(*AXIS)))
    bank: Bank = field(default_factory=lambda: bank_of(1))
    today: date = FIRST_DAY
    many: int = 0
    pools: dict[Cell, Pools] = field(default_factory=dict)
    sealed: dict[Cell, People] = field(default_factory=dict)
    batches: list[tuple[People, int]] = field(default_factory=list)
    releases: list[tuple[Released, dict[str, People]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        columns = {column.name for column in CAMPAIGN.columns}
        row = {name: getattr(self.campaign, name) for name in columns if hasattr(self.campaign, name)}
        self.connection.execute(insert(CAMPAIGN).values(row))

    def cell(self, segment: str) -> Cell:
        return Cell(self.campaign.id, fingerprint(self.bank), segment)

    def newcomers(self, many: int) -> list[Counts]:
        self.many += many
        return [Counts((1, 1 << person)) for person in range(self.many - many, self.many)]

    def answer(self, segment: str, many: int) -> None:
        cell = self.cell(segment)
        self.pools[cell], sealed = grow(self.pools.get(cell, Pools()), self.newcomers(many), self.campaign.k)
        for batch in sealed:
            self.seal(cell, batch)

    def seal(self, cell: Cell, batch: Counts) -> None:
        people = batch.numbers[1]
        self.batches.append((people, self.campaign.k))
        new = cell not in self.sealed
        self.sealed[cell] = self.sealed.get(cell, 0) | people
        bank = bank_of(1) if cell.fingerprint == fingerprint(bank_of(1)) else bank_of(2)
        totals = to_bytes(total(sheet(person, bank) for person in people_of(self.sealed[cell])))
        if new:
            self.connection.execute(insert(CELL).values(**cell._asdict(), totals=totals))
        else:
            here = (CELL.c[name] == value for name, value in cell._asdict().items())
            self.connection.execute(update(CELL).where(*here).values(totals=totals))

    def close(self) -> None:
        waiting = {
            cell: total(pool.counts for pool in pools if pool) for cell, pools in self.pools.items() if any(pools)
        }
        for cell, batch in share_out(waiting, self.campaign.k)[0].items():
            self.seal(cell, batch)
        self.pools = {}
        self.campaign = replace(self.campaign, closed_on=self.today)

    def merge(self, segment: str, many: int) -> None:
        """A sealed batch of another site, which was asked for k people or more."""
        if many >= self.campaign.k:
            self.seal(self.cell(segment), total(self.newcomers(many)))

    def publish(self, days: int, release: Callable[..., Released | None] = release_if_due) -> Released | None:
        self.today += timedelta(days=days)
        made = release(self.connection, self.campaign, self.bank, self.today, lambda _: 0)
        if made:
            self.releases.append((made, self.published(made)))
        return made

    def published(self, made: Released) -> dict[str, People]:
        """Whom each figure of a release counts: of a segment that keeps what it had, those of that release."""
        cells = {cell.segment: people for cell, people in self.sealed.items() if cell.fingerprint == made.fingerprint}
        now = {id_: cells.get(id_, 0) for id_ in AXIS}
        now[OTHERS] = sum(people for id_, people in cells.items() if id_ not in AXIS)
        past = {released.number: sets for released, sets in self.releases} | {made.number: now}
        parts = (*made.segments, *([made.others] if made.others else []))
        return {"": sum(cells.values())} | {part.id: past[part.as_of][part.id] for part in parts if part.n}

    def faults(self) -> list[str]:
        """Where two things that anyone may see leave 1 … k−1 people between them, or say another number of people."""
        found = [f"a batch of {size(people)} sealed under k = {k}" for people, k in self.batches if size(people) < k]
        published = [people for _, sets in self.releases for people in sets.values()]
        groups = atoms(published)
        seen: People = 0
        for made, sets in self.releases:
            new = sets[""] & ~seen
            seen |= sets[""]
            numbers = {"": made.n} | {part.id: part.n for part in (*made.segments, made.others) if part and part.n}
            found += [f"{id_} says {numbers[id_]}" for id_, people in sets.items() if size(people) != numbers[id_]]
            found += [f"{id_} shows {n}" for id_, n in numbers.items() if n < made.k]
            newly = [size(group & new) for group in groups]
            found += [f"{many} told apart under k = {made.k}" for many in newly if 0 < many < made.k]
        return found
