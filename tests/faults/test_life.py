"""The life of a site, as its operator types it: checked while it runs, copied, restored elsewhere, moved, upgraded."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from app.db.engine import make_engine
from app.db.schema import HEAD
from app.pool_keys.key_file import KeyFile
from tests.databases import POSTGRESQL
from tests.db.test_migrations import to
from tests.db.test_ranges import NEXT, newer
from tests.faults.test_drill import made
from tests.patience import PATIENCE_SECONDS
from tests.site import LiveSite, is_ready
from tests.stores import people_in
from tests.web.player import Player, at_random

pytestmark = [pytest.mark.slow, pytest.mark.long]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveSite]:
    site = LiveSite(made(tmp_path / "live"))
    site.start()
    yield site
    site.stop()


def answered(site: LiveSite, people: range) -> list[str]:
    """Where the result of each is."""
    client: Any
    results = []
    with httpx2.Client(base_url=site.address, timeout=PATIENCE_SECONDS) as client:
        for person in people:
            player = Player(client)
            player.to_the_end(at_random(Random(person)))
            results.append(player.finish())
    assert [result.rpartition("=")[2] for result in results] == ["counted"] * len(people)
    return results


def got(site: LiveSite, address: str) -> httpx2.Response:
    return httpx2.get(f"{site.address}{address}", timeout=PATIENCE_SECONDS)


def heading(site: LiveSite, address: str) -> str:
    """The animal that a result's page names."""
    (found,) = re.findall(r'<h1 tabindex="-1">([^<]+)</h1>', got(site, address).text)
    return str(found)


@pytest.mark.parametrize("database_url", [POSTGRESQL], indirect=True)
def test_a_site_is_checked_while_it_runs_and_moves_to_postgresql(
    live: LiveSite, database_url: str, tmp_path: Path
) -> None:
    (kept, *_) = answered(live, range(23))
    told = heading(live, kept)
    checked = live.totem("verify", "--read-only")
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "All is well.\n", "")
    figures = got(live, "/api/v1/figures/express").json()
    assert figures["n"]
    live.stop()
    moved = live.totem("move", database_url)
    assert (moved.returncode, moved.stderr) == (0, "")
    assert moved.stdout.startswith("Moved: set TOTEM_DATABASE_URL to the new database")
    with pytest.raises(AssertionError, match="was moved to another one on"):
        live.start()
    assert "SiteMoved" not in (live.folder / "log").read_text()  # a sentence, and not an exception
    live.environment |= {"TOTEM_DATABASE_URL": database_url}
    live.start()
    assert heading(live, kept) == told
    assert got(live, "/api/v1/figures/express").json()["digest"] == figures["digest"]
    answered(live, range(23, 25))
    live.stop()
    assert live.totem("verify").stdout == "All is well.\n"
    engine = make_engine(database_url)
    assert people_in(engine, KeyFile(live.folder / "secrets" / "pool-keys"), "express") == 25
    engine.dispose()


def test_a_backup_made_while_people_answer_is_restored_elsewhere(
    live: LiveSite, database_url: str, tmp_path: Path
) -> None:
    answered(live, range(21))
    with ThreadPoolExecutor() as threads:
        meanwhile = threads.submit(answered, live, range(21, 27))
        copied = live.totem("backup", f"{tmp_path}/copy.db")
        meanwhile.result()
    assert copied.returncode == 0
    other = LiveSite(made(tmp_path / "other"), TOTEM_DATABASE_URL=database_url)
    restored = other.totem("restore", f"{tmp_path}/copy.db")
    assert (restored.returncode, restored.stderr) == (0, "")
    again = other.totem("restore", f"{tmp_path}/copy.db")
    assert (again.returncode, again.stderr) == (
        1, "A site is in this database. Nothing was changed: give one that nobody has used.\n",
    )  # fmt: skip
    other.start()
    for name in ("n", "digest", "made_on"):
        here, there = (got(site, "/api/v1/figures/express").json() for site in (live, other))
        assert here[name] == there[name]
    assert other.totem("verify").stdout == "All is well.\n"
    other.stop()


def test_a_node_goes_on_counting_while_a_newer_one_migrates_and_says_so_once_it_cannot(
    database_url: str, tmp_path: Path
) -> None:
    site = LiveSite(made(tmp_path / "older"), TOTEM_DATABASE_URL=database_url)
    assert site.totem("migrate").stdout == "The tables are ready for this version.\n"
    site.start()
    engine = make_engine(database_url)
    with ThreadPoolExecutor() as threads:
        meanwhile = threads.submit(answered, site, range(12))
        to(engine, NEXT, newer(tmp_path))
        assert is_ready(site.port)
        meanwhile.result()
    answered(site, range(12, 14))
    site.restart()
    answered(site, range(14, 16))
    assert site.totem("verify", "--read-only").stdout == "All is well.\n"
    takes = "op.drop_column('campaign', 'colour')"
    to(engine, "21001231", newer(tmp_path, does=takes, says="oldest = '21001231'", revision="21001231", before=NEXT))
    ready = got(site, "/readyz")
    assert (ready.status_code, ready.text) == (503, "degraded\nthe database is of another version")
    site.stop()
    with pytest.raises(AssertionError, match=f"its tables are 21001231, and this program knows them up to {HEAD}"):
        site.start()
    said = site.totem("migrate")
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)
    assert "of a newer version of Totem" in said.stderr
    assert "DatabaseUnsuitable" not in (site.folder / "log").read_text()
    assert people_in(engine, KeyFile(site.folder / "secrets" / "pool-keys"), "express") == 16
    engine.dispose()
