"""A bank built on another: `base: other.yaml` fills what the new file does not write itself.

Promises that every value keeps the file and line where it was written. Refuses chains, other folders and copies
that would make one file larger than a file may be.
"""

from pathlib import Path

from app.banks.faults import N_, BankInvalid, Complaint, Position, Trail, fault_at, listed
from app.banks.schema import POOLS
from app.banks.yaml_reader import MAX_BYTES, MAX_NODES, TOO_MANY, Source, read_yaml

NO_FILE = N_("There is no such file. Check the name and the folder.")
UNREADABLE = N_("The file cannot be read. Check that it is a file, and that you may read it.")
BASE_NAME = N_("“base” must be the name of a YAML file in the same folder, such as totem.yaml. Write the name alone.")
BASE_MISSING = N_("There is no file “%(name)s” in this folder. Check the name of the base.")
BASE_CHAIN = N_("“%(name)s” is itself built on another bank. Take as base a bank that stands alone.")
OWN_ID = N_("A bank built on another needs an id of its own. Add “id:”.")
NOT_IN_BASE = N_("The base has no entry “%(id)s” here. Write the entry, or choose among: %(known)s.")
TAKEN_TWICE = N_("“%(id)s” is already taken from the base. Keep one of the two.")


def read_bank(path: Path) -> Source:
    """The bank of a file, completed from its base. Raises BankInvalid."""
    own = read_source(path)
    if "base" not in own.data:
        return own
    name = own.data["base"]
    if not isinstance(name, str) or not name.endswith(".yaml") or name != Path(name).name or "\\" in name:
        raise BankInvalid([own.fault(Complaint(("base",), BASE_NAME))])
    there = path.with_name(name)
    if not _is_file(there):
        raise BankInvalid([own.fault(Complaint(("base",), BASE_MISSING, {"name": name[:80]}))])
    base = read_source(there)
    if "base" in base.data:
        raise BankInvalid([own.fault(Complaint(("base",), BASE_CHAIN, {"name": name}))])
    return built_on(own, base)


def built_on(own: Source, base: Source) -> Source:
    """Every top-level key of `own`, and those of `base` that it leaves out. Raises BankInvalid."""
    merge = _Merge(own, base)
    for key in {**base.data, **own.data}:
        # Of other totems, what the base says of its own two by two says nothing.
        if key == "base" or (key == "pair_texts" and "totems" in own.data and key not in own.data):
            continue
        entries = own.data.get(key)
        if key in own.data and key in POOLS and isinstance(entries, list):
            merge.entries(key, entries)
        else:
            merge.take(own if key in own.data else base, (key,), (key,))
    if "id" not in own.data:
        merge.complaints.append(Complaint((), OWN_ID))
    if merge.complaints:
        raise BankInvalid(map(own.fault, merge.complaints))
    return Source(own.file, merge.data, merge.values, merge.keys)


def read_source(path: Path) -> Source:
    """A file as it stands. Raises BankInvalid."""
    if not _is_file(path):
        raise BankInvalid([fault_at(Position(str(path), 1, 1), Complaint((), NO_FILE))])
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError:
        raise BankInvalid([fault_at(Position(str(path), 1, 1), Complaint((), UNREADABLE))]) from None
    return read_yaml(raw, str(path))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the file system allows
        return False


class _Merge:
    """Data under construction, with the positions of both files under their new trails."""

    def __init__(self, own: Source, base: Source) -> None:
        self.own, self.base = own, base
        self.data: dict[str, object] = {}
        self.values: dict[Trail, Position] = {(): own.values[()]}
        self.keys: dict[Trail, Position] = {}
        self.complaints: list[Complaint] = []

    def take(self, source: Source, trail: Trail, place: Trail) -> None:
        """Copy a top-level key whole."""
        self.keys[place] = source.keys[trail]
        self.data[str(place[0])] = self.graft(source, source.data[str(trail[0])], trail, place)

    def entries(self, key: str, entries: list[object]) -> None:
        """Copy a list, each bare id replaced by the base's entry."""
        pool = self.pool(key)
        self.keys[key,] = self.own.keys[key,]
        self.values[key,] = self.own.values[key,]
        taken: list[object] = []
        seen: set[str] = set()
        for position, entry in enumerate(entries):
            place = (key, position)
            if not isinstance(entry, str):
                taken.append(self.graft(self.own, entry, place, place))
            elif entry not in pool:
                self.complaints.append(Complaint(place, NOT_IN_BASE, {"id": entry[:40], "known": listed(pool)}))
            elif entry in seen:
                self.complaints.append(Complaint(place, TAKEN_TWICE, {"id": entry}))
            else:
                seen.add(entry)
                trail = pool[entry]
                taken.append(self.graft(self.base, _at(self.base.data, trail), trail, place))
        self.data[key] = taken

    def pool(self, key: str) -> dict[str, Trail]:
        """id → where the base has it; the list of the same name first."""
        found: dict[str, Trail] = {}
        for name in POOLS[key]:
            many = self.base.data.get(name)
            for position, entry in enumerate(many if isinstance(many, list) else ()):
                if isinstance(entry, dict) and isinstance(entry.get("id"), str):
                    found.setdefault(entry["id"], (name, position))
        return found

    def graft(self, source: Source, value: object, trail: Trail, place: Trail) -> object:
        """The value itself, once its positions are copied from its old trail to its new place."""
        self.values[place] = source.values[trail]
        if len(self.values) > MAX_NODES:
            raise BankInvalid([self.own.fault(Complaint((), TOO_MANY))])
        if isinstance(value, dict):
            for key, part in value.items():
                self.keys[*place, key] = source.keys[*trail, key]
                self.graft(source, part, (*trail, key), (*place, key))
        elif isinstance(value, list):
            for position, part in enumerate(value):
                self.graft(source, part, (*trail, position), (*place, position))
        return value


def _at(data: dict[str, object], trail: Trail) -> object:
    name, position = trail
    many = data[str(name)]
    assert isinstance(many, list)
    assert isinstance(position, int)
    return many[position]
