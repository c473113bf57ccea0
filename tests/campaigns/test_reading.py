"""Who may read a campaign's figures: what its organiser may choose, and what answers settle."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, update

from app.campaigns.campaign import Campaign
from app.campaigns.draft import CampaignInvalid
from app.campaigns.reading import set_publishing
from app.campaigns.store import create, find
from app.db.engine import write_transaction
from app.db.tables import CampaignRow
from app.publishing import USUAL, Publishing, publishing_from

TODAY = date(2026, 11, 22)
SOON, LATER = ((TODAY + timedelta(days=days)).isoformat() for days in (7, 14))
OPENS = TODAY + timedelta(days=2)
CODED = Publishing("code", "LIRE42", licence="CC-BY-4.0")


def after(engine: Engine, *, wanted: Publishing, today: date = TODAY) -> Campaign:
    """The campaign as it is then. It opens in two days."""
    campaign = find(engine, "spring", today) or create(engine, "spring", "totem", TODAY, opened_on=OPENS)
    set_publishing(engine, campaign, wanted, today)
    found = find(engine, "spring", today)
    assert found
    return found


def test_a_new_campaign_is_for_everyone_under_the_usual_licence_and_one_of_before_has_none(engine: Engine) -> None:
    made = create(engine, "spring", "totem", TODAY)
    assert made.published_as == USUAL
    assert made.audience == "everyone"
    assert publishing_from("{}") == Publishing()
    assert publishing_from("{}").licence == ""


def test_what_another_version_wrote_besides_is_left_aside() -> None:
    document = json.dumps({"audience": "link", "code": "x", "colour": "blue"})
    assert publishing_from(document) == Publishing("link", "x")


def test_a_code_is_tidied_or_drawn_and_a_link_lasts_until_another_is_asked_for(engine: Engine) -> None:
    assert after(engine, wanted=replace(CODED, code=" lire-42 ")).published_as.code == "LIRE42"
    drawn = after(engine, wanted=replace(CODED, code="")).published_as.code
    assert len(drawn) == 6
    link = after(engine, wanted=Publishing("link")).published_as
    assert len(link.code) == 32
    assert after(engine, wanted=link).published_as == link
    assert after(engine, wanted=replace(link, code="")).published_as.code != link.code
    assert after(engine, wanted=replace(CODED, audience="everyone", public_on=SOON)).published_as == USUAL


@pytest.mark.parametrize(
    ("field", "wanted"),
    [
        ("audience", replace(CODED, audience="friends")),  # type: ignore[arg-type]
        ("reading_code", replace(CODED, code="LIRE4")),
        ("reading_code", replace(CODED, code="LIRÉ42")),
        ("licence", replace(CODED, licence="mine")),
        ("public_on", replace(CODED, public_on=SOON, shown_on=LATER)),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(engine: Engine, field: str, wanted: Publishing) -> None:
    with pytest.raises(CampaignInvalid) as fault:
        after(engine, wanted=wanted)
    assert fault.value.field == field


FORMER_AND_WIDER = [
    (CODED, USUAL),
    (Publishing("link", "x"), USUAL),
    (CODED, replace(CODED, public_on=SOON)),
    (replace(CODED, public_on=LATER), replace(CODED, public_on=SOON)),
    (replace(CODED, public_on=LATER), USUAL),
]


@pytest.mark.parametrize(("told", "wanted"), FORMER_AND_WIDER)
def test_from_the_first_day_on_figures_open_to_no_more_people(
    engine: Engine, told: Publishing, wanted: Publishing
) -> None:
    after(engine, wanted=told)
    assert after(engine, wanted=wanted).published_as == wanted, "before it, whoever reads may change"
    after(engine, wanted=told)
    with pytest.raises(CampaignInvalid, match="kept closer"):
        after(engine, wanted=wanted, today=OPENS)
    closer = replace(told, public_on="")
    assert after(engine, wanted=closer, today=OPENS).published_as == closer


def test_what_is_refused_tells_nobody_whether_somebody_has_answered(engine: Engine) -> None:
    """Whoever asks learns what the day says, whether or not there is an answer."""
    after(engine, wanted=CODED)
    for answered in ("", "0" * 16):
        with write_transaction(engine) as connection:
            connection.execute(update(CampaignRow).values(fingerprint=answered))
        assert after(engine, wanted=CODED).published_as == CODED
        with pytest.raises(CampaignInvalid, match="kept closer"):
            after(engine, wanted=USUAL, today=OPENS)
        assert after(engine, wanted=USUAL).published_as == USUAL
        after(engine, wanted=CODED)


def test_who_reads_follows_from_the_day() -> None:
    first = replace(CODED, shown_on=SOON, public_on=LATER)
    days = {name: date.fromisoformat(day) for name, day in (("soon", SOON), ("later", LATER))}
    readers = ("everyone", "told", "organiser")
    assert [first.is_read_by(one, TODAY) for one in readers] == [False, False, True]  # type: ignore[arg-type]
    assert [first.is_read_by(one, days["soon"]) for one in readers] == [False, True, True]  # type: ignore[arg-type]
    assert [first.is_read_by(one, days["later"]) for one in readers] == [True, True, True]  # type: ignore[arg-type]
    assert [USUAL.is_read_by(one, TODAY) for one in readers] == [True, True, True]  # type: ignore[arg-type]
