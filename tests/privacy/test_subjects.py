"""Attack 11: customers’ figures never speak of fewer than k people at work, alone or laid beside any other.

Each place is as many people as work there. What its customers say counts in a group, in the others, or in the whole
alone; whatever sum or difference of these figures is taken, it speaks of k of them at least, or of nobody.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import Engine

from app.barometer import draft
from app.barometer.draft import placed_voices
from app.barometer.edition import Edition
from app.barometer.places import Place, PlaceGroup
from app.campaigns.draft import CampaignInvalid, proposed_k
from app.pool_keys.key_file import KeyFile
from app.tallies.pool import OTHERS
from tests.privacy.published import People, isolated, size
from tests.privacy.voices import let_answer, parts_of, published
from tests.soak import many
from tests.surveys import OPENED, PUBLIC, REVEAL, Surveyed, a_draft, specs

pytestmark = pytest.mark.slow

SURVEYS = many(20, 700)
HEADCOUNTS = (1, 2, 3, 4, 5, 9, 10, 12, 25, 40, 60, 90)
ANSWERS = (0, 0, 1, 4, 5, 9, 10, 12, 20, 33)
YEAR = timedelta(days=364)
numbers = count()


@pytest.fixture
def site(sqlite_engine: Engine, tmp_path: Path) -> Surveyed:
    return Surveyed(sqlite_engine, KeyFile(tmp_path / "keys"), [OPENED])


@dataclass(frozen=True)
class House:
    """workers: who works in each place, as bits; k: of the voice that is spoken about."""

    edition: Edition
    workers: Mapping[str, People]
    k: int

    def at(self, group: str) -> People:
        """Who works where answers count in this group."""
        return sum(self.workers[place.id] for place in self.edition.places if place.group == group)


def places_of(random: Random) -> tuple[Place, ...]:
    return tuple(Place(f"p{at}", f"Place {at}", random.choice(HEADCOUNTS)) for at in range(random.randint(1, 9)))


def opened(site: Surveyed, random: Random) -> House | None:
    """A survey of its own; None where its house is refused."""
    expected = {"customers": random.choice((12, 200, 900)), "staff": random.choice((5, 40, 120, 400))}
    try:
        edition = site.opened(slug=f"house-{next(numbers)}", expected=expected, places=places_of(random))
    except CampaignInvalid:
        return None
    workers, first = dict[str, People](), 0
    for place in edition.places:
        workers[place.id] = ((1 << place.headcount) - 1) << first
        first += place.headcount
    return House(edition, workers, proposed_k(expected["staff"]))


def answered(site: Surveyed, house: House, random: Random) -> dict[str, dict[str, int]]:
    """How many answered in each group, by voice."""
    groups = {place.group for place in house.edition.places}
    found = {}
    for voice in placed_voices(specs()["symmetry"]):
        found[voice] = {group: random.choice(ANSWERS) for group in groups}
        let_answer(site, house.edition, voice, found[voice], f"{house.edition.id}")
    return found


def spoken_of(site: Surveyed, house: House, answers: Mapping[str, Mapping[str, int]]) -> dict[str, list[People]]:
    """Of whom each published figure of these voices speaks: in the whole, in the parts, in the others. The counts are
    those that are published, so that no figure is taken for another's."""
    places, whole = site.barometers.said_of_places(house.edition), published(site, house.edition)
    found: dict[str, list[People]] = {}
    for voice, by_group in answers.items():
        k = site.barometers.voices(house.edition)[voice].k
        figures = [*parts_of(places[voice])] if voice in places else []
        own = {group for group, n in by_group.items() if n >= k}
        small = {group for group, n in by_group.items() if 0 < n < k}
        shown = {part.id for part in figures}
        among = {OTHERS: small} | {group: {group} for group in own}
        for part in figures:
            assert part.n == sum(by_group[group] for group in among[part.id])
        if voice in whole:
            counted = own | (small if OTHERS in shown else set())
            assert whole[voice].n == sum(by_group[group] for group in counted)
            assert whole[voice].segments == ()
            among[""] = counted
            shown |= {""}
        found[voice] = [sum(house.at(group) for group in among[id_]) for id_ in shown]
    return found


