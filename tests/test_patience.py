"""What tests themselves rest on: ports that nobody else is given."""

import socket

import pytest

from tests.site import free_port


def test_a_free_port_is_given_to_nobody_else_and_can_be_listened_on_again_and_again() -> None:
    port = free_port()
    with socket.socket() as other, pytest.raises(OSError, match="in use"):
        other.bind(("127.0.0.1", port))
    for _ in range(2):
        with socket.create_server(("127.0.0.1", port)), socket.create_connection(("127.0.0.1", port)):
            pass
