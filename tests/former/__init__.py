"""Sites as former versions of Totem left them, put into a database as it was then."""

import gzip
import json
from base64 import b64decode
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Date, Engine, MetaData, Table, delete, insert

from app.db.engine import migrate, write_transaction
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.tallies.keys import PoolKeys

FIRST, SECOND = (Path(__file__).parent / f"{name}.json.gz" for name in ("first", "second"))
REVISION = "20261122d"


@dataclass(frozen=True, slots=True)
class Former:
    """tables: their rows, as JSON; batch: of its campaign `field`, signed; closed: the document that the version of
    then published when the campaign `whole` was closed, with the same draws as before."""

    keys: PoolKeys
    tables: dict[str, list[dict[str, Any]]]
    batch: str
    closed: str


@dataclass(frozen=True, slots=True)
class FormerSite:
    """tables: their rows, as JSON; results: addresses with what their page called the animal; halves: slug, address and
    step of sheets under way; figures: as the API gave them; room: the code of a prepared one; made_at: seconds."""

    tables: dict[str, list[dict[str, Any]]]
    results: list[tuple[str, str]]
    halves: list[tuple[str, str, int]]
    figures: dict[str, dict[str, Any]]
    room: str
    made_at: int


def restored(engine: Engine, folder: Path, revision: str = REVISION) -> Former:
    """The first site in this empty database, then migrated. folder: for its key file. `make.py` says what it holds.

    revision: of the tables that it is put into, which may be older than its rows: then they are without the rest.
    """
    content = _content(FIRST)
    _put_back(engine, revision, content["tables"])
    folder.mkdir(mode=0o700)
    (folder / "pool-keys").write_bytes(b64decode(content["keys"]))
    return Former(KeyFile(folder / "pool-keys"), content["tables"], content["batch"], content["closed"])


def restored_site(engine: Engine, folder: Path) -> FormerSite:
    """The second one, with its secrets in this folder. `make_second.py` says what it holds."""
    content = _content(SECOND)
    _put_back(engine, content["revision"], content["tables"])
    folder.mkdir(mode=0o700)
    (folder / "secret").write_bytes(b64decode(content["secret"]))
    (folder / "pool-keys").write_bytes(b64decode(content["keys"]))
    return FormerSite(**{field.name: content[field.name] for field in fields(FormerSite)})


def _content(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gzip.decompress(file.read_bytes()))
    return found


def _put_back(engine: Engine, revision: str, tables: dict[str, list[dict[str, Any]]]) -> None:
    """As the database was then; then migrated."""
    config = Config()
    config.set_main_option("path_separator", "os")
    config.set_main_option("script_location", str(resource("alembic")))
    with write_transaction(engine) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    with write_transaction(engine) as connection:
        then = MetaData()
        then.reflect(connection)
        for table in then.sorted_tables:
            if rows := tables.get(table.name):
                connection.execute(delete(table))
                connection.execute(insert(table), [_row(table, row) for row in rows])
                if engine.dialect.name == "postgresql" and isinstance(rows[0].get("id"), int):
                    sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
                    connection.exec_driver_sql(f"SELECT setval({sequence}, {max(row['id'] for row in rows)})")
    migrate(engine)


def _row(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.columns[name].type, value) for name, value in row.items() if name in table.columns}


def _value(kind: object, value: Any) -> Any:
    if isinstance(value, dict):
        return b64decode(value["bytes"])
    return date.fromisoformat(value) if isinstance(kind, Date) and value else value
