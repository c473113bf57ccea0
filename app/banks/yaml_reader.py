"""Strict YAML: bytes in, plain data out, and the line and column of every key and value.

Promises to stop before a hostile file costs memory or time. Refuses anchors, aliases, tags, duplicate keys,
several documents, tabs, invisible characters and anything that is not UTF-8.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml

from app.banks.faults import N_, BankInvalid, Complaint, Fault, Position, Trail, fault_at
from app.banks.scalars import ScalarRefused, meaning

MAX_BYTES, MAX_DEPTH, MAX_NODES = 1024 * 1024, 12, 50_000
ENOUGH_FAULTS = 100
"""After so many, reading stops: nobody mends a hundred faults before looking again."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# Controls, marks that turn the direction of reading, zero-width characters, tags, and YAML 1.1's own line ends.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
_BARE_BRACE = re.compile(r"(?:^|[:-]) *\{[^{}:]*\} *[^ ,}#]")

TOO_BIG = N_("The file is larger than 1 MiB. Keep one bank in a file, and nothing else.")
NOT_UTF8 = N_("The file is not UTF-8 text. Save it again as UTF-8.")
INVISIBLE = N_("An invisible character (%(code)s) stands here. Delete it: it can change how the text is read.")
TAB = N_("A tab stands here. Use spaces.")
EMPTY = N_("The file is empty. Start from the example in docs/banks.md.")
NOT_A_MAP = N_("A bank is a map of keys such as “id:” and “title:”. Start from the example in docs/banks.md.")
DIRECTIVE = N_("A line that starts with %% has no use here. Delete it.")
DOCUMENTS = N_("A second document starts here. Keep one bank in a file, and delete the line “---”.")
ANCHOR = N_("The anchor “&%(name)s” is not read. Write the value out each time it is needed.")
ALIAS = N_("The alias “*%(name)s” is not read. Write the value out.")
TAG = N_("The tag “%(name)s” is not read. Delete it, or put the text between quotes.")
KEY_NOT_TEXT = N_("This key is not text. Put it between quotes.")
DUPLICATE = N_("The key “%(key)s” is already written on line %(line)s. Keep one of the two.")
TOO_DEEP = N_("The file is more than 12 levels deep here. See docs/banks.md for the shape of a bank.")
TOO_MANY = N_("The file holds more than 50,000 values. Keep one bank in a file.")
COLON = N_(
    "A colon followed by a space cannot stand in bare text: put the text between quotes. "
    "Or else the line above lacks its colon: add it."
)
NO_COLON = N_("A key has no colon, or a text runs over several lines. Add the colon, or put the text between quotes.")
BRACE = N_("Text that starts with “{” must stand between quotes. Add them.")
START = N_("Bare text cannot start with this character. Put the text between quotes.")
UNCLOSED = N_("Quotes are opened here and never closed. Close them.")
ESCAPE = N_("The backslash is not understood here. Write two of them, or none.")
NOT_YAML = N_("This is not valid YAML. Look at the indentation, the quotes and the colons on this line and above it.")
_PROBLEMS = (
    ("mapping values are not allowed", COLON),
    ("could not find expected ':'", NO_COLON),
    ("cannot start any token", START),
    ("unexpected end of stream", UNCLOSED),
    ("unknown escape", ESCAPE),
)


@dataclass(frozen=True, slots=True)
class Source:
    """data: maps, lists, text, numbers, booleans and None; values, keys: where each trail stands in its file."""

    file: str
    data: dict[str, object]
    values: Mapping[Trail, Position]
    keys: Mapping[Trail, Position]

    def fault(self, complaint: Complaint) -> Fault:
        """The complaint at its line; at the nearest known parent if the value itself was never written."""
        trail = complaint.trail
        if complaint.key and trail in self.keys:
            return fault_at(self.keys[trail], complaint)
        if trail in self.values:
            return fault_at(self.values[trail], complaint)
        while trail and trail not in self.keys and trail not in self.values:
            trail = trail[:-1]
        position = self.keys.get(trail) or self.values.get(trail) or Position(self.file, 1, 1)
        return fault_at(position, complaint)


def read_yaml(raw: bytes | str, file: str) -> Source:
    """file: its name in faults. Raises BankInvalid with every fault found before reading had to stop."""
    text = _decoded(raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw, file)
    for pattern, message in ((_INVISIBLE, INVISIBLE), (re.compile("\t"), TAB)):
        if found := pattern.search(text):
            line = text.count("\n", 0, found.start()) + 1
            position = Position(file, line, found.start() - text.rfind("\n", 0, found.start()))
            raise BankInvalid([fault_at(position, Complaint((), message, {"code": f"U+{ord(found[0]):04X}"}))])
    composer = _Composer(text, file)
    data = composer.document()
    if composer.faults or not isinstance(data, dict):
        raise BankInvalid(composer.faults or [fault_at(Position(file, 1, 1), Complaint((), NOT_A_MAP))])
    return Source(file, data, composer.values, composer.keys)


