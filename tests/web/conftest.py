"""The whole app in one process, on a real SQLite file, with its writer running."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings


def settings_in(folder: Path, **others: object) -> Settings:
    return Settings(
        data_dir=folder / "data",
        secret_file=folder / "secrets" / "secret",
        pool_key_file=folder / "secrets" / "pool-keys",
        **others,  # type: ignore[arg-type]
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="module")
def app(folder: Path) -> Starlette:
    return create_app(settings_in(folder))


@pytest.fixture(scope="module")
def client(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://totem.example") as client:
        yield client
