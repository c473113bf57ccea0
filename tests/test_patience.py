"""What tests themselves rest on: ports that nobody else is given, and limits that a busy machine does not reach."""

import socket
import subprocess
import sys

import pytest

from app import child_process
from app.db import engine
from tests.patience import PATIENCE_SECONDS
from tests.site import free_port

LIMITS = "import app.child_process as a, app.db.engine as e; print(a.PATIENCE_SECONDS, e.LINK['connect_timeout'])"


def test_a_free_port_is_given_to_nobody_else_and_can_be_listened_on_again_and_again() -> None:
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    for _ in range(2):
        with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
            pass


@pytest.mark.slow
def test_tests_wait_where_a_site_that_an_operator_starts_gives_up() -> None:
    assert (child_process.PATIENCE_SECONDS, engine.LINK["connect_timeout"]) == (PATIENCE_SECONDS, PATIENCE_SECONDS)
    said = subprocess.run((sys.executable, "-c", LIMITS), capture_output=True, text=True, check=True).stdout
    assert said.split() == ["20", "3"]
