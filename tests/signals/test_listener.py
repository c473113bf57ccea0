"""The second listener: where it is told to be, on this machine alone, and never where people come."""

from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import ValidationError

from app.settings import Settings
from tests.patience import PATIENCE_SECONDS, eventually
from tests.signals.exposition import exposition
from tests.site import LiveSite, free_port


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[LiveSite, int]]:
    folder, port = tmp_path_factory.mktemp("seen"), free_port()
    live = LiveSite(folder, TOTEM_METRICS=f"127.0.0.1:{port}", RUNTIME_DIRECTORY=str(folder))
    live.start()
    yield live, port
    live.stop()


def get(port: int, path: str) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def told(port: int) -> str:
    eventually(lambda: answers(port), lambda: "no signals")
    return get(port, "/metrics")[1]


def readings(port: int) -> dict[str, float]:
    return {
        one.name + "".join(one.labels.values()): one.value
        for family in text_string_to_metric_families(told(port))
        for one in family.samples
    }


def answers(port: int) -> bool:
    try:
        return get(port, "/metrics")[0] == 200
    except OSError:
        return False


pytestmark = pytest.mark.slow


def test_signals_are_given_out_on_a_listener_of_their_own(seen: tuple[LiveSite, int]) -> None:
    live, port = seen
    found = readings(port)
    assert found["totem_faults"] == 0
    assert found["totem_people_totalcounted"] == 0
    assert found["totem_disk_free_bytes"] > 0
    assert get(live.port, "/metrics")[0] == 404


def test_what_is_given_out_is_what_tests_of_alarms_know(seen: tuple[LiveSite, int]) -> None:
    _, port = seen
    names = {family.name for family in text_string_to_metric_families(told(port))}
    assert {family.name for family in exposition()} == names


def test_a_backup_and_a_check_are_seen_by_their_hour(seen: tuple[LiveSite, int], tmp_path: Path) -> None:
    live, _ = seen
    assert live.totem("backup", str(tmp_path / "copy.db")).returncode == 0
    assert live.totem("verify").returncode == 0
    for act in ("backup", "verify"):
        told = Path(live.environment["TOTEM_SECRET_FILE"]).with_name(f"last-{act}").read_text()
        assert len(told.split()[0]) == len("2027-03-01T14")
    live.restart()
    found = readings(seen[1])
    assert found["totem_last_timestamp_secondsbackup"] % 3600 == 0
    assert found["totem_last_timestamp_secondsverify"] % 3600 == 0
    assert found["totem_verify_faults"] == 0


@pytest.mark.parametrize(
    "address", ["0.0.0.0:9100", "192.0.2.1:9100", "127.0.0.1", "metrics.example:9100", "[::]:9100"]
)
def test_an_address_that_others_reach_is_refused(address: str) -> None:
    with pytest.raises(ValidationError, match="must be an address of this machine alone"):
        Settings(metrics=address)


@pytest.mark.parametrize("address", ["127.0.0.1:9100", "[::1]:9100", "localhost:9100"])
def test_an_address_of_this_machine_is_taken(address: str) -> None:
    assert Settings(metrics=address).metrics == address


def test_without_the_setting_nothing_listens_and_nothing_is_left(tmp_path: Path) -> None:
    live = LiveSite(tmp_path, RUNTIME_DIRECTORY=str(tmp_path / "run"))
    (tmp_path / "run").mkdir()
    live.start()
    live.stop()
    assert [*(tmp_path / "run").iterdir()] == []
