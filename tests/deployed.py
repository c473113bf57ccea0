"""What deploy/compose.yaml says, started for real on this machine without a container engine.

Promises the file's own commands, environment, order and health checks. Other than there: what a name and a port mean
(free ports of this machine), where a volume is (a folder), which programs stand for an image's (Debian's), and that
PostgreSQL trusts whoever asks. Refuses what it does not know of the file rather than leave it out.
"""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import URL, NullPool, create_engine

from tests.databases import programs_folder, server
from tests.forked import Forked
from tests.patience import PATIENCE_SECONDS, eventually
from tests.programs import program
from tests.proxies import DEPLOY, HOST, Proxy, nginx
from tests.site import COMMAND, free_port

ROOT = DEPLOY.parent
PORTS = {"database": 5432, "keys-one": 6379, "keys-two": 6379, "app-one": 8000, "app-two": 8000, "app-three": 8000}
"""Of each service that listens inside of its network."""
NODES = ("app-one", "app-two", "app-three")
SIGNALS = "127.0.0.1:9014"
"""Of each process, on a loopback of its own."""
OF_TOTEM, PYTHON = "/app/bin/totem", "/app/bin/python"
CHOSEN = {"TOTEM_HOST": HOST, "TOTEM_DB_PASSWORD": "a-long-word"}
"""What an operator is asked for."""


def image_command() -> list[str]:
    (said,) = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    command: list[str] = json.loads(said)
    return command


def filled_in(text: str, chosen: Mapping[str, str]) -> str:
    """${NAME}, ${NAME:-usual} and ${NAME:?why} as Compose reads them; $$ stays one dollar."""

    def value(found: re.Match[str]) -> str:
        name, kind, rest = found["name"], found["kind"], found["rest"]
        if name is None:
            return "$"
        if name not in chosen and kind == ":?":
            raise LookupError(f"{name}: {rest}")
        return chosen.get(name) or (rest if kind == ":-" else "")

    return re.sub(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<kind>:[-?])(?P<rest>[^}]*))?\})", value, text)


