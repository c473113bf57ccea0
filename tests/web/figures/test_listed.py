"""The list of figures that everyone may read: editions together, the newest first, and nobody else's."""

import re
from datetime import date, timedelta

from starlette.testclient import TestClient

from app.campaigns.reading import set_publishing
from app.campaigns.store import create, withdraw
from app.publishing import Publishing
from app.tallies.ledger import today_in_utc
from tests.exports.tables import released
from tests.web.figures.releases import publish, site_of

FIRST = date(2026, 3, 2)


def test_the_list_names_what_everyone_may_read_and_nothing_else(client: TestClient) -> None:
    here = site_of(client.app)  # type: ignore[arg-type]
    assert "/fr/figures/" not in client.get("/fr/figures").text.partition("<main")[2].partition("</main")[0]
    made = {}
    for at, (slug, series) in enumerate(
        (
            ("an-1", "annees"),
            ("seul", ""),
            ("an-2", "annees"),
            ("rien", ""),
            ("repris", ""),
            ("code", ""),
            ("bientot", ""),
        )
    ):
        day = FIRST + timedelta(days=at)
        made[slug] = create(here.engine, slug, "totem", day, opened_on=day, edition=f"{at}", series=series, k=5)
        if slug != "rien":
            publish(here, made[slug].id, released(here.questionnaires["totem"], 60, at))
    withdraw(here.engine, made["repris"], {"fr": "Une erreur."}, today_in_utc())
    set_publishing(here.engine, made["code"], Publishing("code", "LIRE42"), FIRST)
    tomorrow = today_in_utc() + timedelta(days=2)
    set_publishing(here.engine, made["bientot"], Publishing(shown_on=tomorrow.isoformat()), FIRST)
    page = client.get("/fr/figures").text
    assert re.findall(r'href="/fr/figures/([a-z0-9-]+)"', page.partition("<main")[2])[:3] == ["an-2", "an-1", "seul"]
    mapped = client.get("/sitemap.xml").text
    for slug in made:
        is_listed = slug in ("an-1", "an-2", "seul")
        assert (f"/fr/figures/{slug}" in page) is is_listed, slug
        assert (f"/fr/figures/{slug}<" in mapped) is is_listed, slug
    assert "/fr/figures<" in mapped
    assert 'href="/fr/figures"' in client.get("/fr/").text
    assert client.get("/en/figures").status_code == 200
