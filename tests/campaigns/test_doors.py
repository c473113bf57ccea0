"""The site's own campaigns when a bank is rewritten: each process knows the successor, and nobody else's is touched."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlmodel import col

from app.campaigns import doors, keys
from app.campaigns.doors import first_campaigns
from app.campaigns.store import campaigns, create, find
from app.db.engine import write_transaction
from app.db.tables import CampaignRow
from tests.crowd import TODAY

OLD, NEW = "1" * 16, "2" * 16


def answered(engine: Engine, slug: str, structure: str = OLD) -> None:
    with write_transaction(engine) as connection:
        connection.execute(update(CampaignRow).where(col(CampaignRow.slug) == slug).values(fingerprint=structure))


def test_a_rewritten_bank_gives_its_campaign_a_last_day_and_a_successor(engine: Engine) -> None:
    assert first_campaigns(engine, {"totem": OLD}, TODAY) == {}
    answered(engine, "totem")
    assert first_campaigns(engine, {"totem": OLD}, TODAY) == {}
    assert first_campaigns(engine, {"totem": NEW}, TODAY) == {"totem": "totem-2"}
    ended = find(engine, "totem", TODAY)
    assert ended
    assert (ended.closes_on, ended.series) == (TODAY + timedelta(days=1), "totem")
    answered(engine, "totem-2", NEW)
    assert first_campaigns(engine, {"totem": "3" * 16}, TODAY) == {"totem": "totem-3", "totem-2": "totem-3"}
    assert [one.slug for one in campaigns(engine)] == ["totem", "totem-2", "totem-3"]


def test_names_that_organisers_have_are_passed_over_and_theirs_stay_open(engine: Engine) -> None:
    first_campaigns(engine, {"totem": OLD}, TODAY)
    answered(engine, "totem")
    for slug, protection in (("totem-2", "open"), ("totem-3", "invitation")):
        made = create(engine, slug, "totem", TODAY, protection=protection)
        keys.rotate(engine, made.id, "manager")
        answered(engine, slug)
    assert first_campaigns(engine, {"totem": NEW}, TODAY) == {"totem": "totem-4"}
    for slug in ("totem-2", "totem-3"):
        kept = find(engine, slug, TODAY)
        assert kept
        assert (kept.closes_on, kept.series) == (None, "")


def test_every_process_that_starts_knows_the_successor_whoever_made_it(engine: Engine) -> None:
    first_campaigns(engine, {"totem": OLD}, TODAY)
    answered(engine, "totem")
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda _: first_campaigns(engine, {"totem": NEW}, TODAY), range(8)))
    assert found == [{"totem": "totem-2"}] * 8


def test_a_process_that_comes_second_finds_what_the_first_one_made(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_campaigns(engine, {"totem": OLD}, TODAY)
    answered(engine, "totem")

    def late(*given: Any, **more: Any) -> Any:
        create(*given, **more)
        return create(*given, **more)

    monkeypatch.setattr(doors, "create", late)
    assert first_campaigns(engine, {"totem": NEW}, TODAY) == {"totem": "totem-2"}
