"""What an operator may set, and the site's own secrets."""

import os
import stat
import subprocess
import sys
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from pydantic import ValidationError

from app.db.files import write_durably
from app.resources import resource
from app.settings import SecretUnreadable, Settings, load_secrets


@pytest.fixture(autouse=True)
def a_bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in os.environ if name.startswith("TOTEM_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_without_any_setting_everything_lives_under_the_current_folder(tmp_path: Path) -> None:
    settings = Settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/data/totem.db"
    assert (settings.secret_file, settings.pool_key_file) == (
        tmp_path / "secrets/secret",
        tmp_path / "secrets/pool-keys",
    )
    assert settings.base_url is None
    assert settings.publish
    assert settings.questions == resource("questions")


def test_the_database_follows_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TOTEM_DATA_DIR", f"{tmp_path}/elsewhere")
    assert Settings().database_url == f"sqlite:///{tmp_path}/elsewhere/totem.db"


@pytest.mark.parametrize("name", ["TOTEM_SECRET_FILE", "TOTEM_POOL_KEY_FILE"])
@pytest.mark.parametrize("place", ["data/secret", "data/deep/er/secret", "link/secret"])
def test_secrets_inside_the_data_folder_are_refused(
    name: str, place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "data")
    monkeypatch.setenv(name, place)
    with pytest.raises(ValidationError, match=f"{name}.*is inside TOTEM_DATA_DIR"):
        Settings()


def test_a_base_url_loses_its_last_slash_and_needs_a_scheme(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTEM_BASE_URL", "https://totem.example/")
    assert Settings().base_url == "https://totem.example"
    monkeypatch.setenv("TOTEM_BASE_URL", "totem.example")
    with pytest.raises(ValidationError, match="https://"):
        Settings()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/totem", "https://example.org/?a=b", "https://example.org/#a", "https://me@example.org",
        "https://", "https://[",
    ],
)  # fmt: skip
def test_a_base_url_is_a_host_alone(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("TOTEM_BASE_URL", address)
    with pytest.raises(ValidationError, match=r"host|IPv6"):
        Settings()


def test_a_base_url_may_have_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in ("http://192.168.1.5:8000", "https://totem.example", "http://[::1]:8000"):
        monkeypatch.setenv("TOTEM_BASE_URL", f"{address}/")
        assert Settings().base_url == address


def test_a_database_password_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOTEM_DATABASE_URL", "postgresql://totem:hunter2@db/totem")
    assert "hunter2" not in repr(Settings())
    monkeypatch.setenv("TOTEM_BASE_URL", "rubbish")
    with pytest.raises(ValidationError) as failure:
        Settings()
    assert "hunter2" not in str(failure.value)


def test_every_resource_is_found_and_a_missing_one_is_named() -> None:
    assert all(resource(name).exists() for name in ("alembic", "locale", "questions", "static", "templates"))
    with pytest.raises(FileNotFoundError, match="riddles"):
        resource("riddles")


def test_the_first_secret_is_drawn_once_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "secret"
    first = load_secrets(path)
    assert [len(secret) for secret in first] == [32]
    assert load_secrets(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_the_secret(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "secret"
    together = Barrier(16)

    def first_start(_: int) -> bytes:
        together.wait()
        return load_secrets(path)[0]

    with ThreadPoolExecutor(16) as threads:
        assert len(set(threads.map(first_start, range(16)))) == 1


def test_a_new_secret_signs_and_old_ones_still_open(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    (old,) = load_secrets(path)
    new = bytes(range(32))
    path.write_bytes(b64encode(new) + b"\n\n" + path.read_bytes())
    assert load_secrets(path) == [new, old]


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "empty"), (b"not base64!\n", "line 1"), (b64encode(bytes(31)), "line 1")]
)
def test_a_damaged_secret_is_named(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(SecretUnreadable, match=said):
        load_secrets(path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_durably(path, b"old")
    with pytest.raises(TypeError):
        write_durably(path, "no bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_reading_settings_needs_no_database_driver() -> None:
    """`totem check` runs where no database does."""
    code = "import sys, app.settings; sys.exit('psycopg' in sys.modules or 'alembic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
