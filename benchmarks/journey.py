"""One person's journey as a browser makes it: every request that is sent, with a browser's own headers.

The full questionnaire with htmx: home, first page, a form for each step, finish, result; then the crowd's figures.
Each person has a sheet and answers of their own, so nothing is asked for twice but what is the same for everybody.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import chain, cycle
from pathlib import Path
from random import Random

from app.banks.loader import load_bank
from app.banks.response_model import clicker
from app.resources import resource
from app.settings import load_secrets
from app.totem.course import AskingStep, SceneStep, Screen, finished, steps
from app.totem.model import UNSURE, Answers, Bank, blank
from app.web.tokens import Sheet, Tokens, new_sheet
from benchmarks.driver import asking, form
from tests.site import LiveSite

SLUG = "totem"
PATH, FIGURES = f"/fr/quiz/{SLUG}", f"/fr/figures/{SLUG}"
PEOPLE = 60
BROWSER = (
    "User-Agent: Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile\r\n"
    "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: fr-FR,fr;q=0.9,en;q=0.8\r\nConnection: keep-alive\r\n"
)
PAGE = BROWSER + (
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8\r\n"
    "Upgrade-Insecure-Requests: 1\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: navigate\r\n"
    "Sec-Fetch-User: ?1\r\nSec-Fetch-Dest: document\r\n"
)
HTMX = BROWSER + (
    "Accept: text/html\r\nHX-Request: true\r\nHX-Target: step\r\nHX-Current-URL: http://127.0.0.1/fr/quiz/totem\r\n"
    "Origin: http://127.0.0.1\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
)


class Journey:
    """Requests of people, each with a sheet of their own, to a site whose secret is known. seed: of their answers."""

    def __init__(self, site: LiveSite, seed: int = 0) -> None:
        self.bank = load_bank(resource("questions") / f"{SLUG}.yaml").bank
        self._tokens = Tokens(load_secrets(Path(site.environment["TOTEM_SECRET_FILE"])))
        self._random = Random(seed)
        self.course = steps(self.bank, blank(self.bank), b"")[:-1]

    def home(self) -> Iterator[bytes]:
        return cycle([asking("/fr/", PAGE)])

    def first(self) -> Iterator[bytes]:
        return cycle([asking(PATH, PAGE)])

    def figures(self) -> Iterator[bytes]:
        return cycle([asking(FIGURES, PAGE)])

    def every_step(self) -> Iterator[bytes]:
        return cycle([*chain.from_iterable(self._steps(self._sheet()) for _ in range(PEOPLE))])

    def results(self) -> Iterator[bytes]:
        return cycle([asking(self._result(self._sheet()), PAGE) for _ in range(PEOPLE)])

    def finishes(self, many: int) -> Iterator[bytes]:
        """Each counts somebody, so none may come twice."""
        return (self._finish(self._sheet()) for _ in range(many))

    def quizzes(self, people: int) -> list[bytes]:
        """So many people from the first page to the finish, one request after the other."""
        whole = [self._sheet() for _ in range(people)]
        return [one for sheet in whole for one in (asking(PATH, PAGE), *self._steps(sheet), self._finish(sheet))]

    def _sheet(self) -> Sheet:
        return new_sheet(self.bank, time.time()).answered(clicker(self.bank, self._random))

    def _steps(self, whole: Sheet) -> Iterator[bytes]:
        for at, step in enumerate(self.course):
            before = whole.answered(so_far(self.bank, whole.answers, self.course[:at]))
            fields = {"s": self._seal(before), "q": f"{at + 1}", **_reply(step, whole.answers)}
            yield form(PATH, fields, HTMX)

    def _finish(self, sheet: Sheet) -> bytes:
        last = len(steps(self.bank, sheet.answers, sheet.nonce))
        return form(PATH, {"s": self._seal(sheet), "q": f"{last}", "finish": "count", "minutes": "6"}, HTMX)

    def _result(self, sheet: Sheet) -> str:
        answers = finished(self.bank, sheet.answers, sheet.nonce)
        return f"/fr/result/{self._tokens.seal_result(SLUG, self.bank, answers)}?finish=counted"

    def _seal(self, sheet: Sheet) -> str:
        return self._tokens.seal_sheet(SLUG, self.bank, sheet)


def so_far(bank: Bank, whole: Answers, answered: tuple[AskingStep | None, ...]) -> Answers:
    items = {item for step in answered if isinstance(step, Screen) for item in step.items}
    scenes = {step.scene for step in answered if isinstance(step, SceneStep)}
    empty = blank(bank)
    return replace(
        empty,
        replies=tuple(reply if at in items else None for at, reply in enumerate(whole.replies)),
        choices=tuple(choice if at in scenes else None for at, choice in enumerate(whole.choices)),
        lasts=tuple(last if at in scenes else None for at, last in enumerate(whole.lasts)),
    )


def _reply(step: AskingStep | None, whole: Answers) -> dict[str, str]:
    """Both moves of a scene are picked on one page, and posted together."""
    if isinstance(step, SceneStep):
        last = whole.lasts[step.scene]
        return {"c": f"{whole.choices[step.scene]}", "l": "unsure" if last == UNSURE else f"{last}"}
    assert isinstance(step, Screen)
    return {f"a{item}": f"{whole.replies[item]}" for item in step.items}
