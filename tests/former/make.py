"""Writes `first.json.gz`: a small site as the first layout of counts and the first schema of releases left it.

    git archive df140c5 | tar x -C FOLDER
    PYTHONPATH=FOLDER .venv/bin/python tests/former/make.py tests/former/first.json.gz

It ran with the code of that commit, before counts and releases had versions, and is not run again: the file is what
that code wrote. Two campaigns are open, with a release, totals, open and ready pools; a third left as a signed batch.
Beside the tables: the key file, the batch, and what that code published when the second campaign was closed.
"""

import gzip
import json
import sys
import tempfile
from base64 import b64encode
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Engine, select

from app.campaigns import store
from app.campaigns.words import Segment, Words
from app.db.engine import make_engine, migrate, read, write_transaction
from app.db.tables import CampaignRow, CellRow, InvitationRow, PoolRow, ReceiptRow, ReleaseRow
from app.pool_keys.key_file import KeyFile
from app.publication.store import release_if_due
from app.tallies.batches import exported
from app.tallies.closing import close
from app.tallies.ledger import count
from tests.crowd import TODAY, a_bank, an_entry

BANK = a_bank(5, 2)
TABLES = (CampaignRow, CellRow, PoolRow, ReceiptRow, InvitationRow, ReleaseRow)
AXIS = Words(question={"en": "Where?"}, segments=tuple(Segment(id_, {"en": id_}) for id_ in ("north", "south")))
PEOPLE = {(1, "north"): range(23), (1, "south"): range(100, 112), (2, ""): range(200, 236), (3, ""): range(300, 313)}


def plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": b64encode(value).decode()}
    return value.isoformat() if isinstance(value, date) else value


def dumped(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    with read(engine) as connection:
        rows = {f"{row.__tablename__}": connection.execute(select(row)).mappings().all() for row in TABLES}
    return {
        table: [{name: plain(value) for name, value in row.items()} for row in found] for table, found in rows.items()
    }


def published(engine: Engine, slug: str) -> None:
    campaign = store.find(engine, slug)
    assert campaign
    with write_transaction(engine) as connection:
        release_if_due(connection, campaign, BANK, TODAY + timedelta(1), Random(campaign.id).randrange)


def main(path: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine, keys = make_engine(f"sqlite:///{folder}/site.db"), KeyFile(Path(folder) / "keys")
        migrate(engine)
        for slug, words in (("divided", AXIS), ("whole", Words()), ("field", Words())):
            store.create(engine, slug, "totem", TODAY, k=5, words=words)
        for (campaign, segment), people in PEOPLE.items():
            with write_transaction(engine) as connection:
                entries = [an_entry(person, campaign, segment, BANK) for person in people]
                keys.forget(count(connection, keys, entries, TODAY).obsolete_keys)
        close(engine, keys, 3, TODAY)
        for slug in ("divided", "whole"):
            published(engine, slug)
        content = {"tables": dumped(engine), "batch": exported(engine, "field", BANK, b"s" * 32)}
        content["keys"] = b64encode((Path(folder) / "keys").read_bytes()).decode()
        close(engine, keys, 2, TODAY)
        published(engine, "whole")
        content["closed"] = dumped(engine)["release"][-1]["document"]
    path.write_bytes(gzip.compress(json.dumps(content, sort_keys=True).encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
