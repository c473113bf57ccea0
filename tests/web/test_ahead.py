"""What a crowd opens is asked before the layers around the app: with the same status, headers and bytes each way."""

import gzip
import secrets
import time
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple

import pytest
from starlette.testclient import TestClient

from app.banks.response_model import clicker
from app.totem.course import ImportanceStep, OfferStep, SceneStep, Screen, Step, steps
from app.totem.model import More, blank
from app.web.context import CampaignContext
from app.web.deps import find_context
from app.web.quiz.views import RenderedSteps
from app.web.responses import Ahead
from app.web.tokens import new_sheet
from benchmarks.journey import so_far
from tests.whole import Whole

WAYS = ("gzip, deflate, br, zstd", "gzip", "identity")
HTMX = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
BEFORE = [*range(-7, 0)]
"""Steps of each questionnaire from its end that are looked at beside the first two: scenes, an offer, the end."""


class Answer(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Asked(NamedTuple):
    path: str
    form: dict[str, str] | None = None


def said(client: TestClient, asked: Asked, headers: dict[str, str]) -> Answer:
    method, given = ("GET", {}) if asked.form is None else ("POST", {"data": asked.form})
    with client.stream(method, asked.path, headers=headers, follow_redirects=False, **given) as answer:  # type: ignore[arg-type]
        body = b"".join(answer.iter_raw())
        if answer.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)  # which holds the time at which it was packed
        return Answer(answer.status_code, sorted(answer.headers.items()), body)


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sheet is sealed as the same letters each time."""
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)
    monkeypatch.setattr(secrets, "token_bytes", lambda length: b"\5" * length)


def reply_to(step: Step) -> dict[str, str]:
    if isinstance(step, SceneStep):
        return {"c": "0", "l": "1"}
    if isinstance(step, Screen):
        return {f"a{item}": "2" for item in step.items}
    if isinstance(step, ImportanceStep):
        return {"d0": "1"}
    return {"more": "1"} if isinstance(step, OfferStep) else {}


def asked_of_steps(here: Whole, language: str) -> Iterator[Asked]:
    for slug in ("totem", "express"):
        bank, path = here.questionnaires[slug].bank, f"/{language}/quiz/{slug}"
        whole = new_sheet(bank, time.time(), More.OPEN)
        whole = whole.answered(clicker(bank, Random(slug)))
        course = steps(bank, blank(bank), whole.nonce)
        for at in (0, 1, *(len(course) + one for one in BEFORE)):
            sheet = whole.answered(so_far(bank, whole.answers, course[:at]))
            token = here.tokens.seal_sheet(slug, bank, sheet)
            yield Asked(f"{path}?s={token}")
            yield Asked(path, {"s": token, "q": f"{at + 1}", **reply_to(course[at])})
            yield Asked(path, {"s": token, "q": f"{at + 1}"})
    yield from (Asked(path, {"s": token, "q": "999"}), Asked(path, {"s": "damaged", "q": "1"}), Asked(f"{path}?s=x"))
    yield from (Asked(path), Asked(path, {}), Asked(path, {"s": "x" * 20_000}), Asked(f"/{language}/quiz/none"))


@pytest.mark.usefixtures("frozen")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize("language", ["fr", "en", "de"])
def test_a_step_is_the_same_before_the_layers_and_behind_them(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, language: str, headers: dict[str, str], way: str
) -> None:
    headers = {**headers, "Accept-Encoding": way}
    every = [*asked_of_steps(Whole(client.app), language)]
    for one in every:  # what is kept of a step is packed now
        said(client, one, headers)
    ahead = [said(client, one, headers) for one in every]
    monkeypatch.setattr(Ahead, "_found", lambda self, scope: None)
    behind = [said(client, one, headers) for one in every]
    assert [(*one,) for one in zip(every, ahead, behind, strict=True) if one[1] != one[2]] == []
    assert {answer.status for answer in ahead} >= ({404} if language == "de" else {200, 400, 404, 413, 422})


@pytest.mark.parametrize("path", ["/fr/", "/en/", "/fr/figures/totem", "/fr/at/ABC234", "/fr/result/none", "/de/"])
@pytest.mark.parametrize("way", WAYS)
def test_a_page_for_all_is_the_same_before_the_layers_and_behind_them(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str, way: str
) -> None:
    asked = [Asked(path), Asked(path, {})]
    ahead = [said(client, one, {"Accept-Encoding": way}) for one in asked]
    monkeypatch.setattr(Ahead, "_found", lambda self, scope: None)
    assert ahead == [said(client, one, {"Accept-Encoding": way}) for one in asked]


def test_a_packed_step_meets_no_layer(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """But the one that says what every answer says; one that nobody ticked anything on is rendered for nobody again."""
    met: list[str] = []
    every = [*asked_of_steps(Whole(client.app), "fr")][:2]
    headers = {**HTMX, "Accept-Encoding": "br"}
    first = [said(client, one, headers) for _ in range(2) for one in every][2:]
    monkeypatch.setattr("app.web.workshop.Gate.__call__", lambda self, scope, *_: met.append(scope["path"]))
    monkeypatch.setattr(RenderedSteps, "html", lambda *_: met.append("rendered"))
    assert [(one.status, len(one.body)) for one in first] == [
        (answer.status, len(answer.body)) for one in every for answer in [said(client, one, headers)]
    ]
    assert met == []
    assert all(("totem", "1") in one.headers for one in first)


def test_a_visit_is_made_once_for_as_long_as_its_campaign_is_known(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, made = Whole(client.app), 0
    look = find_context

    async def noted(*given: Any, **named: Any) -> CampaignContext:
        nonlocal made
        made += 1
        return await look(*given, **named)

    monkeypatch.setattr("app.web.quiz.routes.find_context", noted)
    monkeypatch.setattr(here.campaigns._remembered, "_clock", lambda: 0.0)
    here.campaigns.forget("totem")
    for asked, expected in ((1, 1), (5, 2)):
        for _ in range(asked):
            assert client.get("/en/quiz/totem").status_code == 200
        assert made == expected
    here.campaigns.forget("totem")
    client.get("/en/quiz/totem")
    assert made == 3
