"""A step as a stream that was compressed once: what goes into it comes out, whatever it is."""

import re
import secrets
import time
from random import Random

import brotli
import pytest
from starlette.testclient import TestClient

from app.banks.response_model import clicker
from app.totem.course import steps
from app.totem.model import blank
from app.web.quiz.spliced import Spliced
from app.web.tokens import new_sheet
from benchmarks.journey import so_far
from tests.whole import Whole

SEALED = re.compile(r"(?<=[=\x22])[\w-]{80,}")
"""A sheet is sealed anew each time that it is shown."""

PIECES = ["<p>é’ before ", ' and "after</p> ' * 9, " again</p>"]


def test_whatever_fills_it_is_unpacked_where_it_belongs() -> None:
    spliced = Spliced(PIECES, 100)
    for _ in range(200):
        filling = secrets.token_urlsafe(100)[:100]
        packed = spliced.packed(filling)
        assert packed
        assert brotli.decompress(packed).decode() == spliced.text(filling) == filling.join(PIECES)


@pytest.mark.parametrize("pieces", [["alone"], ["", ""], ["a", "b"], ["a", "’"], ["", "’’", "", ""]])
def test_a_text_that_gives_no_stream_is_left_to_others(pieces: list[str]) -> None:
    packed = Spliced(pieces, 20).packed("x" * 20)
    assert packed is None or brotli.decompress(packed).decode() == ("x" * 20).join(pieces)


def test_a_letter_that_stands_around_too_is_never_taken_for_the_stand_in_s(monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows the stand-in follows its last letter elsewhere too, where the stream may refer back to it; and so
    would any filling that ends on the same letter."""
    drawn = iter([secrets.token_urlsafe(99)[:99] + "4" for _ in range(20)])
    monkeypatch.setattr(secrets, "token_urlsafe", lambda length: next(drawn))
    spliced = Spliced(['<input name="s" value="', '"><input name="q" data-value="4"><input>'], 100)
    packed = spliced.packed("x" * 100)
    assert packed is None or brotli.decompress(packed).decode() == spliced.text("x" * 100)


def test_another_length_does_not_go_in() -> None:
    assert Spliced(PIECES, 100).packed("x" * 99) is None
    assert Spliced(PIECES, 0).packed("") is None


@pytest.mark.parametrize("fragment", [True, False])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_step_is_the_same_bytes_however_it_is_packed(client: TestClient, language: str, fragment: bool) -> None:
    """Each is kept by the first who comes to it, and taken from what is kept by the next."""
    here, headers = Whole(client.app), {"HX-Request": "true"} if fragment else {}
    for slug in ("totem", "express"):
        bank, packed = here.questionnaires[slug].bank, []
        whole = new_sheet(bank, time.time())
        whole = whole.answered(clicker(bank, Random(slug)))
        course = steps(bank, blank(bank), whole.nonce)
        for at in range(len(course)):
            sheet = whole.answered(so_far(bank, whole.answers, course[:at]))
            path = f"/{language}/quiz/{slug}?s={here.tokens.seal_sheet(slug, bank, sheet)}"
            ways = ("identity", "br", "gzip, deflate, br", "gzip")
            answers = [client.get(path, headers={**headers, "Accept-Encoding": way}) for way in ways]
            plain, *others = (SEALED.sub("", answer.text) for answer in answers)
            assert others == [plain] * len(others), at
            assert {(answer.status_code, answer.headers["cache-control"]) for answer in answers} == {(200, "no-store")}
            assert all("Accept-Encoding" in answer.headers["vary"] for answer in answers[1:])
            packed.append(answers[2].headers["content-encoding"])
        assert packed.count("br") > len(course) / 2
