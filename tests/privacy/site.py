"""A site in small: real rules of pools, real closing, real releases in a real database; and who is in each of them.

People are numbers. Their counts in pools are (how many, which bits), so that every sum still says whom it holds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, update
from sqlmodel import col

from app.campaigns.campaign import Campaign
from app.db.tables import CampaignRow, CellRow
from app.publication.documents import ReleaseDocument
from app.publication.segments import OTHERS
from app.publication.store import release_if_due
from app.tallies.batches import Batches, BatchesRefused, join_within
from app.tallies.counts import count_sheet
from app.tallies.pool import UNDISCLOSED, Cell, Pools, add_to_pools
from app.tallies.sharing import split_at_close
from app.tallies.sums import Counts, to_bytes, total, unpacked
from app.totem.model import Answers, Bank, Dimension, Question
from app.totem.packing import fingerprint
from tests.privacy.published import People, atoms, size
from tests.publication.campaigns import on_an_axis

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


def first_campaign() -> Campaign:
    words = on_an_axis(*AXIS)
    return Campaign(1, "spring-1", "small", "customers", "1", 5, FIRST_DAY, None, True, series="spring", words=words)


def _is(cell: Cell) -> list[ColumnElement[bool]]:
    return [
        col(CellRow.campaign_id) == cell.campaign_id,
        col(CellRow.fingerprint) == cell.fingerprint,
        col(CellRow.segment) == cell.segment,
    ]


class Publication(NamedTuple):
    """sets: whom each of its figures counts."""

    campaign_id: int
    made: ReleaseDocument
    sets: dict[str, People]


@dataclass
class SmallSite:
    """campaign: the edition at hand; batches: what was sealed at once, and the k of that moment; copies: the cells of
    each backup and export; brought: the batches of other sites, with their people.

    silent: who would rather not say their part; whole_only: cells that count in the whole alone; destroyed: those of
    the silent whom a close destroyed, beside how many waited then, and k.
    """

    connection: Connection
    campaign: Campaign = field(default_factory=first_campaign)
    editions: dict[int, Campaign] = field(default_factory=dict)
    bank: Bank = field(default_factory=lambda: bank_of(1))
    today: date = FIRST_DAY
    many: int = 0
    pools: dict[Cell, Pools] = field(default_factory=dict)
    sealed: dict[Cell, People] = field(default_factory=dict)
    batches: list[tuple[People, int]] = field(default_factory=list)
    releases: list[Publication] = field(default_factory=list)
    copies: list[dict[Cell, People]] = field(default_factory=list)
    brought: list[tuple[Batches, People]] = field(default_factory=list)
    silent: People = 0
    whole_only: set[Cell] = field(default_factory=set)
    destroyed: list[tuple[People, int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        row = {name: getattr(self.campaign, name) for name in CampaignRow.model_fields}
        self.connection.execute(insert(CampaignRow).values(row))

    def set(self, **changes: Any) -> None:
        self.campaign = replace(self.campaign, **changes)
        self.connection.execute(update(CampaignRow).where(col(CampaignRow.id) == self.campaign.id).values(changes))

    def clone(self) -> None:
        """Another edition of the same words, that nobody has answered."""
        self.editions[self.campaign.id] = self.campaign
        edition = f"{1 + max(self.editions)}"
        fresh: dict[str, Any] = {"closed_on": None, "withdrawn_on": None, "fingerprint": "", "not_counted": False}
        self.campaign = replace(self.campaign, id=int(edition), slug=f"spring-{edition}", edition=edition, **fresh)
        self.__post_init__()

    def turn_to(self, edition: int) -> None:
        self.editions[self.campaign.id] = self.campaign
        self.campaign = self.editions.get(edition, self.campaign)

    def cell(self, segment: str) -> Cell:
        return Cell(self.campaign.id, fingerprint(self.bank), segment)

    def newcomers(self, many: int) -> list[Counts]:
        self.many += many
        return [Counts((1, 1 << person)) for person in range(self.many - many, self.many)]

    def answer(self, segment: str, many: int) -> None:
        cell = self.cell(segment)
        if many and not self.campaign.has_answers:
            self.set(fingerprint=cell.fingerprint)
        people = self.newcomers(many)
        if segment == UNDISCLOSED and many:
            self.silent |= total(people).numbers[1]
        self.pools[cell], sealed = add_to_pools(self.pools.get(cell, Pools()), people, self.campaign.k)
        for batch in sealed:
            self.seal(cell, batch)

    def seal(self, cell: Cell, batch: Counts) -> None:
        people = batch.numbers[1]
        new = cell not in self.sealed
        self.remember(cell, people)
        bank = bank_of(1) if cell.fingerprint == fingerprint(bank_of(1)) else bank_of(2)
        totals = to_bytes(total(sheet(person, bank) for person in people_of(self.sealed[cell])))
        if new:
            self.connection.execute(insert(CellRow).values(**cell._asdict(), totals=totals))
        else:
            self.connection.execute(update(CellRow).where(*_is(cell)).values(totals=totals))

    def remember(self, cell: Cell, people: People) -> None:
        self.batches.append((people, self.campaign.k))
        self.sealed[cell] = self.sealed.get(cell, 0) | people

    def close(self) -> None:
        own = {cell for cell in self.pools if cell.campaign_id == self.campaign.id}
        pools = {cell: self.pools.pop(cell) for cell in own}
        waiting = {cell: total(pool.counts for pool in both if pool) for cell, both in pools.items() if any(both)}
        totals = {cell: Counts((size(people), people)) for cell, people in self.sealed.items()}
        shares = split_at_close(waiting, self.campaign.k, totals, self.whole_only)
        for cell, batch in shares.sealed.items():
            self.seal(cell, batch)
        for cell in shares.whole_only:
            self.whole_only.add(cell)
            self.connection.execute(update(CellRow).where(*_is(cell)).values(whole_only=True))
        for structure in {cell[:2] for cell in waiting}:
            everyone, kept = (
                sum(counts.numbers[1] for cell, counts in many.items() if cell[:2] == structure)
                for many in (waiting, shares.sealed)
            )
            self.destroyed.append((everyone & ~kept & self.silent, size(everyone), self.campaign.k))
        self.set(closed_on=self.today, not_counted=self.campaign.not_counted or bool(shares.destroyed))

    def bring(self, segment: str, many: int, k: int) -> None:
        """A campaign of another site, sealed over k people at least."""
        people = self.newcomers(many)
        crowd = total(people).numbers[1]
        totals = {segment: total(sheet(person, self.bank) for person in people_of(crowd))}
        digest = len(self.brought).to_bytes(32)
        batches = Batches("key", "field", "small", fingerprint(self.bank), k, totals, digest)
        self.brought.append((batches, crowd))

    def merge(self, place: int) -> bool:
        """Whether it joined: once, if the campaign takes it."""
        batches, people = self.brought[place]
        try:
            join_within(self.connection, self.campaign.slug, batches, AXIS)
        except BatchesRefused:
            return False
        (segment,) = batches.totals
        self.remember(Cell(self.campaign.id, batches.fingerprint, segment), people)
        self.campaign = replace(self.campaign, fingerprint=self.campaign.fingerprint or batches.fingerprint)
        return True

    def copy(self, *, campaign_id: int | None = None) -> None:
        """A backup, or the totals of one campaign as they are exported; what the tables hold is who is in there."""
        rows = self.connection.execute(select(CellRow)).all()
        stored = {Cell(row.campaign_id, row.fingerprint, row.segment): unpacked(row.totals).n for row in rows}
        assert stored == {cell: size(people) for cell, people in self.sealed.items()}
        self.copies.append({cell: self.sealed[cell] for cell in stored if campaign_id in (None, cell.campaign_id)})

    def publish(
        self, days: int, release: Callable[..., ReleaseDocument | None] = release_if_due
    ) -> ReleaseDocument | None:
        self.today += timedelta(days=days)
        made = release(self.connection, self.campaign, self.bank, self.today, lambda _: 0)
        if made:
            self.releases.append(Publication(self.campaign.id, made, self.published(made)))
        return made

    def published(self, made: ReleaseDocument) -> dict[str, People]:
        """Whom each figure of a release counts: of a segment that keeps what it had, those of that release."""
        structure = self.campaign.id, made.fingerprint
        sealed = {cell: people for cell, people in self.sealed.items() if cell[:2] == structure}
        cells = {cell.segment: people for cell, people in sealed.items() if cell not in self.whole_only}
        now = {id_: cells.get(id_, 0) for id_ in (*AXIS, OTHERS)}
        own = [one for one in self.releases if one.campaign_id == self.campaign.id]
        past = {one.made.number: one.sets for one in own} | {made.number: now}
        parts = (*made.segments, *([made.others] if made.others else []))
        return {"": sum(sealed.values())} | {part.id: past[part.as_of][part.id] for part in parts if part.n}

    def faults(self) -> list[str]:
        """Where two things that anyone may see leave 1 … k−1 people between them, or say another number of people."""
        found = [f"a batch of {size(people)} sealed under k = {k}" for people, k in self.batches if size(people) < k]
        found += [f"{size(gone)} of {many} were destroyed" for gone, many, k in self.destroyed if gone and many >= k]
        published = {people for one in self.releases for people in one.sets.values()}
        groups = atoms(published)
        seen: People = 0
        for _, made, sets in self.releases:
            new = sets[""] & ~seen
            seen |= sets[""]
            numbers = {"": made.n} | {part.id: part.n for part in (*made.segments, made.others) if part and part.n}
            found += [f"{id_} says {numbers[id_]}" for id_, people in sets.items() if size(people) != numbers[id_]]
            found += [f"{id_} shows {n}" for id_, n in numbers.items() if n < made.k]
            parts = [people for id_, people in sets.items() if id_]
            found += [f"{size(people & self.silent)} of a part said none" for people in parts if people & self.silent]
            newly = [size(group & new) for group in groups]
            found += [f"{many} told apart under k = {made.k}" for many in newly if 0 < many < made.k]
        copied = {people for copy in self.copies for people in copy.values()}
        least = min((k for _, k in self.batches), default=0)
        apart = map(size, atoms(published | copied)) if copied else ()
        return found + [f"{many} told apart by copies under k = {least}" for many in apart if many < least]
