"""Works a mirror survey out again, by barometer.md §3: `python recompute.py survey.json customers.json staff.json …`
prints the voices and contrasts that the published releases do not lead to. Nothing of Totem is asked."""

import sys
from hashlib import sha256
from json import loads
from math import ceil, hypot
from pathlib import Path
from statistics import NormalDist
from typing import Any

WAYS = {(0, 0): "shared_flaw", (1, 1): "shared_strength", (0, 1): "teams_carry", (1, 0): "does_not_get_through"}


def level(release: Any, side: str, id_: str = "") -> Any:
    said = [one for d in release["dimensions"] if d["id"] == id_ for one in d["levels"] if one["side"] == side]
    found = said[0] if id_ else next(one.get("level") for one in release["sides"] if one["id"] == side)
    return found and (found["mean"]["value"], found["half_width"]["value"], release["n"])


def gap(a: Any, b: Any, of: int) -> Any:
    if not a or not b or None in (a[0], b[0]):
        return {"gap": None, "half_width": None}
    f = NormalDist().inv_cdf(1 - 0.025 / of) / NormalDist().inv_cdf(0.975)
    f = round(f if min(a[2], b[2]) >= 50 or of > 10 else max(1, f / 1.1), 2)
    h = None if None in (a[1], b[1]) else ceil(round(10 * f * hypot(a[1], b[1]), 6)) / 10
    return {"gap": a[0] - b[0], "half_width": h}


def read(*gaps: Any) -> str:
    if any(one["half_width"] is None for one in gaps):
        return "too_few"
    if all(abs(one["gap"]) > one["half_width"] for one in gaps):
        ups = tuple(int(one["gap"] > 0) for one in gaps)
        return WAYS[ups] if len(ups) == 2 else "blind_spot" if ups == (1,) else "pleasant_surprise"
    right = len(gaps) == 1 and abs(gaps[0]["gap"]) + gaps[0]["half_width"] <= 10
    return "seen_right" if right else "not_settled"


def again(old: Any, releases: Any) -> Any:
    sides = [(releases[voice], side) for voice, side in (old[name].split(".") for name in ("first", "second"))]
    wholes: Any = [level(*one) for one in sides]
    found = [{row["id"]: level(*one, row["id"]) for row in old["dimensions"]} for one in sides]
    known, rows = [{id_ for id_, one in levels.items() if one[0] is not None} for levels in found], []
    for id_, a in found[0].items():
        row, b = {"id": id_, "first": a[0], "second": found[1][id_][0]}, found[1][id_]
        both, one = gap(a, b, len(known[0] & known[1])), gap(a, wholes[0], len(known[0]))
        two = gap(b, wholes[1], len(known[1]))
        told = {"reading": read(one, two) if all(wholes) else "not_settled"}
        pattern = row | gap(0, 0, 1) | told | {"deviations": {"first": one, "second": two}}
        predicted = row | both | {"reading": read(both), "deviations": None}
        rows.append(predicted if old["kind"] == "prediction" else pattern)
    whole = gap(wholes[0], wholes[1], 1) if old["kind"] == "prediction" and all(wholes) else None
    return old | {"whole": whole and whole | {"reading": read(whole)}, "dimensions": rows}


def differing(survey: Any, documents: dict[str, str]) -> list[str]:
    releases = {voice: loads(text) for voice, text in documents.items()}
    true = {voice: (releases[voice]["n"], sha256(text.encode()).hexdigest()) for voice, text in documents.items()}
    wrong = {*true.items()} ^ {(one["voice"], (one["n"], one["digest"])) for one in survey["sources"]}
    return sorted({voice for voice, _ in wrong}) + [
        one["id"] for one in survey["contrasts"] if again(one, releases) != one
    ]


if __name__ == "__main__":
    texts = {Path(name).stem: Path(name).read_text("utf-8") for name in sys.argv[2:]}
    sys.exit("\n".join(differing(loads(Path(sys.argv[1]).read_text("utf-8")), texts)) or None)
