"""What was published can be cited: its address never shows anything else. A series has an owner, a comment its days."""

import re
from collections.abc import Collection, Iterator
from datetime import date

import pytest
from starlette.testclient import TestClient

from app.actions import publish
from app.campaigns import keys, store
from app.campaigns.campaign import Campaign
from app.campaigns.doors import first_campaigns
from app.campaigns.store import CampaignExists, create, find
from app.campaigns.words import Words, commented
from app.days import USUAL_ZONE, day_in, now_in_utc
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.publication.releases import Releases
from app.publication.store import Head
from app.publishing import Reader
from app.settings import Settings, load_secrets
from tests.web.conftest import settings_in
from tests.web.figures.test_waiting import TODAY, campaign, ended
from tests.whole import Whole

SiteUnderTest = tuple[Settings, Whole, TestClient]
MADE = {"bank": "express", "people": "customers", "protection": "open", "zone": "Europe/Paris"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteUnderTest]:
    settings = settings_in(tmp_path_factory.mktemp("cited"), create="open")
    app = create_app(settings)
    with TestClient(app, base_url="http://totem.example", follow_redirects=False) as client:
        yield settings, Whole(app), client


def published(site: SiteUnderTest, slug: str) -> str:
    """A closed campaign with a release; the path of its organiser's page, after the language."""
    settings, here, _ = site
    ended(site, campaign(site, slug, 20))
    found = find(here.engine, slug)
    assert found
    bank = here.questionnaires["express"].bank
    assert publish(here.engine, found, bank, TODAY, load_secrets(settings.secret_file)[0])
    return f"organise/{slug}/{keys.rotate(here.engine, found.id, 'manager')}"


