"""What is posted: bounded before it is read, read by who may post, in time that grows with its length alone."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from random import Random
from typing import Any
from urllib.parse import parse_qsl

import pytest
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.testclient import TestClient
from starlette.types import Message

from app.campaigns.draft import code_typed, draft_faults
from app.seminars.codes import typed
from app.web import forms
from app.web.forms import AT_ONCE, LONGEST_FIELD, MOST_FIELDS, Pairs, number_in, split
from app.web.language import negotiate
from app.web.organise import acts as organise_acts
from app.web.organise import change as organise_change
from app.web.organise import routes as organise
from app.web.organise.form import draft_in
from app.web.result.result_link_input import NotAResult, find_result
from app.web.security import MAX_BODY
from app.web.seminar.remote import ORGANISER
from app.web.survey.form import described
from app.web.tokens import Tokens
from tests.growth import MOST_GROWTH, growth
from tests.surveys import specs
from tests.whole import Whole

SEALS = Tokens([b"s" * 32])
DAY = date(2026, 11, 29)
OWN = [(start, letter, "!") for start in ("", "a", "/result/", "/organise/aa") for letter in (
    "a", " ", "|", "\n", " |", "|\n", "a\n", "a|b\n", "=", "&", "a&", "a=b&", "+", "%", "%2", "%20", "/", "/result/",
    "/r/e/s", "/organise/aa ", "-", "_", ",", "a,", "fr,", ";q=", "a;q=1,", "1", "9", ".", "😀", "\u200b", "/\u200b",
)]  # fmt: skip


def _pasted(text: str) -> None:
    with pytest.raises(NotAResult):
        find_result(SEALS, text)


def _form(text: str) -> None:
    with suppress(HTTPException):
        split(text.encode("utf-8", "replace"))


def _draft(field: str) -> Callable[[str], object]:
    return lambda text: draft_faults(draft_in({"question_fr": "?", field: text}, DAY), DAY)


def _survey(field: str) -> Callable[[str], object]:
    return lambda text: described({field: text}, specs()["symmetry"], DAY)


PARSERS: dict[str, Callable[[str], object]] = {
    "a form": _form,
    "a pasted link": _pasted,
    "a code of a room": typed,
    "a code of a campaign": code_typed,
    "a number": number_in,
    "Accept-Language": negotiate,
    "an organiser’s address": ORGANISER.search,
    "a lost invitation": organise_acts.TOKEN.search,
    **{f"{name} of a survey": _survey(name) for name in ("title", "label", "reveal", "customers", "places", "zone")},
    **{
        name: _draft(name)
        for name in (
            "slug",
            "segments",
            "title_fr",
            "introduction_fr",
            "edition",
            "series",
            "code",
            "k",
            "expected",
            "opened_on",
            "zone",
        )
    },
}


@pytest.mark.parametrize("name", PARSERS)
def test_what_reads_a_text_takes_time_in_proportion_to_it(name: str) -> None:
    assert growth(PARSERS[name], OWN) <= MOST_GROWTH


def test_a_field_a_number_of_fields_and_a_body_have_a_most(client: TestClient) -> None:
    known = {"name": "x" * (LONGEST_FIELD - len("name"))}
    assert client.post("/fr/seminar", data=known).status_code == 422
    for data in (
        {"name": "x" * LONGEST_FIELD},
        {f"field{at}": "x" for at in range(MOST_FIELDS + 1)},
        {"x" * (LONGEST_FIELD + 1): ""},
        {f"field{at}": "x" * 1000 for at in range(MAX_BODY // 1000 + 1)},
    ):
        for path in ("seminar", "organise", "organise/barometer", "duo", "j", "quiz/totem", "entry/totem"):
            response = client.post(f"/fr/{path}", data=data)
            assert response.status_code == 413, path
            assert "formulaire" in response.text


def test_a_long_body_is_split_in_a_thread(app: Starlette, monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[threading.Thread] = []

    def noted(_: bytes) -> Pairs:
        where.append(threading.current_thread())
        return []

    monkeypatch.setattr(forms, "split", noted)

    async def read(length: int) -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b"x" * length}

        await forms.read_pairs(Request({"type": "http"}, receive))

    asyncio.run(read(AT_ONCE + 1))
    assert where[-1] is not threading.main_thread()


@pytest.mark.parametrize("parts", [["s=1&q=2"], ["s=", "1&q=2"], ["s=1", "&q", "=2", ""]])
def test_a_body_is_read_in_however_many_parts_it_comes(parts: list[str]) -> None:
    coming = [(text, at < len(parts) - 1) for at, text in enumerate(parts)]

    async def receive() -> Message:
        text, more = coming.pop(0)
        return {"type": "http.request", "body": text.encode(), "more_body": more}

    read = asyncio.run(forms.read_pairs(Request({"type": "http", "method": "POST"}, receive)))
    assert (read, coming) == ([("s", "1"), ("q", "2")], [])


@pytest.mark.parametrize("parts", [0, 1])
def test_whoever_leaves_before_the_end_has_posted_nothing(parts: int) -> None:
    part, leaving = {"type": "http.request", "more_body": True}, {"type": "http.disconnect"}
    coming: list[Message] = [*[part] * parts, leaving]

    async def receive() -> Message:
        return coming.pop(0)

    with pytest.raises(ClientDisconnect):
        asyncio.run(forms.read_pairs(Request({"type": "http", "method": "POST"}, receive)))


def test_a_draft_is_not_read_without_the_passphrase(
    client: TestClient, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[object] = []
    for module in (organise, organise_change):
        monkeypatch.setattr(module, "draft_in", lambda *given: read.append(given))
    response = client.post("/fr/organise", data={"passphrase": "sesame", "segments": "a" + " " * 9000 + "b"})
    assert response.status_code == 422
    assert "pas la phrase de passe" in response.text
    assert client.post("/fr/organise/totem/nokey/change", data={"segments": "a" + " " * 9000}).status_code == 404
    assert not read


def test_drafts_and_pasted_links_are_read_outside_of_the_event_loop(
    client: TestClient, app: Starlette, monkeypatch: pytest.MonkeyPatch
) -> None:
    here: Whole = Whole(app)
    seen: list[str] = []

    def noted(what: Callable[..., Any], name: str) -> Callable[..., Any]:
        def does(*given: Any) -> Any:
            with pytest.raises(RuntimeError):
                asyncio.get_running_loop()
            seen.append(name)
            return what(*given)

        return does

    monkeypatch.setattr(organise, "draft_in", noted(draft_in, "draft"))
    monkeypatch.setattr("app.web.result.duo.find_result", noted(find_result, "pasted"))
    client.post("/fr/organise", data={"passphrase": here.site.passphrase.word})
    client.post("/fr/duo", data={"one": "a", "two": "b"})
    assert seen == ["draft", "pasted", "pasted"]


def test_a_form_without_quoted_letters_is_read_as_any_other_is() -> None:
    random = Random("forms")
    for _ in range(3000):
        body = "".join(random.choice("ab1=&-_.é%+2") for _ in range(random.randrange(24))).encode()
        assert split(body) == parse_qsl(body.decode(), keep_blank_values=True), body