def faults_of(site: Surveyed, seed: str) -> tuple[list[str], int]:
    """Where figures speak of too few; and how many parts were shown."""
    random = Random(seed)
    house = opened(site, random)
    if house is None:
        return [], 0
    answers = answered(site, house, random)
    house = replace(house, edition=site.reveal(house.edition))
    site.day[0] = PUBLIC
    found = spoken_of(site, house, answers)
    faults = [
        f"{voice} speaks of {size(people)} at work, with k = {house.k}"
        for voice, sets in found.items()
        for people in [*sets, *isolated(sets, house.k)]
        if 0 < size(people) < house.k
    ]
    return faults + told_apart(site, house), sum(map(len, found.values()))


def told_apart(site: Surveyed, house: House) -> list[str]:
    """Small places that any document names as a part of its own."""
    said = site.barometers.said(house.edition)
    documents = [json.loads(one.to_document()) for one in published(site, house.edition).values()]
    documents += [json.loads(one.to_document()) for one in site.barometers.said_of_places(house.edition).values()]
    small = {place.id for place in house.edition.places if place.headcount < house.k}
    named = {part["id"] for one in documents for part in one["segments"]}
    return [f"{id_} has a row" for id_ in small & named] + (
        ["the survey has parts"] if said and '"segments"' in json.dumps(said.content) else []
    )


def test_no_figure_speaks_of_fewer_than_k_people_at_work(site: Surveyed) -> None:
    faults, shown = list[str](), 0
    for number in range(SURVEYS):
        told, figures = faults_of(site, f"subjects {number}")
        faults += [f"{number}: {fault}" for fault in told]
        shown += figures
    assert faults == []
    assert shown > SURVEYS


def test_places_that_count_alone_are_found_out(site: Surveyed, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control."""

    def ungrouped(places: tuple[Place, ...], *_: object) -> tuple[PlaceGroup, ...]:
        return tuple(PlaceGroup(place.id, place.name, (place,)) for place in places) if len(places) > 1 else ()

    monkeypatch.setattr(draft, "grouped", ungrouped)
    found = [fault for number in range(15) for fault in faults_of(site, f"subjects {number}")[0]]
    assert any("at work" in fault for fault in found)
    assert any("has a row" in fault for fault in found)


def test_a_poster_counts_nobody_once_its_place_is_gone_or_too_few_work_there(site: Surveyed) -> None:
    """Headcounts and places of the next edition are others: every code of the former one leads to a group of k people
    at work, or nowhere."""
    random, removed = Random("posters"), 0
    for number in range(many(8, 200)):
        house = opened(site, random)
        if house is None:
            continue
        first = house.edition
        site.answer_all(first, {"customers": 12, "staff": 12})
        site.reveal(first)
        site.day[0] = OPENED + YEAR
        kept = [place for place in first.places if random.random() < 0.7]
        places = tuple(Place(one.id, one.name, random.choice(HEADCOUNTS)) for one in kept)
        changes = {"slug": first.barometer.slug, "label": "2028", "reveal": REVEAL + YEAR, "places": places}
        expected = {"customers": 200, "staff": random.choice((12, 60))}
        try:
            second = site.barometers.open_edition(first.barometer, a_draft(**changes, expected=expected))
        except CampaignInvalid:
            continue
        k, groups = proposed_k(expected["staff"]), {place.id: place.group for place in second.places}
        for place, code in site.barometers.place_codes(first.barometer).items():
            door = site.barometers.counter(code)
            assert door, number
            if place not in groups and places:
                removed += 1
                assert door.is_removed
            else:
                workers = sum(one.headcount for one in second.places if one.group == groups.get(place, ""))
                assert (door.void, door.segment) == (False, groups.get(place, ""))
                assert not places or workers >= k
    assert removed
