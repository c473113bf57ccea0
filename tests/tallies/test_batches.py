"""Totals that travel from one site to another: whole, signed, once."""

import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Engine, update
from sqlmodel import col

from app.campaigns.store import Campaign, create, find
from app.db.engine import make_engine, migrate, write_transaction
from app.db.tables import CampaignRow
from app.pool_keys.key_file import KeyFile
from app.tallies.batch_file import canonical
from app.tallies.batches import AlreadyJoined, BatchesRefused, exported, join, name_of, opened, site_key
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.tallies.sums import Counts, to_bytes, total
from app.tallies.verify import verify
from app.totem.packing import fingerprint
from tests.crowd import TODAY, a_bank, a_campaign, a_sheet, an_entry
from tests.stores import totals

SECRET, OTHER = b"s" * 32, b"o" * 32


@pytest.fixture
def laptop(tmp_path: Path) -> Engine:
    """Another site: thirteen people answered in the field, and the campaign is closed."""
    engine, keys = make_engine(f"sqlite:///{tmp_path}/laptop.db"), KeyFile(tmp_path / "laptop-keys")
    migrate(engine)
    a_campaign(engine, k=5, slug="field")
    with write_transaction(engine) as connection:
        count(connection, keys, [an_entry(person) for person in range(13)], TODAY)
    return engine


def closed(laptop: Engine, tmp_path: Path) -> str:
    close(laptop, KeyFile(tmp_path / "laptop-keys"), 1, TODAY)
    return exported(laptop, "field", a_bank(), SECRET)


def test_a_campaign_from_the_field_joins_once_and_whole(
    engine: Engine, keys: PoolKeys, laptop: Engine, tmp_path: Path
) -> None:
    document = closed(laptop, tmp_path)
    here = a_campaign(engine, k=5)
    with write_transaction(engine) as connection:
        count(connection, keys, [an_entry(person) for person in range(100, 115)], TODAY)
    brought = opened(document, a_bank())
    assert brought.n == 13
    assert brought.key == name_of(site_key(SECRET).public_key())
    join(engine, here.slug, brought, [])
    both = total(map(a_sheet, [*range(13), *range(100, 110)]))
    assert totals(engine) == {an_entry(0, here.id).cell: both}
    with pytest.raises(AlreadyJoined):
        join(engine, here.slug, brought, [])
    assert totals(engine) == {an_entry(0, here.id).cell: both}
    assert verify(engine, keys, [a_bank()], TODAY) == []


def test_a_first_batch_freezes_the_questionnaire(engine: Engine, laptop: Engine, tmp_path: Path) -> None:
    here = a_campaign(engine, k=5)
    brought = opened(closed(laptop, tmp_path), a_bank())
    join(engine, here.slug, brought, [])
    found = find(engine, here.slug)
    assert found
    assert found.fingerprint == brought.fingerprint


def test_an_open_campaign_and_an_empty_one_do_not_leave(laptop: Engine, tmp_path: Path) -> None:
    with pytest.raises(BatchesRefused, match="still open"):
        exported(laptop, "field", a_bank(), SECRET)
    create(laptop, "empty", "totem", TODAY, k=5)
    close(laptop, KeyFile(tmp_path / "laptop-keys"), 2, TODAY)
    with pytest.raises(BatchesRefused, match="fewer than 5"):
        exported(laptop, "empty", a_bank(), SECRET)
    with pytest.raises(BatchesRefused, match="no campaign"):
        exported(laptop, "nowhere", a_bank(), SECRET)


def test_whatever_was_altered_is_refused(laptop: Engine, tmp_path: Path) -> None:
    whole = json.loads(closed(laptop, tmp_path))
    for part, value in (
        ("batches", {**whole["batches"], "k": 4}),
        ("batches", {**whole["batches"], "totals": {"": b64encode(to_bytes(a_sheet(1))).decode()}}),
        ("key", public(OTHER)),
    ):
        changed = {**whole, part: value}
        with pytest.raises(BatchesRefused, match="signature"):
            opened(json.dumps(changed), a_bank())


