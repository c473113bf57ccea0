"""The terminal: a plain sentence and exit code 1 for what cannot be done, and nothing made by looking."""

import json
from pathlib import Path

import pytest

from tests.site import LiveSite

pytestmark = pytest.mark.slow


@pytest.fixture
def nowhere(tmp_path: Path) -> LiveSite:
    """A folder where nothing has run."""
    return LiveSite(tmp_path)


@pytest.mark.parametrize(
    "command", [("verify",), ("backup", "copy.db"), ("campaign", "list"), ("campaign", "close", "totem")]
)
def test_looking_at_nothing_says_so_and_makes_nothing(nowhere: LiveSite, command: tuple[str, ...]) -> None:
    done = nowhere.totem(*command)
    assert done.returncode == 1
    assert "There is no database at" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(nowhere.folder.iterdir()) == []


def test_a_campaign_from_its_opening_to_its_close(nowhere: LiveSite) -> None:
    made = nowhere.totem("campaign", "new", "spring", "--bank", "express", "--people", "users", "--no-publish")
    assert made.stdout.splitlines() == [
        "http://127.0.0.1:8000/fr/quiz/spring",
        "http://127.0.0.1:8000/fr/figures/spring",
    ]
    again = nowhere.totem("campaign", "new", "spring")
    assert (again.returncode, "already" in again.stderr) == (1, True)
    wrong = nowhere.totem("campaign", "new", "autumn", "--people", "elves")
    assert "Choose among: customers" in wrong.stderr
    rows = json.loads(nowhere.totem("campaign", "list", "--json").stdout)
    assert [(row["slug"], row["people"], row["closed_on"]) for row in rows] == [("spring", "users", None)]
    assert "Nothing new" in nowhere.totem("campaign", "publish", "spring").stdout
    assert "is closed" in nowhere.totem("campaign", "close", "spring").stdout
    assert nowhere.totem("campaign", "close", "summer").returncode == 1
    assert nowhere.totem("verify").stdout.strip() == "All is well."
    assert nowhere.totem("backup", "copy.db").returncode == 0
    assert nowhere.totem("backup", "copy.db").returncode == 1


def test_what_the_environment_says_wrongly_is_named(nowhere: LiveSite) -> None:
    nowhere.environment["TOTEM_SECRET_FILE"] = str(nowhere.folder / "data" / "secret")
    done = nowhere.typed("campaign", "list")
    assert done.returncode == 1
    assert "TOTEM_SECRET_FILE" in done.stderr
    nowhere.environment["TOTEM_DATABASE_URL"] = "mysql://x/y"
    assert "Traceback" not in nowhere.totem("campaign", "list").stderr


def test_a_port_that_is_taken_is_said_and_another_proposed(nowhere: LiveSite) -> None:
    nowhere.start()
    try:
        done = nowhere.totem("serve", "--port", str(nowhere.port))
    finally:
        nowhere.stop()
    assert done.returncode == 1
    assert f"--port {nowhere.port + 1}" in done.stderr


def test_faults_of_a_bank_are_told_in_french_to_whoever_works_in_french(nowhere: LiveSite) -> None:
    (nowhere.folder / "bank.yaml").write_text("id: x\nid: y\n")
    nowhere.environment["LC_ALL"] = "fr_FR.UTF-8"
    done = nowhere.typed("check", "bank.yaml")
    assert done.returncode == 1
    assert done.stderr.startswith("bank.yaml:2:1: ")
    assert "ligne 1" in done.stderr


def test_the_schema_and_the_version_are_printed(nowhere: LiveSite) -> None:
    assert json.loads(nowhere.totem("schema").stdout)["$schema"].startswith("https://json-schema.org/")
    assert nowhere.totem("--version").stdout.strip().count(".") == 2
