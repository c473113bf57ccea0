"""A language in which a bank that ends on thanks can be answered at the counter: `<bank>.counter.<language>.yaml`.

Promises texts that are whole: whatever this bank asks is in it, and nothing else. Knows nothing of what is counted.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.banks.derived import read_source
from app.banks.faults import N_, BankInvalid, Complaint, Fault, Position, Trail, fault_at, listed
from app.banks.prose import SAYS_NOTHING, STRAY_BRACE
from app.banks.schema import BankFile, BankId, Id, Listed, Phrase, Shape
from app.banks.shape import MISSING, shaped

OTHER_BANK = N_("This file stands beside the bank “%(bank)s”. Write its id here, or rename the file.")
OTHER_LANGUAGE = N_("The name of this file says “%(named)s”. Write the same language here, or rename the file.")
OWN_LANGUAGE = N_("The bank itself is written in “%(language)s”. Delete this file, or choose another language.")
NO_BANK = N_("There is no bank “%(bank)s” in this folder. Rename this file after a bank, or delete it.")
NOT_THANKS = N_(
    "Only a bank that ends on thanks is answered at the counter. Add “ends: thanks” to it, or delete this file."
)
UNTOLD = N_("The text of “%(id)s” is missing. Add it.")
UNASKED = N_("The bank asks nothing that is called “%(id)s”. Delete it, or choose among: %(known)s.")
NEVER_SAID = N_("The bank never says this. Delete it.")
AS_MANY = N_("The bank’s scale has %(wanted)s points; here there are %(actual)s. Write as many.")


class Buttons(Shape):
    back: Phrase
    undo: Phrase
    next: Phrase
    skip: Phrase
    do_not_count: Phrase
    start: Phrase


class Counter(Shape):
    """promise: noticed, not noticed, cannot say; every text as it is shown, without braces."""

    id: BankId
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
    direction: Literal["ltr", "rtl"]
    name: Phrase
    title: Phrase
    statements: Mapping[Id, Phrase]
    points: Listed[Phrase]
    no_occasion: Phrase | None = None
    importance: Mapping[Id, Phrase] = Field({})
    dimensions: Mapping[Id, Phrase] = Field({})
    promise: Annotated[Listed[Phrase], Field(min_length=3, max_length=3)] | None = None
    thanks: Phrase
    privacy: Phrase
    buttons: Buttons


def bank_beside(path: Path) -> Path | None:
    """The bank that a file of this name speaks for; None for any other file."""
    bank, _ = _named(path)
    return path.with_name(f"{bank}.yaml") if bank else None


def _named(path: Path) -> tuple[str, str]:
    """The bank and the language in the name of a file of this kind; both empty for any other."""
    bank, counter, rest = path.name.partition(".counter.")
    language, dot, ending = rest.partition(".")
    return (bank, language) if bank and counter and language and dot and ending == "yaml" else ("", "")


def orphan(path: Path, bank: Path) -> Fault:
    """What is wrong with a file that stands beside no bank."""
    return fault_at(Position(str(path), 1, 1), Complaint((), NO_BANK, {"bank": bank.stem}))


def counters_of(file: BankFile, path: Path) -> Mapping[str, Counter]:
    """By language, of the files beside a bank. Raises BankInvalid with the faults of all of them."""
    found: dict[str, Counter] = {}
    faults: list[Fault] = []
    for beside in sorted(path.parent.glob("*.counter.*.yaml")):
        if bank_beside(beside) != path:
            continue
        try:
            counter = _counter(file, beside)
        except BankInvalid as invalid:
            faults += invalid.faults
        else:
            found[counter.language] = counter
    if faults:
        raise BankInvalid(faults)
    return found


def _counter(file: BankFile, path: Path) -> Counter:
    source = read_source(path)
    counter = shaped(source, Counter)
    if complaints := [*_names(file, counter, path), *_whole(file, counter), *_plain(counter)]:
        raise BankInvalid(map(source.fault, complaints))
    return counter


def _names(file: BankFile, counter: Counter, path: Path) -> Iterator[Complaint]:
    _, language = _named(path)
    if counter.id != file.id:
        yield Complaint(("id",), OTHER_BANK, {"bank": file.id})
    if counter.language != language:
        yield Complaint(("language",), OTHER_LANGUAGE, {"named": language})
    elif counter.language in file.languages:
        yield Complaint(("language",), OWN_LANGUAGE, {"language": counter.language})
    if file.ends != "thanks":
        yield Complaint(("id",), NOT_THANKS)


def _whole(file: BankFile, counter: Counter) -> Iterator[Complaint]:
    """Everything that the bank says, and nothing else."""
    picked = [dimension.id for dimension in file.dimensions if not dimension.overall] if file.importance else []
    yield from _keys(("statements",), counter.statements, [question.id for question in file.questions])
    yield from _keys(("importance",), counter.importance, [asked.id for asked in file.importance])
    yield from _keys(("dimensions",), counter.dimensions, picked)
    wanted = len(file.scale.points)
    if len(counter.points) != wanted:
        yield Complaint(("points",), AS_MANY, {"wanted": wanted, "actual": len(counter.points)}, key=True)
    for key, is_said in (("no_occasion", file.scale.no_occasion is not None), ("promise", file.promises > 0)):
        if is_said and getattr(counter, key) is None:
            yield Complaint((), MISSING, {"key": key}, key=True)
        elif not is_said and getattr(counter, key) is not None:
            yield Complaint((key,), NEVER_SAID, key=True)


def _keys(trail: Trail, written: Mapping[str, str], wanted: Iterable[str]) -> Iterator[Complaint]:
    known = [*wanted]
    if written and not known:
        yield Complaint(trail, NEVER_SAID, key=True)
        return
    if known and not written:
        yield Complaint((), MISSING, {"key": trail[0]}, key=True)
        return
    yield from (Complaint(trail, UNTOLD, {"id": id_}, key=True) for id_ in known if id_ not in written)
    for id_ in written:
        if id_ not in known:
            yield Complaint((*trail, id_), UNASKED, {"id": id_, "known": listed(known)}, key=True)


def _plain(counter: Counter) -> Iterator[Complaint]:
    for trail, text in _texts(counter.model_dump(exclude={"id", "language", "direction"}), ()):
        if brace := re.search("[{}]", text):
            yield Complaint(trail, STRAY_BRACE, {"name": brace[0]})
        if not re.search(r"\w", text):
            yield Complaint(trail, SAYS_NOTHING)


def _texts(part: object, trail: Trail) -> Iterator[tuple[Trail, str]]:
    if isinstance(part, str):
        yield trail, part
    elif isinstance(part, Mapping):
        for key, inner in part.items():
            yield from _texts(inner, (*trail, key))
    elif isinstance(part, tuple):
        for position, inner in enumerate(part):
            yield from _texts(inner, (*trail, position))
