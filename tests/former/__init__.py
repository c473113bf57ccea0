"""Sites as former versions of Totem left them, put into a database as it was then."""

import gzip
import json
from base64 import b64decode
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Date, Engine, MetaData, Table, insert

from app.db.engine import migrate, write_transaction
from app.resources import resource
from app.tallies.keys import PoolKeys

FIRST = Path(__file__).parent / "first.json.gz"
REVISION = "20261122d"


@dataclass(frozen=True, slots=True)
class Former:
    """tables: their rows, as JSON; batch: of its campaign `field`, signed; closed: the document that the version of
    then published when the campaign `whole` was closed, with the same draws as before."""

    keys: PoolKeys
    tables: dict[str, list[dict[str, Any]]]
    batch: str
    closed: str


def restored(engine: Engine, folder: Path) -> Former:
    """The first site in this empty database, then migrated. folder: for its key file. `make.py` says what it holds."""
    content = json.loads(gzip.decompress(FIRST.read_bytes()))
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(resource("alembic")))
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, REVISION)
    with write_transaction(engine) as connection:
        then = MetaData()
        then.reflect(connection)
        for name, rows in content["tables"].items():
            if rows:
                connection.execute(insert(then.tables[name]), [_row(then.tables[name], row) for row in rows])
    migrate(engine)
    folder.mkdir(mode=0o700)
    (folder / "pool-keys").write_bytes(b64decode(content["keys"]))
    return Former(PoolKeys(folder / "pool-keys"), content["tables"], content["batch"], content["closed"])


def _row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, value) for name, value in row.items()}


def _value(kind: object, value: Any) -> Any:
    if isinstance(value, dict):
        return b64decode(value["bytes"])
    return date.fromisoformat(value) if isinstance(kind, Date) and value else value