def _decoded(raw: bytes, file: str) -> str:
    """The text, without the byte order mark that some editors put first."""
    if len(raw) > MAX_BYTES:
        raise BankInvalid([fault_at(Position(file, 1, 1), Complaint((), TOO_BIG))])
    try:
        return raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        position = Position(file, before.count(b"\n") + 1, column)
        raise BankInvalid([fault_at(position, Complaint((), NOT_UTF8))]) from None


class _Composer:
    """Builds data from the events of the parser, so that a limit stops the file before anything grows past it."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.events = yaml.parse(text, Loader=_LOADER)
        self.file = file
        self.nodes = 0
        self.faults: list[Fault] = []
        self.values: dict[Trail, Position] = {}
        self.keys: dict[Trail, Position] = {}

    def document(self) -> object:
        try:
            next(self.events)
            start: Any = next(self.events)
            if isinstance(start, yaml.StreamEndEvent):
                self.stop(start, EMPTY)
            if start.version or start.tags:
                self.refuse((), start, DIRECTIVE)
            data = self.node((), next(self.events), 1)
            next(self.events)
            if not isinstance(after := next(self.events), yaml.StreamEndEvent):
                self.refuse((), after, DOCUMENTS)
        except yaml.YAMLError as error:
            self.stop(error, self.plain_words(error))
        return data

    def node(self, trail: Trail, event: Any, depth: int) -> object:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self.stop(event, TOO_MANY)
        self.values.setdefault(trail, self.position(event))
        if isinstance(event, yaml.AliasEvent):
            self.refuse(trail, event, ALIAS, name=event.anchor)
            return None
        if event.anchor is not None:
            self.refuse(trail, event, ANCHOR, name=event.anchor)
        if event.tag is not None:
            self.refuse(trail, event, TAG, name=event.tag.replace("tag:yaml.org,2002:", "!!")[:40])
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(trail, event)
        if depth > MAX_DEPTH:
            self.stop(event, TOO_DEEP)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(trail, depth)
        return self.mapping(trail, depth)

    def scalar(self, trail: Trail, event: Any) -> object:
        # The text was searched already; only an escape between double quotes can still bring one in.
        if event.style == '"' and (found := _INVISIBLE.search(event.value) or re.search("\t", event.value)):
            self.refuse(trail, event, INVISIBLE, code=f"U+{ord(found[0]):04X}")
        if not event.implicit[0]:
            return event.value
        try:
            return meaning(event.value)
        except ScalarRefused as refused:
            self.refuse(trail, event, refused.message, value=event.value[:40])
            return None

    def sequence(self, trail: Trail, depth: int) -> list[object]:
        data: list[object] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            data.append(self.node((*trail, len(data)), event, depth + 1))
        return data

    def mapping(self, trail: Trail, depth: int) -> dict[str, object]:
        data: dict[str, object] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node((*trail, "?"), event, depth + 1)
            del self.values[*trail, "?"]
            if not isinstance(key, str):
                self.refuse(trail, event, KEY_NOT_TEXT)
                key = f"?{len(data)}"
            place = (*trail, key)
            if key in data:
                self.refuse(place, event, DUPLICATE, key=key, line=self.keys[place].line)
            self.keys.setdefault(place, self.position(event))
            value = self.node(place, next(self.events), depth + 1)
            data.setdefault(key, value)
        return data

    def position(self, event: Any) -> Position:
        """Where an event starts, or where an error of the parser says that it stopped."""
        if isinstance(event, yaml.YAMLError):
            # An unclosed quote is noticed at the end of the file; its context is where it was opened.
            early, late = getattr(event, "context_mark", None), getattr(event, "problem_mark", None)
            found = early if early and "end of stream" in str(getattr(event, "problem", "")) else late or early
        else:
            found = event.start_mark
        return Position(self.file, found.line + 1, found.column + 1) if found else Position(self.file, 1, 1)

    def refuse(self, trail: Trail, event: Any, message: str, **params: object) -> None:
        self.faults.append(fault_at(self.position(event), Complaint(trail, message, params)))
        if len(self.faults) >= ENOUGH_FAULTS:
            raise BankInvalid(self.faults)

    def stop(self, event: Any, message: str) -> NoReturn:
        self.refuse((), event, message)
        raise BankInvalid(self.faults) from None

    def plain_words(self, error: yaml.YAMLError) -> str:
        """Our own words for what the parser found."""
        lines = self.text.split("\n")
        if _BARE_BRACE.search(lines[min(self.position(error).line, len(lines)) - 1]):
            return BRACE
        problem = str(getattr(error, "problem", ""))
        return next((message for part, message in _PROBLEMS if part in problem), NOT_YAML)
