"""What a program needs to read a release's files without us: a Frictionless data package, and the schema of the JSON.

Promises a field for each column, with its type and its meaning, and the licence. Refuses to know more than the table.
"""

import json
from dataclasses import fields
from typing import Any

from app.exports.about import NAMES
from app.exports.columns import COLUMNS
from app.exports.files import DELIMITERS, JSON_SCHEMA, Decimal
from app.exports.rows import TableRow
from app.exports.table import Table

TYPES: dict[Any, str] = {
    str: "string",
    int: "integer",
    int | None: "integer",
    int | float | None: "number",
}
FILES: dict[str, tuple[str, Decimal]] = {"figures": ("data.csv", "."), "figures-semicolon": ("data-semicolon.csv", ",")}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def to_package(table: Table, name: str) -> bytes:
    """name: in small letters, digits, points and hyphens. Files are named as they stand beside it."""
    released = table.released
    package: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name,
        "title": table.title,
        "version": f"{released.number}",
        "resources": [_resource(table, id_, *file) for id_, file in FILES.items()],
    }
    if table.source:
        package |= {"homepage": table.source, "sources": [{"title": table.title, "path": table.source}]}
    if table.licence:
        licence = {"name": table.licence.id, "title": table.licence.name, "path": table.licence.address}
        package["licenses"] = [licence]
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def _resource(table: Table, id_: str, path: str, decimal: Decimal) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": id_,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig",  # with a byte order mark
        "dialect": {"delimiter": DELIMITERS[decimal]},
        "schema": {"fields": [_field(table, field.name, field.type, decimal) for field in fields(TableRow)]},
    }


def _field(table: Table, name: str, type_: Any, decimal: Decimal) -> dict[str, str]:
    column, kind = COLUMNS[name], TYPES[type_]
    said = {"title": column.name[table.language], "description": column.meaning[table.language]}
    decimals = {"decimalChar": decimal} if kind == "number" else {}
    return {"name": name, "type": kind, **said, **decimals}


def schema_of_rows(address: str) -> dict[str, Any]:
    """Of data.json, whatever the questionnaire. address: where it is served."""
    nullable = {field.name: {"type": [TYPES[field.type], "null"]} for field in fields(TableRow)}
    row = {name: {**kind, "description": COLUMNS[name].meaning["en"]} for name, kind in nullable.items()}
    facts = {code: {"type": ["string", "integer", "null"], "title": said["en"]} for code, said in NAMES.items()}
    return {
        "$schema": DRAFT,
        "$id": address,
        "title": "A release of a Totem campaign, as a table",
        "type": "object",
        "required": ["schema", "language", "about", "rows"],
        "properties": {
            "schema": {"const": JSON_SCHEMA},
            "language": {"type": "string"},
            "about": {"type": "object", "required": [*facts], "properties": facts, "additionalProperties": False},
            "rows": {
                "type": "array",
                "minItems": 1,
                "items": {"type": "object", "required": [*row], "properties": row, "additionalProperties": False},
            },
        },
        "additionalProperties": False,
    }
