"""Rooms from a terminal: three addresses that work on the running site, and plain sentences for what cannot be done."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from app.cli import local_address as lan
from tests.site import LiveSite

pytestmark = pytest.mark.slow


@pytest.fixture
def nowhere(tmp_path: Path) -> LiveSite:
    """A folder where nothing has run."""
    return LiveSite(tmp_path)


@pytest.fixture(scope="module")
def room(site: LiveSite) -> dict[str, str]:
    told = ("--language", "en", "--name", "Leeds", "--script", "10", "--base", f"{site.address}/")
    done = site.totem("seminar", "new", "--json", *told)
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


def test_the_addresses_open_their_pages_on_the_running_site(site: LiveSite, room: dict[str, str]) -> None:
    assert room["join"] == f"{site.address}/j/{room['code']}"
    for place in ("join", "screen", "remote", "sheet"):
        page = httpx2.get(room[place], follow_redirects=True)
        assert page.status_code == 200, place
        # The screen names the room in its lobby alone, and another test may have moved it on.
        assert "Leeds" in page.text or place == "screen"
    assert "/en/screen/" in room["screen"]
    assert "<h1>10 minutes " in httpx2.get(room["sheet"]).text


def test_the_remote_that_was_printed_moves_the_room(site: LiveSite, room: dict[str, str]) -> None:
    before = httpx2.get(f"{room['screen']}/state").text
    assert httpx2.post(room["remote"], data={"action": "next"}).status_code in (200, 303)
    assert httpx2.get(f"{room['screen']}/state").text != before


def test_a_person_at_a_terminal_reads_one_address_a_line(nowhere: LiveSite) -> None:
    done = nowhere.totem("seminar", "new", "--bank", "totem", "--pace", "together")
    lines = done.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["Code", "Phones", "Screen", "Remote", "Trainer’s sheet"]
    assert re.fullmatch(r"[2-9A-Z]{3} [2-9A-Z]{4}", lines[0].split(": ")[1])
    assert lines[1].startswith("Phones: http://127.0.0.1:8000/j/")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        (("new", "--bank", "elves"), "Choose among: express, totem"),
        (("new", "--pace", "fast"), "Choose among: free, together"),
        (("new", "--script", "15"), "Choose among: 10, 20, 45"),
        (("new", "--name", "x" * 61), "At most 60 characters"),
        (("new", "--base", "ftp://nowhere"), "must start with http"),
        (("serve", "--bank", "elves"), "Choose among: express, totem"),
    ],
)
def test_what_cannot_be_opened_is_said_in_one_sentence(nowhere: LiveSite, how: tuple[str, ...], words: str) -> None:
    done = nowhere.totem("seminar", *how)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def served(tmp_path: Path) -> Iterator[LiveSite]:
    live = LiveSite(tmp_path, TOTEM_BASE_URL="https://totem.example")
    live.start("seminar", "serve", "--host", "127.0.0.1", "--name", "Lens")
    yield live
    live.stop()


def test_a_room_is_open_as_soon_as_its_site_serves(served: LiveSite) -> None:
    log = (served.folder / "log").read_text()
    address = re.findall(r"Phones: (\S+)", log)[0]
    assert address.startswith(f"{served.address}/j/")
    assert "█" in log
    assert "This machine is on no network" in log
    assert httpx2.get(address, follow_redirects=True).status_code == 200
    screen = httpx2.get(re.findall(r"Screen: (\S+)", log)[0]).text
    assert "Lens" in screen
    assert "totem.example" not in screen


def test_the_local_network_comes_before_what_machines_gave_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [("lo", "127.0.0.1"), ("eth0", "169.254.7.7"), ("docker0", "172.17.0.1"), ("wlan0", "10.42.0.1")]
    monkeypatch.setattr(lan, "_way_out", list)
    monkeypatch.setattr(lan, "_interfaces", lambda: found)
    assert lan.addresses() == ["10.42.0.1", "169.254.7.7"]
    assert lan.reachable_host("0.0.0.0") == "10.42.0.1"
    assert lan.reachable_host("192.168.4.2") == "192.168.4.2"
    monkeypatch.setattr(lan, "_way_out", lambda: ["192.168.1.20"])
    assert lan.reachable_host("::") == "192.168.1.20"
    monkeypatch.setattr(lan, "_interfaces", list)
    monkeypatch.setattr(lan, "_way_out", list)
    assert lan.reachable_host("0.0.0.0") == "127.0.0.1"