def public(secret: bytes) -> str:
    return b64encode(site_key(secret).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@pytest.mark.parametrize("document", ["", "{}", "[]", '{"batches": {}, "key": "?", "signature": ""}', "\x00"])
def test_what_is_no_file_of_ours_is_refused_in_words(document: str) -> None:
    with pytest.raises(BatchesRefused, match="no batches"):
        opened(document, a_bank())


def test_answers_to_another_structure_are_refused(laptop: Engine, tmp_path: Path) -> None:
    with pytest.raises(BatchesRefused, match="another questionnaire"):
        opened(closed(laptop, tmp_path), a_bank(scenes=5))


def test_totals_that_no_crowd_has_are_refused_even_with_a_signature() -> None:
    content = json.loads(signed_anew((10**6, *a_sheet(1).numbers[1:])))
    with pytest.raises(BatchesRefused, match="No people could"):
        opened(json.dumps(content), a_bank())


def signed_anew(numbers: tuple[int, ...]) -> str:
    content: dict[str, Any] = {
        "schema": 1, "slug": "field", "opened_on": "2026-11-22", "bank": "totem", "fingerprint": fingerprint(a_bank()),
        "k": 5, "totals": {"": b64encode(to_bytes(Counts(numbers))).decode()},
    }  # fmt: skip
    signature = site_key(SECRET).sign(canonical(content))
    return json.dumps({"batches": content, "key": public(SECRET), "signature": b64encode(signature).decode()})


def withdrawn(engine: Engine, campaign: Campaign) -> None:
    with write_transaction(engine) as connection:
        connection.execute(update(CampaignRow).where(col(CampaignRow.id) == campaign.id).values(withdrawn_on=TODAY))


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda engine: a_campaign(engine, k=6), "fewer than the 6"),
        (lambda engine: create(engine, "spring", "express", TODAY, k=5), "another questionnaire"),
        (lambda engine: withdrawn(engine, a_campaign(engine, k=5)), "withdrawn"),
        (lambda engine: None, "no campaign"),
    ],
)
def test_what_does_not_fit_the_campaign_is_refused(
    engine: Engine, laptop: Engine, tmp_path: Path, prepare: Callable[[Engine], object], words: str
) -> None:
    brought = opened(closed(laptop, tmp_path), a_bank())
    prepare(engine)
    with pytest.raises(BatchesRefused, match=words):
        join(engine, "spring", brought, [])
    assert totals(engine) == {}


def test_parts_of_the_crowd_must_be_known_here(engine: Engine, tmp_path: Path) -> None:
    field, keys = make_engine(f"sqlite:///{tmp_path}/field.db"), KeyFile(tmp_path / "keys-of-the-field")
    migrate(field)
    a_campaign(field, k=5, slug="field")
    with write_transaction(field) as connection:
        count(connection, keys, [an_entry(person, segment="north") for person in range(12)], TODAY)
    close(field, keys, 1, TODAY)
    brought = opened(exported(field, "field", a_bank(), SECRET), a_bank())
    here = a_campaign(engine, k=5)
    with pytest.raises(BatchesRefused, match="north"):
        join(engine, here.slug, brought, ["south"])
    join(engine, here.slug, brought, ["north", "south"])
    assert totals(engine) == {an_entry(0, here.id, "north").cell: total(map(a_sheet, range(12)))}


def signed(content: object, secret: bytes = SECRET) -> str:
    signature = site_key(secret).sign(canonical(content))
    return json.dumps({"batches": content, "key": public(secret), "signature": b64encode(signature).decode()})


MISSING = object()
ODD = [
    ("k", float("nan")), ("k", "5"), ("k", None), ("k", 5.0), ("k", True), ("k", MISSING), ("k", -1), ("k", 10**9),
    ("totals", []), ("totals", "x"), ("totals", None), ("totals", {}), ("totals", {"": 3}), ("totals", {"": None}),
    ("totals", {"x" * 41: ""}), ("totals", {str(at): "" for at in range(1001)}), ("totals", MISSING),
    ("slug", None), ("slug", ["field"]), ("slug", ""), ("slug", "a" * 41), ("slug", "field\n"), ("slug", MISSING),
    ("opened_on", 20261122), ("opened_on", "yesterday"), ("opened_on", "2026-11-22 "), ("opened_on", MISSING),
    ("bank", {}), ("bank", MISSING), ("fingerprint", 7), ("fingerprint", MISSING),
]  # fmt: skip


@pytest.mark.parametrize(("field", "value"), ODD)
def test_whatever_a_signer_writes_is_refused_in_words(field: str, value: object) -> None:
    content = json.loads(signed_anew(a_sheet(1).numbers))["batches"]
    content = {name: text for name, text in {**content, field: value}.items() if text is not MISSING}
    with pytest.raises(BatchesRefused, match="no batches"):
        opened(signed(content), a_bank())


@pytest.mark.parametrize(
    "document",
    ["[" * 200_000, '{"batches":' + "[" * 200_000, "NaN", "1e999", '"\\ud800"', signed([]), signed("x"), signed(None),
     json.dumps({"batches": {}, "key": 3, "signature": []}), "9" * 5000, " " * (16 * 2**20 + 1)],
    ids=[str(at) for at in range(11)],
)  # fmt: skip
def test_what_is_no_such_file_is_refused_in_words(document: str) -> None:
    with pytest.raises(BatchesRefused, match="no batches"):
        opened(document, a_bank())


def test_the_same_totals_under_another_name_join_once(engine: Engine, laptop: Engine, tmp_path: Path) -> None:
    whole = json.loads(closed(laptop, tmp_path))["batches"]
    here = a_campaign(engine, k=5)
    join(engine, here.slug, opened(signed(whole), a_bank()), [])
    before = totals(engine)
    for other, secret in ({**whole, "slug": "elsewhere"}, SECRET), ({**whole, "opened_on": "2026-11-01"}, OTHER):
        with pytest.raises(BatchesRefused, match="another name"):
            join(engine, here.slug, opened(signed(other, secret), a_bank()), [])
    assert totals(engine) == before