class Composed:
    """folder: an empty one, for volumes and logs."""

    def __init__(self, folder: Path, chosen: Mapping[str, str] = CHOSEN) -> None:
        self.folder, self.ports = folder, {name: free_port() for name in PORTS}
        self.services: dict[str, Any] = {
            name: self._here(service)
            for name, service in yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))["services"].items()
        }
        self.signals = {name: free_port() for name in NODES}
        self._chosen, self.running = chosen, dict[str, Forked | subprocess.Popen[bytes]]()
        (folder / "secrets").mkdir(exist_ok=True)

    def _here(self, said: Any) -> Any:
        """Names and ports of this machine, wherever they stand."""
        if isinstance(said, dict):
            return {name: self._here(value) for name, value in said.items()}
        if isinstance(said, list):
            return [self._here(value) for value in said]
        if not isinstance(said, str):
            return said
        for name, port in PORTS.items():
            said = said.replace(f"{name}:{port}", f"127.0.0.1:{self.ports[name]}")
        said = re.sub(r"(?<![\w.])/secrets(?=/)", str(self.folder / "secrets"), said)
        return said.replace("172.29.14.0/24", "127.0.0.1")

    def command(self, name: str) -> list[str]:
        port = {str(PORTS[name]): str(self.ports[name])} if name in PORTS else {}
        words = self.services[name].get("command") or image_command()
        return [port.get(word, word) for word in map(self._filled, words)]

    def environment(self, name: str) -> dict[str, str]:
        said = {key: self._filled(str(value)) for key, value in self.services[name].get("environment", {}).items()}
        if name in self.signals:
            assert said["TOTEM_METRICS"] == SIGNALS
            said["TOTEM_METRICS"] = f"127.0.0.1:{self.signals[name]}"
        return {**os.environ, "TOTEM_DATA_DIR": str(self.folder / name), "LC_ALL": "C.UTF-8", **said}

    def _filled(self, text: str) -> str:
        return filled_in(text, self._chosen)

    def is_healthy(self, name: str) -> bool:
        """By the file's own check."""
        kind, *words = map(self._filled, self.services[name]["healthcheck"]["test"])
        assert kind == "CMD"
        if name in PORTS:
            words = [word.replace(str(PORTS[name]), str(self.ports[name])) for word in words]
        if words[0] == "valkey-cli":
            words[0] = program("valkey-cli", "redis-cli", package="redis-tools")
        words[0] = {PYTHON: COMMAND[0], "pg_isready": str(programs_folder() / "pg_isready")}.get(words[0], words[0])
        return subprocess.run(words, capture_output=True, check=False, timeout=PATIENCE_SECONDS).returncode == 0

    @contextmanager
    def database(self) -> Iterator[URL]:
        first, *flags = self.command("database")
        assert first == "postgres"
        assert set(flags[::2]) == {"-c"}
        settings = dict(flag.split("=") for flag in flags[1::2])
        said = {"listen_addresses": "127.0.0.1", "port": str(self.ports["database"])}
        with server(**settings, **said) as address:
            address = address.update_query_dict({"port": said["port"]})
            engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {self.environment('database')['POSTGRES_DB']}")
            eventually(lambda: self.is_healthy("database"))
            yield address

    def start(self, name: str) -> None:
        """A process of Totem, or a store of keys; returns once it is healthy."""
        first, *words = self.command(name)
        log = self.folder / f"{name}.log"
        if first == OF_TOTEM:
            words = [word.replace("0.0.0.0", "127.0.0.1") for word in words]
            self.running[name] = Forked(words, self.environment(name), self.folder, log, log)
        else:
            first = program(first, first.replace("valkey", "redis"), package="redis-server")
            with log.open("ab") as out:
                command = (first, *words, "--bind", "127.0.0.1")
                self.running[name] = subprocess.Popen(command, cwd=self.folder, stdout=out, stderr=out)
        eventually(lambda: self.is_healthy(name) or self.running[name].poll() is not None, log.read_text)
        assert self.running[name].poll() is None, log.read_text()

    def kill(self, name: str, how: int = 9) -> None:
        process = self.running.pop(name)
        if process.poll() is None:
            os.kill(process.pid, how)
        process.wait(PATIENCE_SECONDS)

    def once(self, name: str) -> subprocess.CompletedProcess[str]:
        """What runs to its end: `migrate`, and `ready`, which asks all processes."""
        first, *words = self.command(name)
        if first == OF_TOTEM:
            log = self.folder / f"{name}.log"
            code = Forked(words, self.environment(name), self.folder, log, log).wait(PATIENCE_SECONDS)
            return subprocess.CompletedProcess(words, code, "", log.read_text())
        words = [one.replace(PYTHON, COMMAND[0]) for one in (first, *words)]
        return subprocess.run(
            words, env=self.environment(name), cwd=self.folder, capture_output=True, text=True, check=False,
            timeout=PATIENCE_SECONDS,
        )  # fmt: skip

    @contextmanager
    def proxy(self) -> Iterator[Proxy]:
        """nginx with what its own command made of the shipped file."""
        shell, flag, script = self.command("nginx")
        making, _, serving = script.partition("&& exec ")
        assert serving == 'nginx -g "daemon off;"'
        made = self.folder / "composed.conf"
        for theirs, ours in (("/etc/totem/nginx.conf", DEPLOY / "nginx.conf"), ("/etc/nginx/nginx.conf", made)):
            assert theirs in making
            making = making.replace(theirs, str(ours))
        subprocess.run([shell, flag, making], env=self.environment("nginx"), check=True)
        (self.folder / "nginx").mkdir(exist_ok=True)
        with nginx(None, self.folder / "nginx", made) as running:
            yield running

    def needs(self, name: str) -> dict[str, str]:
        """What has to be so before it starts."""
        return {other: said["condition"] for other, said in self.services[name].get("depends_on", {}).items()}


@contextmanager
def composed(folder: Path) -> Iterator[tuple[Composed, URL, Proxy]]:
    """All of it, in the file's own order. Yields also how to reach PostgreSQL, and nginx."""
    site = Composed(folder)
    with ExitStack() as stack:
        database = stack.enter_context(site.database())
        try:
            for name in ("keys-one", "keys-two"):
                site.start(name)
            done = site.once("migrate")
            assert done.returncode == 0, done.stderr
            for name in NODES:
                site.start(name)
            assert site.once("ready").returncode == 0
            yield site, database, stack.enter_context(site.proxy())
        finally:
            for name in [*site.running]:
                site.kill(name, 15 if name in NODES else 9)
