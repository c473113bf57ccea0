"""Whoever holds a key, a code or a sheet and sends with it what no page would: a page of ours, in their language, and
nothing of it in the counts.
"""

import logging
import re
from collections.abc import Iterator
from random import Random
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jsonschema
import pytest
from httpx2 import Response
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.loader import load_catalogue
from app.barometer.spec_file import load_specs
from app.barometer.survey_faults import survey_faults
from app.main import create_app
from app.settings import Settings
from app.tallies.ledger import today_in_utc
from app.tallies.verify import verify
from tests import soak
from tests.abuse.forms import MARK, Form, Mischief, forms_in
from tests.states import furnished, states
from tests.stores import people_in
from tests.tried import tried
from tests.web.player import Player, at_random
from tests.whole import Whole

pytestmark = pytest.mark.slow
SENT, SHEETS, LINKS = soak.many(250, 12_000), soak.many(120, 4_000), soak.many(150, 4_000)
ASKED = soak.many(120, 4_000)
ANEW = 1_500
"""After so many the forms are collected again: keys were replaced, campaigns closed."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return furnished(tmp_path_factory.mktemp("abused"), 20).model_copy(update={"open_limit": 0})


@pytest.fixture(scope="module")
def app(settings: Settings) -> Starlette:
    return create_app(settings)


@pytest.fixture(scope="module")
def asking(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://totem.example", raise_server_exceptions=False) as client:
        yield client


def collected(client: TestClient, settings: Settings) -> list[Form]:
    found = dict[tuple[str, tuple[str, ...]], Form]()
    for at, state in enumerate(states(settings)[:: soak.many(3, 1)]):
        address = state.address(("fr", "en")[at % 2])
        page = client.post(address, data=dict(state.form)) if state.form is not None else client.get(address)
        for form in forms_in(address, page.text):
            found[re.sub(r"[\w-]{20,}", "", form.action), tuple(name for name, _ in form.fields)] = form
    return list(found.values())


def wrong_with(response: Response, address: str) -> str:
    """Empty where it is a page of ours, or leads to one."""
    if response.status_code >= 500 and response.status_code != 503:
        return f"{response.status_code}"
    if "Traceback" in response.text or MARK in response.text:
        return "a traceback, or what was sent, stands in the page"
    asked = urlsplit(address).path.split("/")[1]
    said = re.search(r'<html[^>]* lang="(\w+)"', response.text)
    if said and asked in ("fr", "en") and said[1] != asked:
        return f"in {said[1]}, where {asked} was asked"
    return "" if "nosniff" in response.headers["x-content-type-options"] else "without our headers"


def another(address: str, mischief: Mischief) -> str:
    """With other keys in it."""
    return re.sub(r"[\w-]{21,}", lambda found: mischief.token(found[0]), address)


def sheets_in(form: Form) -> dict[str, str]:
    return {name: value for name, value in form.fields if len(value) > 20}


def test_no_form_breaks_whatever_is_sent_with_a_true_key(
    asking: TestClient, app: Starlette, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    before = faults(app, settings)  # its invented receipts are of days gone by
    wrong, forms, names, mischief = list[str](), list[Form](), list[str](), Mischief(0)
    for at in range(SENT):
        if at % ANEW == 0:
            forms = collected(asking, settings)
            assert len(forms) > soak.many(30, 60)
            names = sorted({name for form in forms for name, _ in form.fields})
            mischief = Mischief(at, (value for form in forms for value in sheets_in(form).values()))
        form = mischief.luck.choice(forms)
        if form.action.endswith("/delete"):
            continue
        sent, address = mischief.fields(form.fields, names), form.action
        if mischief.luck.random() < 0.1:
            address = quote(another(address, mischief), safe="/?=&%")
        headers = {"content-type": "application/x-www-form-urlencoded"}
        if mischief.luck.random() < 0.4:
            headers["hx-request"] = "true"
        body = urlencode([(name, text) for name, text in sent], errors="surrogatepass")
        response = asking.post(address, content=body, headers=headers, follow_redirects=False)
        if found := wrong_with(response, address):
            wrong.append(f"{found}: {address} {body[:300]}")
    spoken = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR or record.exc_info]
    assert [line[:300] for line in spoken] == []
    assert faults(app, settings) - before == set()
    assert wrong == []
    tried("forms with a true key and what no page sends", SENT)


def faults(app: Starlette, settings: Settings) -> set[str]:
    here, questionnaires = Whole(app).assembly, load_catalogue(settings.questions)
    found = verify(here.engine, here.keys, [one.bank for one in questionnaires.values()], today_in_utc())
    others = survey_faults(here.engine, load_specs(settings.questions, questionnaires), today_in_utc())
    return {*map(str, found), *map(str, others)}


def last_step(client: TestClient, person: int) -> dict[str, str]:
    """What the button that counts would send, for somebody who answered all."""
    player = Player(client, "waiting")
    player.to_the_end(at_random(Random(person)))
    return {**player.screen.hidden, "finish": "count"}


def test_nobody_else_is_counted_whatever_becomes_of_a_sheet(asking: TestClient, app: Starlette) -> None:
    """Sheets are cut, changed, mixed and sent elsewhere; then each true one is sent, and once more."""
    here = Whole(app).assembly
    people = [last_step(asking, person) for person in range(soak.many(4, 40))]
    mischief = Mischief(1, (person["s"] for person in people))
    told, n = set[str](), people_in(here.engine, here.keys, "waiting")
    wrong, lost, twice = list[str](), list[str](), list[str]()
    for _ in range(SHEETS):
        true = mischief.luck.choice(people)
        sent = true | {"s": mischief.token(true["s"])}
        address = f"/{mischief.luck.choice(('fr', 'en'))}/quiz/{mischief.luck.choice(('waiting', 'express', 'totem'))}"
        response = asking.post(address, data=sent, follow_redirects=False)
        if found := wrong_with(response, address):
            wrong.append(f"{found}: {address} {sent}")
        if response.status_code == 303 and "finish=counted" in response.headers["location"]:
            told.add(sent["s"])
    assert told <= {person["s"] for person in people}  # somebody else’s whole sheet is that person’s own
    for person in people * 2:
        answer = asking.post("/fr/quiz/waiting", data=person, follow_redirects=False)
        if "finish=counted" not in answer.headers["location"]:
            lost.append(person["s"])
    grown = people_in(here.engine, here.keys, "waiting") - n
    lost += ["somebody"] * (len(people) - grown)
    twice += ["somebody"] * (grown - len(people))
    assert wrong == []
    tried("sheets that were cut, changed, mixed or sent elsewhere", SHEETS, lost=lost, twice=twice)


def test_no_link_that_was_changed_opens_anything(asking: TestClient, settings: Settings) -> None:
    addresses = [state.address("fr") for state in states(settings) if state.form is None and state.status == 200]
    held = [address for address in addresses if re.search(r"[\w-]{21,}", address)]
    assert len(held) > 50
    tokens = [token for address in held for token in re.findall(r"[\w-]{21,}", address)]
    mischief, wrong = Mischief(2, tokens), list[str]()
    for _ in range(LINKS):
        address = quote(another(mischief.luck.choice(held), mischief), safe="/?=&%")
        response = asking.get(address, follow_redirects=False)
        if found := wrong_with(response, address):
            wrong.append(f"{found}: {address}")
    assert wrong == []
    tried("links with a key or a sheet that was changed", LINKS)


def value_for(name: str, schema: dict[str, Any], mischief: Mischief) -> str:
    """Three times out of four one that the schema allows, and that is often there."""
    if mischief.luck.random() < 0.25:
        return mischief.word()
    there = {
        "campaign": ["totem", "printemps-2026", "heard-many", "gone", "waiting"], "slug": ["accueil", "demo"],
        "edition": ["2026", "2025", "2027", "1"], "release": ["1", "2", "999999"], "language": ["fr", "en"],
        "if-none-match": ["*", '"a"', 'W/"a"'],
    }  # fmt: skip
    return str(mischief.luck.choice(there.get(name) or schema.get("enum") or ["1"]))


def test_the_api_answers_what_it_describes(asking: TestClient) -> None:
    described = asking.get("/api/v1/openapi.json").json()
    asked = [(path, one["get"]) for path, one in described["paths"].items()]
    assert len(asked) >= 6
    mischief, wrong, told = Mischief(4), list[str](), 0
    for _ in range(ASKED):
        path, said = mischief.luck.choice(asked)
        query, headers = {}, {}
        for one in said["parameters"]:
            value = value_for(one["name"], one["schema"], mischief)
            if one["in"] == "path":
                path = path.replace(f"{{{one['name']}}}", quote(value, safe="", errors="replace") or "-")
            elif one["in"] == "query" and mischief.luck.random() < 0.7:
                query[one["name"]] = value
            elif one["in"] == "header" and value.isascii() and value.isprintable():
                headers[one["name"]] = value
        response = asking.get(f"{path}?{urlencode(query, errors='replace')}", headers=headers, follow_redirects=False)
        told += response.status_code == 200
        if found := differs(response, said, described):
            wrong.append(f"{found}: {response.url} {headers}")
    assert wrong == []
    assert told > ASKED // 10
    tried("the API, within and beyond what it describes", ASKED)


def differs(response: Any, said: dict[str, Any], described: dict[str, Any]) -> str:
    """Empty where the answer is one that is described, or says plainly that nothing is there."""
    status = str(response.status_code)
    if response.status_code >= 500 or "Traceback" in response.text:
        return status
    kinds = said["responses"].get(status, {}).get("content", {})
    if "application/json" in kinds:
        schema = kinds["application/json"]["schema"] | {"components": described["components"]}
        try:
            jsonschema.validate(response.json(), schema)
        except jsonschema.ValidationError as error:
            return error.message[:200]
    return "" if status in {*said["responses"], "304", "307", "404", "410", "405"} else status
