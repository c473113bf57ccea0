"""How long the quiz takes, from the pages that are served: words, taps and screens are what the clock says they are."""

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.loader import Questionnaire
from app.banks.prose import texts_of, word_count
from app.banks.reading_time import FINISH_WORDS, PICK_WORDS, START_WORDS, Clock, clock_of, minutes_of
from app.banks.schema import Language
from app.campaigns.store import USUAL_PEOPLE
from app.web.wording import Wording
from tests.web.player import Player, Screen
from tests.whole import Whole

MOST = {"totem": 5.25, "express": 4.0}
EMPTY = {"input", "meta", "link", "br", "img"}


class Read(HTMLParser):
    """The texts of a step that somebody reads, part by part: not the way back, not what is folded away or hidden."""

    def __init__(self, step: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.feed(step)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in EMPTY:
            return
        known = dict(attrs)
        unread = (
            ("hidden" in known and "data-alone" not in known)
            or known.get("class") in ("nearing", "picked", "hidden")
            or tag in ("svg", "title")
        )
        folded = tag == "details" and "open" not in known
        self.open.append((tag, unread or folded or self.is_unread))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.is_unread:
            self.parts.append(" ".join(data.split(" ")).strip())

    @property
    def is_unread(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def parts(screen: Screen) -> list[str]:
    step = re.search(r"<form.*?</form>", screen.text, re.DOTALL)
    assert step
    return Read(step[0]).parts


def words(texts: Iterator[str] | list[str]) -> int:
    return sum(word_count(text) for text in texts)


class Walk:
    """One person's way to the last screen, who declines what is offered. Every part is read once, then known."""

    def __init__(self, client: TestClient, bank: str, language: Language) -> None:
        player = Player(client, bank, language)
        self.read: dict[str, None] = {}
        self.replies = self.firsts = self.lasts = self.screens = 0
        self.first, self.picks = parts(player.screen), [""]
        while not player.screen.is_last:
            if player.screen.is_scene and self.lasts == 0:
                self.picks += parts(player.screen)
            self._answer(player)
        self.last = parts(player.screen)
        self._reads(player.screen)

    def _answer(self, player: Player) -> None:
        offered = player.screen.offered
        if player.screen.is_scene and not player.screen.asks_last:
            self.firsts += 1
            self._reads(player.screen)
            player.send(c=offered["c"][self.firsts % 3])
        elif player.screen.is_scene:
            self.lasts += 1
            self.read |= dict.fromkeys(parts(player.screen))
            player.send(l=offered["l"][self.firsts % 2])
        elif any(name.startswith("a") for name in offered):
            self.replies += len(offered)
            self._reads(player.screen)
            player.send(**{name: str(1 + (self.replies + at) % 5) for at, name in enumerate(offered)})
        else:
            ((name, values),) = offered.items()  # the offer is not counted
            player.send(**{name: values[-1]})

    def _reads(self, screen: Screen) -> None:
        self.screens += 1
        self.read |= dict.fromkeys(parts(screen))

    @property
    def clock(self) -> Clock:
        return Clock(words(list(self.read)), self.replies, self.firsts, self.lasts, self.screens)


@pytest.fixture(scope="module", params=["totem", "express"])
def bank(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module", params=["fr", "en"])
def walk(client: TestClient, bank: str, request: pytest.FixtureRequest) -> tuple[Language, Walk]:
    return request.param, Walk(client, bank, request.param)


def test_taps_and_screens_are_those_of_the_clock_and_words_no_more(
    app: Starlette, bank: str, walk: tuple[Language, Walk]
) -> None:
    language, served = walk
    told = clock_of(Whole(app).questionnaires[bank], language)
    found = served.clock
    assert (found.replies, found.firsts, found.lasts, found.screens) == (
        told.replies, told.firsts, told.lasts, told.screens,
    )  # fmt: skip
    assert told.words - 30 < found.words <= told.words, (found.words, told.words)


def test_the_served_pages_take_no_longer_than_they_may(bank: str, walk: tuple[Language, Walk]) -> None:
    assert walk[1].clock.minutes <= MOST[bank]


def test_the_minutes_that_are_told_are_those(app: Starlette, bank: str, walk: tuple[Language, Walk]) -> None:
    language, served = walk
    told = minutes_of(Whole(app).questionnaires[bank], language)
    assert told == {"totem": 5, "express": 4}[bank]
    assert told >= served.clock.minutes - 0.25


def test_the_screens_say_no_more_beside_the_bank_than_their_constants(
    app: Starlette, bank: str, walk: tuple[Language, Walk]
) -> None:
    language, served = walk
    known = {" ".join(words_in[language].split(" ")) for words_in in said_by(Whole(app).questionnaires[bank])}
    first, picks = (
        [part for part in dict.fromkeys(each) if part not in known] for each in (served.first, served.picks)
    )
    assert 20 < words(first) <= START_WORDS[language], first
    assert 5 < words(picks) <= PICK_WORDS[language], picks
    assert 20 < words(served.last) <= FINISH_WORDS[language], served.last


def said_by(questionnaire: Questionnaire) -> Iterator[Mapping[Language, str]]:
    """The bank's own texts, as they are said where nobody chose other people to serve."""
    for _, text in texts_of(questionnaire.file, ()):
        yield {known: Wording(known, USUAL_PEOPLE)({known: text[known]}) for known in questionnaire.file.languages}
