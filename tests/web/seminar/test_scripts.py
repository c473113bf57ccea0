"""Scripts of ten, twenty and forty-five minutes: form, remote and printed sheet say the same minutes."""

import re
from html import unescape

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.seminars.scripts import SCRIPTS, Script
from app.seminars.stage import LEVELS_FROM, PACES, Pace
from app.seminars.store import Opened, by_remote
from tests.web.figures.releases import site_of
from tests.web.seminar.rooms import Trainer, finish
from tests.whole import Whole

FORM = {"bank": "express", "language": "fr", "pace": "free", "name": ""}
NOTES = re.compile(
    r'id="notes-title">[^<]*<small>(?:environ (\d+) minutes|environ une minute)(?: · (\d+) jusqu’à la fin)?'
)
CHOICE = re.compile(
    r'name="script" value="(\d+)"[^>]*> <span><strong>(\d+) minutes</strong>(?: <span[^>]*>[^<]*?(\d+) minutes si)?'
)


@pytest.fixture(scope="module")
def here(app: Starlette, client: TestClient) -> Whole:
    return site_of(app)


def opened(client: TestClient, here: Whole, script: Script | None, pace: Pace = "free", bank: str = "express") -> str:
    """The address of the remote of a room that was opened by the form."""
    chosen = {"script": script} if script else {}
    response = client.post("/fr/seminar", data={**FORM, "pace": pace, "bank": bank, **chosen}, follow_redirects=False)
    assert response.status_code == 303, response.text
    found = by_remote(here.engine, response.headers["location"].rpartition("/")[2])
    assert found
    assert found.cues.script == script
    return response.headers["location"]


def page(client: TestClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return unescape(response.text)


def notes(text: str) -> tuple[int, int]:
    """Minutes of what is on the screen, and to the end."""
    found = NOTES.search(text)
    assert found, text
    now = int(found[1] or 1)
    return now, int(found[2] or now)


@pytest.mark.parametrize("pace", PACES)
@pytest.mark.parametrize("script", SCRIPTS)
def test_form_remote_and_sheet_add_up_to_the_same_minutes(
    client: TestClient, here: Whole, script: Script, pace: Pace
) -> None:
    """The remote's, beat by beat, in a room that is played to its end."""
    remote = opened(client, here, script, pace)
    found = by_remote(here.engine, remote.rpartition("/")[2])
    assert found
    room = Trainer(client, here, Opened(found, "", ""))
    told, whole, beats, said = 0, notes(page(client, remote))[1], set[str](), 0
    while "end" not in beats:
        beat = room.room.stage.beat
        if beat == "own":
            for seed in range(LEVELS_FROM):
                finish(client, room.room, seed=seed)
        if beat not in beats:
            said, left = notes(page(client, remote))
            assert left == whole - told, beat
            told += said
        beats.add(beat)
        room.act("next")
    assert told == whole
    sheet = page(client, f"{remote}/sheet")
    assert f"<h1>{whole} minutes " in sheet
    starts = [int(one) for one in re.findall(r'class="when">(\d+) ', sheet)]
    assert starts == sorted(starts)
    assert whole - starts[-1] == said
    form = {one[0]: one[1:] for one in CHOICE.findall(page(client, "/fr/seminar"))}
    free, together = form[script]
    assert whole == int(free if pace == "free" else together or free)
    assert f"{whole} minutes en tout" in page(client, opened(client, here, script, pace))


def test_a_longer_questionnaire_makes_a_short_script_longer_and_says_so(client: TestClient, here: Whole) -> None:
    remote = opened(client, here, "10", bank="totem")
    whole = notes(page(client, remote))[1]
    assert whole > 10
    assert f"<h1>{whole} minutes " in page(client, f"{remote}/sheet")


def test_a_sheet_without_a_room_is_of_the_script_that_is_asked_for(client: TestClient) -> None:
    for script, parts in (("10", 6), ("20", 7), ("45", 7)):
        text = page(client, f"/fr/seminar/sheet?script={script}")
        assert f"<h1>{script} minutes " in text
        assert len(re.findall(r'class="when">', text)) == parts
    assert "<h1>20 minutes " in page(client, "/fr/seminar/sheet?script=7")


def test_a_room_keeps_its_script_for_the_next_group_and_when_it_is_emptied(client: TestClient, here: Whole) -> None:
    remote = opened(client, here, "10")
    found = by_remote(here.engine, remote.rpartition("/")[2])
    assert found
    here.rooms.act(found.id, "next")
    assert here.rooms.again(found.id).seminar.cues.script == "10"
    emptied = here.rooms.reset(found.id)
    assert (emptied.cues.script, emptied.cues.started) == ("10", None)


def test_an_unknown_script_is_refused_and_none_is_all_there_is(client: TestClient, here: Whole) -> None:
    refused = client.post("/fr/seminar", data={**FORM, "script": "90"})
    assert refused.status_code == 422
    assert "Choisissez l’un de ces déroulés." in refused.text
    assert notes(page(client, opened(client, here, None)))[1] == 23
