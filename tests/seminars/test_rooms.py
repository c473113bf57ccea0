"""A room from its opening to its purge: what is revealed, to whom, how often, and what stays of it."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from app.campaigns.keys import rotate
from app.campaigns.store import campaigns, create, find
from app.db.engine import write_transaction
from app.publication.values import Phrase
from app.seminars.rooms import version_of
from app.seminars.seminar import Seminar
from app.seminars.stage import BEFORE, GUESS, Action, Beat
from app.seminars.store import by_code, by_remote, by_screen, by_slug, seminars
from app.tallies.batches import AlreadyJoined, BatchesRefused
from app.tallies.custody import abandon, lost_in
from app.tallies.keys import PoolKeys, PoolKeysDamaged
from app.tallies.ledger import Outcome, TotalsUnavailable
from tests.crowd import TODAY, TOMORROW, a_bank, a_campaign
from tests.rooms import House, a_house, animals_of, rows_of
from tests.stores import everything, pools, totals


@pytest.fixture
def house(engine: Engine, keys: PoolKeys) -> Iterator[House]:
    with a_house(engine, keys) as made:
        yield made


@pytest.fixture
def room(house: House) -> Seminar:
    return house.open().seminar


def walked(house: House, room: Seminar, *actions: Action) -> list[Beat]:
    return [house.rooms.act(room.id, action).stage.beat for action in actions]


@pytest.mark.parametrize("people", [5, 9, 10, 12])
def test_a_reveal_tells_everyone_who_finished(house: House, room: Seminar, people: int) -> None:
    house.finish(room, range(people))
    assert house.rooms.act(room.id, "reveal").stage.beat == "animals"
    released = house.rooms.shown(house.room(room)).released
    assert released
    assert (released.n, released.number, released.room) == (people, 1, True)
    shown = {totem.id: totem.share.count for totem in released.totems} | {"": released.none and released.none.count}
    assert shown == animals_of(range(people))
    assert all(totem.share.phrase is Phrase.COUNT for totem in released.totems)
    assert (released.dimensions[0].levels[1].mean.value is not None) is (people >= 10)
    assert not pools(house.engine, house.keys)
    assert house.keys.ids() == set()


def test_a_reveal_of_four_tells_nothing_and_ends_nothing(house: House, room: Seminar) -> None:
    house.finish(room, range(4))
    assert house.rooms.act(room.id, "reveal").stage.beat == "round"
    assert house.rooms.shown(house.room(room)).released is None
    house.finish(room, [4])
    assert house.rooms.act(room.id, "reveal").stage.beat == "animals"
    assert house.shown(room) == 5


def test_a_second_reveal_needs_five_newcomers(house: House, room: Seminar) -> None:
    house.finish(room, range(7))
    house.rooms.act(room.id, "reveal")
    house.finish(room, range(7, 11))
    house.rooms.act(room.id, "reveal")
    assert house.shown(room) == 7
    house.finish(room, [11])
    house.rooms.act(room.id, "reveal")
    assert house.shown(room) == 12
    assert house.room(room).finished == 12


def test_going_back_and_on_again_reveals_newcomers_as_the_key_does(house: House, room: Seminar) -> None:
    house.finish(room, range(5))
    assert walked(house, room, "next", "next", "next") == ["answering", "own", "animals"]
    house.finish(room, range(5, 10))
    assert walked(house, room, "back", "next") == ["own", "animals"]
    assert house.shown(room) == 10


def test_what_was_sealed_on_the_way_waits_for_the_reveal(house: House, room: Seminar) -> None:
    house.finish(room, range(14))
    assert sum(counts.n for counts in totals(house.engine).values()) == 5
    assert house.rooms.shown(house.room(room)).released is None
    house.rooms.act(room.id, "reveal")
    assert house.shown(room) == 14


def test_fewer_than_five_newcomers_are_destroyed_at_the_end_which_says_so(house: House, room: Seminar) -> None:
    house.finish(room, range(9))
    house.rooms.act(room.id, "reveal")
    house.finish(room, range(9, 12))
    closed = house.rooms.act(room.id, "close")
    assert (closed.closed_on, closed.not_counted, closed.stage.beat) == (TODAY, True, "end")
    assert house.shown(room) == 9
    assert everything(house.engine, house.keys).n == 9
    assert house.keys.ids() == set()


def test_five_newcomers_are_told_by_the_end_itself(house: House, room: Seminar) -> None:
    house.finish(room, range(5))
    house.rooms.act(room.id, "reveal")
    house.finish(room, range(5, 10))
    closed = house.rooms.act(room.id, "close")
    assert not closed.not_counted
    assert house.shown(room) == 10
    assert house.rooms.act(room.id, "close") == closed


def test_a_closed_room_lets_nobody_in(house: House, room: Seminar) -> None:
    house.finish(room, range(5))
    house.rooms.act(room.id, "close")
    assert house.finish(room, [5]) == [Outcome.CLOSED]
    assert not house.comes(room, 5)
    assert not house.comes(replace(room, slug="room-nowhere"), 5)
    assert house.room(room).finished == 5


def test_a_room_sees_how_many_came_and_finished(house: House, room: Seminar) -> None:
    house.arrive(room, range(6))
    house.finish(room, range(4))
    shown = house.rooms.shown(house.room(room))
    assert (shown.arrived, shown.finished, house.room(room).arrived_on) == (6, 4, TODAY)
    other = house.open().seminar
    house.finish(other, range(100, 102))  # by the address of the quiz, without the code
    shown = house.rooms.shown(house.room(other))
    assert (shown.arrived, shown.finished, house.room(other).arrived_on) == (2, 2, TODAY)


def test_a_phone_that_comes_twice_is_counted_once(house: House, room: Seminar) -> None:
    with ThreadPoolExecutor(16) as phones:
        came = [*phones.map(lambda person: house.comes(room, person), [*range(40)] * 3)]
    assert all(came)
    assert house.room(room).arrived == 40
    house.restart()
    house.arrive(room, range(41))
    assert house.room(room).arrived == 41


def test_a_sheet_and_its_arrival_are_not_told_to_be_of_one_phone(house: House, room: Seminar) -> None:
    house.arrive(room, [1])
    house.finish(room, [1])
    house.finish(room, range(2, 6))
    house.vote(room, GUESS, [0], first=1)
    found = [row[1] for row in rows_of(house.engine)["receipt"]]
    assert len(set(found)) == 7


def test_a_tap_on_a_page_that_is_behind_changes_nothing(house: House, room: Seminar) -> None:
    mark = version_of(room)
    assert house.rooms.act(room.id, "next", mark).stage.beat == "answering"
    assert house.rooms.act(room.id, "next", mark).stage.beat == "answering"
    assert house.rooms.act(room.id, "reveal", mark).stage.beat == "answering"
    assert house.rooms.act(room.id, "next", version_of(house.room(room))).stage.beat == "own"
    assert house.rooms.act(room.id, "back").stage.beat == "answering"


def test_a_mark_is_the_same_whatever_phones_do(house: House, room: Seminar) -> None:
    mark = version_of(room)
    house.arrive(room, range(3))
    house.finish(room, range(5))
    house.rooms.hide_code(room.id, True)
    assert version_of(house.room(room)) == mark


def test_a_thousand_taps_at_once_turn_one_page(house: House, room: Seminar) -> None:
    mark = version_of(room)
    with ThreadPoolExecutor(16) as remotes:
        stages = [*remotes.map(lambda _: house.rooms.act(room.id, "next", mark).stage.beat, range(50))]
    assert set(stages) == {"answering"}


def test_a_vote_that_two_remotes_put_at_once_has_one_round(house: House, room: Seminar) -> None:
    revealed(house, room)
    mark = version_of(house.room(room))
    with ThreadPoolExecutor(16) as remotes:
        rooms = [*remotes.map(lambda _: house.rooms.put_to_vote(room.id, "s1", "", mark), range(20))]
    assert [one.stage.vote.rounds for one in rooms if one.stage.vote] == [()] * 20


def test_a_room_that_is_over_changes_no_more(house: House, room: Seminar) -> None:
    house.finish(room, range(7))
    over = house.rooms.act(room.id, "close")
    before = rows_of(house.engine)
    assert [house.rooms.act(room.id, action) for action in get_args(Action)] == [over] * len(get_args(Action))
    assert house.rooms.reset(room.id) == over
    assert house.rooms.choose_prompt(room.id, 2) == house.rooms.hide_code(room.id, True) == over
    assert rows_of(house.engine) == before


def test_no_room_is_told_by_lists_of_campaigns(house: House, room: Seminar) -> None:
    a_campaign(house.engine)
    assert [campaign.slug for campaign in campaigns(house.engine)] == ["spring"]
    campaign = find(house.engine, room.slug)
    assert campaign
    assert (campaign.protection, campaign.k, campaign.publishes_itself) == ("room", 5, False)


def test_a_reset_leaves_a_room_that_nobody_came_to(house: House) -> None:
    opened = house.open("together", "Monday")
    room = opened.seminar
    untouched = rows_of(house.engine)["seminar"]
    house.arrive(room, range(8))
    house.finish(room, range(6))
    house.vote(room, GUESS, [0, 1])
    house.rooms.act(room.id, "reveal")
    house.finish(room, range(6, 8))
    after = house.rooms.reset(room.id)
    assert after.slug != room.slug
    assert replace(after, slug=room.slug, campaign_id=room.campaign_id) == room
    assert by_screen(house.engine, opened.screen) == by_remote(house.engine, opened.remote) == after
    assert by_code(house.engine, room.code) == after
    left = rows_of(house.engine)
    assert not any(left[name] for name in ("cell", "pool", "release", "ballot"))
    assert len(left["campaign"]) == len(untouched) == 1
    assert house.keys.ids() == set()
    assert not house.comes(room, 50)
    house.arrive(after, range(8))
    assert house.room(room).arrived == 8


def test_the_next_group_has_a_room_of_its_own(house: House) -> None:
    first = house.open("together", "  Monday \n\0 morning\ud800 ")
    again = house.rooms.again(first.seminar.id)
    kept = ("bank", "language", "pace", "name")
    assert [getattr(again.seminar, name) for name in kept] == ["totem", "fr", "together", "Monday morning"]
    assert {first.seminar.code, first.screen, first.remote}.isdisjoint({again.seminar.code, again.screen, again.remote})
    house.arrive(again.seminar, [1])
    assert house.room(first.seminar).arrived == 0


def test_a_room_that_is_not_there_is_said_so(house: House) -> None:
    for act in (house.rooms.reset, house.rooms.again, lambda id_: house.rooms.act(id_, "next")):
        with pytest.raises(LookupError):
            act(404)
    with pytest.raises(LookupError):
        house.rooms.open("no-such-bank", "fr", "free", "")


def test_guesses_stand_beside_the_truth(house: House, room: Seminar) -> None:
    house.finish(room, range(7))
    assert house.vote(room, GUESS, [0, 1, 1, 2, 1, 0]) == [Outcome.COUNTED] * 6
    assert house.vote(room, GUESS, [3] * 3) == [Outcome.ALREADY] * 3
    assert house.rooms.shown(house.room(room)).guessed == 6
    assert house.rooms.act(room.id, "reveal").stage.guesses == (2, 3, 1, 0)
    assert house.vote(room, GUESS, [3], first=50) == [Outcome.CLOSED]
    assert house.rooms.act(room.id, "reveal").stage.guesses == (2, 3, 1, 0)
    assert house.keys.ids() == set()


def test_four_guesses_are_told_to_nobody(house: House, room: Seminar) -> None:
    house.finish(room, range(7))
    house.vote(room, GUESS, [0, 1, 1, 2])
    assert house.rooms.act(room.id, "reveal").stage.guesses is None
    assert not rows_of(house.engine)["ballot"]


def test_guesses_wait_for_figures_to_stand_beside(house: House, room: Seminar) -> None:
    house.finish(room, range(4))
    house.vote(room, GUESS, [0, 1, 1, 2])
    assert house.rooms.act(room.id, "reveal").stage.guesses is None
    house.finish(room, [4])
    house.vote(room, GUESS, [2], first=4)
    assert house.rooms.act(room.id, "reveal").stage.guesses == (1, 2, 2, 0)


def test_a_room_that_closes_without_a_reveal_keeps_its_guesses(house: House, room: Seminar) -> None:
    house.finish(room, range(5))
    house.vote(room, GUESS, [0, 1, 1, 2, 3])
    assert house.rooms.act(room.id, "close").stage.guesses == (1, 2, 1, 1)
    assert house.shown(room) == 5


def revealed(house: House, room: Seminar, people: int = 8) -> None:
    house.finish(room, range(people))
    house.rooms.act(room.id, "reveal")


def test_a_scene_is_put_to_the_vote_twice_and_the_room_sees_how_it_moved(house: House, room: Seminar) -> None:
    revealed(house, room)
    vote = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert vote
    assert (vote.options, vote.is_open, vote.rounds) == (3, True, ())
    house.vote(room, vote.ballot, [0, 0, 0, 1, 2, 2])
    assert house.rooms.shown(house.room(room)).voted == 6
    closed = house.rooms.act(room.id, "next").stage
    assert closed.vote
    assert (closed.beat, closed.vote.is_open, closed.vote.rounds) == ("animals", False, ((3, 1, 2),))
    assert house.vote(room, vote.ballot, [0], first=70) == [Outcome.CLOSED]
    assert house.rooms.act(room.id, "next").stage.vote is None
    again = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert again
    assert again.ballot != vote.ballot
    house.vote(room, again.ballot, [1, 1, 1, 1, 2])
    last = house.rooms.act(room.id, "next").stage.vote
    assert last
    assert last.rounds == ((3, 1, 2), (0, 4, 1))
    assert house.rooms.shown(house.room(room)).voted == 5
    assert house.keys.ids() == set()


def test_four_votes_are_told_to_nobody(house: House, room: Seminar) -> None:
    revealed(house, room)
    vote = house.rooms.put_to_vote(room.id, "d3", "colleagues").stage.vote
    assert vote
    assert vote.options == a_bank().points
    house.vote(room, vote.ballot, [0, 4, 4, 4])
    closed = house.rooms.act(room.id, "back").stage
    assert closed.vote is None
    assert closed.voted[0].rounds == (None,)
    assert not rows_of(house.engine)["ballot"]


def test_another_vote_or_the_end_closes_the_round_that_is_open(house: House, room: Seminar) -> None:
    revealed(house, room)
    first = house.rooms.put_to_vote(room.id, "s0", "").stage.vote
    assert first
    house.vote(room, first.ballot, [0, 0, 0, 1, 2])
    second = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert second
    house.vote(room, second.ballot, [2, 2, 2, 2, 2])
    ended = house.rooms.act(room.id, "close").stage
    assert ended.vote is None
    assert [one.rounds for one in ended.voted] == [((3, 1, 1),), ((0, 0, 5),)]


def test_nothing_is_voted_on_before_the_reveal_nor_after_the_end(house: House, room: Seminar) -> None:
    assert house.rooms.put_to_vote(room.id, "s1", "").stage.vote is None
    revealed(house, room)
    with pytest.raises(LookupError):
        house.rooms.put_to_vote(room.id, "s99", "")
    with pytest.raises(LookupError):
        house.rooms.put_to_vote(room.id, "d3", "")
    house.rooms.act(room.id, "close")
    assert house.rooms.put_to_vote(room.id, "s1", "").stage.vote is None


@pytest.mark.parametrize("choice", [-1, 3, 99])
def test_a_choice_that_nobody_offers_is_not_counted(house: House, room: Seminar, choice: int) -> None:
    revealed(house, room)
    vote = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert vote
    assert house.vote(room, vote.ballot, [choice, 1]) == [Outcome.CLOSED, Outcome.COUNTED]
    assert house.rooms.shown(house.room(room)).voted == 1


def test_votes_outlive_a_restart_in_their_middle(house: House, room: Seminar) -> None:
    revealed(house, room)
    vote = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert vote
    house.vote(room, vote.ballot, [0, 1, 1])
    house.restart()
    assert house.vote(room, vote.ballot, [2, 2, 2]) == [Outcome.ALREADY] * 3
    house.vote(room, vote.ballot, [2, 2], first=3)
    closed = house.rooms.act(room.id, "next").stage.vote
    assert closed
    assert closed.rounds == ((1, 2, 2),)


def test_a_ballot_without_its_key_stops_the_start_until_a_person_gives_it_up(house: House, room: Seminar) -> None:
    revealed(house, room)
    vote = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert vote
    house.vote(room, vote.ballot, [0, 1, 1, 1, 1])
    lost = house.keys.ids()
    house.finish(room, range(20, 22))
    house.stop()
    house.keys.forget(lost)
    for _ in range(2):
        with pytest.raises(PoolKeysDamaged, match="abandon-pools"):
            house.start()
    assert rows_of(house.engine)["ballot"]
    (given_up,) = lost_in(house.engine, house.keys)
    assert (given_up.room, given_up.rounds) == ("", 1)
    abandon(house.engine, house.keys)
    house.start()
    assert not rows_of(house.engine)["ballot"]
    closed = house.rooms.act(room.id, "next").stage.vote
    assert closed
    assert closed.rounds == (None,)


def test_a_ballot_that_cannot_be_counted_keeps_no_other_room_from_anything(house: House, room: Seminar) -> None:
    revealed(house, room)
    vote = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
    assert vote
    house.vote(room, vote.ballot, [0])
    house.keys.forget(house.keys.ids())
    other = house.open().seminar

    async def both() -> list[Outcome | BaseException]:
        hands = (house.rooms.vote(one.slug, name, house.receipt(9), 1) for one, name in votes)
        return await asyncio.gather(*hands, return_exceptions=True)

    votes = [(room, vote.ballot), (other, GUESS)]
    lost, counted = asyncio.run(both())
    assert isinstance(lost, TotalsUnavailable)
    assert counted is Outcome.COUNTED
    with pytest.raises(PoolKeysDamaged, match="abandon-pools"):
        house.rooms.act(room.id, "next")
    abandon(house.engine, house.keys)
    house.rooms.act(room.id, "next")


def test_a_rehearsal_counts_nothing_and_leaves_no_row(house: House, room: Seminar) -> None:
    before = rows_of(house.engine)
    house.rooms.rehearse(room.id, True)
    while house.room(room).stage.beat != "end":
        shown = house.rooms.shown(house.room(room))
        assert shown.rehearsal
        assert shown == house.rooms.shown(house.room(room))
        assert shown.arrived >= 24
        assert (shown.released is None) is (house.room(room).stage.beat in BEFORE)
        house.rooms.act(room.id, "next")
    assert house.room(room).stage.guesses
    house.rooms.put_to_vote(room.id, "s1", "")
    house.rooms.act(room.id, "next")
    voted = house.rooms.put_to_vote(room.id, "s1", "").stage
    assert house.rooms.shown(house.room(room)).voted >= 20
    closed = house.rooms.act(room.id, "next").stage
    assert voted.vote
    assert closed.vote
    assert [sum(one or ()) for one in closed.vote.rounds] == [house.rooms.shown(house.room(room)).voted] * 2
    assert house.room(room).is_open
    house.rooms.act(room.id, "close")
    house.rooms.rehearse(room.id, False)
    assert rows_of(house.engine) == before


def test_two_rooms_rehearse_with_other_people(house: House) -> None:
    rooms = [house.open().seminar for _ in range(2)]
    for each in rooms:
        house.rooms.rehearse(each.id, True)
        house.rooms.act(each.id, "reveal")
    one, other = (house.rooms.shown(house.room(each)).released for each in rooms)
    assert one
    assert other
    assert [totem.share for totem in one.totems] != [totem.share for totem in other.totems]


def test_whoever_comes_to_a_rehearsal_stays_outside_and_comes_in_afterwards(house: House, room: Seminar) -> None:
    before = rows_of(house.engine)
    house.rooms.rehearse(room.id, True)
    house.rooms.act(room.id, "reveal")
    assert not any(house.comes(room, person) for person in range(6))
    assert house.vote(room, GUESS, [0]) == [Outcome.CLOSED]
    house.restart()
    assert not house.comes(room, 0)
    house.rooms.rehearse(room.id, False)
    assert rows_of(house.engine) == before
    house.arrive(room, range(6))
    house.finish(room, range(5))
    again = house.rooms.rehearse(room.id, False)  # a second remote, or an old page, stops it once more
    assert (again.arrived, again.finished, again.code) == (6, 5, room.code)


def test_a_sheet_that_was_finished_in_a_rehearsal_is_not_lost_with_it(house: House, room: Seminar) -> None:
    house.rooms.rehearse(room.id, True)
    house.finish(room, [1])
    assert house.rooms.rehearse(room.id, False).finished == 1
    assert everything(house.engine, house.keys).n == 1


def test_no_rehearsal_starts_over_people_who_came(house: House, room: Seminar) -> None:
    house.arrive(room, [1])
    assert not house.rooms.rehearse(room.id, True).stage.rehearsal


def closed_with(house: House, people: range) -> Seminar:
    room = house.open().seminar
    house.finish(room, people)
    house.rooms.act(room.id, "reveal")
    house.rooms.act(room.id, "close")
    return room


def test_a_room_joins_a_campaign_once_with_whoever_was_revealed(house: House) -> None:
    campaign = a_campaign(house.engine, k=10)
    key = rotate(house.engine, campaign.id, "manager")
    room = house.open().seminar
    house.finish(room, range(12))
    house.rooms.act(room.id, "reveal")
    house.finish(room, range(12, 15))
    house.rooms.act(room.id, "close")
    house.rooms.add_to_campaign(room.id, "spring", key)
    with pytest.raises(AlreadyJoined):
        house.rooms.add_to_campaign(room.id, "spring", key)
    joined = {cell: counts.n for cell, counts in totals(house.engine).items() if cell.campaign_id == campaign.id}
    assert [*joined.values()] == [12]


def test_a_room_is_not_added_where_it_does_not_belong(house: House) -> None:
    large, room = a_campaign(house.engine, k=10), closed_with(house, range(7))
    small = a_campaign(house.engine, k=5, slug="small")
    key = rotate(house.engine, large.id, "manager")
    other = create(house.engine, "other", "express", TODAY, k=5)
    for slug, given in (
        ("spring", key),  # seven, where ten are promised
        ("small", rotate(house.engine, small.id, "reader")),
        ("small", key),
        ("small", "no key"),
        ("nowhere", key),
        ("other", rotate(house.engine, other.id, "manager")),  # another questionnaire
        (room.slug, key),
    ):
        with pytest.raises(BatchesRefused):
            house.rooms.add_to_campaign(room.id, slug, given)
    still_open = house.open().seminar
    house.finish(still_open, range(20, 30))
    with pytest.raises(BatchesRefused):
        house.rooms.add_to_campaign(still_open.id, "small", rotate(house.engine, small.id, "manager"))


def test_a_room_closes_twelve_hours_after_the_first_arrival(house: House, room: Seminar) -> None:
    prepared = house.open().seminar
    house.arrive(room, [1])
    house.finish(room, range(5))
    house.seconds = 12 * 3600 - 1
    assert house.rooms.end_due(TODAY) == []
    house.seconds += 1
    assert house.rooms.end_due(TODAY) == [room.slug]
    assert not house.room(room).is_open
    assert house.shown(room) == 5
    assert house.room(prepared).is_open


def test_the_hours_of_a_room_that_was_emptied_are_nobody_elses(house: House, room: Seminar) -> None:
    house.arrive(room, [1])
    house.rooms.reset(room.id)
    house.rooms.act(room.id, "close")
    house.today, house.seconds = TODAY + timedelta(days=31), 31 * 24 * 3600
    house.rooms.end_due(house.today)
    other = house.open().seminar
    house.arrive(other, [2])
    assert house.rooms.end_due(house.today) == []


def test_after_a_restart_a_room_ends_with_the_next_day_at_the_latest(house: House, room: Seminar) -> None:
    house.finish(room, range(5))
    house.restart()
    house.rooms.end_due(TODAY)
    house.seconds = 11 * 3600
    house.rooms.end_due(TOMORROW)
    assert house.room(room).is_open
    house.restart()
    house.today = TODAY + timedelta(days=2)
    house.rooms.end_due(house.today)
    assert house.room(room).closed_on == house.today


def test_a_prepared_room_keeps_its_code_for_thirty_days(house: House) -> None:
    rooms = [house.open().seminar, house.open().seminar]
    house.rooms.rehearse(rooms[1].id, True)
    house.today = TODAY + timedelta(days=30)
    assert house.rooms.end_due(house.today) == []
    house.today += timedelta(days=1)
    house.rooms.end_due(house.today)
    assert [house.room(room).closed_on for room in rooms] == [house.today] * 2


def test_a_rehearsal_that_was_left_open_does_not_end_its_room(house: House, room: Seminar) -> None:
    house.rooms.rehearse(room.id, True)
    assert not house.comes(room, 1)
    house.today = TODAY + timedelta(days=2)
    assert house.rooms.end_due(house.today) == []
    after = house.rooms.rehearse(room.id, False)
    assert (after.is_open, after.arrived, after.stage.rehearsal, after.code) == (True, 0, False, room.code)


def test_thirty_days_after_its_end_nothing_is_left_of_a_room(house: House) -> None:
    empty = rows_of(house.engine)
    room = closed_with(house, range(9))
    house.today = TODAY + timedelta(days=30)
    house.rooms.end_due(house.today)
    assert house.shown(room) == 9
    house.today += timedelta(days=1)
    assert house.rooms.end_due(house.today) == [room.slug]
    assert rows_of(house.engine) | {"receipt": []} == empty
    assert by_slug(house.engine, room.slug) is None


def test_one_room_that_cannot_be_ended_does_not_keep_the_others_from_it(house: House, room: Seminar) -> None:
    other = house.open().seminar
    with write_transaction(house.engine) as connection:
        connection.exec_driver_sql(f"UPDATE campaign SET bank = 'gone' WHERE id = {room.campaign_id}")
    house.today = TODAY + timedelta(days=31)
    assert house.rooms.end_due(house.today) == [other.slug]


def test_a_prepared_room_asks_what_its_bank_asks_after_an_upgrade(house: House, room: Seminar) -> None:
    answered = house.open().seminar
    house.finish(answered, range(1))
    with write_transaction(house.engine) as connection:
        connection.exec_driver_sql(f"UPDATE campaign SET fingerprint = 'old' WHERE id = {room.campaign_id}")
    house.restart()
    assert house.room(room).fingerprint == answered.fingerprint
    assert house.room(room).code == room.code
    assert house.room(answered).slug == answered.slug


def test_a_reveal_that_fails_reveals_nothing(sqlite_engine: Engine, keys: PoolKeys) -> None:
    with a_house(sqlite_engine, keys) as house:
        room = house.open().seminar
        house.finish(room, range(7))
        house.vote(room, GUESS, [0, 1, 1, 2, 2])
        before = rows_of(house.engine)
        with write_transaction(sqlite_engine) as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER trouble BEFORE UPDATE ON seminar BEGIN SELECT RAISE(ABORT, 'trouble'); END"
            )
        with pytest.raises(IntegrityError):
            house.rooms.act(room.id, "reveal")
        assert rows_of(house.engine) == before
        with write_transaction(sqlite_engine) as connection:
            connection.exec_driver_sql("DROP TRIGGER trouble")
        assert house.rooms.act(room.id, "reveal").stage.guesses == (1, 2, 2, 0)
        assert house.shown(room) == 7


def test_a_sheet_that_no_room_hears_of_is_not_counted(sqlite_engine: Engine, keys: PoolKeys) -> None:
    """The totals and the number on the screen come in one transaction."""
    with a_house(sqlite_engine, keys) as house:
        room = house.open().seminar
        house.finish(room, range(3))
        before = rows_of(house.engine)
        with write_transaction(sqlite_engine) as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER trouble BEFORE UPDATE ON seminar BEGIN SELECT RAISE(ABORT, 'trouble'); END"
            )
        with pytest.raises(Exception, match="trouble"):
            house.finish(room, [3])
        with write_transaction(sqlite_engine) as connection:
            connection.exec_driver_sql("DROP TRIGGER trouble")
        assert rows_of(house.engine) == before
        assert house.finish(room, [3]) == [Outcome.COUNTED]


def test_every_action_is_one_that_a_room_takes(house: House, room: Seminar) -> None:
    for action in get_args(Action):
        assert house.rooms.act(room.id, action).id == room.id
    assert [one.id for one in seminars(house.engine)] == [room.id]


def test_a_vote_that_cannot_be_written_is_asked_for_again(sqlite_engine: Engine, keys: PoolKeys) -> None:
    with a_house(sqlite_engine, keys) as house:
        room = house.open().seminar
        revealed(house, room)
        vote = house.rooms.put_to_vote(room.id, "s1", "").stage.vote
        assert vote
        house.vote(room, vote.ballot, [0])
        before = rows_of(house.engine)
        with write_transaction(sqlite_engine) as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER trouble BEFORE INSERT ON ballot BEGIN SELECT RAISE(ABORT, 'trouble'); END"
            )
        with pytest.raises(TotalsUnavailable):
            house.vote(room, vote.ballot, [1, 1], first=1)
        assert rows_of(house.engine) == before
        with write_transaction(sqlite_engine) as connection:
            connection.exec_driver_sql("DROP TRIGGER trouble")
        assert house.vote(room, vote.ballot, [1, 1], first=1) == [Outcome.COUNTED] * 2
        house.rooms.stop()
        assert len(house.keys.ids()) == 1
        house.rooms.start()
