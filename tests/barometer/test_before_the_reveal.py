"""What an organiser decides and learns before an edition is revealed: its groups, a voice's door, how many at least."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from app.barometer.draft import edition_faults, places_typed
from app.barometer.places import LONGEST_GROUP
from app.campaigns.draft import CampaignInvalid
from app.campaigns.invitations import make
from app.pool_keys.key_file import KeyFile
from app.publication.releases import Releases
from tests.surveys import OPENED, SECRET, Surveyed, a_draft, catalogue, specs


@pytest.fixture
def site(engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(engine, KeyFile(tmp_path / "keys"), [OPENED])


def test_a_group_of_many_places_has_a_name_that_a_campaign_takes(site: Surveyed) -> None:
    names = [f"Agence du {'très ' * 2}long boulevard {number}" for number in range(60)]
    places = places_typed("\n".join(f"{name} ; 5" for name in names))
    edition = site.opened(places=places)
    segments = site.barometers.voices(edition)["customers"].own_words.segments
    assert len(segments) > 1
    assert all(len(one.name["fr"]) <= LONGEST_GROUP for one in segments)
    assert re.fullmatch(rf"{names[0]}.* \(\+[0-9]+\)", segments[0].name["fr"])


@pytest.mark.parametrize("slug", ["ask", "kit"])
def test_what_stands_in_addresses_of_organisers_is_no_survey(slug: str) -> None:
    assert [fault.field for fault in edition_faults(a_draft(slug=slug), specs()["symmetry"], OPENED)] == ["slug"]


def test_the_door_of_a_voice_may_be_changed_until_somebody_comes_in(site: Surveyed) -> None:
    edition = site.opened(places=())
    barometers = site.barometers
    barometers.choose_door(edition, "customers", "invitation")
    assert barometers.voices(edition)["customers"].protection == "invitation"
    barometers.choose_door(edition, "customers", "place")
    assert barometers.voices(edition)["customers"].protection == "place"
    site.answer(edition, "customers", 1)
    with pytest.raises(CampaignInvalid, match="somebody has answered"):
        barometers.choose_door(edition, "customers", "invitation")
    assert barometers.voices(edition)["customers"].protection == "place"


def test_the_door_stays_once_there_are_invitations_for_it(site: Surveyed) -> None:
    """Or whoever made one alone would learn by trying whether it was used."""
    edition = site.opened(places=())
    site.barometers.choose_door(edition, "customers", "invitation")
    make(site.engine, site.barometers.voices(edition)["customers"].id, 1)
    with pytest.raises(CampaignInvalid, match="Links"):
        site.barometers.choose_door(edition, "customers", "place")


@pytest.mark.parametrize(("voice", "door"), [("customers", "open"), ("customers", "code"), ("leaders", "room")])
def test_no_other_door_is_opened_than_the_survey_has(site: Surveyed, voice: str, door: str) -> None:
    edition = site.opened()
    with pytest.raises(CampaignInvalid):
        site.barometers.choose_door(edition, voice, door)


def test_how_many_are_sealed_is_told_in_whole_groups_alone(site: Surveyed) -> None:
    edition = site.opened(places=())
    releases, bank = Releases(site.engine, SECRET), catalogue()["staff"].bank
    seen: list[int] = []
    for people in (19, 1, 9, 1, 10):
        site.answer(edition, "staff", people, seed=f"{len(seen)}")
        seen.append(releases.sealed_floor(site.barometers.voices(edition)["staff"], bank))
    assert seen == [0, 10, 10, 20, 30]
