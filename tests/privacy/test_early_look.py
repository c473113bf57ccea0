"""Attack 10: whatever is done, in whatever order, nobody sees a figure of an edition before its day.

Nobody at all before every voice is closed and all are revealed together; nobody but staff and the organiser before the
edition is public. tests/privacy/early.py: the two sites; tests/privacy/looking.py: what is done on them.
"""

import time
from collections.abc import Callable, Collection, Iterator
from functools import partial
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import Connection, update
from sqlmodel import col

from app.barometer.edition import Edition
from app.db.engine import write_transaction
from app.db.tables import CampaignRow
from app.publication import store
from app.publication.store import Head
from tests.privacy.early import Clock, House, Pair, field_work
from tests.privacy.looking import Looking
from tests.privacy.test_states import settled
from tests.privacy.worlds import Draws
from tests.soak import many
from tests.surveys import OPENED, catalogue

pytestmark = [pytest.mark.slow, pytest.mark.long]

PARTS, SEQUENCES, STEPS = many(1, 20), many(12, 260), 12


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Looking]]:
    folder, clock = tmp_path_factory.mktemp("early"), Clock(OPENED)
    with pytest.MonkeyPatch.context() as patch:
        now = time.time()
        patch.setattr(time, "time", lambda: now)
        clock.stop(patch)
        pair = Pair(folder, clock, Draws(patch).random)
        field = field_work(folder, catalogue()["customers"].bank)
        yield type("Machine", (Looking,), {"pair": pair, "clock": clock, "field": field})
        pair.stop()


def tried(made: type[Looking], patch: pytest.MonkeyPatch, sequences: int, **others: Any) -> type[Looking]:
    machine = type("Machine", (made,), {"patch": patch, "sequences": 0, "looks": 0, "told": 0, **others})
    run_state_machine_as_test(machine, settings=settings(settled(sequences), stateful_step_count=STEPS))
    return machine


@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_sequence_shows_a_figure_before_its_day(
    made: type[Looking], monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    machine = tried(made, monkeypatch, SEQUENCES)
    assert machine.sequences >= SEQUENCES
    assert machine.looks > 5 * SEQUENCES
    assert machine.told > SEQUENCES / 5, "the two sites differ"


def by_itself(house: House, edition: Edition) -> None:
    with write_transaction(house.engine) as connection:
        voices = col(CampaignRow.edition_id) == edition.id
        connection.execute(update(CampaignRow).where(voices).values(publishes_itself=True))


def every_head(connection: Connection, campaign_ids: Collection[int], *_: object) -> list[Head]:
    return [Head(*row[:3]) for row in connection.execute(store.HEADS, {"campaigns": [*campaign_ids]})]


def played(made: type[Looking], patch: pytest.MonkeyPatch, *acts: Callable[[Looking], object], **others: Any) -> None:
    """One sequence, with a look at every address after each act."""
    machine = type("Machine", (made,), {"patch": patch, "wide": True, **others})()
    machine.open(0, placed=False, seed=1)
    try:
        for act in acts:
            act(machine)
            machine.look(0, 1)
    finally:
        machine.end()


def reveal(machine: Looking) -> None:
    machine.clock.day = machine.edition.days.staff_see_on
    machine.an_hour_passes(0)


def test_a_look_at_every_address_after_each_act_finds_nothing(
    made: type[Looking], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the controls do, with every rule in its place."""
    played(made, monkeypatch, lambda it: it.look_ahead("customers", 0), lambda it: it.answer("staff", 12, 0), reveal)


def test_voices_that_publish_by_themselves_are_found_out(made: type[Looking], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: voices as campaigns were before there were mirror surveys."""
    monkeypatch.setattr(store, "preview", partial(store._made, room=False))
    monkeypatch.setattr(store, "heads", every_head)
    with pytest.raises(AssertionError, match="told early"):
        played(made, monkeypatch, lambda it: it.an_hour_passes(0), opened=staticmethod(by_itself))


def test_a_voice_that_may_be_previewed_is_found_out(made: type[Looking], monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: publication is refused, and a look ahead is not."""
    monkeypatch.setattr(store, "preview", partial(store._made, room=False))
    monkeypatch.setattr("tests.privacy.early.publish", lambda *_: None)
    with pytest.raises(AssertionError, match="told early"):
        played(made, monkeypatch, lambda it: it.look_ahead("customers", 0))


def test_a_release_that_everyone_reads_with_staff_is_found_out(
    made: type[Looking], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: no days for staff alone."""
    monkeypatch.setattr(store, "heads", every_head)
    with pytest.raises(AssertionError, match="told early"):
        played(made, monkeypatch, lambda it: it.answer("staff", 12, 0), reveal)
