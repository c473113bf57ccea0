"""What each process of a site makes of its files, made once for all that tests start.

In each worker of tests (tests/conftest.py), and in the server that sites are forked from (tests/forkserver.py).
"""

from hashlib import sha256
from pathlib import Path
from typing import Any

import jinja2
from alembic import command
from alembic.config import Config
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Connection, inspect

from app.banks import loader
from app.banks.loader import Questionnaire
from app.barometer import spec_file
from app.barometer.spec import Spec
from app.barometer.spec_file import Banks
from app.resources import resource
from app.web import pages
from app.web.assets import Assets
from app.web.language import LANGUAGES, Catalogues
from app.web.pages import Templates

Read = tuple[Path, bytes]
"""A file, and what stands in its folder."""
known: dict[Read, Questionnaire] = {}
specs: dict[Read, tuple[Banks, Spec]] = {}
statements: list[tuple[str, tuple[Any, ...]]] = []
load, load_spec, upgrade = loader.load_bank, spec_file.load_spec, command.upgrade


def remember_banks() -> None:
    """A bank is read once, as long as nothing changes in its folder: reading it takes longer than many a test."""
    loader.load_bank, spec_file.load_spec = _remembered, _remembered_spec


def _read(path: Path) -> Read:
    """Raises OSError."""
    texts = [(file.name, file.read_bytes()) for file in sorted({path, *path.parent.glob("*.yaml")})]
    return path, sha256(repr(texts).encode()).digest()


def _remembered(path: Path) -> Questionnaire:
    try:
        key = _read(path)
    except OSError:  # which is for it to tell
        return load(path)
    if key not in known:
        known[key] = load(path)
    return known[key]


def _remembered_spec(path: Path, banks: Banks) -> Spec:
    try:
        key = _read(path)
    except OSError:
        return load_spec(path, banks)
    read = dict(banks)  # by identity first: a bank that is remembered is the same one
    if key not in specs or specs[key][0] != read:
        specs[key] = read, load_spec(path, banks)
    return specs[key][1]


def remember_tables() -> None:
    """An empty SQLite is migrated once; the next ones are given the statements that it ended with."""
    command.upgrade = _upgraded  # type: ignore[assignment]


def _upgraded(config: Config, revision: str, **others: Any) -> None:
    connection: Connection | None = config.attributes.get("connection")
    asked = revision, config.get_main_option("script_location")
    usual = "head", str(resource("alembic"))
    is_empty = connection and connection.dialect.name == "sqlite" and not inspect(connection).get_table_names()
    if asked != usual or others or not connection or not is_empty:
        upgrade(config, revision, **others)
    elif statements:
        for statement, values in statements:
            connection.exec_driver_sql(statement, values)
    else:
        upgrade(config, revision)
        statements.extend(_made(connection))


def _made(connection: Connection) -> list[tuple[str, tuple[Any, ...]]]:
    """What makes the tables that are there, and what stands in them."""
    found = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql NOT NULL AND name NOT LIKE 'sqlite_%'")
    made: list[tuple[str, tuple[Any, ...]]] = [(statement, ()) for (statement,) in found]
    for table in inspect(connection).get_table_names():
        rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"')
        made += [(f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(row))})', tuple(row)) for row in rows]
    return made


class Kept(pages.Compiled):
    """Templates that a former run compiled: by their text, by Jinja, and by the module that says how."""

    def __init__(self) -> None:
        super().__init__()
        how = sha256(jinja2.__version__.encode() + Path(pages.__file__).read_bytes()).hexdigest()[:16]
        folder = Path(__file__).parents[1] / ".pytest_cache" / f"templates-{how}"
        folder.mkdir(parents=True, exist_ok=True)
        self._disk = FileSystemBytecodeCache(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        super().load_bytecode(bucket)
        if bucket.code is None:
            self._disk.load_bytecode(bucket)
            if bucket.code is not None:
                super().dump_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        super().dump_bytecode(bucket)
        self._disk.dump_bytecode(bucket)


def remember_templates() -> None:
    """A template is compiled once, as long as nothing changes in it: all of them take three seconds in each process."""
    pages.COMPILED = Kept()


def compile_templates() -> None:
    assets, catalogues = Assets(resource("static")), Catalogues(resource("locale"))
    known = {"demo": False, "base_url": "", "figures": {}, "animals": True}
    templates = Templates(resource("templates"), assets, catalogues, **known)  # type: ignore[arg-type]
    environment = templates._environments[next(iter(LANGUAGES))]
    for name in environment.list_templates():
        environment.get_template(name)
