"""The way into a room: codes scanned or typed, guesses, arrivals counted once, rooms that are over."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack, closing
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from httpx2 import ASGITransport, AsyncClient, Response
from sqlalchemy import select
from sqlmodel import col
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.assembly import THREADS
from app.campaigns.store import create
from app.db.engine import write_transaction
from app.db.tables import SeminarRow
from app.seminars.codes import LETTERS, new_code, spelled
from app.tallies.ledger import today_in_utc
from app.web.qr import scan_of
from app.web.rate_limit import HERE, PAUSE_SECONDS, CodeLimiter
from app.web.seminar.screen_view import join_of
from tests.soak import many
from tests.web.seminar.rooms import come_in, sheet_in, trainer
from tests.whole import Whole

SEEN = "La salle verra combien il y a de chaque animal, pas qui"


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    found: Whole = Whole(app)
    return found


def of_place(client: TestClient, place: str) -> TestClient:
    """Another network's way to the same running site."""
    return TestClient(client.app, base_url="http://totem.example", client=(place, 1))


def wrong(room_code: str, seed: int) -> str:
    code = new_code(Random(seed).randrange)
    return code if code != room_code else wrong(room_code, seed + 1)


def typed(client: TestClient, code: str, language: str = "fr") -> Response:
    return client.post(f"/{language}/j", data={"code": code}, follow_redirects=False)


@pytest.mark.parametrize(
    ("asks", "language"),
    [("", "en"), ("de", "en"), ("fr-FR,fr;q=0.9,en;q=0.8", "fr"), ("en-GB,en;q=0.9", "en"), ("de,fr;q=0.5", "fr")],
)
def test_a_scanned_code_leads_to_the_room_s_language_unless_the_browser_asks_for_the_other(
    client: TestClient, here: Whole, asks: str, language: str
) -> None:
    code = trainer(client, here, language="en").room.code
    response = client.get(f"/j/{code}", headers={"Accept-Language": asks}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (307, f"/{language}/j/{code}")
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("write", [str.lower, spelled, lambda code: f" {code[:2]}-{code[2:]} "])
def test_a_code_is_found_however_it_is_typed(client: TestClient, here: Whole, write: Callable[[str], str]) -> None:
    code = trainer(client, here).room.code
    response = typed(client, write(code))
    assert (response.status_code, response.headers["location"]) == (303, f"/fr/j/{code}")


@pytest.mark.parametrize("text", ["", "ABC", "ABCDEF0", "<b>", "A" * 60])
def test_what_cannot_be_a_code_is_kept_in_the_field_and_is_no_guess(client: TestClient, here: Whole, text: str) -> None:
    for _ in range(HERE + 1):
        response = typed(client, text)
        assert response.status_code == 422
    assert "Le code d’une salle compte 7 lettres" in response.text
    kept = text.replace("<", "&lt;").replace(">", "&gt;")
    assert f'value="{kept}"' in response.text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    "text", ["totem", " Totem ", "https://totem.example/fr/quiz/totem", "totem.example/en/figures/totem?release=1"]
)
def test_the_name_of_a_campaign_leads_to_its_quiz(client: TestClient, text: str, language: str) -> None:
    for answer in (
        client.get(f"/{language}/j", params={"code": text}, follow_redirects=False),
        client.post(f"/{language}/j", data={"code": text}, follow_redirects=False),
    ):
        assert (answer.status_code, answer.headers["location"]) == (303, f"/{language}/quiz/totem")


def test_the_address_of_a_room_leads_into_it_and_a_room_s_hidden_campaign_is_nobody_s(
    client: TestClient, here: Whole
) -> None:
    room = trainer(client, here).room
    answer = typed(client, f"https://totem.example/j/{room.code.lower()}.proof")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/fr/j/{room.code}")
    assert typed(client, room.slug).status_code == 422


