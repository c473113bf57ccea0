"""What is made when figures are published: once, by whatever publishes them, and nothing of it at a start."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns.store import find
from app.child_process import ChildFailed
from app.db.engine import read
from app.exports.pdf import PdfRenderer
from app.main import create_app
from app.publication.store import latest
from app.settings import load_passphrase
from app.web.barometer.edition_context import EditionWithdrawn
from app.web.figures.release_context import Withdrawn
from app.web.png import PngRenderer
from tests.patience import eventually
from tests.web.conftest import settings_in
from tests.web.figures.releases import site_of
from tests.web.organise.test_organise import answer, do, made, publish, slug_of
from tests.whole import Whole

pytestmark = pytest.mark.slow

SITE = "https://totem.example.org"
FILES = ("card.png", "poster.pdf")
LANGUAGES = ("fr", "en")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was painted or printed."""
    found: list[str] = []

    def makes(file: str) -> Callable[..., bytes]:
        def make(*_: object) -> bytes:
            found.append(file)
            return file.encode()

        return make

    monkeypatch.setattr(PngRenderer, "paint", makes("card.png"))
    monkeypatch.setattr(PdfRenderer, "print", makes("poster.pdf"))
    return found


@contextmanager
def running(folder: Path, base_url: str | None = SITE) -> Iterator[tuple[TestClient, Whole]]:
    app: Starlette = create_app(settings_in(folder, base_url=base_url))
    with TestClient(app, base_url=base_url or "http://invented.example") as client:
        yield client, site_of(app)


def ask_for_all(client: TestClient, slug: str, number: int = 1) -> None:
    for language in LANGUAGES:
        for file in FILES:
            assert client.get(f"/{language}/figures/{slug}/{number}/{file}").status_code == 200


def is_released(here: Whole, slug: str) -> bool:
    campaign = find(here.engine, slug)
    assert campaign
    with read(here.engine) as connection:
        return latest(connection, campaign.id) is not None


def test_a_site_that_publishes_by_itself_makes_them_then_and_not_again(tmp_path: Path, drawn: list[str]) -> None:
    before = create_app(settings_in(tmp_path, base_url=SITE))
    answer(tmp_path, site_of(before), "express", 45)  # nobody has looked whether a release is due
    with running(tmp_path) as (client, here):
        eventually(lambda: here.workshop.made == 4)
        assert sorted(drawn) == sorted(FILES * 2)
        ask_for_all(client, "express")
        assert len(drawn) == 4
    with running(tmp_path) as (client, here):
        assert client.get("/fr/figures/express").status_code == 200
        assert here.workshop.made == 0
        ask_for_all(client, "express")
        ask_for_all(client, "express")
        assert len(drawn) == 8


@pytest.mark.parametrize("base_url", [SITE, None])
def test_an_organisers_publication_makes_them_with_the_sites_own_address(
    tmp_path: Path, drawn: list[str], base_url: str | None
) -> None:
    with running(tmp_path, base_url) as (client, here):
        path = made(client, load_passphrase(tmp_path / "secrets" / "passphrase"))
        answer(tmp_path, here, slug_of(path), 45)
        do(client, path, "close")
        assert drawn == []
        assert publish(client, path).status_code == 303
        eventually(lambda: here.workshop.made == 4)
        ask_for_all(client, slug_of(path))
        assert len(drawn) == 4


def test_what_cannot_be_made_keeps_nothing_from_being_published(
    tmp_path: Path, drawn: list[str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> bytes:
        drawn.append("failed")
        raise ChildFailed("no ink")

    with running(tmp_path) as (client, here):
        path = made(client, load_passphrase(tmp_path / "secrets" / "passphrase"))
        answer(tmp_path, here, slug_of(path), 45)
        do(client, path, "close")
        with monkeypatch.context() as broken:
            broken.setattr(PngRenderer, "paint", fails)
            assert publish(client, path).status_code == 303
            eventually(lambda: "could not be made" in caplog.text)
        assert is_released(here, slug_of(path))
        ask_for_all(client, slug_of(path))
        assert sorted(drawn) == sorted(["failed", *FILES * 2])


def test_figures_that_are_taken_back_at_once_need_no_pictures_and_no_line(
    tmp_path: Path, drawn: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with running(tmp_path) as (client, here):
        path, other = (made(client, load_passphrase(tmp_path / "secrets" / "passphrase")) for _ in range(2))
        for one in (path, other):
            answer(tmp_path, here, slug_of(one), 45)
            do(client, one, "close")
            publish(client, one)
            eventually(lambda: len(drawn) % 4 == 0 and drawn)
        assert do(client, path, "withdraw", notice_fr="Une erreur.").status_code == 303
        drawn.clear()
        here.campaigns.forget(slug_of(path))
        here.organise.published(slug_of(path), SITE)
        here.organise.published(slug_of(other), SITE + "/again")  # made after it, one after the other
        eventually(lambda: len(drawn) >= 4)
    assert "could not be made" not in caplog.text


def test_what_a_log_might_quote_holds_no_key_and_no_words() -> None:
    class Spoken:
        campaign = barometer = type("", (), {"slug": "spring", "manager": b"key"})()

    said: tuple[Exception, ...] = (Withdrawn(Spoken(), date(2027, 3, 1)), EditionWithdrawn(Spoken(), "fr"))  # type: ignore[arg-type]
    assert [repr(one.args) for one in said] == ["('spring',)"] * 2
