"""Whether a sheet is counted, asked of a database that hangs and while it is being counted."""

import asyncio
from datetime import date
from threading import Event

import pytest

from app.tallies import looks
from app.tallies.admission import Receipt
from app.tallies.looks import Looks

RECEIPT = Receipt(b"r" * 16, date(2199, 1, 1))


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looks, "LOOK_SECONDS", 0.01)


@pytest.mark.usefixtures("hurried")
def test_a_look_at_a_database_that_hangs_gives_up() -> None:
    goes_on = Event()
    asked = Looks(lambda _: goes_on.wait(3))
    try:
        with pytest.raises(TimeoutError):
            asyncio.run(asked.is_counted(RECEIPT))
    finally:
        goes_on.set()
        asked.stop()


@pytest.mark.usefixtures("hurried")
def test_a_look_at_a_sheet_that_is_being_counted_waits_for_it_and_gives_up_too() -> None:
    seen = list[Receipt]()
    asked = Looks(lambda receipt: not seen.append(receipt))  # type: ignore[func-returns-value]

    async def look() -> None:
        with asked.under_way(RECEIPT):
            with pytest.raises(TimeoutError):
                await asked.is_counted(RECEIPT)
            assert seen == [], "it guesses nothing meanwhile"

    asyncio.run(look())
    asked.stop()


def test_a_look_waits_until_the_sheet_is_counted_and_then_knows() -> None:
    counted = set[Receipt]()
    asked = Looks(counted.__contains__)

    async def look() -> bool:
        with asked.under_way(RECEIPT):
            looking = asyncio.create_task(asked.is_counted(RECEIPT))
            await asyncio.sleep(0)
            counted.add(RECEIPT)
        return await looking

    assert asyncio.run(look())
    asked.stop()
