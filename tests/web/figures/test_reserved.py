"""Figures that are not for everyone are in no answer of the site without the key: every route is asked for them.

The control is the edition beside them, which everyone may read: the same questions find its figures.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from typing import NamedTuple, get_args
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns.campaign import Campaign
from app.campaigns.reading import set_publishing
from app.campaigns.store import create, find
from app.campaigns.words import Words
from app.publication.documents import ReleaseDocument
from app.publishing import Publishing
from app.tallies.ledger import today_in_utc
from app.totem.model import Bank
from app.web.context import CampaignContext
from app.web.figures.downloads import File
from app.web.figures.reading import reading_key
from app.web.figures.routes import headlines_of
from app.web.language import LANGUAGES
from app.web.rate_limit import CodeLimiter
from app.web.wording import Wording
from tests.architecture.test_deploy import routes
from tests.exports.tables import released
from tests.sheets import sheet_with
from tests.web.figures.releases import change, publish, site_of
from tests.web.walker import walked
from tests.whole import Whole

SERIES, OPEN, KEPT = "saison", "plein-jour", "entre-nous"
N = {OPEN: 6173, KEPT: 7919}
"""Numbers that nothing else has reason to say."""
CODE = "ENTRE42"
TODAY = today_in_utc()
WAYS = {
    "code": Publishing("code", CODE),
    "link": Publishing("link"),
    "staff first": Publishing("code", CODE, public_on=(TODAY + timedelta(days=9)).isoformat()),
    "not yet": Publishing(shown_on=(TODAY + timedelta(days=9)).isoformat()),
}
PATH = re.compile(r"\{(\w+)(?::\w+)?\}")


class Asked(NamedTuple):
    method: str
    address: str


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    site = site_of(app)
    for slug, edition in ((OPEN, "2025"), (KEPT, "2026")):
        made = create(site.engine, slug, "totem", TODAY, edition=edition, series=SERIES, k=5, publishes_itself=False)
        publish(site, made.id, release(site, slug, edition))
        words = Words(heard={"fr": f"Entendu à {slug}.", "en": f"Heard at {slug}."}, signature=f"Signé {slug}")
        change(site, made.id, words=words)
    return site


def release(here: Whole, slug: str, edition: str) -> ReleaseDocument:
    seed = sum(slug.encode())
    return replace(released(here.questionnaires["totem"], 130, seed), n=N[slug], slug=slug, edition=edition)


def set_to(here: Whole, slug: str, published: Publishing) -> Campaign:
    """As its organiser could on the day before it opened."""
    campaign = find(here.engine, slug)
    assert campaign
    set_publishing(here.engine, campaign, published, campaign.opened_on - timedelta(days=2))
    here.site.campaigns.forget(slug)
    here.site.releases._latest.clear()
    found = find(here.engine, slug)
    assert found
    return found


def said(here: Whole, slug: str) -> Iterator[str]:
    """What only the figures of this campaign say: how many, their digest, their sentence, the comment on them."""
    campaign = find(here.engine, slug)
    assert campaign
    document = here.releases.latest(campaign.id, "organiser")
    assert document
    number = f"{N[slug]}"
    yield from (number, f"{number[0]} {number[1:]}", f"{number[0]},{number[1:]}", document.digest[:8])
    yield from (f"Entendu à {slug}", f"Heard at {slug}", f"Signé {slug}")
    yield from (f"{N[slug] + 0}.0",)
    for language in LANGUAGES:
        context = CampaignContext(campaign, here.questionnaires["totem"], Wording(language, campaign.people))
        sentence = headlines_of(here.site, context).headline(document)
        assert len(sentence) > 20
        yield sentence


def addresses(app: Starlette, here: Whole, slug: str, edition: str) -> Iterator[Asked]:
    """Every route of the app, filled in for this campaign in every language, with a key that is none; and addresses
    that name it in a query, or in a result."""
    known: dict[str, Sequence[str]] = {
        "language": [*LANGUAGES], "slug": [slug], "campaign": [slug], "series": [SERIES], "edition": [edition],
        "number": ["1"], "release": ["1"], "file": get_args(File), "key": ["k" * 16, "k" * 32], "bank": ["totem"],
    }  # fmt: skip
    for route in {str(getattr(one, "path", "")) for one in routes(app)}:
        filled = [route]
        for name in PATH.findall(route):
            filled = [PATH.sub(value, one, count=1) for one in filled for value in known.get(name, ["0"])]
        for address in filled:
            yield from (Asked("GET", address), Asked("POST", address))
    bank: Bank = here.questionnaires["totem"].bank
    result = here.tokens.seal_result(slug, bank, sheet_with(bank, (3,) * len(bank.items), (0,) * len(bank.all_scenes)))
    for language in LANGUAGES:
        yield Asked("GET", f"/{language}/figures/{slug}?release=1")
        yield Asked("GET", f"/{language}/figures/{SERIES}/{edition}")
        yield Asked("GET", f"/{language}/result/{result}")
        page = quote(f"http://totem.example/{language}/figures/{slug}")
        yield Asked("GET", f"/oembed?url={page}&format=json")


def telling(client: TestClient, slug: str, marks: list[str], asked: Iterable[Asked]) -> set[str]:
    """The addresses whose answer says one of these, or gives a file that cannot be read here."""
    found = set()
    for method, address in asked:
        answer = client.request(method, address, follow_redirects=False)
        if tells(answer, marks, slug):
            found.add(address)
    return found


def tells(answer: Response, marks: list[str], slug: str = KEPT) -> bool:
    kind = answer.headers.get("content-type", "")
    if re.search("pdf|png|sheet", kind):  # packed: what it says cannot be read here, so nothing may come at all
        return answer.status_code == 200 and f"/figures/{slug}/" in answer.url.path
    text = unescape(answer.content.decode("utf-8", "replace")) + repr(answer.headers.multi_items())
    plain = re.sub(r"[\u00a0\u202f]", " ", text)
    return any(re.sub(r"[\u00a0\u202f]", " ", mark) in plain for mark in marks)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_no_answer_without_the_key_says_anything_of_them(
    app: Starlette,
    client: TestClient,
    here: Whole,
    way: str,
) -> None:
    set_to(here, KEPT, Publishing())
    set_to(here, KEPT, WAYS[way])
    marks = [*said(here, KEPT)]
    assert telling(client, KEPT, marks, addresses(app, here, KEPT, "2026")) == set()
    crawled = walked(client, "/", "/fr/", f"/fr/figures/{KEPT}", f"/fr/figures/{OPEN}", "/fr/method")
    pages = [Asked("GET", address) for address in crawled if not address.startswith("/static/")]
    assert len(pages) > 100
    assert telling(client, KEPT, marks, pages) == set()
    control = telling(client, OPEN, [*said(here, OPEN)], addresses(app, here, OPEN, "2025"))
    starts = {"/".join(address.split("/")[1:3]) for address in control}
    assert starts >= {"fr/figures", "en/figures", "fr/result", "embed/fr", "api/v1"}
    assert any(address.startswith("/oembed") for address in control)
    assert len(control) > 30


@pytest.mark.slow
def test_whoever_was_told_reads_page_and_files_and_no_cache_or_search_engine_does(
    client: TestClient,
    here: Whole,
) -> None:
    for way in ("code", "link"):
        campaign = set_to(here, KEPT, WAYS[way])
        path = f"/fr/figures/{KEPT}/read/{reading_key(here.site, campaign)}"
        page = client.get(path)
        marks = [*said(here, KEPT)]
        assert page.status_code == 200
        assert tells(page, marks)
        files = re.findall(rf'href="({path}/1/[^"]+)"', page.text)
        assert len(files) >= 8
        for address in (path, f"{path}?release=1", *files):
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["cache-control"] == "no-store"
            assert "noindex" in answer.headers["x-robots-tag"]
            assert "etag" not in answer.headers
        assert 'content="noindex' in page.text
        assert "og:image" not in page.text
        assert "oembed" not in page.text
        wrong = client.get(path[:-1] + ("A" if path[-1] != "A" else "B"))
        assert wrong.status_code in (404, 429)
        assert not tells(wrong, marks)
        set_to(here, KEPT, replace(WAYS["code"], code="AUTRE77"))
        assert client.get(path).status_code in (404, 429)


def test_the_code_is_typed_once_and_wrong_ones_are_limited(client: TestClient, here: Whole) -> None:
    set_to(here, KEPT, WAYS["code"])
    door = client.get(f"/fr/figures/{KEPT}")
    assert door.status_code == 200
    assert door.headers["cache-control"] == "no-store"
    form = re.search(r'<form method="post" action="([^"]+)"', door.text)
    assert form
    with here.given("figures", codes=CodeLimiter(30)):
        answers = [client.post(form[1], data={"reading_code": f"FAUX{at:03}"}).status_code for at in range(32)]
        assert answers == [422] * 30 + [429] * 2
        opened = client.post(form[1], data={"reading_code": "entre-42"})
    assert opened.status_code == 200
    assert "set-cookie" not in opened.headers
    assert tells(opened, [*said(here, KEPT)])


def test_from_the_public_day_on_everyone_reads_and_a_former_key_leads_there(
    client: TestClient,
    here: Whole,
) -> None:
    campaign = set_to(here, KEPT, WAYS["code"])
    key = reading_key(here.site, campaign)
    set_to(here, KEPT, replace(WAYS["code"], public_on=TODAY.isoformat()))
    assert tells(client.get(f"/fr/figures/{KEPT}"), [*said(here, KEPT)])
    followed = client.get(f"/fr/figures/{KEPT}/read/{key}", follow_redirects=False)
    assert followed.headers["location"] == f"/fr/figures/{KEPT}"


def test_no_mark_of_a_page_lets_anybody_try_codes_at_home(client: TestClient, here: Whole) -> None:
    marks = set()
    for code in ("AAAAAA", "BBBBBB"):
        set_to(here, KEPT, Publishing("code", code, public_on=TODAY.isoformat()))
        for address in (f"/fr/figures/{KEPT}", f"/fr/figures/{OPEN}", f"/api/v1/figures/{KEPT}"):
            marks.add((address, client.get(address).headers["etag"]))
    assert len(marks) == 3


def test_an_edition_beside_it_names_it_to_those_alone_who_hold_the_same_code(
    client: TestClient,
    here: Whole,
) -> None:
    set_to(here, KEPT, WAYS["code"])
    assert KEPT not in client.get(f"/fr/figures/{OPEN}").text
    campaign = set_to(here, OPEN, WAYS["code"])
    own = client.get(f"/fr/figures/{OPEN}/read/{reading_key(here.site, campaign)}").text
    assert f"/fr/figures/{KEPT}/read/" in own
    set_to(here, OPEN, replace(WAYS["code"], code="AUTRE77"))
    campaign = set_to(here, OPEN, replace(WAYS["code"], code="AUTRE77"))
    assert KEPT not in client.get(f"/fr/figures/{OPEN}/read/{reading_key(here.site, campaign)}").text
    set_to(here, OPEN, Publishing())


def test_before_the_announced_day_every_page_tells_the_day_and_the_organiser_reads(
    client: TestClient,
    here: Whole,
) -> None:
    campaign = set_to(here, KEPT, replace(WAYS["not yet"], shown_on="2099-03-05"))
    page = client.get(f"/fr/figures/{KEPT}")
    assert page.status_code == 200
    assert "5 mars 2099" in re.sub(r"[\u00a0\u202f]", " ", page.text)
    assert here.releases.latest(campaign.id) is None
    assert here.releases.latest(campaign.id, "told") is None
    found = here.releases.latest(campaign.id, "organiser")
    assert found
    assert found.n == N[KEPT]
    set_to(here, KEPT, Publishing(shown_on=date(2026, 1, 5).isoformat()))
    assert here.releases.latest(campaign.id) == found


def test_the_sites_own_campaign_leaves_first_page_and_site_map_once_it_is_not_for_everyone(
    client: TestClient, here: Whole
) -> None:
    own = find(here.engine, "totem")
    assert own
    publish(here, own.id, release(here, OPEN, "2026"))
    for audience in ("everyone", "code"):
        set_to(here, "totem", Publishing(audience, CODE))
        here.site.page_cache._pages.clear()
        is_public = audience == "everyone"
        assert tells(client.get("/fr/"), ["6 173"]) is is_public
        assert ("/fr/figures/totem<" in client.get("/sitemap.xml").text) is is_public
