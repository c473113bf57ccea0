"""The people served, chosen when a room is opened: every page of it says their word, and no other."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns import keys
from app.campaigns.store import create
from app.seminars.rooms import BatchesRefused
from app.seminars.store import Opened, by_remote, screen_of
from app.tallies.ledger import today_in_utc
from app.web.seminar.parts import Openings
from tests.web.seminar.rooms import Trainer, finish
from tests.whole import Whole

CUSTOMERS = re.compile(r"\b(clients?|customers?)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def here(app: Starlette) -> Iterator[Whole]:
    here = Whole(app)
    with here.given("seminar", openings=Openings("open")):
        yield here


def words_in(page: str) -> str:
    """What people read: no address, no name in the markup."""
    text = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    told = re.findall(r'(?:aria-label|alt|title)="([^"]*)"', page)
    return unescape(" ".join([text, *told]))


def opened(client: TestClient, here: Whole, people: str) -> Opened:
    typed = {"bank": "express", "language": "fr", "pace": "free", "people": people}
    answer = client.post("/fr/seminar", data=typed, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    remote = answer.headers["location"].rpartition("/")[2]
    found = by_remote(here.engine, remote)
    assert found
    return Opened(found, "", remote)


@pytest.mark.parametrize(("people", "one"), [("patients", "patient"), ("students", "élève")])
def test_a_room_speaks_of_its_own_people_on_every_page(client: TestClient, here: Whole, people: str, one: str) -> None:
    trainer = Trainer(client, here, opened(client, here, people))
    screen, remote = f"/fr/screen/{screen_of(trainer.opened.remote)}", f"/fr/remote/{trainer.opened.remote}"
    pages = [
        f"/fr/j/{trainer.room.code}",
        remote,
        screen,
        f"{remote}/sheet",
        f"/fr/seminar/paper/express?people={people}",
    ]
    seen = {path: words_in(client.get(path).text) for path in pages}
    assert one in seen[f"/fr/j/{trainer.room.code}"]
    assert one in seen[f"{remote}/sheet"]
    phones = [finish(client, trainer.room, seed=seed) for seed in range(11)]
    trainer.open_everything()
    while trainer.room.stage.beat != "end":
        trainer.act("next")
        beat = trainer.room.stage.beat
        seen |= {f"{path} {beat}": words_in(client.get(path).text) for path in (remote, screen)}
    seen["phone"] = words_in(client.get(phones[0]).text)
    trainer.act("close")
    seen["recap"] = words_in(client.get(f"{screen}/recap").text)
    assert one in seen["recap"]
    assert one in seen["phone"]
    assert {where: CUSTOMERS.findall(said) for where, said in seen.items() if CUSTOMERS.search(said)} == {}


def test_the_next_group_and_an_emptied_room_keep_the_word(client: TestClient, here: Whole) -> None:
    first = opened(client, here, "patients").seminar
    assert here.rooms.again(first.id).seminar.people == here.rooms.reset(first.id).people == "patients"


def test_without_a_word_a_room_serves_customers_and_an_unknown_one_is_refused(client: TestClient, here: Whole) -> None:
    typed = {"bank": "express", "language": "fr", "pace": "free"}
    answer = client.post("/fr/seminar", data=typed, follow_redirects=False)
    found = by_remote(here.engine, answer.headers["location"].rpartition("/")[2])
    assert found
    assert found.people == "customers"
    refused = client.post("/fr/seminar", data=typed | {"people": "voters"})
    assert refused.status_code == 422
    assert "Choisissez l’un de ces mots" in refused.text
    assert client.get("/fr/seminar/paper/express?people=voters").text.count("clients") > 1


def test_a_room_of_patients_does_not_join_a_campaign_of_customers(client: TestClient, here: Whole) -> None:
    trainer = Trainer(client, here, opened(client, here, "patients"))
    for seed in range(5):
        finish(client, trainer.room, seed=seed)
    trainer.act("reveal")
    trainer.act("close")
    for people, is_refused in (("customers", True), ("patients", False)):
        campaign = create(here.engine, f"of-{people}", "express", today_in_utc(), k=5, people=people)
        key = keys.rotate(here.engine, campaign.id, "manager")
        if is_refused:
            with pytest.raises(BatchesRefused, match="other people"):
                here.rooms.add_to_campaign(trainer.room.id, campaign.slug, key)
        else:
            here.rooms.add_to_campaign(trainer.room.id, campaign.slug, key)
            assert here.rooms.joined(trainer.room) == [campaign.slug]
