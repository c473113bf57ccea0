"""What each way out says, in French, of a release whose bank ends on thanks: held against the rows of its data.json."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

Row = dict[str, Any]
WHY = {"fewer_than_k": "trop peu de réponses", "fewer_than_20": "moins de 20 réponses"}


def text_in(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def level_in_words(row: Row) -> str:
    """With its interval, or why it has none."""
    if row["value"] is None:
        return WHY[row["reason"]]
    if row["half_width"] is None:
        return f"{row['value']}, sans intervalle : {WHY[row['reason']]}"
    return f"{row['value']} ± {row['half_width']}"


def cell_of_level(row: Row) -> str:
    return level_in_words(row).partition(",")[0]


def share_in_words(row: Row) -> str:
    return row["words"] or WHY[row["reason"]]


def plain(text: str) -> str:
    return re.sub(r"\s", " ", text)


def whole_said(row: Row) -> str:
    return f"En moyenne sur tous les sujets, de 0 à 100 : {level_in_words(row)}."


def by_side(rows: list[Row], figure: str, part: str | None = None) -> dict[str, list[Row]]:
    """Of each side, in order; of the dimensions, or of the side itself where a row has no code."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["figure"] == figure and row["segment"] == part:
            found.setdefault(row["side"], []).append(row)
    return found


def described(rows: list[Row]) -> dict[str, str]:
    """How a picture of each side describes itself to whoever cannot see it."""
    shares = {(row["id"], row["side"]): row for row in rows if row["figure"] == "favourable" and not row["segment"]}
    told = {}
    for side, levels in by_side(rows, "level").items():
        parts = []
        for row in (row for row in levels if row["id"]):
            share = shares.get((row["id"], side))
            beside = f" ({favourable(rows).lower()} : {small(share['words'])})" if share and share["words"] else ""
            parts.append(f"{row['name']} : {cell_of_level(row) if row['value'] is not None else '–'}{beside}")
        told[side] = plain("; ".join(parts))
    return told


def favourable(rows: list[Row]) -> str:
    return "Souvent ou presque toujours" if rows[0]["campaign"].startswith("markers") else "Plutôt ou tout à fait"


def small(text: str) -> str:
    return text[:1].lower() + text[1:]


def faults_of_the_page(page: str, rows: list[Row]) -> Iterator[str]:
    main = page.split("<main")[1].split("</main>")[0]
    sections = main.split("<section")[1:]
    yield from _faults_of_sides([one for one in sections if "whole-side" in one[:60]], rows)
    yield from _faults_of_importance(main, rows)
    yield from _faults_of_promises(main, rows)
    yield from _faults_of_parts(main, rows)


def _lines(html: str) -> list[list[str]]:
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    return [
        [text_in(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)]
        for line in re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    ]


def _faults_of_sides(sections: list[str], rows: list[Row]) -> Iterator[str]:
    levels, shares = by_side(rows, "level"), by_side(rows, "favourable")
    if len(sections) != len(levels):
        yield "page: sides"
    for section, (side, found) in zip(sections, levels.items(), strict=False):
        (whole,) = (row for row in found if not row["id"])
        if plain(whole_said(whole)) not in text_in(section):
            yield "page: a whole side"
        if favourable(rows) not in text_in(section.partition("<thead>")[2].partition("</thead>")[0]):
            yield "page: what is favourable"
        expected = [
            (row["name"], cell_of_level(row), plain(share_in_words(share)))
            for row, share in zip((row for row in found if row["id"]), shares[side], strict=True)
        ]
        shown = _lines(section)
        if [tuple(line[1:]) for line in shown] != [one[1:] for one in expected]:
            yield "page: levels of a side, or favourable shares"
        if not all(line[0].startswith(one[0]) for line, one in zip(shown, expected, strict=True)):
            yield "page: names of a side"


def _faults_of_importance(main: str, rows: list[Row]) -> Iterator[str]:
    tables = [table for table in main.split("<table")[1:] if 'class="picked"' in table[:30]]
    none = by_side(rows, "no_importance")
    for side, found in by_side(rows, "importance").items():
        if side not in none:
            if "Moins de 50 réponses : les choix ne sont pas montrés." not in text_in(main):
                yield "page: why picks are not shown"
            continue
        expected = {row["name"]: plain(row["words"]) for row in found} | {"Aucun sujet": plain(none[side][0]["words"])}
        if not tables or dict(_lines(tables.pop(0))) != expected:
            yield "page: what matters most"
    if tables:
        yield "page: picks of nothing"


