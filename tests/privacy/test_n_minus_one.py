"""Someone who knows every sheet but one: the rates that the method page prints are those of this policy, and capped."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from app.banks.loader import load_bank
from app.publication import policy
from app.publication.values import Phrase, Share
from app.totem.model import Bank
from app.totem.packing import fingerprint
from benchmarks import n_minus_one
from benchmarks.n_minus_one import LOOKS, SIZES, rates
from tests import soak
from tests.publication.crowds import voices_bank

pytestmark = pytest.mark.slow

QUESTIONS = Path(__file__).parents[2] / "questions"
CAPS = {"last_totem": 30.0, "last_answers": 20.0}
"""In percent, for either bank at any size. What was measured: at most 16.2 and 12.2."""


def bank_of(name: str) -> Bank:
    return load_bank(QUESTIONS / f"{name}.yaml").bank


def printed(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((QUESTIONS / "attack" / f"{name}.json").read_text())
    return found


@pytest.mark.parametrize("name", ["totem", "express"])
def test_what_is_printed_was_measured_on_the_shipped_bank_and_is_under_the_caps(name: str) -> None:
    found = printed(name)
    assert found["fingerprint"] == fingerprint(bank_of(name))
    figures = {figure["id"]: figure["value"] for figure in found["figures"]}
    for kind, cap in CAPS.items():
        assert all(figures[f"{kind}:{n}"] <= cap for n in SIZES)
    assert all(figures[f"last_guess:{n}"] <= 70 for n in SIZES)


@pytest.mark.parametrize("name", ["customers", "staff", "leaders"])
def test_of_voices_too_and_of_favourable_shares_whatever_it_is(name: str) -> None:
    """Nobody’s answer, choice or promise is certain more often than the cap says, from what everyone reads; with the
    figures of their place, which open with a key alone, answers are more often. Of favourable shares it is printed."""
    found = printed(name)
    assert found["fingerprint"] == fingerprint(bank_of(name))
    figures = {figure["id"]: figure["value"] for figure in found["figures"]}
    capped = ("last_answers:", "last_pick_", "last_promise:")
    assert all(value <= CAPS["last_answers"] for id_, value in figures.items() if id_.startswith(capped)), figures
    assert all(figures[f"last_answers:{n}"] <= figures[f"placed_answers:{n}"] for n in SIZES)
    assert all(figures[f"placed_answers:{n}"] <= figures[f"placed_favourable:{n}"] for n in SIZES)
    assert bool(bank_of(name).promises) is ("last_promise:10" in figures)


DOCUMENTED = {
    "answers of the last one certain": "last_answers",
    "the same, where their place has figures too": "placed_answers",
    "whether among the two highest points certain": "last_favourable",
    "one of the picks certain (mine)": "last_pick_mine",
    "the same of what matters to others": "last_pick_theirs",
    "answer about a promise certain": "last_promise",
}


def test_the_document_of_the_method_prints_what_was_measured_of_voices() -> None:
    lines = (QUESTIONS.parent / "docs" / "method.md").read_text("utf-8").splitlines()
    figures = {
        name: {figure["id"]: figure["value"] for figure in printed(name)["figures"]}
        for name in ("customers", "staff", "leaders")
    }

    def cell(kind: str, n: int) -> str:
        placed = [name for name in figures if not (name == "leaders" and kind == "placed_answers")]
        found = (figures[name].get(f"{kind}:{n}") if name in placed else None for name in figures)
        return " / ".join("–" if value is None else f"{value:.0f}" for value in found)

    for label, kind in DOCUMENTED.items():
        assert f"| {label} | {' | '.join(cell(kind, n) for n in SIZES)} |" in lines


@pytest.mark.long
def test_measuring_again_finds_what_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """From one release each: nobody asks here what following them all would add."""
    monkeypatch.setattr(n_minus_one, "LOOKS", SIZES)
    figures = {figure["id"]: figure["value"] for figure in printed("totem")["figures"]}
    again = rates(bank_of("totem"), runs=soak.many(15, 300), runs_of_answers=soak.many(2, 30))
    for n in SIZES:
        assert abs(again[f"last_totem:{n}"] - figures[f"last_totem:{n}"]) <= 20
        assert abs(again[f"last_answers:{n}"] - figures[f"last_answers:{n}"]) <= 25


def test_exact_counts_tell_the_totem_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(policy, "rounded_count", lambda count, *_: count)
    monkeypatch.setattr(policy, "share", lambda rounded, *_: Share(Phrase.COUNT, count=rounded))
    found = rates(bank_of("totem"), runs=soak.many(10, 20), runs_of_answers=0)
    assert {found[f"last_totem:{n}"] for n in SIZES} == {100.0}


def test_figures_in_whole_points_tell_most_answers_of_a_small_group(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(policy, "step_of", lambda _: 1)
    for name in ("LOOKS", "SIZES"):
        monkeypatch.setattr(n_minus_one, name, (10, 20))
    found = rates(bank_of("totem"), runs=3, runs_of_answers=3)
    assert found["last_answers:10"] >= 75
    assert found["last_answers:20"] >= 75


def test_nobody_could_follow_more_releases() -> None:
    assert all(policy.is_due(now, before, 10, None, closed=False) for before, now in pairwise(LOOKS))
    most, last = 1, LOOKS[0]
    for n in range(LOOKS[0], LOOKS[-1] + 1):
        if policy.is_due(n, last, 10, None, closed=False):
            most, last = most + 1, n
    assert most == len(LOOKS)


def test_it_runs_on_a_bank_without_totems() -> None:
    bank = load_bank(Path(__file__).parents[1] / "banks" / "inventory.yaml").bank
    found = rates(bank, runs=2, runs_of_answers=1)
    assert found.keys() == {*(f"last_answers:{n}" for n in SIZES), "followed_answers:200"}
    assert all(0 <= rate <= 100 for rate in found.values())


@pytest.mark.long
def test_of_a_bank_that_ends_on_thanks_hardly_a_pick_is_certain() -> None:
    """Nor an answer. Of 200 crowds of 50, 100 and 200 people, one of two picks was certain in 7, 6.5 and 11 %."""
    found = rates(voices_bank(), runs=soak.many(60, 600), runs_of_answers=soak.many(3, 30))
    picks = {n: found[f"last_pick_mine:{n}"] for n in (50, 100, 200)}
    assert all(rate <= CAPS["last_answers"] for rate in picks.values()), picks
    assert all(found[f"last_answers:{n}"] <= CAPS["last_answers"] for n in SIZES)
    assert all(found[f"last_answers:{n}"] <= found[f"last_favourable:{n}"] for n in SIZES)
    assert not {"last_totem:50", "last_pick_mine:20"} & found.keys()


def test_exact_numbers_of_picks_tell_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""
    monkeypatch.setattr(policy, "PICKED_MULTIPLE", 1)
    monkeypatch.setattr(policy, "share", lambda rounded, *_: Share(Phrase.COUNT, count=rounded))
    found = rates(voices_bank(), runs=10, runs_of_answers=0)
    assert {found[f"last_pick_mine:{n}"] for n in (50, 100, 200)} == {100.0}
