"""Keys of pools in one file, for one machine.

Promises that a key is durable before it is given out, and overwritten where it stood once it is forgotten.
Refuses a damaged file, and one of another database.
"""

import fcntl
import os
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path

from app.db.files import private_folder, sync_folder
from app.tallies.keys import NOBODY, SITE_BYTES, KeyHome, Owner, PoolKey, PoolKeysDamaged, PoolKeysForeign

ID_BYTES, KEY_BYTES, CHECK_BYTES = SITE_BYTES, 32, 16
# A slot never crosses a sector of the disk, so that a power cut leaves it as it was or as it should be. Replacing the
# whole file would be as safe, but takes 1.4 ms instead of 0.06 and leaves the old keys in the blocks that it frees.
SLOT = ID_BYTES + KEY_BYTES + CHECK_BYTES
FREE = bytes(SLOT)
FIRST_SLOTS = 127
# The first slot says whose the file is: a title, the identity of the database's site, and a check, as keys have theirs.
FORMER = b"Totem's pool keys, 1. Never copy this file, never back it up.\n".ljust(SLOT)
TITLE, CLAIMED = b"Totem's pool keys 2. Never copy\n", b"Totem's pool keys 2, not settled"


class KeyFile:
    """Shared by the threads and the processes of a machine, by way of the file."""

    is_unclean = False

    def __init__(self, path: Path) -> None:
        """Creates the file, readable by this user alone, when there is none. Raises PoolKeysDamaged."""
        self.path, self.home = path, KeyHome(f"{path}", "key file", "TOTEM_POOL_KEY_FILE")
        self.site: str | None = None
        self._seen = b""
        """The file as it was last read or written: what is still so is not looked through again."""
        self._known: dict[str, tuple[int, bytes]] = {}
        """Of each key in it, by its id: where it stands, and its slot. Threads look here without the file's lock."""
        self._due: set[str] = set()
        """To be forgotten with the next write."""
        private_folder(path.parent)
        with _opened(path, os.O_CREAT) as file:
            if not os.fstat(file).st_size:
                _write(file, {0: _title(NOBODY) + FREE * FIRST_SLOTS})
                sync_folder(path.parent)
            self._read(file)

    @property
    def folder(self) -> Path:
        return self.path.parent

    def start(self) -> None:
        """A file needs no looking after."""

    def stop(self) -> None:
        self.forget(())

    def owner(self) -> Owner:
        with self._locked() as file:
            return self._owner(os.pread(file, SLOT, 0))

    def claim(self, owner: Owner) -> None:
        with self._locked() as file:
            self._owner(os.pread(file, SLOT, 0))
            _write(file, {0: _title(owner)})
        self.site = owner.site if owner.settled else None

    def new(self, number: int = 1) -> list[PoolKey]:
        """All are durable by one sync, which overwrites what is due to be forgotten too."""
        drawn = [_drawn() for _ in range(number)]
        with self._locked() as file:
            self._read(file, change=True)
            free = self._free_of(self._due)
            taken = {at for at, _ in self._known.values()} - free.keys()
            at = (at for at in count(SLOT, SLOT) if at not in taken)
            self._write(file, free | dict(zip(at, drawn, strict=False)))
        return [_key(slot) for slot in drawn]

    def find(self, key_ids: Collection[str]) -> dict[str, PoolKey]:
        return {key_id: key for key_id in key_ids if (key := self.get(key_id))}

    def get(self, key_id: str) -> PoolKey | None:
        if key_id not in self._known:
            self.ids()  # another process may have drawn it
        known = self._known.get(key_id)
        return None if known is None else _key(known[1])

    def forget(self, key_ids: Iterable[str], *, soon: bool = False) -> None:
        """All are overwritten by one sync."""
        gone = set(key_ids)
        if not gone and not self._due:
            return
        with self._locked() as file:
            self._due |= gone
            if not soon:
                self._read(file, change=True)
                self._write(file, self._free_of(self._due))

    def keep_only(self, key_ids: Collection[str]) -> None:
        self.forget(self.ids() - set(key_ids))

    def ids(self) -> set[str]:
        with self._locked() as file:
            self._read(file)
        return set(self._known)

    def probe(self) -> None:
        with self._locked() as file:
            self._read(file, change=True)
            _write(file, {0: os.pread(file, SLOT, 0)})

    def remark(self) -> str:
        self.ids()
        return ""

    @contextmanager
    def _locked(self) -> Iterator[int]:
        try:
            with _opened(self.path) as file:
                yield file
        except FileNotFoundError:
            raise self._damaged() from None

    def _read(self, file: int, *, change: bool = False) -> None:
        data = os.pread(file, os.fstat(file).st_size, 0)
        owner = self._owner(data[:SLOT])
        if owner != Owner(self.site, settled=True) if self.site else change and owner.settled:
            raise PoolKeysForeign(self.home)
        if data != self._seen:
            self._learn(data)

    def _learn(self, data: bytes) -> None:
        slots = {at: data[at : at + SLOT] for at in range(SLOT, len(data), SLOT)}
        if not all(slot in (FREE, self._seen[at : at + SLOT]) or _is_whole(slot) for at, slot in slots.items()):
            raise self._damaged()
        self._seen, self._known = data, {_id(slot): (at, slot) for at, slot in slots.items() if slot != FREE}

    def _free_of(self, key_ids: set[str]) -> dict[int, bytes]:
        return {self._known[key_id][0]: FREE for key_id in key_ids & self._known.keys()}

    def _write(self, file: int, slots: Mapping[int, bytes]) -> None:
        _write(file, slots)
        seen = bytearray(self._seen)
        for at, slot in slots.items():
            self._known.pop(_id(seen[at : at + SLOT]), None)
            seen[at : at + SLOT] = slot
        self._seen = bytes(seen)
        self._known |= {_id(slot): (at, slot) for at, slot in slots.items() if slot != FREE}
        self._due -= self._due - self._known.keys()

    def _owner(self, first: bytes) -> Owner:
        if first == FORMER:
            return NOBODY
        title, site = first[:KEY_BYTES], first[KEY_BYTES:-CHECK_BYTES]
        if title not in (TITLE, CLAIMED) or not _is_whole(first):
            raise self._damaged()
        return Owner(site.hex(), settled=title == TITLE)

    def _damaged(self) -> PoolKeysDamaged:
        return PoolKeysDamaged(
            f"{self.path} is missing or damaged. Put it back as it was. If it is lost for good: stop Totem, delete "
            "what is left of it, and run totem abandon-pools, which names what that gives up."
        )


@contextmanager
def _opened(path: Path, flags: int = 0) -> Iterator[int]:
    file = os.open(path, os.O_RDWR | flags, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _write(file: int, slots: Mapping[int, bytes]) -> None:
    """By the place of each: all of them are on the disk when this returns."""
    for at, data in slots.items():
        if os.pwrite(file, data, at) != len(data):
            raise OSError(f"Only a part of {len(data)} bytes could be written.")
    if slots:
        os.fdatasync(file)


def _title(owner: Owner) -> bytes:
    return _checked((TITLE if owner.settled else CLAIMED) + bytes.fromhex(owner.site))


def _drawn() -> bytes:
    return _checked(secrets.token_bytes(ID_BYTES + KEY_BYTES))


def _checked(content: bytes) -> bytes:
    return content + sha256(content).digest()[:CHECK_BYTES]


def _is_whole(slot: bytes) -> bool:
    return slot == _checked(slot[: ID_BYTES + KEY_BYTES])


def _id(slot: bytes | bytearray) -> str:
    return slot[:ID_BYTES].hex()


def _key(slot: bytes) -> PoolKey:
    return PoolKey(_id(slot), slot[ID_BYTES : ID_BYTES + KEY_BYTES])
