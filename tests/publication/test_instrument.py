"""What a crowd's whole sheets say of the questionnaire: as its rows would, withheld from few, and able to refute it."""

from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache
from math import atanh, sqrt, tanh
from random import Random
from typing import NamedTuple

import pytest

from app.banks.agreement import pooled
from app.banks.calibration import simulated
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, CROWDS, ResponseModel, populations
from app.publication.documents import Instrument, SegmentFigures, from_document
from app.publication.summary import summarise
from app.publication.values import Reason
from app.resources import resource
from app.tallies.counts import count_sheet, from_bytes
from app.tallies.named_counts import named_counts
from app.tallies.sums import Counts, to_bytes, total
from app.tallies.whole_sheets import ForceSums, agreement, minutes_within
from app.totem.halves import halves_of, stands_of
from app.totem.model import NO_OCCASION, Answers
from app.totem.scoring import levels_of, match, points_of
from app.web.site.method import crowd_view
from tests import soak
from tests.publication.campaigns import Spring

QUESTIONNAIRES = load_catalogue(resource("questions"))
PREDICTED = simulated(resource("questions"))
NO_TIE, NOISY = replace(CENTRAL, tie=0.0), replace(CENTRAL, choice_noise=2 * CENTRAL.choice_noise)
PEOPLE, K = soak.many(1000, 2000), 10


class Crowd(NamedTuple):
    sheets: tuple[Answers, ...]
    minutes: tuple[int | None, ...]
    counts: Counts


@cache
def crowd(bank_id: str, model: ResponseModel = CENTRAL, many: int = PEOPLE) -> Crowd:
    """Of one drawing of the options: real people all meet the same ones. Every fifth misses an occasion, and every
    third tells no minutes. The counts come out of what is stored."""
    bank, random = QUESTIONNAIRES[bank_id].bank, Random(1)
    (_, population), *_ = populations(bank, model, CROWDS["middling"], 50, "1 crowd")
    sheets, minutes = [], []
    misses = next(at for at, (question, side) in enumerate(bank.items) if side in question.no_occasion)
    for person in range(many):
        sheet = population.sheet(population.person())
        replies = (*sheet.replies[:misses], NO_OCCASION, *sheet.replies[misses + 1 :])
        sheets.append(replace(sheet, replies=replies) if person % 5 == 0 else sheet)
        minutes.append(None if person % 3 == 0 else random.choice((3, 4, 4, 5, 5, 5, 6, 9)))
    counted = (
        count_sheet(bank, sheet, match(bank, sheet, levels_of(bank, sheet)), told)
        for sheet, told in zip(sheets, minutes, strict=True)
    )
    return Crowd(tuple(sheets), tuple(minutes), from_bytes(bank, to_bytes(total(counted))))


def instrument(bank_id: str, found: Crowd) -> Instrument:
    bank = QUESTIONNAIRES[bank_id].bank
    released = summarise(bank, found.counts, Spring(), Random(1).randrange, number=1, k=K, today=Spring().opened_on)
    assert from_document(released.to_document()).instrument == released.instrument
    assert released.instrument
    return released.instrument


def rows(bank_id: str, sheets: tuple[Answers, ...]) -> Iterator[tuple[list[tuple[int, int]], list[int | None]]]:
    bank = QUESTIONNAIRES[bank_id].bank
    for sheet in sheets:
        points = [
            points_of(bank, reply, reverse=question.reversed) or 0
            for (question, _), reply in zip(bank.items, sheet.replies, strict=True)
        ]
        yield halves_of(bank, sheet), stands_of(bank, points)


@pytest.mark.parametrize("bank_id", ["totem", "express"])
def test_sealed_sums_of_a_crowd_give_what_its_rows_give(bank_id: str) -> None:
    found = crowd(bank_id)
    reading = named_counts(QUESTIONNAIRES[bank_id].bank, found.counts)
    halves, tie = (agreement([getattr(one, name) for one in reading.forces.values()]) for name in ForceSums._fields)
    every = [*rows(bank_id, found.sheets)]
    whole = [(halves, stands) for halves, stands in every if None not in stands]
    assert 0 < len(whole) < len(every)
    tied = [
        [(float(stand or 0), float(sum(both))) for stand, both in zip(stands, halves, strict=True)]
        for halves, stands in whole
    ]
    for sums, n, r in ((halves, PEOPLE, pooled([halves for halves, _ in every])), (tie, len(whole), pooled(tied))):
        assert sums.n == n
        assert sums.estimate
        assert sums.estimate.value == pytest.approx(r, abs=1e-9)
        ends = (tanh(atanh(r) + side * 1.959964 / sqrt(n - 3)) for side in (-1, 1))
        assert (sums.estimate.low, sums.estimate.high) == pytest.approx(tuple(ends), abs=1e-9)


def verdicts(bank_id: str, model: ResponseModel) -> dict[str, str]:
    view = crowd_view(bank_id, PEOPLE, instrument(bank_id, crowd(bank_id, model)), PREDICTED[bank_id])
    return {figure.id: figure.verdict for figure in view.figures}


@pytest.mark.parametrize("bank_id", ["totem", "express"])
def test_a_crowd_as_the_model_has_it_holds_what_was_predicted_and_others_refute_it(bank_id: str) -> None:
    assert verdicts(bank_id, CENTRAL) == {"halves": "holds", "tie": "holds"}
    assert verdicts(bank_id, NO_TIE)["tie"] == "lower"
    assert verdicts(bank_id, NOISY)["halves"] == "lower"


@pytest.mark.parametrize("bank_id", ["totem", "express"])
def test_few_are_told_nothing_but_why(bank_id: str) -> None:
    some = instrument(bank_id, crowd(bank_id, many=199))
    for figure in (some.halves, some.tie, some.half, some.most):
        assert (figure.value, figure.reason) == (None, Reason.FEWER_THAN_200)
    enough = instrument(bank_id, crowd(bank_id, many=240))
    assert enough.halves.value is not None
    assert enough.tie.value is None, "48 of these miss an occasion"
    assert enough.half.value is None, "80 of these told no minutes"
    assert (enough.tie_base, enough.minutes_base) == (190, 160)


def test_a_room_and_a_part_say_nothing_of_the_instrument() -> None:
    bank = QUESTIONNAIRES["totem"].bank
    released = summarise(
        bank, crowd("totem").counts, Spring(), Random(1).randrange, number=1, k=5, today=Spring().opened_on, room=True
    )
    assert released.instrument is None
    assert "instrument" not in {field.name for field in fields(SegmentFigures)}


def test_minutes_are_those_within_which_a_part_had_finished() -> None:
    assert minutes_within((0, 0, 3, 1, 0), 0.5) == 3
    assert minutes_within((0, 0, 3, 1, 0), 0.75) == 3
    assert minutes_within((0, 0, 3, 1, 0), 0.8) == 4
    assert minutes_within((1,), 0.8) == 1
    assert minutes_within((0,) * 19 + (2,), 0.5) == 20


@pytest.mark.parametrize("bank_id", ["totem", "express"])
def test_the_minutes_of_a_crowd_are_those_that_were_told(bank_id: str) -> None:
    told = sorted(minute for minute in crowd(bank_id).minutes if minute is not None)
    found = instrument(bank_id, crowd(bank_id))
    assert (found.half.value, found.most.value) == (told[len(told) // 2], told[-(-4 * len(told) // 5) - 1])
    assert found.minutes_base == len(told) // K * K
