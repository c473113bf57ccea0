"""Keys to an organiser's pages: long, hashed at rest, replaced and revoked, and equally slow to refuse."""

import hmac
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.campaigns import keys
from app.campaigns.campaign import Campaign
from app.campaigns.keys import find_managed, key_digest, new_campaign_code, new_key, revoke, rotate
from tests.crowd import a_campaign


@pytest.fixture
def spring(engine: Engine) -> Campaign:
    return a_campaign(engine)


def test_a_key_holds_at_least_128_bits_and_comes_once() -> None:
    drawn = {new_key() for _ in range(1000)}
    assert len(drawn) == 1000
    assert all(len(key) >= 22 and key.replace("-", "").replace("_", "").isalnum() for key in drawn)
    assert len(key_digest("a")) == 32


def test_each_key_opens_what_it_is_for(engine: Engine, spring: Campaign) -> None:
    manager, reader = rotate(engine, spring.id, "manager"), rotate(engine, spring.id, "reader")
    for key, kind in ((manager, "manager"), (reader, "reader")):
        found = find_managed(engine, "spring", key)
        assert found is not None
        assert (found[0].slug, found[1]) == ("spring", kind)


@pytest.mark.parametrize("key", ["", "x", "é", "\ud800", "x" * 5000])
def test_another_key_opens_nothing(key: str, engine: Engine, spring: Campaign) -> None:
    assert find_managed(engine, "spring", key) is None
    rotate(engine, spring.id, "manager")
    assert find_managed(engine, "spring", key) is None


def test_the_key_of_a_campaign_opens_no_other(engine: Engine, spring: Campaign) -> None:
    other = a_campaign(engine, slug="other")
    key = rotate(engine, other.id, "manager")
    rotate(engine, spring.id, "manager")
    assert find_managed(engine, "spring", key) is None


def test_a_replaced_or_revoked_key_opens_nothing(engine: Engine, spring: Campaign) -> None:
    first, reader = rotate(engine, spring.id, "manager"), rotate(engine, spring.id, "reader")
    second = rotate(engine, spring.id, "manager")
    assert find_managed(engine, "spring", first) is None
    assert find_managed(engine, "spring", second) is not None
    revoke(engine, spring.id, "manager")
    assert find_managed(engine, "spring", second) is None
    assert find_managed(engine, "spring", reader) is not None


def test_there_is_no_key_to_a_campaign_that_is_not_there(engine: Engine) -> None:
    with pytest.raises(LookupError):
        rotate(engine, 99, "manager")
    with pytest.raises(LookupError):
        revoke(engine, 99, "reader")


def test_a_wrong_key_and_an_unknown_campaign_take_the_same_comparisons(
    engine: Engine, spring: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[int, int]] = []

    class Watched:
        @staticmethod
        def compare_digest(one: bytes, other: bytes) -> bool:
            compared.append((len(one), len(other)))
            return hmac.compare_digest(one, other)

    key = rotate(engine, spring.id, "manager")
    monkeypatch.setattr(keys, "hmac", Watched)
    for slug, typed in (("spring", key), ("spring", "wrong"), ("no-such", key), ("../..", "wrong")):
        compared.clear()
        find_managed(engine, slug, typed)
        assert compared == [(32, 32)] * 2, slug


def test_no_key_is_in_the_database(sqlite_engine: Engine, tmp_path: Path) -> None:
    campaign = a_campaign(sqlite_engine)
    drawn = [rotate(sqlite_engine, campaign.id, kind) for kind in ("manager", "reader", "manager")]
    data = (tmp_path / "data" / "totem.db").read_bytes()
    assert key_digest(drawn[2]) in data
    assert all(key.encode() not in data for key in drawn)
    assert key_digest(drawn[0]) not in data


def test_a_code_is_easy_to_say() -> None:
    codes = {new_campaign_code() for _ in range(500)}
    assert len(codes) > 490
    assert not set("".join(codes)) & set("01IO")
