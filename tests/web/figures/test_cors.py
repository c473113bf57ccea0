"""Pages of other sites may read public figures, and nothing else of this site."""

from datetime import date

from starlette.testclient import TestClient

from app.campaigns.store import create
from tests.exports.tables import released
from tests.web.figures.releases import publish, site_of

PUBLIC = ("data.csv", "data-semicolon.csv", "data.json", "datapackage.json", "release.json", "butterfly.svg")


def test_public_files_may_be_read_by_any_page_and_others_by_none(client: TestClient) -> None:
    here = site_of(client.app)  # type: ignore[arg-type]
    made = create(here.engine, "partout", "totem", date(2026, 11, 2), k=5)
    publish(here, made.id, released(here.questionnaires["totem"], 60, 3))
    for address in (*(f"/fr/figures/partout/1/{file}" for file in PUBLIC), "/api/v1/figures/partout"):
        answer = client.get(address, headers={"Origin": "https://elsewhere.example"})
        assert answer.status_code == 200, address
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "access-control-allow-credentials" not in answer.headers
    assert 'rel="license"' in client.get("/fr/figures/partout/1/release.json").headers["link"]
    schema = client.get("/figures/data-2.schema.json")
    assert schema.json()["$id"].endswith("/figures/data-2.schema.json")
    for address in ("/fr/", "/fr/figures/partout", "/fr/organise", "/fr/figures/partout/read/kkkkkkkkkkkkkkkk"):
        assert "access-control-allow-origin" not in client.get(address).headers
