"""A site that asked for one move a scene is upgraded: nobody is lost, and whoever was under way goes on as before."""

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.actions import close_due
from app.barometer.barometers import Barometers
from app.barometer.survey_faults import survey_faults
from app.campaigns.store import create, find
from app.db.engine import make_engine, read
from app.db.tables import ReleaseRow
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.seminars.store import by_code
from app.settings import load_secrets
from app.tallies.keys import PoolKeys
from app.tallies.verify import verify
from app.web.tokens import Tokens, new_sheet
from tests.former import FormerSite, restored_site
from tests.former.make import plain
from tests.stores import pools, totals
from tests.surveys import a_draft
from tests.web.conftest import settings_in
from tests.web.player import Player, Screen, at_random
from tests.web.seminar.rooms import finish
from tests.whole import Whole

COUNTED = {"totem": 33, "express": 27, "bay": 18}
SCENES = {"totem": 13, "bay": 13, "express": 7}


@dataclass(frozen=True)
class Upgraded:
    client: TestClient
    here: Whole
    former: FormerSite
    keys: PoolKeys
    tokens: Tokens

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.former.made_at, UTC).date()

    def many(self) -> dict[str, int]:
        """Who is counted in each campaign, sealed or not yet."""
        names = {
            found.id: slug for slug in [*COUNTED, "totem-2", "express-2"] if (found := find(self.here.engine, slug))
        }
        people = dict.fromkeys(names.values(), 0)
        for cell, counts in totals(self.here.engine).items():
            if cell.campaign_id in names:
                people[names[cell.campaign_id]] += counts.n
        for cell, both in pools(self.here.engine, self.keys).items():
            if cell.campaign_id in names:
                people[names[cell.campaign_id]] += sum(pool.counts.n for pool in both if pool)
        return people


@pytest.fixture
def site(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Upgraded]:
    """On the day that it is of: later, other figures are due, and its room is over."""
    engine = make_engine(database_url)
    former = restored_site(engine, tmp_path / "secrets")
    engine.dispose()
    upgraded, behind, now = datetime.fromtimestamp(former.made_at, UTC), time.time() - former.made_at, time.time
    monkeypatch.setattr(time, "time", lambda: now() - behind)
    app = create_app(settings_in(tmp_path, database_url=database_url), today=lambda: upgraded)
    with TestClient(app, base_url="http://totem.example") as client:
        tokens = Tokens(load_secrets(tmp_path / "secrets" / "secret"))
        yield Upgraded(client, Whole(app), former, KeyFile(tmp_path / "secrets" / "pool-keys"), tokens)


def test_everybody_is_there_and_releases_are_byte_for_byte_what_they_were(site: Upgraded) -> None:
    assert site.many() == {**COUNTED, "totem-2": 0, "express-2": 0}
    with read(site.here.engine) as connection:
        rows = connection.execute(select(ReleaseRow).order_by(col(ReleaseRow.campaign_id))).mappings().all()
    now = [{name: plain(value) for name, value in row.items()} for row in rows]
    assert now == sorted(site.former.tables["release"], key=lambda row: row["campaign_id"])
    for slug, figures in site.former.figures.items():
        found = site.client.get(f"/api/v1/figures/{slug}").json()
        for name in ("n", "release", "made_on", "digest", "fingerprint", "totems", "gaps"):
            assert found[name] == figures[name], (slug, name)
    documents = [row["document"] for row in rows]
    assert [sha256(one.encode()).hexdigest() for one in documents] == [row["digest"] for row in rows]
    banks = [one.bank for id_ in site.here.questionnaires for one in site.here.questionnaires.versions(id_)]
    assert verify(site.here.engine, site.keys, banks, site.today) == []


def test_a_mirror_survey_opens_beside_what_was_there(site: Upgraded) -> None:
    surveys: Barometers = site.here.barometers
    with read(site.here.engine) as connection:
        before = connection.execute(select(ReleaseRow)).all()
    made, _ = surveys.create(a_draft(reveal=site.today + timedelta(days=20)), "symmetry")
    assert [*surveys.voices(made)] == ["customers", "staff", "leaders"]
    assert survey_faults(site.here.engine, surveys.specs, site.today) == []
    with read(site.here.engine) as connection:
        assert connection.execute(select(ReleaseRow)).all() == before
    assert site.client.get("/api/v1/figures/totem").json()["digest"] == site.former.figures["totem"]["digest"]


def test_kept_results_open_with_their_own_scoring(site: Upgraded) -> None:
    for address, animal in site.former.results:
        page = site.client.get(address)
        assert page.status_code == 200, address
        assert f'<h1 tabindex="-1">{animal}</h1>' in page.text
        assert site.client.get(address.replace("/fr/", "/en/")).status_code == 200
        assert "/refine/" not in page.text
    assert len({animal for _, animal in site.former.results}) > 3


