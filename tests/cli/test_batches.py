"""A laptop in the field and the site at home, from the terminal."""

import json
from pathlib import Path

import pytest

from app.cli.demo import invent
from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.settings import Settings
from app.tallies.closing import close
from app.tallies.ledger import today_in_utc
from tests.site import LiveSite

pytestmark = pytest.mark.slow


def a_site(folder: Path, people: int) -> LiveSite:
    """With so many people counted in its first campaign, which is closed if there are any."""
    folder.mkdir()
    live = LiveSite(folder)
    settings = Settings(
        data_dir=folder / "data",
        database_url=f"sqlite:///{folder / 'data' / 'totem.db'}",
        secret_file=folder / "secrets" / "secret",
        pool_key_file=folder / "secrets" / "pool-keys",
    )
    invent(settings, people)
    if people:
        close(make_engine(settings.database_url), KeyFile(settings.pool_key_file), 2, today_in_utc())
    return live


@pytest.fixture
def laptop(tmp_path: Path) -> LiveSite:
    return a_site(tmp_path / "laptop", 45)


@pytest.fixture
def home(tmp_path: Path) -> LiveSite:
    return a_site(tmp_path / "home", 0)


def test_what_was_counted_in_the_field_joins_at_home_once(laptop: LiveSite, home: LiveSite, tmp_path: Path) -> None:
    file = str(tmp_path / "field.json")
    slug = next(
        row["slug"] for row in json.loads(laptop.totem("campaign", "list", "--json").stdout) if row["closed_on"]
    )
    written = laptop.totem("export-batches", slug, file)
    assert "written and signed" in written.stdout, written.stderr
    key = written.stdout.rstrip().rstrip(".").rsplit(" ", 1)[1]
    assert laptop.totem("export-batches", slug, file).returncode == 1, "a file is never written over"
    wrong = home.totem("import-batches", file, slug, "--key", "0000-0000-0000-0000-0000")
    assert (wrong.returncode, key in wrong.stderr) == (1, True)
    joined = home.totem("import-batches", file, slug, "--key", key)
    assert "people joined" in joined.stdout, joined.stderr
    again = home.totem("import-batches", file, slug, "--key", key)
    assert (again.returncode, "nothing was added" in again.stdout) == (0, True)
    assert home.totem("verify").returncode == 0
