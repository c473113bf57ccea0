"""The files of deploy/ and the Dockerfile, followed for real as far as a machine without a container engine lets."""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from sqlalchemy import URL

from app.db.engine import make_engine
from tests.deployed import NODES, OF_TOTEM, PYTHON, ROOT, SIGNALS, Composed, composed, filled_in, image_command
from tests.patience import PATIENCE_SECONDS, eventually
from tests.programs import program
from tests.proxies import DEPLOY, Proxy
from tests.site import COMMAND, free_port, is_ready
from tests.soak import IS_SOAK
from tests.stores import receipts
from tests.web.player import Player, at_random

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.long]
UNIT, DOCKERFILE = DEPLOY / "totem.service", ROOT / "Dockerfile"
Running = tuple[Composed, URL, Proxy]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with composed(tmp_path_factory.mktemp("composed")) as all_of_it:
        yield all_of_it


def answered(proxy: Proxy, people: range) -> list[str]:
    client: Any
    heard = []
    with proxy.client() as client:
        for person in people:
            player = Player(client)
            player.to_the_end(at_random(Random(person)))
            heard.append(player.finish().rpartition("=")[2])
    return heard


def test_three_processes_count_each_person_once_and_one_that_dies_is_missed_by_nobody(running: Running) -> None:
    site, database, proxy = running
    assert answered(proxy, range(9)) == ["counted"] * 9
    site.kill("app-two")
    assert answered(proxy, range(9, 15)) == ["counted"] * 6
    site.start("app-two")
    assert site.once("ready").returncode == 0
    assert answered(proxy, range(15, 18)) == ["counted"] * 3
    engine = make_engine(database.set(database="totem").render_as_string(hide_password=False))
    assert len(receipts(engine)) == 18
    engine.dispose()


def test_nobody_has_to_come_back_to_the_same_process(running: Running) -> None:
    """nginx gives each request to the next one: a quiz that came to its end was on all three."""
    site, _, proxy = running
    made = (site.folder / "composed.conf").read_text()
    assert [f"server 127.0.0.1:{site.ports[node]};" in made for node in NODES] == [True] * 3
    assert not re.search(r"^\s*(ip_hash|hash|sticky)\b", made, re.MULTILINE)
    with proxy.client() as client:
        assert {client.get("/readyz").status_code for _ in range(6)} == {200}


def test_each_process_gives_its_signals_out_where_no_network_leads(running: Running) -> None:
    """On its own loopback: a container that shares its network reads them, and neither nginx nor another one does."""
    site, _, proxy = running
    for port in site.signals.values():
        eventually(partial(is_ready, port, "/metrics"))
    with proxy.client() as client:
        assert {client.get("/metrics").status_code for _ in NODES} == {404}
    theirs = SIGNALS.rpartition(":")[2]
    for name, said in site.services.items():
        assert said.get("ports", []) == (["80:80", "443:443"] if name == "nginx" else [])
        assert "network_mode" not in said
        assert theirs not in json.dumps({**said, "environment": {}})
    assert theirs not in (DEPLOY / "nginx.conf").read_text()


def test_a_collector_of_signals_is_in_the_network_of_each_process_and_answers_there_alone() -> None:
    services = yaml.safe_load((DEPLOY / "signals.yaml").read_text("utf-8"))["services"]
    assert {one["network_mode"] for one in services.values()} == {f"service:{node}" for node in NODES}
    for said in services.values():
        assert "--web.listen-address=127.0.0.1:9090" in said["command"]
        assert not said.keys() & {"ports", "networks"}
        mounted = dict(line.removesuffix(":ro").split(":") for line in said["volumes"])
        assert {(DEPLOY / file).is_file() for file in mounted} == {True}
        assert f"--config.file={mounted['./prometheus.yaml']}" in said["command"]
        assert Path(mounted["./alerts.yaml"]).parent == Path(mounted["./prometheus.yaml"]).parent
    assert SIGNALS in (DEPLOY / "prometheus.yaml").read_text("utf-8")