def test_sheets_under_way_go_on_as_they_were_begun_and_count_where_they_began(
    site: Upgraded, monkeypatch: pytest.MonkeyPatch
) -> None:
    for slug, address, number in site.former.halves:
        with monkeypatch.context() as then:
            then.setattr(time, "time", lambda: site.former.made_at + 60)
            shown = Screen(site.client.get(address).text)
        assert shown.number == number
        player = Player.at(site.client, renewed(site, slug, address))
        assert player.screen.number == number
        scenes = 0
        while not player.screen.is_last:
            scenes += player.screen.is_scene
            assert "l" not in player.screen.offered
            player.step(at_random(Random(number)))
        asked = SCENES[slug] - max(0, number - (21 if slug == "totem" else 11 if slug == "bay" else 6))
        assert 0 <= scenes <= asked + 3
        result = player.finish()
        assert result.endswith("finish=counted")
        assert "Votre animal totem" in site.client.get(result).text
    after = {"totem": 33 + 3, "express": 27 + 1, "bay": 18 + 1}
    assert site.many() == {**after, "totem-2": 0, "express-2": 0}


def renewed(site: Upgraded, slug: str, address: str) -> str:
    """The same sheet, as if it had been begun today: what was sealed then is over after a day."""
    (token,) = re.findall(r"s=([\w-]+)", address)
    campaign = find(site.here.engine, slug)
    assert campaign
    asked = site.here.questionnaires.asked(campaign.bank, campaign.fingerprint)
    assert asked
    sheet = site.tokens.open_sheet(slug, asked.bank, token, site.former.made_at)
    fresh = replace(sheet, expires=new_sheet(asked.bank, time.time()).expires)
    return address.replace(token, site.tokens.seal_sheet(slug, asked.bank, fresh))


def test_whoever_comes_now_enters_the_successors_and_an_organisers_campaign_goes_on(site: Upgraded) -> None:
    for slug in ("totem", "express"):
        response = site.client.get(f"/fr/quiz/{slug}", follow_redirects=False)
        assert response.status_code == 303
        assert response.headers["location"] == f"/fr/quiz/{slug}-2"
        player = Player(site.client, f"{slug}-2")
        player.to_the_end(at_random(Random(slug)))
        assert player.finish().endswith("finish=counted")
    assert re.search(r'href="/fr/quiz/express-2"', site.client.get("/fr/").text)
    player = Player(site.client, "bay")
    form = {**player.screen.hidden, "code": "BAIE42", "segment": "north"}
    player.open(site.client.post("/fr/entry/bay", data=form, follow_redirects=False).headers["location"])
    player.to_the_end(at_random(Random(1)))
    assert player.finish().endswith("finish=counted")
    assert site.many() == {"totem": 33, "express": 27, "bay": 19, "totem-2": 1, "express-2": 1}


def test_the_site_s_former_campaigns_end_with_everybody_in_their_figures(site: Upgraded) -> None:
    today = site.today
    for slug in ("totem", "express"):
        ended = find(site.here.engine, slug)
        assert ended
        assert ended.closes_on == today + timedelta(days=1)
    close_due(site.here.engine, site.keys, today + timedelta(days=2))
    sealed = {cell.campaign_id: 0 for cell in totals(site.here.engine)}
    for cell, counts in totals(site.here.engine).items():
        sealed[cell.campaign_id] += counts.n
    for slug in ("totem", "express"):
        found = find(site.here.engine, slug)
        assert found
        assert sealed[found.id] == COUNTED[slug]


def test_a_prepared_room_opens_for_those_who_come(site: Upgraded) -> None:
    room = by_code(site.here.engine, site.former.room)
    assert room
    for person in range(6):
        assert "/room/" in finish(site.client, room, seed=person)
    found = by_code(site.here.engine, site.former.room)
    assert found
    assert (found.arrived, found.finished) == (6, 6)
    assert site.here.questionnaires["express"].fingerprint == found.fingerprint


def test_a_late_sheet_of_before_does_not_turn_back_a_campaign_that_nobody_had_answered(site: Upgraded) -> None:
    """Whoever had begun there keeps their result, and those who come now are asked the present questionnaire."""
    create(site.here.engine, "waiting", "totem", site.today)
    (former,) = [one for one in site.here.questionnaires.archive.values() if one.bank.id == "totem"]
    sheet = new_sheet(former.bank, time.time())
    player = Player.at(site.client, f"/fr/quiz/waiting?s={site.tokens.seal_sheet('waiting', former.bank, sheet)}")
    player.to_the_end(at_random(Random(1)))
    assert "count" not in player.screen.offered["finish"]
    assert player.finish().endswith("finish=closed")
    waiting = find(site.here.engine, "waiting")
    assert waiting
    assert waiting.fingerprint == ""
    now = Player(site.client, "waiting")
    now.to_the_end(at_random(Random(2)))
    assert now.finish().endswith("finish=counted")
