"""Releases of voices as JSON, in the next schema and in the present one, and surveys of them."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from app.barometer.spec import Spec, SpecContrast, SpecImportance, SpecVoice, VoicePart

TEN = tuple(f"d{at}" for at in range(10))
LIVED, RECEIVED = VoicePart("customers", "lived"), VoicePart("staff", "received")
EXPECTED, LEADERS = VoicePart("staff", "expected"), VoicePart("leaders", "expected")
SPEC = Spec(
    id="symmetry",
    voices=(
        SpecVoice("customers", "customers", ("place",), subject="staff"),
        SpecVoice("staff", "staff", ("code",)),
        SpecVoice("leaders", "leaders", ("invitation",), optional=True),
    ),
    contrasts=(
        SpecContrast("reality", "prediction", EXPECTED, LIVED, TEN),
        SpecContrast("symmetry", "pattern", RECEIVED, LIVED, TEN),
        SpecContrast("leaders_customers", "prediction", LEADERS, LIVED, TEN),
    ),
    importance=(SpecImportance(VoicePart("customers", "mine"), VoicePart("staff", "theirs"), TEN, 2),),
    sealed_until=("staff", "leaders"),
)
Shown = tuple[int | None, int | None]
"""A mean and its half-width."""


def figure(value: int | None) -> dict[str, Any]:
    return {"value": value, "reason": None if value is not None else "fewer_than_20"}


def share(percent: int) -> dict[str, Any]:
    none = dict.fromkeys(("below", "above", "count", "reason"))
    return {"phrase": "percent", "percent": percent, **none}


def level(side: str, shown: Shown) -> dict[str, Any]:
    return {"side": side, "mean": figure(shown[0]), "half_width": figure(shown[1]), "favourable": share(41)}


def release(
    voice: str,
    n: int,
    sides: Mapping[str, tuple[Shown | None, Mapping[str, Shown]]],
    importance: Mapping[str, Mapping[str, int]] | None = None,
    noticed: tuple[int, ...] = (),
) -> str:
    """sides: of each, the mean of all dimensions (None for a schema without one) and each one's; importance: percents
    by question and dimension; noticed: percents by slot."""
    ids = next(iter(sides.values()))[1]
    content = {
        "slug": f"{voice}-2026", "number": 1, "n": n, "k": 5, "made_on": "2026-11-29", "opened_on": "2026-11-02",
        "closed_on": "2026-11-28", "bank": voice, "fingerprint": "0123456789abcdef", "people": "customers",
        "protection": "open",
        "dimensions": [{"id": id_, "levels": [level(side, one[1][id_]) for side, one in sides.items()]} for id_ in ids],
        "sides": [{"id": side} | ({"level": level(side, one[0])} if one[0] else {}) for side, one in sides.items()],
        "importance": [
            {"id": id_, "dimensions": [{"id": one, "share": share(many)} for one, many in percents.items()]}
            for id_, percents in (importance or {}).items()
        ],
        "promises": [{"slot": slot, "noticed": share(percent)} for slot, percent in enumerate(noticed, 1)],
    }  # fmt: skip
    return json.dumps(content, sort_keys=True)


def flat(mean: int = 50, half_width: int | None = 5, **others: Shown) -> tuple[Shown, dict[str, Shown]]:
    """A side that is the same everywhere but for others; its whole with half the half-width."""
    whole = (mean, None if half_width is None else max(1, half_width // 2))
    return whole, {id_: others.get(id_, (mean, half_width)) for id_ in TEN}


def drawn(random: Random, *, new: bool = True) -> dict[str, str]:
    """Releases of two or three voices, any of whose figures may be withheld. new: of the schema that has a mean of
    all."""
    found = {}
    for voice, sides in {"customers": ("lived",), "staff": ("received", "expected"), "leaders": ("expected",)}.items():
        n = random.choice((5, 12, 19, 20, 34, 49, 50, 77, 100, 400))
        if voice != "leaders" or random.random() < 0.7:
            picks = {"mine" if voice == "customers" else "theirs": {id_: random.randrange(5, 60) for id_ in TEN}}
            found[voice] = release(voice, n, {side: _side(random, n, new=new) for side in sides}, picks)
    return found


def _side(random: Random, n: int, *, new: bool) -> tuple[Shown | None, dict[str, Shown]]:
    half_width = None if n < 20 else round(90 / n**0.5)
    middle = random.randrange(35, 75)
    levels: dict[str, Shown] = {}
    for id_ in TEN:
        wider = None if half_width is None or random.random() < 0.02 else half_width + random.randrange(3)
        levels[id_] = (None, None) if random.random() < 0.02 else (middle + random.randrange(-25, 25), wider)
    return (middle, half_width and max(1, half_width // 2)) if new else None, levels
