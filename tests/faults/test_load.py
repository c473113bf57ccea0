"""A crowd with bad luck over HTTP: everyone who was told “counted” is counted once, nobody twice."""

import asyncio
import json
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.driver import Answer, Connection, Lost, fields_of, reply
from tests import soak
from tests.site import LiveSite
from tests.tried import tried

pytestmark = pytest.mark.slow

PATH = "/fr/quiz/express"
AT_ONCE = 40
PEOPLE, KILLED, KILLS = soak.many(60, 1000), soak.many(48, 400), soak.many(4, 20)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path, TOTEM_OPEN_LIMIT="0")
    live.start()
    yield live
    live.stop()


class Participant:
    """Answers with HTMX or without, goes back, opens two tabs, clicks twice, loses answers; tries until it is told."""

    def __init__(self, site: LiveSite, number: int) -> None:
        self.site, self.random = site, Random(number)
        self.connection = Connection(site.port)
        self.told: set[str] = set()

    async def take_the_quiz(self) -> None:
        page = (await self.patiently("GET", PATH)).body
        older = page
        while b'name="finish"' not in page:
            if self.random.random() < 0.05:
                page = older
            older = page
            page = (await self.patiently("POST", PATH, reply(page, self.random))).body
        last, _ = fields_of(page)
        await self.finish({**last, "finish": "count"})
        self.connection.close()

    async def finish(self, form: dict[str, str]) -> None:
        luck = self.random.random()
        if luck < 0.15:
            await self.lose(form)
        if luck > 0.6:
            tabs = [Connection(self.site.port) for _ in range(2)]
            answers = await asyncio.gather(*(tab.post(PATH, form) for tab in tabs), return_exceptions=True)
            self.told |= {heard(answer) for answer in answers if isinstance(answer, Answer)}
            for tab in tabs:
                tab.close()
        for _ in range(self.random.choice((1, 1, 2, 3))):
            self.told.add(heard(await self.patiently("POST", PATH, form)))

    async def lose(self, form: dict[str, str]) -> None:
        try:
            await self.connection.send_and_leave(PATH, form)
        except OSError:
            self.connection.close()

    async def patiently(self, method: str, path: str, form: dict[str, str] | None = None) -> Answer:
        """The answer, however often the server dies before giving it."""
        headers = "HX-Request: true\r\n"
        for _ in range(400):
            try:
                asked = self.connection.get(path) if form is None else self.connection.post(path, form, headers=headers)
                answer = await asked
            except Lost:
                await asyncio.sleep(0.05)
                continue
            assert answer.status in (200, 204), answer
            return answer
        raise AssertionError("the server did not come back")


def heard(answer: Answer) -> str:
    assert answer.status in (204, 303), answer
    return answer.location.rpartition("finish=")[2]


async def crowd(participants: list[Participant]) -> None:
    room = asyncio.Semaphore(AT_ONCE)

    async def enter(participant: Participant) -> None:
        async with room:
            await participant.take_the_quiz()

    await asyncio.gather(*map(enter, participants))


def counted(site: LiveSite) -> int:
    """n, after the close, as everyone may read it; and every invariant holds."""
    closed = site.totem("campaign", "close", "express")
    assert closed.returncode == 0, closed.stderr
    verified = site.totem("verify")
    assert verified.returncode == 0, verified.stderr
    with urllib.request.urlopen(f"{site.address}/api/v1/figures/express") as response:
        n: int = json.load(response)["n"]
    return n


def tried_counting(site: LiveSite, what: str, people: int) -> None:
    n = counted(site)
    tried(f"whole quizzes: {what}", people, lost=range(n, people), twice=range(people, n))


def test_however_unlucky_so_many_people_are_so_many(site: LiveSite) -> None:
    participants = [Participant(site, number) for number in range(PEOPLE)]
    asyncio.run(crowd(participants))
    assert all(participant.told <= {"counted", "already"} for participant in participants)
    tried_counting(site, "tabs, double clicks, lost answers", PEOPLE)


def test_who_was_told_so_is_counted_once_whenever_the_server_is_killed(site: LiveSite) -> None:
    participants = [Participant(site, number) for number in range(KILLED)]

    def told() -> int:
        return sum(bool(participant.told) for participant in participants)

    async def killed_again_and_again() -> None:
        answering = asyncio.create_task(crowd(participants))
        for kill in range(KILLS):
            before = told()
            await asyncio.sleep(0.1 + 0.07 * (kill % 7))
            # Every other one as soon as somebody is told, who has to be on the disk by then.
            while kill % 2 and told() == before and not answering.done():
                await asyncio.sleep(0.005)
            await asyncio.to_thread(site.restart, signal.SIGKILL)
        await answering

    asyncio.run(killed_again_and_again())
    assert all(participant.told for participant in participants)
    tried_counting(site, f"the same, with the server killed {KILLS} times", KILLED)