def _faults_of_promises(main: str, rows: list[Row]) -> Iterator[str]:
    found = [row for row in rows if row["figure"] in ("noticed", "not_noticed", "cannot_say")]
    expected: dict[str, list[str]] = {}
    for row in found:
        expected.setdefault(row["name"], []).append(plain(share_in_words(row)))
    shown = {line[0]: line[1:] for line in _lines(main.partition("Ce qui a été promis")[2])}
    if not any(row["words"] for row in found):
        if shown or bool(found) is not ("aucune sur laquelle au moins" in text_in(main)):
            yield "page: promises of which nothing is shown"
        return
    told = {
        name: [said[0]] if len(set(said)) == 1 and said[0] in WHY.values() else said for name, said in expected.items()
    }
    if [line for name in told for label, line in shown.items() if label.startswith(name)] != [*told.values()]:
        yield "page: promises"


def _faults_of_parts(main: str, rows: list[Row]) -> Iterator[str]:
    parts = {row["segment"]: row["segment_name"] for row in rows if row["segment"] and row["n"]}
    shown = {line[0]: line[2:] for line in _lines(main.partition("Partie par partie")[2])}
    for part, name in parts.items():
        wholes = [row for found in by_side(rows, "level", part).values() for row in found if not row["id"]]
        said = [plain(level_in_words(row)) for row in wholes]
        if said != shown[name if part != "others" else "les autres parties, ensemble"]:
            yield f"page: whole sides of {part}"


def faults_of_the_frame(frame: str, rows: list[Row]) -> Iterator[str]:
    for side, found in by_side(rows, "level").items():
        (whole,) = (row for row in found if not row["id"])
        if plain(whole_said(whole)) not in text_in(frame):
            yield "frame: a whole side"
        if described(rows)[side] not in plain(unescape(frame)):
            yield "frame: levels and favourable shares"


def faults_of_the_picture(picture: str, rows: list[Row]) -> Iterator[str]:
    drawn = re.findall(r">(\d+|–)</text>", picture)
    levels = [row for found in by_side(rows, "level").values() for row in found if row["id"]]
    if drawn != [str(row["value"]) if row["value"] is not None else "–" for row in levels]:
        yield "picture: levels"
    if not all(said in plain(unescape(picture)) for said in described(rows).values()):
        yield "picture: favourable shares"
    words = "".join(re.findall(r">([^<]*)</text>", unescape(picture)))
    for found in by_side(rows, "level").values():
        (whole,) = (row for row in found if not row["id"])
        if re.sub(r"\s", "", whole_said(whole)) not in re.sub(r"\s", "", words):
            yield "picture: a whole side"


def faults_of_the_api(content: dict[str, Any], rows: list[Row]) -> Iterator[str]:
    parts = {None: content} | {part["id"]: part for part in (*content["segments"], content["others"] or {"id": "-"})}
    for row in rows:
        part = parts[row["segment"]]
        if row["figure"] == "favourable":
            dimension = next(one for one in part["dimensions"] if one["id"] == row["id"])
            shown = {share["id"]: share for share in dimension["favourable"]}.get(row["side"])
            if _differs(shown, row, dimension["reasons"].get(row["side"])):
                yield "API: favourable shares"
        if row["figure"] == "level" and not row["id"]:
            side = next(one for one in part["sides"] if one["id"] == row["side"])
            reasons = side["reasons"].get("level") or side["reasons"].get("half_width")
            if (side["level"], side["half_width"], side["base"], reasons) != (
                row["value"], row["half_width"], row["base"], row["reason"],
            ):  # fmt: skip
                yield "API: a whole side"
        if row["figure"] in ("importance", "no_importance"):
            asked = next(one for one in part["importance"] if one["side"] == row["side"])
            shares = {share["id"]: share for share in asked["dimensions"]} | {None: asked["none"]}
            if _differs(shares[row["id"]], row, asked["reason"]):
                yield "API: what matters most"
        if row["figure"] in ("noticed", "not_noticed", "cannot_say"):
            promise = next(one for one in part["promises"] if f"{one['slot']}" == row["id"])
            if _differs(promise[row["figure"]], row, promise["reason"]) or promise["base"] != row["base"]:
                yield "API: promises"


def _differs(share: dict[str, Any] | None, row: Row, reason: str | None) -> bool:
    """reason: why there is none."""
    told = (row["value"], row["low"], row["high"], row["reason"])
    if share is None:
        return told != (None, None, None, reason) or row["words"] is not None
    return told != (share["percent"], share["above"], share["below"], share["reason"])
