"""The close: what waits is sealed where it covers k people, and destroyed where it does not."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update
from sqlmodel import col

from app.campaigns.store import find
from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, PoolRow
from app.pool_keys.key_file import KeyFile
from app.tallies.batches import exported, opened
from app.tallies.closing import Closing, close, purge_receipts, seal_ready
from app.tallies.custody import Lost, abandon, lost_in, recover_pools
from app.tallies.identity import set_identity
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.ledger import Entry, count
from app.tallies.pool import OTHERS, Cell, as_disclosed, read_totals, whole_only
from app.tallies.sharing import split_at_close
from app.tallies.sums import total
from tests.crowd import TODAY, a_bank, a_campaign, a_receipt, a_sheet, an_entry
from tests.publication.campaigns import on_an_axis
from tests.stores import receipts


@dataclass
class Site:
    engine: Engine
    keys: PoolKeys

    def answer(self, *entries: Entry) -> None:
        with write_transaction(self.engine) as connection:
            group = count(connection, self.keys, entries, TODAY)
        self.keys.forget(group.obsolete_keys)

    def crowd(self, many: int, segment: str = "", first: int = 0) -> None:
        self.answer(*(an_entry(person, segment=segment) for person in range(first, first + many)))

    def totals(self) -> dict[str, int]:
        with read(self.engine) as connection:
            return {cell.segment: counts.n for cell, counts in read_totals(connection, [1]).items()}

    def pools(self) -> int:
        with read(self.engine) as connection:
            return len(connection.execute(select(PoolRow)).all())

    def close(self) -> Closing:
        return close(self.engine, self.keys, 1, TODAY)


@pytest.fixture
def site(engine: Engine, keys: PoolKeys) -> Site:
    a_campaign(engine, k=5)
    return Site(engine, keys)


def reopen(site: Site) -> None:
    with write_transaction(site.engine) as connection:
        connection.execute(update(CampaignRow).values(closed_on=None))


@pytest.mark.parametrize("many", [5, 6, 9, 10, 14, 15, 23])
def test_at_the_close_everybody_is_sealed_from_k_people_on(many: int, site: Site) -> None:
    site.crowd(many)
    assert site.close() == Closing(sealed=True, not_counted=frozenset())
    assert site.totals() == {"": many}
    with read(site.engine) as connection:
        (counts,) = read_totals(connection, [1]).values()
    assert counts == total(map(a_sheet, range(many)))


@pytest.mark.parametrize("many", [1, 4])
def test_fewer_than_k_are_destroyed_and_said_to_be(many: int, site: Site) -> None:
    site.crowd(many)
    assert site.close() == Closing(sealed=False, not_counted=frozenset({""}))
    assert site.totals() == {}


def test_a_closed_campaign_has_no_pool_no_key_and_its_last_day(site: Site) -> None:
    site.crowd(13)
    site.close()
    assert site.pools() == 0
    assert site.keys.ids() == set()
    closed = find(site.engine, "spring")
    assert closed is not None
    assert closed.closed_on == TODAY


def test_closing_twice_changes_nothing(site: Site) -> None:
    site.crowd(13)
    site.close()
    again = close(site.engine, site.keys, 1, TODAY + timedelta(1))
    assert again == Closing(sealed=False, not_counted=frozenset())
    assert site.totals() == {"": 13}
    closed = find(site.engine, "spring")
    assert closed is not None
    assert closed.closed_on == TODAY


def test_after_a_reopening_a_few_latecomers_do_not_join_the_totals(site: Site) -> None:
    """Or the totals before and after would differ by these few."""
    site.crowd(13)
    site.close()
    reopen(site)
    site.crowd(4, first=100)
    assert site.close().not_counted == {""}
    assert site.totals() == {"": 13}


def test_small_segments_join_the_others_when_together_they_are_k(site: Site) -> None:
    site.crowd(7, "north")
    site.crowd(2, "south", first=20)
    site.crowd(3, "east", first=30)
    assert site.close() == Closing(sealed=True, not_counted=frozenset())
    assert site.totals() == {"north": 7, OTHERS: 5}


def test_small_segments_that_are_not_k_together_are_destroyed(site: Site) -> None:
    site.crowd(7, "north")
    site.crowd(2, "south", first=20)
    site.crowd(2, "east", first=30)
    assert site.close().not_counted == {"south", "east"}
    assert site.totals() == {"north": 7}


def test_small_segments_join_others_that_are_k_without_them(site: Site) -> None:
    site.crowd(6, OTHERS)
    site.crowd(1, "south", first=20)
    site.close()
    assert site.totals() == {OTHERS: 7}


def divide(site: Site) -> None:
    with write_transaction(site.engine) as connection:
        connection.execute(update(CampaignRow).values(words=on_an_axis("north", "south")))


def leaves_some_out(site: Site) -> bool:
    found = find(site.engine, "spring")
    assert found
    return found.not_counted


@pytest.mark.parametrize(("south", "silent"), [(5, 0), (2, 3), (0, 5), (2, 5), (2, 1), (0, 1), (2, 0), (0, 0)])
def test_a_part_that_is_left_out_is_said_to_be_even_if_nobody_is_in_it(south: int, silent: int, site: Site) -> None:
    """Or what is said of a part without figures would tell whether one person is there."""
    divide(site)
    site.crowd(7, "north")
    site.crowd(south, "south", first=20)
    site.crowd(silent, "", first=30)
    assert not leaves_some_out(site)
    site.close()
    assert leaves_some_out(site) is (south < 5 and not silent)


def test_a_reopening_does_not_unsay_that_some_were_left_out(site: Site) -> None:
    divide(site)
    site.crowd(7, "north")
    site.crowd(2, "south", first=20)
    site.close()
    reopen(site)
    assert leaves_some_out(site)
    site.crowd(9, "south", first=30)
    site.close()
    assert site.totals() == {"north": 7, "south": 9}
    assert leaves_some_out(site)


def test_latecomers_who_are_left_out_are_said_to_be(site: Site) -> None:
    divide(site)
    site.crowd(7, "north")
    site.crowd(7, "south", first=20)
    site.close()
    assert not leaves_some_out(site)
    reopen(site)
    site.crowd(2, "south", first=30)
    site.close()
    assert leaves_some_out(site)


def test_a_campaign_that_is_not_there_cannot_be_closed(site: Site) -> None:
    with pytest.raises(LookupError):
        close(site.engine, site.keys, 99, TODAY)


def test_a_lost_key_stops_the_close_until_a_person_gives_its_pool_up(site: Site) -> None:
    site.crowd(13)
    sealed = site.totals()
    with read(site.engine) as connection:
        ready = connection.scalar(select(col(PoolRow.key_id)).where(col(PoolRow.stage) == "ready"))
    site.keys.forget([str(ready)])
    with pytest.raises(PoolKeysDamaged, match="abandon-pools"):
        site.close()
    with pytest.raises(PoolKeysDamaged, match="abandon-pools"):
        gathered(site)
    assert (site.pools(), site.totals()) == (2, sealed)
    assert lost_in(site.engine, site.keys) == [Lost("spring", None, 9, 0)]
    abandon(site.engine, site.keys)
    assert site.close() == Closing(sealed=False, not_counted=frozenset({""}))
    assert site.totals() == sealed == {"": 5}


def test_with_the_wrong_key_file_a_close_destroys_nothing(site: Site, tmp_path: Path) -> None:
    """Or a command typed in another folder would give up answers that are safe."""
    site.crowd(13)
    with pytest.raises(PoolKeysDamaged, match="TOTEM_POOL_KEY_FILE"):
        close(site.engine, KeyFile(tmp_path / "other" / "pool-keys"), 1, TODAY)
    site.close()
    assert site.totals() == {"": 13}


def test_at_start_another_key_file_is_refused_until_an_operator_gives_the_pools_up(site: Site, tmp_path: Path) -> None:
    site.crowd(13)
    other = KeyFile(tmp_path / "other" / "pool-keys")
    with pytest.raises(PoolKeysDamaged, match="abandon-pools"):
        recover_pools(site.engine, other)
    assert site.pools() == 2
    assert lost_in(site.engine, other) == [Lost("spring", None, 9, 0)]
    abandon(site.engine, other)
    assert site.pools() == 0
    assert site.totals() == {"": 5}
    recover_pools(site.engine, other)


def test_at_start_pools_with_their_keys_stay(site: Site) -> None:
    site.crowd(13)
    kept = site.keys.ids()
    recover_pools(site.engine, site.keys)
    assert site.pools() == 2
    assert site.keys.ids() == kept


def told(site: Site) -> dict[str, int]:
    """As a release or a batch would have them."""
    with read(site.engine) as connection:
        cells = as_disclosed(read_totals(connection, [1]), whole_only(connection, 1))
    return {segment: counts.n for segment, counts in cells.items()}


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ({"north": 12, "south": 7, "": 3}, {"north": 12, "": 10}),
        ({"north": 12, "south": 7, "east": 1, "": 3}, {"north": 12, "": 11}),
        ({"north": 12, "south": 7, "east": 2, "": 3}, {"north": 12, "south": 7, "": 5}),
        ({"north": 12, "south": 3, "east": 2, "": 1}, {"north": 12, "": 6}),
        ({"north": 12, "south": 3, "east": 2, "": 6}, {"north": 12, OTHERS: 5, "": 6}),
        ({"north": 12, "south": 3, "": 6}, {"north": 12, "": 9}),
        ({"north": 12, "": 1}, {"": 13}),
        ({"north": 4, "south": 3, "": 1}, {"": 8}),
        ({"": 6}, {"": 6}),
        ({"": 4}, {}),
        ({"north": 2, "": 2}, {}),
    ],
    ids=str,
)
def test_who_would_rather_not_say_counts_in_the_whole(
    answers: dict[str, int], expected: dict[str, int], site: Site
) -> None:
    """With small parts or, if they are too few, with the smallest of the others, which is no part from then on."""
    for place, (segment, many) in enumerate(answers.items()):
        site.crowd(many, segment, first=100 * place)
    closing = site.close()
    assert told(site) == expected
    assert bool(closing.not_counted) is not bool(expected)


def test_a_part_that_counts_in_the_whole_alone_does_so_for_good_and_comes_first_again(site: Site) -> None:
    site.crowd(12, "north")
    site.crowd(7, "south", first=20)
    site.crowd(2, "", first=30)
    site.close()
    assert told(site) == {"north": 12, "": 9}
    reopen(site)
    site.crowd(9, "south", first=40)
    site.crowd(6, "north", first=60)
    assert told(site) == {"north": 12, "": 9}
    site.crowd(1, "", first=70)
    site.close()
    assert told(site) == {"north": 18, "": 19}


def test_a_campaign_whose_parts_are_in_the_whole_leaves_as_it_is_told(site: Site) -> None:
    site.crowd(12, "north")
    site.crowd(7, "south", first=20)
    site.crowd(2, "", first=30)
    site.close()
    brought = opened(exported(site.engine, "spring", a_bank(), b"s" * 32), a_bank())
    assert {segment: counts.n for segment, counts in brought.totals.items()} == {"north": 12, "": 9}


cells = st.builds(Cell, st.integers(1, 2), st.sampled_from(["f", "g"]), st.sampled_from(["a", "b", "c", OTHERS, ""]))
waiting_cells = st.dictionaries(cells, st.lists(st.integers(0, 30), min_size=1, max_size=8))


@settings(deadline=None)
@given(waiting_cells, st.integers(1, 8), st.dictionaries(cells, st.lists(st.integers(0, 30), min_size=8, max_size=20)))
def test_sharing_out_seals_no_fewer_than_k_and_loses_only_what_it_names(
    waiting: dict[Cell, list[int]], k: int, before: dict[Cell, list[int]]
) -> None:
    left, totals = ({cell: total(map(a_sheet, crowd)) for cell, crowd in many.items()} for many in (waiting, before))
    shares = split_at_close(left, k, totals, [])
    assert all(counts.n >= k for counts in shares.sealed.values())
    kept = [counts for cell, counts in left.items() if counts.n >= k]
    gone = sum(counts.n for counts in left.values()) - sum(counts.n for counts in shares.sealed.values())
    assert sum(counts.n for counts in shares.sealed.values()) >= sum(counts.n for counts in kept)
    assert (gone > 0) is bool(shares.destroyed)


@settings(deadline=None)
@given(waiting_cells, st.integers(1, 8), st.dictionaries(cells, st.lists(st.integers(0, 30), min_size=8, max_size=20)))
def test_sharing_out_loses_nobody_of_k_who_wait_where_some_would_not_say(
    waiting: dict[Cell, list[int]], k: int, before: dict[Cell, list[int]]
) -> None:
    """And at most one part, the smallest, goes with them."""
    left, totals = ({cell: total(map(a_sheet, crowd)) for cell, crowd in many.items()} for many in (waiting, before))
    shares = split_at_close(left, k, totals, [])
    for structure in {cell[:2] for cell in left}:
        own = {cell: counts for cell, counts in left.items() if cell[:2] == structure}
        silent, joined = own.get(Cell(*structure, "")), [cell for cell in shares.whole_only if cell[:2] == structure]
        if silent and total(own.values()).n >= k:
            ends = [counts for cell, counts in shares.sealed.items() if cell[:2] == structure]
            assert total(ends) == total(own.values())
        assert len(joined) <= 1
        for cell in joined:
            assert silent
            assert silent.n < k
            large = [other for other in own if other.segment and own[other].n >= k]
            sizes = {other: own[other].n + (totals[other].n if other in totals else 0) for other in large}
            assert sizes[cell] == min(sizes.values())


def gathered(site: Site) -> None:
    with write_transaction(site.engine) as connection:
        spent = seal_ready(connection, site.keys, 1)
    site.keys.forget(spent)


@pytest.mark.parametrize("many", [5, 6, 9, 10, 14, 15, 23])
def test_whoever_waits_is_gathered_from_k_people_on(many: int, site: Site) -> None:
    site.crowd(many)
    gathered(site)
    with read(site.engine) as connection:
        (counts,) = read_totals(connection, [1]).values()
    assert counts == total(map(a_sheet, range(many)))
    assert (site.pools(), site.keys.ids()) == (0, set())
    gathered(site)
    assert site.totals() == {"": many}


def test_fewer_than_k_wait_on_and_are_gathered_with_others(site: Site) -> None:
    site.crowd(4)
    gathered(site)
    assert (site.totals(), site.pools(), len(site.keys.ids())) == ({}, 1, 1)
    site.crowd(1, first=4)
    gathered(site)
    site.crowd(3, first=5)
    gathered(site)
    assert site.totals() == {"": 5}
    site.crowd(2, first=8)
    gathered(site)
    assert site.totals() == {"": 10}


def test_each_part_is_gathered_by_itself(site: Site) -> None:
    site.crowd(7, "north")
    site.crowd(3, "south", first=7)
    gathered(site)
    assert (site.totals(), site.pools()) == ({"north": 7}, 1)
    site.crowd(20, "east", first=20)
    assert site.close() == Closing(sealed=True, not_counted=frozenset({"south"}))


def test_nothing_is_gathered_in_a_campaign_that_is_not_there(site: Site) -> None:
    with write_transaction(site.engine) as connection, pytest.raises(LookupError):
        seal_ready(connection, site.keys, 404)


def test_receipts_past_their_day_fall_a_day_after_the_first_look_that_found_them_so(
    engine: Engine, keys: PoolKeys
) -> None:
    """However often the site starts on a day that may be wrong: their sheets would count twice."""
    a_campaign(engine)
    Site(engine, keys).answer(an_entry(1, expires_on=TODAY))
    with write_transaction(engine) as connection:
        set_identity(connection, "here")
    for day in (1, 1, 1):
        purge_receipts(engine, TODAY + timedelta(days=day))
        assert receipts(engine) == {a_receipt(1)}
    purge_receipts(engine, TODAY + timedelta(days=2))
    assert receipts(engine) == set()
