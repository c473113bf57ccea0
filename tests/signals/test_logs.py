"""A line of the log says what happened, and nothing of anybody."""

import json
import logging
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.signals.logs import LEFT_OUT, LogLines, Once, without_people
from app.tallies.repeats import Repeats
from tests.patience import eventually
from tests.site import LiveSite
from tests.web.conftest import settings_in

TYPED = "somebody wrote this, at 203.0.113.9, /fr/result/AbCdEfGh0123456789xyz?finish=counted"
AT = datetime(2027, 3, 1, 14, 37, 21, tzinfo=UTC).timestamp()


class Kept(logging.Handler):
    def __init__(self, once: Once | None = None, *, as_json: bool = False) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.setFormatter(LogLines(as_json=as_json))
        if once:
            self.addFilter(once)

    def emit(self, record: logging.LogRecord) -> None:
        record.created = AT
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[logging.Logger]:
    log = logging.getLogger("app.web.somewhere")
    log.propagate = False
    yield log
    log.handlers.clear()
    log.propagate = True


def kept(log: logging.Logger, once: Once | None = None, *, as_json: bool = False) -> Kept:
    handler = Kept(once, as_json=as_json)
    log.addHandler(handler)
    return handler


def fail(log: logging.Logger) -> None:
    try:
        raise ValueError(TYPED)
    except ValueError:
        log.exception("A page failed.")


def test_a_fault_is_one_line_by_its_kind_and_its_place_and_never_by_its_words(log: logging.Logger) -> None:
    handler = kept(log)
    fail(log)
    (line,) = handler.lines
    assert re.fullmatch(
        r'at=2027-03-01 level=error source=app\.web\.somewhere event="A page failed\." error=ValueError '
        r"where=signals/test_logs\.py:\d+",
        line,
    )


def test_as_json_the_same_is_said(log: logging.Logger) -> None:
    handler = kept(log, as_json=True)
    fail(log)
    told = json.loads(handler.lines[0])
    assert {name: told[name] for name in ("at", "level", "event", "error")} == {
        "at": "2027-03-01", "level": "error", "event": "A page failed.", "error": "ValueError"
    }  # fmt: skip


def test_what_happens_to_the_site_has_its_hour_and_what_a_request_causes_its_day() -> None:
    for name, at in (("app.tallies.ledger", "2027-03-01T14Z"), ("app.web.security", "2027-03-01"), ("x", "2027-03-01")):
        record = logging.LogRecord(name, logging.WARNING, "", 1, "It happened.", (), None)
        record.created = AT
        assert LogLines().format(record).startswith(f"at={at} level=warning ")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (TYPED, f"somebody wrote this, at {LEFT_OUT}, {LEFT_OUT}"),
        ("https://totem.example/fr/j/ABC234 is gone", f"{LEFT_OUT} is gone"),
        ("from 2001:db8:0:1:2:3:4:5 and [fe80:1:2:3::]", f"from {LEFT_OUT} and {LEFT_OUT}"),
        ("GET /en/organise/spring/k3yK3yK3y", f"GET {LEFT_OUT}"),
        ("/srv/totem/secrets/pool-keys is damaged", "/srv/totem/secrets/pool-keys is damaged"),
        ("the token 0F3aa9c8b7d6e5f4a3b2c1d0 is foreign", f"the token {LEFT_OUT} is foreign"),
    ],
)
def test_what_may_be_somebodys_is_left_out(said: str, told: str) -> None:
    assert without_people(said) == told


def test_what_repeats_is_told_once_and_then_counted(log: logging.Logger) -> None:
    now = [0.0]
    handler = kept(log, Once(lambda: now[0]))
    for _ in range(1_000):
        fail(log)
    log.error("Something else failed.")
    assert len(handler.lines) == 2
    now[0] = 60.0
    fail(log)
    assert len(handler.lines) == 3
    assert handler.lines[2].endswith(" more=999")


def test_what_counts_by_itself_is_not_counted_again(log: logging.Logger) -> None:
    now = [0.0]
    handler = kept(log, Once(lambda: now[0]))
    repeats = Repeats(log, "The totals could not be written.", lambda: now[0])
    for second in range(59):
        now[0] = float(second)
        repeats.tell(OSError(28, "No space left on device"))
    repeats.over()
    told = [re.findall(r'event="([^"]*)"', line)[0] for line in handler.lines]
    assert told == [
        "The totals could not be written. [Errno 28] No space left on device",
        "The totals could not be written. That is over: 59 times in all.",
    ]


def test_a_mistake_of_ours_is_told_without_what_was_counted(log: logging.Logger) -> None:
    handler = kept(log)
    Repeats(log, "A sheet could not be counted.").tell(ValueError("7919 people"), trace=True)
    assert "7919" not in handler.lines[0]
    assert 'event="A sheet could not be counted." error=ValueError' in handler.lines[0]


def test_kinds_are_not_kept_without_end(log: logging.Logger) -> None:
    once = Once()
    kept(log, once)
    for number in range(2_000):
        log.error(f"Fault {number}")
    assert len(once._told) <= 500


@pytest.mark.slow
def test_a_page_that_fails_says_nothing_of_who_asked(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path))
    log = logging.getLogger("app.web.security")
    handler = kept(log)
    try:
        with TestClient(app, raise_server_exceptions=False) as client:
            app.state.site_parts = None
            response = client.get("/readyz?s=AbCdEfGh0123456789xyzAbCdEf")
        assert response.status_code == 500
        (line,) = handler.lines
        assert 'event="A page failed." error=' in line
        assert not re.search("readyz|AbCd|testclient", line)
    finally:
        log.removeHandler(handler)


@pytest.mark.slow
def test_a_site_writes_json_where_it_is_asked_to(tmp_path: Path) -> None:
    """What it has to say here: that somebody else's program listens where its signals would be."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        live = LiveSite(tmp_path, TOTEM_LOGS="json", TOTEM_METRICS=address)
        live.start()
        try:
            log = tmp_path / "log"
            eventually(lambda: "{" in log.read_text(), log.read_text)
        finally:
            live.stop()
    told = json.loads(next(line for line in log.read_text().splitlines() if line.startswith("{")))
    assert told["source"] == "app.watching"
    assert told["error"].startswith("OSError:")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\dZ", told["at"])
