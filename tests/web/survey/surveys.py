"""A site of its own whose clock a test moves, and a mirror survey on it, made through the form."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from html import unescape
from pathlib import Path

from httpx2 import Response
from starlette.testclient import TestClient

from app.barometer.edition import Edition
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from tests.surveys import OPENED, REVEAL, Surveyed
from tests.web.conftest import settings_in
from tests.whole import Whole

FIELDS = {
    "title": "Accueil Dupont", "people": "customers", "label": "2027", "reveal": f"{REVEAL}", "customers": "240",
    "staff": "70", "leaders": "7", "places": "Lille ; 33\nLens ; 33\nDouai ; 4",
    "signature": "Accueil Dupont, la direction", "zone": "Europe/Paris",
}  # fmt: skip


@dataclass(frozen=True)
class SurveySite:
    """client: nobody in particular; crowd: who answers, on the same day."""

    client: TestClient
    whole: Whole
    crowd: Surveyed

    def submit(self, language: str = "fr", path: str = "organise/barometer", **typed: str) -> Response:
        form = FIELDS | typed
        return self.client.post(f"/{language}/{path}", data=form, follow_redirects=False)

    def made(self, language: str = "fr", **typed: str) -> str:
        """The path of the organiser's page."""
        response = self.submit(language, **typed)
        assert response.status_code == 303, response.text
        return str(response.headers["location"]).partition("?")[0]

    def do(self, path: str, act: str, **typed: str) -> Response:
        return self.client.post(f"{path}/{act}", data=typed, follow_redirects=False)

    def edition_of(self, path: str) -> Edition:
        barometers = self.crowd.barometers
        barometer = barometers.find(path.split("/")[4])
        assert barometer
        return barometers.editions(barometer)[-1]

    def on(self, day: date) -> None:
        self.crowd.day[0] = day


@contextmanager
def survey_site(folder: Path, create: str = "open") -> Iterator[SurveySite]:
    day = [OPENED]
    settings = settings_in(folder, create=create)
    app = create_app(settings, today=lambda: day[0])
    whole: Whole = Whole(app)
    with TestClient(app, base_url="http://totem.example") as client:
        yield SurveySite(client, whole, Surveyed(whole.engine, KeyFile(settings.pool_key_file), day))


def copied(page: str, id_: str) -> str:
    """What a field that is to be copied holds."""
    found = re.search(rf'id="{id_}" readonly value="([^"]*)"', page)
    assert found, page
    return unescape(found[1])


def later(days: int) -> str:
    return f"{REVEAL + timedelta(days=days)}"
