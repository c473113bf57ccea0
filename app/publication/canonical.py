"""What json reads, as the dataclasses that annotations describe, and back. Pure.

Promises that what comes back has every field, each of its type. Refuses one that is missing, unknown or of another.
Schemas only add: a field says since which one it is there (`since`), and an older document neither has nor gets it.
"""

from collections.abc import Mapping
from dataclasses import Field, field, fields, is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

SINCE = "since"


def since(schema: int, default: Any) -> Any:
    """A field of this schema and of later ones. default: what an older document says of it."""
    return field(default=default, metadata={SINCE: schema})


def built(kind: Any, value: Any, schema: int) -> Any:
    """value as the kind that an annotation says. Raises AttributeError, KeyError, TypeError, ValueError."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = {one.name: _hints(kind)[one.name] for one in _fields(kind, schema)}
        if value.keys() != hints.keys():
            raise ValueError(f"The fields of {kind} are {sorted(hints)}.")
        return kind(**{name: built(hint, value[name], schema) for name, hint in hints.items()})
    if get_origin(kind) is UnionType:
        return None if value is None else built(get_args(kind)[0], value, schema)
    if get_origin(kind) is tuple and type(value) is list:
        return _tuple(get_args(kind), value, schema)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r} stands where {kind} is due.")
    return value


def written(value: Any, schema: int) -> Any:
    """What `built` takes, with the fields of this schema."""
    if is_dataclass(value):
        return {one.name: written(getattr(value, one.name), schema) for one in _fields(value.__class__, schema)}
    return [written(one, schema) for one in value] if isinstance(value, tuple) else value


def _tuple(kinds: tuple[Any, ...], values: list[Any], schema: int) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(built(kinds[0], value, schema) for value in values)
    return tuple(built(kind, value, schema) for kind, value in zip(kinds, values, strict=True))


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind)


def _fields(kind: Any, schema: int) -> tuple[Field[Any], ...]:
    return tuple(one for one in fields(kind) if one.metadata.get(SINCE, 0) <= schema)
