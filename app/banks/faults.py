"""A fault of a bank: what is wrong, what to do, and the line and column where it stands.

Messages can be translated; the words of YAML's and Pydantic's own errors are not shown.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

Trail = tuple[str | int, ...]
"""The way from the top of a file to a value: ("questions", 0, "text", "fr")."""

N_ = str  # marks a message for the catalogues; it is translated when it is shown


class Position(NamedTuple):
    """A place in a file; line and column start at 1."""

    file: str
    line: int
    column: int


class Complaint(NamedTuple):
    """What is wrong with the value at a trail (or, if `key`, with the key itself), before its line is known."""

    trail: Trail
    message: str
    params: Mapping[str, object] = {}
    key: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """message: an English gettext msgid with %(name)s parameters; where: the trail, dotted."""

    file: str
    line: int
    column: int
    where: str
    message: str
    params: Mapping[str, object] = field(default_factory=dict, hash=False)

    def text(self, translate: Callable[[str], str] = str) -> str:
        """The message with its parameters, once translated."""
        return translate(self.message) % self.params

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.where}: {self.text()}" if self.where else f"{place}: {self.text()}"


class BankInvalid(ValueError):
    """A bank cannot be used. `faults`: every fault found, by file, line and column, each once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__("\n".join(map(str, self.faults)))


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """Each complaint once a place, by file, line and column."""
    once = {(fault.file, fault.line, fault.column, fault.text()): fault for fault in faults}
    return tuple(once[place] for place in sorted(once))


def fault_at(position: Position, complaint: Complaint) -> Fault:
    where = ".".join(map(str, complaint.trail))
    return Fault(*position, where=where, message=complaint.message, params=complaint.params)


def listed(names: Iterable[object], at_most: int = 20) -> str:
    """Names for a message: “a, b, c”, or “a, b, …” where there are too many to choose from."""
    first = list(islice(map(str, names), at_most + 1))
    return ", ".join([*first[:at_most], "…"] if len(first) > at_most else first)