def test_the_stores_of_keys_write_nothing_down(running: Running) -> None:
    site, _, _ = running
    for name in ("keys-one", "keys-two"):
        asked = [program("valkey-cli", "redis-cli", package="redis-tools"), "-p", str(site.ports[name])]
        for setting, value in (("save", ""), ("appendonly", "no"), ("maxmemory-policy", "noeviction")):
            said = subprocess.run([*asked, "config", "get", setting], capture_output=True, text=True, check=True)
            assert said.stdout == f"{setting}\n{value}\n"
        described = site.services[name]
        assert described["read_only"]
        assert described["tmpfs"] == ["/data"]
        assert "volumes" not in described
        assert described["mem_limit"] == described["memswap_limit"]


def test_what_compose_waits_for_is_healthy_before_and_no_restart_hangs_on_the_database(tmp_path: Path) -> None:
    site = Composed(tmp_path)
    for node in NODES:
        assert site.needs(node) == {
            "migrate": "service_completed_successfully", "keys-one": "service_healthy", "keys-two": "service_healthy"
        }  # fmt: skip
        test = " ".join(site.services[node]["healthcheck"]["test"])
        assert "/healthz" in test
        assert "/readyz" not in test
        assert site.services[node]["healthcheck"]["start_period"] == "60s"
    assert site.needs("migrate")["database"] == "service_healthy"
    assert site.needs("nginx") == dict.fromkeys(NODES, "service_healthy")
    assert "/readyz" in " ".join(site.services["ready"]["command"])


def test_secrets_and_data_are_volumes_apart_and_every_image_can_be_given_by_digest() -> None:
    text = (DEPLOY / "compose.yaml").read_text("utf-8")
    said = yaml.safe_load(text)
    assert set(said["volumes"]) == {"database", "secrets"}
    volumes = {name: one.get("volumes", []) for name, one in said["services"].items()}
    assert volumes["database"] == ["database:/var/lib/postgresql/data"]
    assert all(volumes[node] == ["secrets:/secrets"] for node in NODES)
    images = {one["image"] for one in said["services"].values()} - {"totem"}
    assert {re.sub(r":-.*", "", image) for image in images} == {
        "${TOTEM_POSTGRES", "${TOTEM_VALKEY", "${TOTEM_NGINX"
    }  # fmt: skip
    assert said["x-app"]["build"]["args"]["BASE"].startswith("${TOTEM_PYTHON:-")
    with pytest.raises(LookupError, match="TOTEM_DB_PASSWORD"):
        filled_in(text, {"TOTEM_HOST": "totem.example.org"})