def test_a_campaign_deleted_while_its_page_is_made_is_told_as_deleted(
    site: SiteUnderTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By another node, or another request: between what a page reads first, its heads, and the release itself."""
    settings, here, client = site
    heads, pool_keys = Releases.heads, KeyFile(settings.pool_key_file)
    for number, place in enumerate(("/fr/figures/{}", "/fr/figures/{}?release=1", "/fr/figures/{}/1/data.csv",
                                    "/embed/fr/{}", "/api/v1/figures/{}", "/api/v1/figures/{}/1")):  # fmt: skip
        slug = f"leaving-{number}"
        published(site, slug)
        leaving = found_in(site, slug)

        def deleting(
            self: Releases, ids: Collection[int], reader: Reader = "everyone", leaving: Campaign = leaving
        ) -> list[Head]:
            found = heads(self, ids, reader)
            if found and find(here.engine, leaving.slug):
                store.delete(here.engine, pool_keys, leaving)
            return found

        with monkeypatch.context() as patched:
            patched.setattr(Releases, "heads", deleting)
            answer = client.get(place.format(slug))
        assert answer.status_code == 410, place
        assert here.site.campaigns.gone_on(slug)


def deleted(site: SiteUnderTest, own: str) -> None:
    slug = own.split("/")[1]
    assert site[2].post(f"/fr/{own}/delete", data={"slug": slug}).status_code == 303
    site[1].campaigns._found.clear()


def test_an_address_once_published_says_when_it_was_deleted_wherever_it_is_read(site: SiteUnderTest) -> None:
    _, here, client = site
    own = published(site, "cited")
    places = [
        "/fr/figures/cited", "/en/figures/cited?release=1", "/fr/figures/cited/1/data.csv",
        "/fr/figures/cited/1/data.json",
        "/fr/figures/cited/1/card.png", "/embed/fr/cited", "/api/v1/figures/cited", "/api/v1/figures/cited/1",
    ]  # fmt: skip
    assert {client.get(place).status_code for place in places} == {200}
    deleted(site, own)
    today = day_in(USUAL_ZONE, now_in_utc())  # where the campaign is: near midnight, not the day in UTC
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 410, place
        said = today.isoformat() if place.startswith("/api") else str(today.year)
        assert said in answer.text, place
    assert "frame-ancestors *" in client.get("/embed/fr/cited").headers["content-security-policy"]
    with pytest.raises(CampaignExists, match="until it was deleted"):
        create(here.engine, "cited", "express", TODAY)
    again = client.post("/fr/organise", data=MADE | {"slug": "cited", "edition": "2026"})
    assert again.status_code == 422
    assert "jusqu’à sa suppression" in again.text


def test_an_address_that_never_had_figures_is_free_again(site: SiteUnderTest) -> None:
    _, here, client = site
    made = create(here.engine, "unread", "express", TODAY)
    deleted(site, f"organise/unread/{keys.rotate(here.engine, made.id, 'manager')}")
    assert client.get("/fr/figures/unread").status_code == 404
    assert create(here.engine, "unread", "express", TODAY).slug == "unread"


def test_a_site_starts_without_the_campaign_of_a_bank_whose_figures_were_deleted(site: SiteUnderTest) -> None:
    _, here, _ = site
    deleted(site, published(site, "own"))
    first_campaigns(here.engine, {"own": ""}, TODAY)
    assert find(here.engine, "own") is None


def test_a_citation_holds_the_first_letters_of_the_digest(site: SiteUnderTest) -> None:
    client = site[2]
    published(site, "marked")
    digest = client.get("/api/v1/figures/marked").json()["digest"]
    for place in ("/fr/figures/marked", "/en/figures/marked?release=1"):
        cited = re.search(r'<p class="cite">(.*?)</p>', client.get(place).text, re.DOTALL)
        assert cited
        assert f"({digest[:8]})" in cited[1]


def test_a_series_is_joined_with_the_key_of_an_edition_in_it(site: SiteUnderTest) -> None:
    _, here, client = site
    first = create(here.engine, "home-2026", "express", TODAY, series="home", edition="2026")
    other = create(here.engine, "elsewhere", "express", TODAY, series="elsewhere")
    key, reader = (keys.rotate(here.engine, first.id, kind) for kind in ("manager", "reader"))
    foreign = keys.rotate(here.engine, other.id, "manager")
    typed = MADE | {"slug": "home-2027", "edition": "2027", "series": "home"}
    for link in (
        "", "x", f"http://totem.example/fr/organise/home-2026/{reader}", f"/fr/organise/home-2026/{foreign}",
        f"/fr/organise/elsewhere/{foreign}", f"/fr/organise/home-2026/{'A' * 32}",
    ):  # fmt: skip
        refused = client.post("/fr/organise", data=typed | {"series_link": link})
        assert refused.status_code == 422
        assert 'id="series_link-mistake"' in refused.text
        assert find(here.engine, "home-2027") is None
    link = f"http://totem.example/fr/organise/home-2026/{key}?done=made"
    assert client.post("/fr/organise", data=typed | {"series_link": link}).status_code == 303
    assert (
        client.post("/fr/organise", data=MADE | {"slug": "new-1", "edition": "1", "series": "new"}).status_code == 303
    )


def test_a_comment_is_dated(site: SiteUnderTest) -> None:
    client = site[2]
    own = published(site, "said")
    page = "/fr/figures/said"
    assert "Ajouté le" not in client.get(page).text
    assert client.post(f"/fr/{own}/comment", data={"heard_fr": "Vous avez parlé."}).status_code == 303
    site[1].campaigns._found.clear()
    assert "Ajouté le" in client.get(page).text
    assert "modifié le" not in client.get(page).text


def test_a_comment_that_changes_says_so_and_keeps_the_day_on_which_it_was_added() -> None:
    first, later = date(2027, 1, 4), date(2027, 2, 1)
    one = commented(Words(), {"fr": "Un."}, {}, "Ana", first)
    assert (one.said_on, one.changed_on) == ("2027-01-04", "")
    assert commented(one, {"fr": "Deux."}, {}, "Ana", first).changed_on == ""
    assert commented(one, {"fr": "Un. "}, {}, "Ana", later) == one
    for words in (({"fr": "Deux."}, {}, "Ana"), ({"fr": "Un."}, {"fr": "Trois."}, "Ana"), ({"fr": "Un."}, {}, "Eva")):
        two = commented(one, *words, later)
        assert (two.said_on, two.changed_on) == ("2027-01-04", "2027-02-01")
    none = commented(two, {}, {}, "", later)
    assert (none.said_on, none.changed_on) == ("", "")
    undated = commented(Words(heard={"fr": "Avant."}), {"fr": "Après."}, {}, "", later)
    assert (undated.said_on, undated.changed_on) == ("", "2027-02-01")


def test_an_edition_once_published_is_nobody_else_s_and_neither_is_its_series(site: SiteUnderTest) -> None:
    settings, here, client = site
    year = f"{TODAY.year}"
    campaign(site, "first-of-gone", 20)
    store.change(here.engine, found_in(site, "first-of-gone"), TODAY, series="gone-series", edition=year)
    ended(site, found_in(site, "first-of-gone").id)
    bank = here.questionnaires["express"].bank
    assert publish(here.engine, found_in(site, "first-of-gone"), bank, TODAY, load_secrets(settings.secret_file)[0])
    own = keys.rotate(here.engine, found_in(site, "first-of-gone").id, "manager")
    deleted(site, f"organise/first-of-gone/{own}")
    assert client.get(f"/fr/figures/gone-series/{year}").status_code == 410
    with pytest.raises(CampaignExists, match="until it was deleted"):
        create(here.engine, "second-of-gone", "express", TODAY, series="gone-series", edition=year)
    other = create(here.engine, "third-of-gone", "express", TODAY, edition=year)
    with pytest.raises(CampaignExists, match="until it was deleted"):
        store.change(here.engine, other, TODAY, series="gone-series")
    answer = client.post(
        "/fr/organise", data=MADE | {"slug": "fourth", "series": "gone-series", "edition": f"{TODAY.year + 1}"}
    )
    assert answer.status_code == 422
    assert "Une série porte déjà ce nom" in answer.text
    assert client.get(f"/fr/figures/gone-series/{year}").status_code == 410


def found_in(site: SiteUnderTest, slug: str) -> Campaign:
    found = find(site[1].engine, slug)
    assert found
    return found