def test_a_name_that_is_a_room_s_code_too_leads_into_the_room(client: TestClient, here: Whole) -> None:
    room = trainer(client, here).room
    create(here.engine, room.code.lower(), "totem", today_in_utc())
    assert typed(client, room.code.lower()).headers["location"] == f"/fr/j/{room.code}"


def test_an_unknown_code_is_said_and_stays_in_the_field(client: TestClient, here: Whole) -> None:
    code = wrong(trainer(client, here).room.code, 1)
    for response in (typed(client, code), client.get(f"/fr/j/{code}")):
        assert response.status_code == 422
        assert "Aucun séminaire n’a ce code" in response.text
        assert f'value="{code}"' in response.text


def test_the_page_says_what_the_room_will_see_before_the_first_question(client: TestClient, here: Whole) -> None:
    room = trainer(client, here, name="Les mots <justes>").room
    page = client.get(f"/fr/j/{room.code}")
    assert SEEN in page.text
    assert "Les mots &lt;justes&gt;" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_form_sent_twice_is_one_arrival(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    path = f"/fr/j/{room.room.code}"
    sheet = sheet_in(client.get(path))
    for _ in range(3):
        response = client.post(path, data={"s": sheet}, follow_redirects=False)
        assert response.headers["location"] == f"/fr/quiz/{room.room.slug}?s={sheet}"
    assert room.room.arrived == 1
    come_in(client, room.room)
    assert room.room.arrived == 2


def test_an_arrival_that_cannot_be_written_is_said_and_can_be_tried_again(
    client: TestClient, here: Whole, folder: Path
) -> None:
    room = trainer(client, here)
    path = f"/fr/j/{room.room.code}"
    sheet = sheet_in(client.get(path))
    with closing(sqlite3.connect(folder / "data" / "totem.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = client.post(path, data={"s": sheet}, follow_redirects=False)
    assert refused.status_code == 503
    assert "Rien n’est perdu" in refused.text
    assert client.post(path, data={"s": sheet}, follow_redirects=False).status_code == 303
    assert room.room.arrived == 1


def test_a_room_that_scans_at_once_keeps_nobody_s_page_waiting(
    client: TestClient, here: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More arrivals than there are threads for pages, while none of them can be written."""
    room, right = trainer(client, here), list[str]()
    path = f"/fr/j/{room.room.code}"
    sheets = [sheet_in(client.get(path)) for _ in range(3 * THREADS)]
    monkeypatch.setattr(here.seminar.codes, "was_right", lambda _, code: right.append(code))

    async def all_at_once(written: ExitStack) -> None:
        transport = ASGITransport(app=client.app)
        async with AsyncClient(transport=transport, base_url="http://totem.example") as phones:
            came = [asyncio.create_task(phones.post(path, data={"s": sheet})) for sheet in sheets]
            while len(right) < len(sheets):
                await asyncio.sleep(0.01)
            assert (await phones.get(f"/fr/remote/{room.opened.remote}")).status_code == 200
            assert not any(one.done() for one in came)
            written.close()
            assert {(await one).status_code for one in came} == {303}

    assert client.portal
    with ExitStack() as held:
        held.enter_context(write_transaction(here.engine))
        client.portal.call(all_at_once, held)
    assert room.room.arrived == len(sheets)


def test_a_phone_that_comes_to_a_rehearsal_waits_before_the_door_and_is_let_in(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    path = f"/fr/j/{room.room.code}"
    sheet = sheet_in(client.get(path))  # it scanned before the rehearsal began
    here.rooms.rehearse(room.room.id, on=True)
    sent = client.post(path, data={"s": sheet}, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, f"{path}?s={sheet}")
    page = client.get(sent.headers["location"])
    assert "Ça commence dans un instant" in page.text
    assert sheet_in(page) == sheet
    assert "data-live=" in page.text
    quiz = client.get(f"/fr/quiz/{room.room.slug}?s={sheet}", follow_redirects=False).headers["location"]
    assert urlsplit(quiz).path == path, "nor by the quiz's own address"
    assert room.room.arrived == 0
    here.rooms.rehearse(room.room.id, on=False)
    room._announce()
    late = client.get(sent.headers["location"])  # what it asked for while the trainer rehearsed came afterwards
    assert (sheet_in(late), "data-enters" in late.text) == (sheet, True)
    assert "data-enters" not in client.get(path).text
    let_in = client.post(path, data={"s": sheet}, headers={"HX-Request": "true"})
    assert let_in.headers["HX-Redirect"] == f"/fr/quiz/{room.room.slug}?s={sheet}"
    assert room.room.arrived == 1
    assert client.get(let_in.headers["HX-Redirect"], follow_redirects=False).status_code == 200


@pytest.mark.parametrize("sheet", ["", "damaged", None])
def test_an_arrival_without_a_sheet_of_this_room_starts_again_and_counts_nobody(
    client: TestClient, here: Whole, sheet: str | None
) -> None:
    room, other = trainer(client, here), trainer(client, here)
    token = sheet_in(client.get(f"/fr/j/{other.room.code}")) if sheet is None else sheet
    response = client.post(f"/fr/j/{room.room.code}", data={"s": token}, follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, f"/fr/j/{room.room.code}")
    assert room.room.arrived == 0


def test_a_room_that_is_over_says_so_and_how_to_find_one_s_result(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    page = client.get(f"/fr/j/{room.room.code}")
    come_in(client, room.room)
    room.act("close")
    for response in (
        client.get(f"/fr/j/{room.room.code}"),
        client.post(f"/fr/j/{room.room.code}", data={"s": sheet_in(page)}),
    ):
        assert response.status_code == 410
        assert "Ce séminaire est terminé" in response.text
        assert "Vous cherchez votre résultat" in response.text
    assert room.room.arrived == 1


def test_a_prepared_room_that_nobody_came_to_says_that_its_code_expired(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    room.act("close")
    response = client.get(f"/fr/j/{room.room.code}")
    assert response.status_code == 410
    assert "Ce code a expiré" in response.text


def test_typing_errors_of_a_network_are_limited_and_the_right_code_opens(client: TestClient, here: Whole) -> None:
    code = trainer(client, here).room.code
    crowd = of_place(client, "10.9.9.9")
    answers = [typed(crowd, wrong(code, seed)).status_code for seed in range(HERE + 20)]
    assert answers == [422] * HERE + [429] * 20
    assert typed(crowd, code).status_code == 303


def test_a_storm_shuts_the_networks_that_guess_but_not_those_who_scan(
    client: TestClient, here: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pause(_: float) -> None:
        """No test waits."""

    with here.given("seminar", codes=CodeLimiter(here=5, overall=20, pause=pause)):
        opened = trainer(client, here).opened
        code = opened.seminar.code
        guesser = of_place(client, "10.9.9.8")
        for seed in range(20):
            typed(guesser, wrong(code, seed))
        assert typed(guesser, code).status_code == 429
        assert guesser.get(f"/fr/j/{code}").status_code == 429
        assert guesser.get(f"/j/{code}.AAAA", follow_redirects=False).status_code == 307
        assert guesser.get(f"/fr/j/{code}").status_code == 429, "a proof that was made up proves nothing"
        assert typed(client, code).status_code == 303, "elsewhere it still opens"
        scanned = guesser.get(f"/j/{here.tokens.scanned(code)}", follow_redirects=True)
        assert (scanned.status_code, scanned.url.path) == (200, f"/fr/j/{code}")
        assert typed(guesser, code).status_code == 303, "a room where the code was scanned is its own"
    assert here.tokens.scanned(code).startswith(f"{code}.")


def test_the_drawn_codes_of_a_room_are_those_that_were_scanned(client: TestClient, here: Whole) -> None:
    opened = trainer(client, here).opened
    address = f"http://totem.example/j/{here.tokens.scanned(opened.seminar.code)}"
    drawn = client.get(f"/fr/remote/{opened.remote}/qr.svg").content
    assert drawn == scan_of(address, "svg", "x").body
    assert str(join_of("http://totem.example", opened.seminar.code, here.tokens.scanned(opened.seminar.code)).qr) in (
        client.get(f"/fr/screen/{opened.screen}").text
    )


def test_a_room_s_own_network_comes_in_whatever_its_people_mistype(client: TestClient, here: Whole) -> None:
    code = trainer(client, here).room.code
    hotspot = of_place(client, "10.8.8.8")
    assert typed(hotspot, code).status_code == 303
    for seed in range(HERE + 20):
        typed(hotspot, wrong(code, seed))
    assert typed(hotspot, wrong(code, 999)).status_code == 429
    assert typed(hotspot, code).status_code == 303


def test_the_network_of_a_room_s_screen_is_the_room_s_own(client: TestClient, here: Whole) -> None:
    opened = trainer(client, here).opened
    hotspot = of_place(client, "10.7.7.7")
    assert hotspot.get(f"/fr/screen/{opened.screen}/state").status_code == 200
    for seed in range(HERE):
        typed(hotspot, wrong(opened.seminar.code, seed))
    assert typed(hotspot, opened.seminar.code).status_code == 303


@pytest.mark.slow
def test_a_storm_of_guesses_from_everywhere_finds_nothing_and_keeps_nobody_out(
    client: TestClient, here: Whole, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = list[float]()
    at_once, guesses = many(60, 300), many(200, 1000)

    async def pause(seconds: float) -> None:
        waited.append(seconds)

    with here.given("seminar", codes=CodeLimiter(overall=at_once, pause=pause)):
        rooms = [trainer(client, here).room for _ in range(5)]
        codes = {room.code for room in rooms}
        random = Random(7)
        hits = 0
        for at in range(guesses):
            guess = new_code(random.randrange)
            assert guess not in codes
            place = of_place(client, f"10.1.{at // 250}.{at % 250}")
            hits += typed(place, guess).status_code == 303
        assert hits == 0
        assert len(waited) == guesses - at_once, "each guess after the first ones waits"
        assert set(waited) == {PAUSE_SECONDS}
        for at, room in enumerate(rooms):
            assert typed(of_place(client, f"10.2.0.{at}"), room.code).status_code == 303


def test_codes_are_long_enough_for_a_storm_of_years() -> None:
    assert len(set(LETTERS)) ** 7 > 3 * 10**10


@pytest.mark.parametrize("path", ["/fr/figures/{}", "/fr/entry/{}", "/api/v1/figures/{}", "/embed/fr/{}"])
def test_a_room_is_on_no_page_but_those_of_its_own(client: TestClient, here: Whole, path: str) -> None:
    room = trainer(client, here)
    come_in(client, room.room)
    assert client.get(path.format(room.room.slug)).status_code == 404
    assert client.get(path.format("express")).status_code == 200, "it is a page"


def test_a_room_s_quiz_without_a_sheet_asks_for_the_code(client: TestClient, here: Whole) -> None:
    response = client.get(f"/fr/quiz/{trainer(client, here).room.slug}", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/fr/j")


def test_a_page_of_a_room_that_was_reset_leads_to_the_code(client: TestClient, here: Whole) -> None:
    room = trainer(client, here)
    address = come_in(client, room.room)
    here.rooms.reset(room.room.id)
    here.campaigns._found.clear()
    response = client.get(address)
    assert response.status_code == 404
    assert "Cette salle n’est plus là" in response.text
    assert 'href="/fr/j"' in response.text
    with write_transaction(here.engine) as connection:
        assert connection.execute(select(SeminarRow).where(col(SeminarRow.id) == room.room.id)).one().arrived == 0
