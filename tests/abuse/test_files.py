"""Files that others write: banks, mirror surveys, batches from the field; and the tables that go out. Each is read
whole or refused in words, and nothing of it is told as a failure of ours.
"""

import base64
import csv
import json
from collections.abc import Callable
from functools import partial
from io import StringIO
from pathlib import Path
from random import Random
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.banks.faults import BankInvalid
from app.barometer.draft import places_typed
from app.barometer.spec_file import load_specs
from app.campaigns.draft import CampaignInvalid
from app.db.engine import write_transaction
from app.exports.files import BOM, csv_of, is_risky
from app.tallies.batch_file import canonical
from app.tallies.batches import BatchesRefused, exported, join, opened, site_key
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import count
from app.tallies.verify import verify
from tests import soak
from tests.abuse.forms import WORDS, Mischief
from tests.banks.small import SMALL, loaded
from tests.crowd import TODAY, a_bank, a_campaign, an_entry
from tests.stores import totals
from tests.surveys import catalogue
from tests.tried import tried

pytestmark = pytest.mark.slow
BANKS, SPECS, BATCHES, CELLS = soak.many(80, 5_000), soak.many(15, 300), soak.many(200, 5_000), soak.many(100, 5_000)
many = settings(deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
SECRET = b"s" * 32
E = TypeVar("E", bound=Exception)


SPOILS: tuple[Callable[[str, str], list[str]], ...] = (
    lambda line, word: [],
    lambda line, word: [line, line],
    lambda line, word: ["  " + line],
    lambda line, word: [line[1:]],
    lambda line, word: [line.upper()],
    lambda line, word: [line.partition(":")[0] + ": " + word],
    lambda line, word: [line.partition(":")[0] + ": [" + word],
    lambda line, word: [line, word],
    lambda line, word: [line.replace("fr", "en")],
    lambda line, word: [line + " &a *a"],
    lambda line, word: ["- " + line],
    lambda line, word: [line[: len(line) // 2]],
    lambda line, word: [line.replace(": ", ":", 1)],
)
SCALARS = (*WORDS, "1e400", ".inf", "0o7", "true", "~", "2027-01-01", "!!python/name:os.system", "? a", "<<: {a: b}")


def spoilt(text: str, luck: Random) -> str:
    """A file with some of its lines gone, twice, moved in or out, or saying something else."""
    lines = text.splitlines()
    for _ in range(luck.randrange(1, 4)):
        at = luck.randrange(len(lines))
        lines[at : at + 1] = luck.choice(SPOILS)(lines[at], luck.choice(SCALARS))
    return "\n".join(lines)


def refusal(read: Callable[[], object], kind: type[E]) -> E | None:
    """What it was refused with; None where it was read."""
    try:
        read()
    except kind as said:
        return said
    return None


def test_a_spoilt_bank_is_read_or_each_fault_is_told_at_its_line() -> None:
    luck, read = Random(6), 0
    for _ in range(BANKS):
        text = spoilt(SMALL, luck)
        invalid = refusal(partial(loaded, text.encode("utf-8", "replace")), BankInvalid)
        read += invalid is None
        assert invalid is None or invalid.faults
        for fault in invalid.faults if invalid else ():
            assert fault.text()
            assert 0 < fault.line <= text.count("\n") + 2, text
    assert read < BANKS
    tried("banks in YAML that were spoilt", BANKS)


def test_a_spoilt_mirror_survey_is_read_or_refused_in_words(tmp_path: Path) -> None:
    (shipped,) = Path("questions").glob("*.barometer.yaml")
    luck, text = Random(7), shipped.read_text("utf-8")
    for _ in range(SPECS):
        (tmp_path / shipped.name).write_text(spoilt(text, luck), "utf-8", errors="replace")
        invalid = refusal(partial(load_specs, tmp_path, catalogue()), BankInvalid)
        assert all(fault.text() for fault in (invalid.faults if invalid else ()))
    tried("mirror surveys in YAML that were spoilt", SPECS)


def test_lines_of_places_are_read_or_refused_by_their_number() -> None:
    mischief = Mischief(8)
    for _ in range(BATCHES):
        lines = [mischief.luck.choice((mischief.word(), "Lille ; 33", mischief.word() + ";9")) for _ in range(4)]
        invalid = refusal(partial(places_typed, "\n".join(lines)), CampaignInvalid)
        assert invalid is None or invalid.text()
    tried("lists of places as somebody types them", BATCHES)


def altered(value: object, mischief: Mischief) -> object:
    """The same document with something else somewhere in it."""
    if isinstance(value, dict) and value and mischief.luck.random() < 0.85:
        name = mischief.luck.choice(sorted(value))
        if mischief.luck.random() < 0.1:
            return {one: held for one, held in value.items() if one != name}
        return value | {name: altered(value[name], mischief)}
    if isinstance(value, str) and len(value) > 20 and mischief.luck.random() < 0.6:
        return mischief.token(value)
    others: tuple[object, ...] = (0, -1, 1, 2**63, 1e308, None, True, [], {}, [value], {"a": value})
    return mischief.luck.choice((mischief.word(), mischief.luck.choice(others)))


def signed(content: object) -> str:
    key = site_key(SECRET)
    named = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    said = {"batches": content, "key": named, "signature": base64.b64encode(key.sign(canonical(content))).decode()}
    return json.dumps(said)


def n_of(engine: Engine, campaign_id: int) -> int:
    return sum(counts.n for cell, counts in totals(engine).items() if cell.campaign_id == campaign_id)


def test_a_file_of_batches_joins_whole_and_once_or_is_refused_in_words(sqlite_engine: Engine, keys: PoolKeys) -> None:
    """Altered on the way, and by whoever signs."""
    field = a_campaign(sqlite_engine, k=5, slug="field")
    with write_transaction(sqlite_engine) as connection:
        count(connection, keys, [an_entry(person, field.id) for person in range(13)], TODAY)
    close(sqlite_engine, keys, field.id, TODAY)
    true = json.loads(exported(sqlite_engine, "field", a_bank(), SECRET))
    here, mischief, told = a_campaign(sqlite_engine, k=5), Mischief(9), list[int]()
    for at in range(BATCHES):
        document = signed(altered(true["batches"], mischief)) if at % 2 else json.dumps(altered(true, mischief))

        def joins(document: str = document) -> int:
            brought = opened(document, a_bank())
            join(sqlite_engine, here.slug, brought, [])
            return brought.n

        refused = refusal(lambda: told.append(joins()), BatchesRefused)
        assert refused is None or refused.text()
    n, joined = n_of(sqlite_engine, here.id), sum(told)
    assert verify(sqlite_engine, keys, [a_bank()], TODAY) == []
    tried("files of batches that were altered, and signed anew", BATCHES, lost=range(n, joined), twice=range(joined, n))


@settings(many, max_examples=CELLS)
@given(
    st.lists(st.lists(st.text() | st.integers() | st.none(), min_size=3, max_size=3), max_size=5), st.sampled_from(".,")
)
def test_a_table_comes_back_cell_by_cell_and_holds_no_formula(rows: list[list[str | int | None]], decimal: str) -> None:
    text = csv_of(["a", "b", "c"], rows, "," if decimal == "," else ".").decode()
    assert text.startswith(BOM)
    read = [*csv.reader(StringIO(text[1:], newline=""), delimiter=";" if decimal == "," else ",")]
    assert len(read) == len(rows) + 1
    for row, back in zip(rows, read[1:], strict=True):
        for cell, found in zip(row, back, strict=True):
            assert found in ("" if cell is None else str(cell), f"'{cell}")
            assert not isinstance(cell, str) or not is_risky(found)


def test_so_many_tables_were_tried() -> None:
    tried("tables as CSV, with whatever text", CELLS)
