"""The key file: durable, private, shared by processes, and plain about damage."""

import os
import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from app.pool_keys.key_file import FORMER, SLOT, KeyFile
from app.tallies.keys import NOBODY, Owner, PoolKeysDamaged, PoolKeysForeign


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secrets" / "pool-keys"


def test_the_file_is_private(path: Path) -> None:
    KeyFile(path).new()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_key_is_in_the_file_and_synchronised_before_it_is_given_out(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = KeyFile(path)
    written: list[bytes] = []
    monkeypatch.setattr("app.pool_keys.key_file.os.fdatasync", lambda file: written.append(path.read_bytes()))
    (key,) = keys.new()
    assert key.secret in written[-1]
    assert len(key.secret) == 32


def test_many_keys_are_drawn_and_forgotten_by_one_sync_each(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, synced = KeyFile(path), list[bytes]()
    monkeypatch.setattr(os, "fdatasync", lambda file: synced.append(path.read_bytes()))
    drawn = keys.new(300)
    assert len(synced) == 1
    assert all(key.secret in synced[0] for key in drawn)
    keys.forget(key.id for key in drawn[:299])
    assert len(synced) == 2
    assert [key.secret in synced[1] for key in drawn] == [False] * 299 + [True]


def test_what_this_process_wrote_itself_is_not_looked_through_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, theirs = KeyFile(path), KeyFile(path)
    looked = list[str]()

    def noting(name: str, learn: Callable[[bytes], None], data: bytes) -> None:
        looked.append(name)
        learn(data)

    for name, keys in (("mine", mine), ("theirs", theirs)):
        monkeypatch.setattr(keys, "_learn", partial(noting, name, keys._learn))
    for _ in range(5):
        drawn = mine.new(3)
        assert [mine.get(key.id) for key in drawn] == drawn
        mine.forget([drawn[0].id])
    assert looked == []
    assert theirs.get(drawn[1].id) == drawn[1]
    assert theirs.ids() == mine.ids()
    assert looked == ["theirs"]


def test_keys_differ_and_outlive_the_process(path: Path) -> None:
    drawn = KeyFile(path).new(200)
    assert len({key.secret for key in drawn}) == len({key.id for key in drawn}) == 200
    later = KeyFile(path)
    assert [later.get(key.id) for key in drawn] == drawn


def test_one_process_finds_what_another_drew(path: Path) -> None:
    mine, theirs = KeyFile(path), KeyFile(path)
    (key,) = theirs.new()
    assert mine.get(key.id) == key
    theirs.forget([key.id])
    assert mine.ids() == set()


def test_a_forgotten_key_is_overwritten_where_it_stood(path: Path) -> None:
    keys = KeyFile(path)
    gone, kept = keys.new(2)
    before = path.stat()
    keys.forget([gone.id])
    assert keys.get(gone.id) is None
    assert keys.get(kept.id) == kept
    assert gone.secret not in path.read_bytes()
    assert (path.stat().st_ino, path.stat().st_size) == (before.st_ino, before.st_size)
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_the_file_does_not_grow_with_use(path: Path) -> None:
    keys = KeyFile(path)
    size = path.stat().st_size
    for _ in range(300):
        keys.forget([keys.new()[0].id])
    assert path.stat().st_size == size


def test_orphans_are_forgotten_and_the_others_kept(path: Path) -> None:
    keys = KeyFile(path)
    drawn = keys.new(5)
    keys.keep_only({key.id for key in drawn[:2]})
    assert KeyFile(path).ids() == {key.id for key in drawn[:2]}


def test_many_threads_and_files_lose_no_key(path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        drawn = list(threads.map(lambda _: KeyFile(path).new()[0], range(80)))
    assert KeyFile(path).ids() == {key.id for key in drawn}


@pytest.mark.parametrize("place", [0, SLOT, SLOT + 16, 2 * SLOT - 1])
def test_a_flipped_bit_is_damage_and_not_another_key(place: int, path: Path) -> None:
    KeyFile(path).new()
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)
    with pytest.raises(PoolKeysDamaged, match="pool-keys is missing or damaged"):
        KeyFile(path)


@pytest.mark.parametrize("content", [b"x", FORMER + b"x", b"\0" * 4096])
def test_another_file_is_not_taken_for_keys(content: bytes, path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(PoolKeysDamaged):
        KeyFile(path)


def test_a_file_that_vanishes_is_an_error_and_not_a_fresh_start(path: Path) -> None:
    keys = KeyFile(path)
    path.unlink()
    with pytest.raises(PoolKeysDamaged):
        keys.new()
    assert not path.exists()


def test_a_slot_never_crosses_a_sector() -> None:
    assert len(FORMER) == SLOT
    assert 512 % SLOT == 0


SITE, OTHER = (Owner(letter * 32, settled=True) for letter in "ab")


def test_a_file_of_the_former_format_is_nobodys_and_keeps_its_keys(path: Path) -> None:
    drawn = KeyFile(path).new(3)
    path.write_bytes(FORMER + path.read_bytes()[SLOT:])
    keys = KeyFile(path)
    assert keys.owner() == NOBODY
    keys.claim(SITE)
    assert [KeyFile(path).get(key.id) for key in drawn] == drawn
    assert KeyFile(path).owner() == SITE


def test_a_file_is_claimed_by_one_write_within_a_sector(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys, written = KeyFile(path), list[tuple[int, int]]()
    monkeypatch.setattr(
        "app.pool_keys.key_file._write",
        lambda _file, slots: written.extend((at, len(data)) for at, data in slots.items()),
    )
    keys.claim(SITE)
    assert written == [(0, SLOT)]


def test_the_keys_of_another_site_are_neither_drawn_nor_forgotten(path: Path) -> None:
    mine, unknown = KeyFile(path), KeyFile(path)
    mine.claim(SITE)
    (key,) = mine.new()
    theirs = KeyFile(path)
    theirs.site = OTHER.site
    before = path.read_bytes()
    for keys in (theirs, unknown):
        for change in (keys.new, keys.probe, partial(keys.forget, [key.id]), partial(keys.keep_only, [])):
            with pytest.raises(PoolKeysForeign, match="not the key file that this database counts with"):
                change()
    assert path.read_bytes() == before
    assert mine.get(key.id) == key


def test_a_file_that_is_put_in_the_place_of_its_own_is_seen(path: Path) -> None:
    keys = KeyFile(path)
    keys.claim(SITE)
    path.unlink()
    KeyFile(path)
    with pytest.raises(PoolKeysForeign):
        keys.new()
