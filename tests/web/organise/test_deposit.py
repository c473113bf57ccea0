"""The deposit key: it adds a room to its campaign, and opens none of an organiser's addresses."""

import re
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns.keys import may_deposit, revoke, rotate
from app.campaigns.store import create
from app.tallies.ledger import today_in_utc
from app.web.rate_limit import CodeLimiter
from tests.architecture.test_deploy import routes
from tests.rooms import rows_of
from tests.web.seminar.rooms import finish, trainer
from tests.whole import Whole

SLUG = "deposited"
PREFIX = "/{language}/organise/{slug}/{key}"
KEY = re.compile(rf'value="{SLUG} ([A-Za-z0-9_-]{{32}})"')


@pytest.fixture
def here(client: TestClient, app: Starlette) -> Whole:
    here = Whole(app)
    here.give(wrong_keys=CodeLimiter(10_000, 100_000))
    if not here.site.campaigns.find(SLUG):
        create(here.engine, SLUG, "express", today_in_utc(), k=5)
    return here


def manages(here: Whole) -> str:
    found = here.site.campaigns.find(SLUG)
    assert found
    return rotate(here.engine, found.id, "manager")


def test_an_organiser_makes_it_is_shown_it_once_and_takes_it_back(client: TestClient, here: Whole) -> None:
    place = f"/fr/organise/{SLUG}/{manages(here)}"
    told = client.post(f"{place}/deposit", follow_redirects=False).headers["location"]
    found = KEY.search(unescape(client.get(told).text))
    assert found
    assert may_deposit(here.engine, SLUG, found[1])
    assert found[1] not in client.get(place).text
    client.post(f"{place}/deposit")
    assert not may_deposit(here.engine, SLUG, found[1]), "a new one takes the place of the former"
    assert KEY.search(client.get(told).text) is None
    later = KEY.search(client.get(client.post(f"{place}/deposit", follow_redirects=False).headers["location"]).text)
    assert later
    client.post(f"{place}/undeposit")
    assert not may_deposit(here.engine, SLUG, later[1])


def test_it_opens_none_of_an_organisers_addresses(client: TestClient, app: Starlette, here: Whole) -> None:
    found = here.site.campaigns.find(SLUG)
    assert found
    manager, depositor = manages(here), rotate(here.engine, found.id, "depositor")
    doors = {
        (method, str(getattr(route, "path", "")))
        for route in routes(app)
        if str(getattr(route, "path", "")).startswith(PREFIX)
        for method in getattr(route, "methods", None) or ()
    }
    assert len(doors) > 20
    before = rows_of(here.engine)
    for method, path in sorted(doors):
        address = path.replace(PREFIX, f"/fr/organise/{SLUG}/{depositor}", 1)
        address = re.sub(r"\{question\}", "close", re.sub(r"\{name\}", "notice", address))
        response = client.request(method, address, data={"slug": SLUG} if method == "POST" else None)
        assert response.status_code in (404, 422), (method, path, response.status_code)
        assert SLUG not in response.text.replace(address, ""), (method, path)
    assert rows_of(here.engine) == before
    assert client.get(f"/fr/organise/{SLUG}/{manager}").status_code == 200, "the organiser's own key does"


def test_it_adds_a_room_once_and_no_other_key_does(client: TestClient, here: Whole) -> None:
    found = here.site.campaigns.find(SLUG)
    assert found
    depositor, reader = rotate(here.engine, found.id, "depositor"), rotate(here.engine, found.id, "reader")
    room = trainer(client, here)
    for seed in range(5):
        finish(client, room.room, seed=seed)
    room.act("reveal")
    room.act("close")
    remote = f"/fr/remote/{room.opened.remote}"

    def adds(key: str) -> int:
        typed = {"action": "join", "organiser": f"{SLUG} {key}"}
        return client.post(remote, data=typed, follow_redirects=False).status_code

    assert [adds(key) for key in (reader, "x" * 32, depositor, depositor)] == [422, 422, 303, 422]
    assert f"/fr/figures/{SLUG}" in client.get(remote).text
    revoke(here.engine, found.id, "depositor")
    assert adds(depositor) == 422
    assert not may_deposit(here.engine, "other", depositor)
    assert not may_deposit(here.engine, "Not a name", depositor)
