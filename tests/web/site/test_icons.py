"""The site's mark at every size, its manifest, and what it tells robots."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from tests.web import png
from tests.web.conftest import settings_in

INK = (0x24, 0x1F, 0x1A)


@pytest.mark.parametrize(
    ("address", "size"),
    [("/apple-touch-icon.png", 180), ("/icon-192.png", 192), ("/icon-512.png", 512), ("/maskable.png", 512)],
)
def test_the_mark_is_there_at_every_size_that_is_asked_for(client: TestClient, address: str, size: int) -> None:
    response = client.get(address)
    assert response.headers["content-type"] == "image/png"
    assert png.size(response.content) == (size, size)
    assert "max-age" in response.headers["cache-control"]


def test_no_other_size_is_painted(client: TestClient) -> None:
    assert client.get("/icon-4096.png").status_code == 404


@pytest.mark.slow
def test_a_telephone_that_cuts_a_circle_out_of_the_icon_cuts_no_mask(client: TestClient) -> None:
    icon = png.read(client.get("/maskable.png").content)
    centre, radius = 256, 0.4 * 512
    outside = {
        pixel[:3]
        for y, row in enumerate(icon.rows)
        for x, pixel in enumerate(row)
        if (x - centre) ** 2 + (y - centre) ** 2 > radius**2
    }
    assert outside == {INK}
    assert len(icon.part(0.2, 0.2, 0.8, 0.8)) > 3


def test_the_old_icon_holds_a_picture(client: TestClient) -> None:
    icon = client.get("/favicon.ico").content
    assert icon.startswith(b"\x00\x00\x01\x00\x01\x00\x20\x20")
    length, place = (int.from_bytes(icon[start : start + 4], "little") for start in (14, 18))
    assert (length, place) == (len(icon) - 22, 22)
    assert png.size(icon[22:]) == (32, 32)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_manifest_names_icons_that_are_there(client: TestClient, language: str) -> None:
    page = client.get(f"/{language}/").text
    assert f'<link rel="manifest" href="/{language}/manifest.webmanifest">' in page
    response = client.get(f"/{language}/manifest.webmanifest")
    assert response.headers["content-type"] == "application/manifest+json"
    manifest = response.json()
    assert (manifest["lang"], manifest["start_url"]) == (language, f"/{language}/")
    assert client.get(manifest["start_url"]).status_code == 200
    for icon in manifest["icons"]:
        width, height = png.size(client.get(icon["src"]).content)
        assert icon["sizes"] == f"{width}x{height}"


def test_robots_are_told_of_pages_that_are_there_in_both_languages(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path, base_url="https://totem.example.org"))
    with TestClient(app, base_url="https://totem.example.org") as client:
        assert "Sitemap: https://totem.example.org/sitemap.xml" in client.get("/robots.txt").text
        sitemap = ElementTree.fromstring(client.get("/sitemap.xml").content)
        space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
        pages = [place.text or "" for place in sitemap.findall("s:url/s:loc", space)]
        assert len(pages) == len(set(pages)) == 54
        for page in pages:
            assert page.startswith("https://totem.example.org/")
            assert client.get(page.removeprefix("https://totem.example.org")).status_code == 200
        for url in sitemap.findall("s:url", space):
            assert {other.get("href") for other in url.findall("x:link", space)} <= set(pages)
            assert [other.get("hreflang") for other in url.findall("x:link", space)] == ["fr", "en"]
