"""What is said of an address that phones are to open."""

import pytest

from app.seminars.reach import reach_of

NEVER = [
    "http://127.0.0.1:8000",
    "http://localhost:8000",
    "https://totem.localhost",
    "http://[::1]:8000",
    "http://0.0.0.0:8000",
]
PERHAPS = (
    "http://web:8000 http://192.168.1.7:8000 http://10.0.0.5 http://[fd00::1] http://laptop.local http://169.254.1.1"
)


@pytest.mark.parametrize("base", NEVER)
@pytest.mark.parametrize("is_set", [False, True])
def test_an_address_of_this_computer_is_never_opened_by_a_phone(base: str, is_set: bool) -> None:
    assert reach_of(base, is_set=is_set) == "never"


@pytest.mark.parametrize("base", PERHAPS.split())
def test_an_address_of_a_network_is_asked_about_unless_it_was_set(base: str) -> None:
    assert reach_of(base, is_set=False) == "perhaps"
    assert reach_of(base, is_set=True) == ""


@pytest.mark.parametrize("base", ["https://totem.example", "http://totem.example:8080", "http://93.184.215.14"])
def test_an_address_of_the_world_is_not_spoken_of(base: str) -> None:
    assert reach_of(base, is_set=False) == ""


def test_what_is_no_address_is_asked_about() -> None:
    assert reach_of("http://[oops", is_set=False) == "perhaps"