def unit() -> dict[str, list[str]]:
    """Each directive, with all that is said of it."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", UNIT.read_text("utf-8"), re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


@contextmanager
def served(command: list[str], environment: dict[str, str], folder: Path, port: int) -> Iterator[None]:
    environment = {**os.environ, "LC_ALL": "C.UTF-8", **environment}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
    try:
        eventually(lambda: is_ready(port) or process.poll() is not None, (folder / "log").read_text)
        assert process.poll() is None, (folder / "log").read_text()
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_SECONDS) == 0


def test_the_units_own_command_serves_with_its_settings(tmp_path: Path) -> None:
    said, port = unit(), free_port()
    for name in said["StateDirectory"][0].split():
        (tmp_path / name).mkdir(mode=0o700)
    environment = dict(one.replace("%S", str(tmp_path)).split("=", 1) for one in said["Environment"])
    (line,) = said["ExecStart"]
    assert environment["TOTEM_METRICS"] == SIGNALS
    signals = free_port()
    environment |= {"TOTEM_METRICS": f"127.0.0.1:{signals}"}
    program, *words = shlex.split(line.replace("8000", str(port)))
    assert program == "/opt/totem/bin/totem"
    with served([*COMMAND, *words], environment, tmp_path, port):
        assert is_ready(port, "/healthz")
        eventually(lambda: is_ready(signals, "/metrics"))
    assert (tmp_path / "totem" / "totem.db").exists()
    assert {file.name for file in (tmp_path / "totem-secrets").iterdir()} >= {"secret", "pool-keys", "passphrase"}


def test_systemd_understands_the_unit_and_finds_little_exposed(tmp_path: Path) -> None:
    command = program("systemd-analyze", package="systemd")
    copy = tmp_path / "totem.service"
    copy.write_text(UNIT.read_text("utf-8").replace("/opt/totem/bin/totem", "/bin/true").replace("=totem\n", "=root\n"))
    known = subprocess.run([command, "verify", copy], capture_output=True, text=True, check=False)
    assert (known.returncode, known.stderr) == (0, "")
    shutil.copy(UNIT, copy)
    asked = [command, "security", "--offline=true", "--threshold=15", str(copy)]
    exposed = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert exposed.returncode == 0, exposed.stdout[-300:]


def steps(stage: int) -> dict[str, list[str]]:
    """Of one stage of the Dockerfile: each instruction, with all that is said of it."""
    text = DOCKERFILE.read_text("utf-8").replace("\\\n", " ")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^([A-Z]+) +(.*)$", text.split("\nFROM ")[stage], re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


def as_copied(folder: Path) -> Path:
    """What COPY takes of a checkout."""
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    left_out = {name for name in (ROOT / ".dockerignore").read_text().split() if "*" not in name}
    for name in tracked.splitlines():
        if name.split("/")[0] not in left_out and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    if not IS_SOAK:  # a build fetches these
        shutil.copytree(ROOT / "static" / "vendor", folder / "static" / "vendor")
    return folder


def test_the_dockerfiles_steps_make_a_totem_that_serves_by_its_own_command(tmp_path: Path) -> None:
    """In a folder of its own; in a soak with everything that the locks name, else with what tests have installed."""
    assert steps(1)["COPY"] == [". ."]
    source, made = as_copied(tmp_path / "src"), tmp_path / "app"
    create, *installs = [step.strip() for step in steps(1)["RUN"][0].split("&&")]
    assert create == "python -m venv /app"
    venv.create(made, with_pip=True, symlinks=True)
    if not IS_SOAK:
        (packages,) = made.glob("lib/python*/site-packages")
        theirs = next(path for path in sys.path if path.endswith("site-packages"))
        (packages / "tests.pth").write_text(theirs)
        installs = [step for step in installs if "--require-hashes" not in step and "uninstall" not in step]
    assert [step.split()[0] for step in installs] == ["/app/bin/pip"] * len(installs)
    assert "--no-deps" in installs[-1 if not IS_SOAK else -2]
    for step in installs:
        words = [word.replace("/app", str(made)) for word in shlex.split(step)]
        done = subprocess.run(words, cwd=source, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    port, last = free_port(), steps(2)
    settings = dict(re.findall(r"(TOTEM_\w+)=(\S+)", last["ENV"][0]))
    assert json.loads(last["VOLUME"][0]) == ["/data", "/secrets"]
    environment = {name: f"{tmp_path}{value}" for name, value in settings.items()}
    command = [
        word.replace(OF_TOTEM, str(made / "bin" / "totem")).replace("8000", str(port)) for word in image_command()
    ]
    (tmp_path / "empty").mkdir()
    with served([*command[:-3], "127.0.0.1", *command[-2:]], environment, tmp_path / "empty", port):
        options, _, check = last["HEALTHCHECK"][0].partition(" CMD ")
        assert "--start-period=" in options
        assert "/healthz" in check
        words = json.loads(check.replace("8000", str(port)).replace(PYTHON, str(made / "bin" / "python")))
        assert subprocess.run(words, check=False, timeout=PATIENCE_SECONDS).returncode == 0
    assert last["USER"] == ["10001"]


def test_the_base_can_be_given_by_digest_and_each_stage_takes_it() -> None:
    text = DOCKERFILE.read_text("utf-8")
    assert re.findall(r"^FROM (.*)$", text, re.MULTILINE) == ["${BASE} AS build", "${BASE}"]
    assert re.search(r"^ARG BASE=python:\S+$", text, re.MULTILINE)
