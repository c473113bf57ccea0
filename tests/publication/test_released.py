"""A release never changes, and its document is the whole of it."""

import json
from dataclasses import FrozenInstanceError, asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publication.documents import ReleaseDocument, digest_of, from_document
from app.publication.values import Coefficient, DocumentInvalid, Figure, Phrase, Reason, Share
from app.totem.model import Bank
from tests.publication.campaigns import released, releases
from tests.publication.crowds import full_bank

RELEASED = released(full_bank(), 210)


@given(releases())
def test_a_document_gives_the_release_back(many: tuple[Bank, ReleaseDocument]) -> None:
    _, made = many
    document = made.to_document()
    assert from_document(document) == made
    assert from_document(document).to_document() == document
    assert made.digest == digest_of(document)


def test_a_release_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        RELEASED.n = 0  # type: ignore[misc]
    assert isinstance(hash(RELEASED), int)


def test_another_figure_gives_another_digest() -> None:
    assert replace(RELEASED, n=RELEASED.n + 1).digest != RELEASED.digest


def test_a_document_is_readable_and_names_its_schema() -> None:
    content = json.loads(RELEASED.to_document())
    assert content["schema"] == 4
    assert content["edition"] == "édition 2026"
    assert "édition" in RELEASED.to_document()
    assert [*content] == sorted(content)


def _without(name: str) -> dict[str, Any]:
    return {key: value for key, value in json.loads(RELEASED.to_document()).items() if key != name}


@pytest.mark.parametrize(
    "content",
    [
        "",
        [],
        None,
        {},
        _without("schema"),
        _without("winner"),
        _without("schema") | {"schema": 1},
        _without("segments"),
        _without("") | {"more": 1},
        _without("n") | {"n": "210"},
        _without("n") | {"n": True},
        _without("room") | {"room": 0},
        _without("totems") | {"totems": {}},
        _without("totems") | {"totems": [{"id": "fox"}]},
        _without("sides") | {"sides": [None]},
        _without("none") | {"none": {**asdict(Share(Phrase.PERCENT, percent=5)), "percent": 0}},
        _without("none") | {"none": {**asdict(Share(Phrase.PERCENT, percent=5)), "phrase": "exactly"}},
    ],
)
def test_what_is_no_document_of_a_release_is_refused(content: object) -> None:
    with pytest.raises(DocumentInvalid):
        from_document(json.dumps(content))


@pytest.mark.parametrize("document", ["", "{", RELEASED.to_document()[:-1]])
def test_what_is_no_json_is_refused(document: str) -> None:
    with pytest.raises(DocumentInvalid):
        from_document(document)


@pytest.mark.parametrize(
    "parts",
    [
        {"phrase": Phrase.PERCENT},
        {"phrase": Phrase.PERCENT, "percent": 0},
        {"phrase": Phrase.PERCENT, "percent": 100},
        {"phrase": Phrase.BELOW, "below": 100},
        {"phrase": Phrase.ABOVE, "above": 0},
        {"phrase": Phrase.ABOVE, "percent": 50},
        {"phrase": Phrase.PERCENT, "percent": 50, "above": 40},
        {"phrase": Phrase.ABOUT_HALF},
        {"phrase": Phrase.ABOUT_HALF, "percent": 50},
        {"phrase": Phrase.PERCENT, "percent": 50, "reason": Reason.FEWER_THAN_30},
    ],
)
def test_a_share_says_one_thing_and_never_all_or_nothing(parts: dict[str, Any]) -> None:
    with pytest.raises(DocumentInvalid):
        Share(**parts)


@given(st.none() | st.integers(), st.none() | st.sampled_from(Reason))
def test_a_figure_has_a_value_or_a_reason(value: int | None, reason: Reason | None) -> None:
    if (value is None) == (reason is None):
        with pytest.raises(DocumentInvalid):
            Figure(value, reason)
    else:
        assert Figure(value, reason).value == value


@pytest.mark.parametrize("parts", [(), (0.5,), (0.5, 0.4), (0.5, 0.4, 0.6, Reason.HARDLY_DIFFER)])
def test_a_coefficient_has_an_interval_or_a_reason(parts: tuple[Any, ...]) -> None:
    with pytest.raises(DocumentInvalid):
        Coefficient(*parts)


def test_words_and_bounds_have_a_size_to_draw() -> None:
    words = [Share(phrase, reason=Reason.FEWER_THAN_30).size(20) for phrase in [*Phrase][:8]]
    assert words == sorted(words)
    assert Share(Phrase.BELOW, below=10).size(30) == 5
    assert Share(Phrase.ABOVE, above=90).size(30) == 95
    assert Share(Phrase.PERCENT, percent=63).size(200) == 63
    assert Share(Phrase.COUNT, count=3).size(12) == 25
