"""What json reads, as the dataclasses that annotations describe. Pure.

Promises that what comes back has every field, each of its type. Refuses one that is missing, unknown or of another.
"""

from dataclasses import is_dataclass
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints


def built(kind: Any, value: Any) -> Any:
    """value as the kind that an annotation says. Raises AttributeError, KeyError, TypeError, ValueError."""
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        if value.keys() != hints.keys():
            raise ValueError(f"The fields of {kind} are {sorted(hints)}.")
        return kind(**{name: built(hint, value[name]) for name, hint in hints.items()})
    if get_origin(kind) is UnionType:
        return None if value is None else built(get_args(kind)[0], value)
    if get_origin(kind) is tuple and type(value) is list:
        return _tuple(get_args(kind), value)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if type(value) is not kind:
        raise ValueError(f"{value!r} stands where {kind} is due.")
    return value


def _tuple(kinds: tuple[Any, ...], values: list[Any]) -> tuple[Any, ...]:
    if kinds[-1] is Ellipsis:
        return tuple(built(kinds[0], value) for value in values)
    return tuple(built(kind, value) for kind, value in zip(kinds, values, strict=True))


_hints = cache(get_type_hints)
