"""What an operator does with commands and settings: nobody who was told that they are counted is lost by it."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from app.campaigns.store import find
from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.tallies.closing import close
from tests.crowd import TODAY
from tests.patience import PATIENCE_SECONDS
from tests.site import LiveSite
from tests.stores import totals
from tests.web.player import Player, at_random

pytestmark = pytest.mark.slow


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveSite]:
    site = LiveSite(made(tmp_path / "live"))
    site.start()
    yield site
    site.stop()


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def answer(site: LiveSite, people: range) -> list[str]:
    """What each of them is told."""
    client: Any
    heard = []
    with httpx2.Client(base_url=site.address, timeout=PATIENCE_SECONDS) as client:
        for person in people:
            player = Player(client)
            player.to_the_end(at_random(Random(person)))
            heard.append(player.finish().rpartition("=")[2])
    return heard


def refused(site: LiveSite, why: str) -> None:
    """That it goes on refusing is held by tests/privacy/test_identity.py."""
    with pytest.raises(AssertionError, match=why):
        site.start()
    assert "PoolKeysForeign" not in (site.folder / "log").read_text()  # a sentence, and not an exception


def all_counted(site: LiveSite) -> int:
    """Closes the campaign: whoever waits is sealed."""
    site.stop()
    engine, keys = (
        make_engine(f"sqlite:///{site.folder}/data/totem.db"),
        KeyFile(site.folder / "secrets" / "pool-keys"),
    )
    found = find(engine, "express")
    assert found
    close(engine, keys, found.id, TODAY)
    people = sum(counts.n for counts in totals(engine).values())
    engine.dispose()
    return people


def test_a_drill_with_everything_else_as_it_was_does_not_start_and_the_live_site_goes_on(
    live: LiveSite, tmp_path: Path
) -> None:
    assert answer(live, range(7)) == ["counted"] * 7
    assert live.totem("backup", str(tmp_path / "copy.db")).returncode == 0
    drill = LiveSite(made(tmp_path / "drill"))
    drill.environment |= {
        "TOTEM_DATABASE_URL": f"sqlite:///{tmp_path}/copy.db",
        "TOTEM_POOL_KEY_FILE": live.environment["TOTEM_POOL_KEY_FILE"],
    }
    refused(drill, "belongs to another site. Nothing was changed")
    asked = drill.totem("abandon-pools")
    assert (asked.returncode, "say --yes" in asked.stderr) == (1, True)
    assert "A site that still uses it would stop counting" in asked.stdout
    assert answer(live, range(7, 12)) == ["counted"] * 5
    assert all_counted(live) == 12


def test_a_second_machine_with_a_key_file_of_its_own_does_not_start(live: LiveSite, tmp_path: Path) -> None:
    second = LiveSite(made(tmp_path / "second"))
    second.environment |= {"TOTEM_DATABASE_URL": f"sqlite:///{live.folder}/data/totem.db"}
    refused(second, "is not the key file that this database counts with")
    assert answer(live, range(10)) == ["counted"] * 10
    assert all_counted(live) == 10


def test_what_is_given_up_is_named_and_asked_for(live: LiveSite) -> None:
    assert answer(live, range(3)) == ["counted"] * 3
    live.stop()
    (live.folder / "secrets" / "pool-keys").unlink()
    refused(live, "is not the key file that this database counts with")
    asked = live.totem("abandon-pools")
    assert asked.returncode == 1
    assert "express: the answers of at most 9 people.\n" in asked.stdout  # not how many
    given_up = live.totem("abandon-pools", "--yes")
    assert given_up.returncode == 0
    assert given_up.stdout.endswith("Done: Totem starts again. The totals are as they were.\n")
    live.start()
    assert answer(live, range(4, 14)) == ["counted"] * 10
    assert all_counted(live) == 10
