"""From plain data to the models of a file, or to complaints in our own words.

Promises one complaint for each value that does not fit, at the value itself. Refuses empty values everywhere.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.banks.faults import N_, BankInvalid, Complaint, Trail, listed
from app.banks.nouns import LANGUAGES, placeholder_faults
from app.banks.schema import POOLS, Shape
from app.banks.yaml_reader import BRACE, Source

NOTHING = N_("Nothing is written here. Write a value, or delete the key.")
MISSING = N_("“%(key)s” is missing. Add it; docs/banks.md shows what it holds.")
UNKNOWN_KEY = N_("“%(key)s” is not a key that belongs here. Delete it, or choose among: %(known)s.")
MISSPELT_KEY = N_("“%(key)s” is not a key that belongs here. Did you mean “%(near)s”?")
WANTS_TEXT = N_("Text is expected here. Write it between quotes.")
WANTS_WHOLE = N_("A whole number is expected here. Write it in digits, without quotes.")
WANTS_NUMBER = N_("A number is expected here. Write it in digits, without quotes.")
WANTS_TRUTH = N_("Only true or false can stand here. Write one of the two, in small letters and without quotes.")
WANTS_LIST = N_("A list is expected here. Write it between [ and ], or one entry a line after “- ”.")
WANTS_TEXTS = N_("A text in each language is expected here. Write it as {fr: …, en: …}.")
WANTS_MAP = N_("Keys and values are expected here. Write one “key: value” a line.")
COMMA = N_("A comma cuts the text in two before “%(value)s”. Put the whole text between quotes.")
BARE_ID = N_("“%(value)s” is only an id. Write the whole entry, or say with “base:” which bank it comes from.")
BLANK = N_("This text is blank. Write it, or delete the key.")
LONG_ID = N_("This id is longer than %(limit)s characters. Choose a shorter one.")
BAD_ID = N_("“%(value)s” cannot be an id. Use small letters without accents, digits, hyphens and _.")
BAD_BANK_ID = N_("“%(value)s” cannot name a bank. Use small letters without accents, digits and hyphens.")
NOT_A_CHOICE = N_("“%(value)s” cannot stand here. Choose among: %(known)s.")
NO_LANGUAGE = N_("“%(value)s” is not a language that Totem speaks. Choose among: %(known)s.")
TOO_FEW = N_("There are too few entries here: %(actual)s. Write at least %(limit)s.")
TOO_MANY = N_("There are too many entries here: %(actual)s. Keep at most %(limit)s.")
TOO_LOW = N_("%(value)s is too low. Write a number of at least %(limit)s.")
NOT_ABOVE = N_("%(value)s is too low. Write a number above %(limit)s.")
TOO_HIGH = N_("%(value)s is too high. Write a number of at most %(limit)s.")
UNFIT = N_("This value does not fit here. See docs/banks.md for what it should hold.")

_PLAIN = {
    "string_type": WANTS_TEXT,
    "string_too_short": BLANK,
    "string_too_long": LONG_ID,
    "string_pattern_mismatch": BAD_ID,
    "int_type": WANTS_WHOLE,
    "int_from_float": WANTS_WHOLE,
    "float_type": WANTS_NUMBER,
    "bool_type": WANTS_TRUTH,
    "tuple_type": WANTS_LIST,
    "dict_type": WANTS_MAP,
    "model_type": WANTS_MAP,
    "literal_error": NOT_A_CHOICE,
    "greater_than_equal": TOO_LOW,
    "greater_than": NOT_ABOVE,
    "less_than_equal": TOO_HIGH,
}
_LIMITS = ("max_length", "ge", "gt", "le")
Whole = TypeVar("Whole", bound=Shape)


def shaped(source: Source, kind: type[Whole]) -> Whole:
    """The models of the file. kind: of the whole of it. Raises BankInvalid."""
    nothings = {complaint.trail: complaint for complaint in _nothings(source.data, ())}
    complaints: list[Complaint] = []
    try:
        file = kind.model_validate(source.data)
    except ValidationError as invalid:
        for error in invalid.errors(include_url=False):
            complaints += _complaints(error, nothings, kind)
    complaints += nothings.values()
    if complaints:
        raise BankInvalid(map(source.fault, complaints))
    return file


def _nothings(value: object, trail: Trail) -> Iterator[Complaint]:
    """Values left empty: YAML reads them as null, and an optional key would pass for absent."""
    if value is None:
        yield Complaint(trail, NOTHING)
    elif isinstance(value, dict) and not _is_bare_placeholder(value):
        for key, part in value.items():
            yield from _nothings(part, (*trail, key))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _nothings(part, (*trail, position))


def _is_bare_placeholder(value: object) -> bool:
    """Whether this is `{les clients}` without its quotes, which YAML reads as a key without a value."""
    if not isinstance(value, dict) or list(value.values()) != [None]:
        return False
    return any(not placeholder_faults(f"{{{next(iter(value))}}}", language) for language in LANGUAGES)


def _complaints(error: ErrorDetails, nothings: dict[Trail, Complaint], file: type[Shape]) -> Iterator[Complaint]:
    """What to say of one error of Pydantic; nothing where the value is one of `nothings`, complained of already."""
    kind, trail, value, context = error["type"], error["loc"], error["input"], error.get("ctx", {})
    if trail and trail[-1] == "[key]":
        trail = trail[:-1]
        # {fr: Un, deux, en: …} makes “deux” a key without a value.
        message = COMMA if nothings.pop(trail, None) else NO_LANGUAGE
        yield Complaint(trail, message, {"value": _short(value), "known": _choices(context)}, key=True)
    elif kind == "missing":
        yield Complaint(trail[:-1], MISSING, {"key": trail[-1]}, key=True)
    elif kind == "extra_forbidden":
        yield _unknown_key(trail, file)
    elif kind in ("too_short", "too_long"):
        yield from _wrong_size(trail, value, context)
    elif value is not None:
        limit = next((context[name] for name in _LIMITS if name in context), 0)
        params = {"value": _short(value), "limit": f"{limit:g}", "known": _choices(context)}
        yield Complaint(trail, _message(kind, trail, value, file), params)


def _message(kind: str, trail: Trail, value: object, file: type[Shape]) -> str:
    if kind == "string_pattern_mismatch" and trail == ("id",):
        return BAD_BANK_ID
    if kind == "model_type" and isinstance(value, str) and len(trail) == 2 and trail[0] in POOLS:
        return BARE_ID
    if kind == "string_type" and _is_bare_placeholder(value):
        return BRACE
    if kind == "literal_error" and trail[0] == "languages":
        return NO_LANGUAGE
    if kind == "dict_type" and "propertyNames" in _shape_at(trail, file):
        return WANTS_TEXTS
    return _PLAIN.get(kind, UNFIT)


def _wrong_size(trail: Trail, value: Any, context: dict[str, Any]) -> Iterator[Complaint]:
    """Pydantic also reports a size when an entry of the list is wrong: only what was really written counts."""
    least, most, actual = context.get("min_length", 0), context.get("max_length"), len(value)
    if actual < least:
        yield Complaint(trail, TOO_FEW, {"actual": actual, "limit": least})
    if most is not None and actual > most:
        yield Complaint(trail, TOO_MANY, {"actual": actual, "limit": most})


def _unknown_key(trail: Trail, file: type[Shape]) -> Complaint:
    key, known = str(trail[-1]), list(_shape_at(trail[:-1], file).get("properties", ()))
    near = get_close_matches(key[:80], known, n=1)
    if near:
        return Complaint(trail, MISSPELT_KEY, {"key": _short(key), "near": near[0]}, key=True)
    return Complaint(trail, UNKNOWN_KEY, {"key": _short(key), "known": listed(known, 30)}, key=True)


def _shape_at(trail: Trail, file: type[Shape]) -> dict[str, Any]:
    """The part of the file's JSON Schema that describes the value at a trail; empty if nothing does."""
    root = _root(file)
    part = _resolved(root, root)
    for step in trail:
        if isinstance(step, int):
            part = _resolved(part.get("items", {}), root)
        else:
            inner = part.get("additionalProperties") or {}
            part = _resolved(part.get("properties", {}).get(step, inner), root)
    return part


def _resolved(part: dict[str, Any], root: dict[str, Any]) -> dict[str, Any]:
    """The shape itself, past references and the null of what is optional."""
    part = next((option for option in part.get("anyOf", ()) if option != {"type": "null"}), part)
    if "$ref" in part:
        found: dict[str, Any] = root["$defs"][part["$ref"].rsplit("/", 1)[-1]]
        return found
    return part


@cache
def _root(file: type[Shape]) -> dict[str, Any]:
    return file.model_json_schema()


def _choices(context: dict[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:39]}…"
