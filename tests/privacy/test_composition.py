"""Attack 9: whoever has the releases that voices publish has all that a survey says: it is rebuilt from them, byte for
byte, and holds nothing else.

The releases are taken as everyone takes them, from their addresses. A script that knows nothing of Totem works the
contrasts out (tests/barometer/recompute.py); the pure rules do the rest, with no database.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import pytest
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from app.barometer import releases
from app.barometer.commitments import Commitment
from app.barometer.composed import composed
from app.barometer.edition import Edition
from app.barometer.releases import NOT_ASKED, canonical_text
from app.cli.invented_voices import InventedVoice
from app.db.engine import read
from app.db.tables import BarometerReleaseRow
from app.main import create_app
from app.publication import policy
from app.publication.documents import digest_of
from app.publication.store import latest_text
from app.publication.summary import summarise
from app.tallies.counts import count_sheet, from_bytes
from app.tallies.pool import read_totals
from app.tallies.sums import Counts, to_bytes, total
from tests.barometer import recompute
from tests.privacy.voices import let_answer
from tests.soak import many
from tests.surveys import OPENED, PUBLIC, REVEAL, Surveyed, a_draft, catalogue, specs
from tests.web.conftest import settings_in
from tests.whole import Whole

pytestmark = pytest.mark.slow

SURVEYS, YEAR = many(4, 150), timedelta(days=364)
SIZES = (3, 8, 12, 20, 31, 50, 77, 120, 260)
Document = dict[str, Any]


class Public(NamedTuple):
    """An edition that everyone reads. documents: by voice, as its address gives them; stored: what it says, each of its
    documents."""

    edition: Edition
    documents: dict[str, str]
    stored: list[str]


@pytest.fixture(scope="module")
def day() -> list[date]:
    return [OPENED]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, day: list[date]) -> Iterator[TestClient]:
    app = create_app(settings_in(tmp_path_factory.mktemp("composed")), today=lambda: day[0])
    with TestClient(app, base_url="http://totem.example") as client:
        yield client


@pytest.fixture(scope="module")
def site(client: TestClient, day: list[date]) -> Surveyed:
    whole = Whole(client.app)
    return Surveyed(whole.engine, whole.assembly.keys, day)


def a_crowd(voice: str, random: Random) -> list[Counts]:
    """Of people who agree more or less, and differ from one subject to another."""
    bank = catalogue()[voice].bank
    levels = {(side, one.id): random.uniform(10, 95) for side in bank.sides for one in bank.dimensions}
    matter = {(asked.id, one.id): random.choice((1, 1, 4)) for asked in bank.importance for one in bank.dimensions}
    of = InventedVoice(levels, matter, noticed=[random.random() for _ in range(3)])
    return [count_sheet(bank, of.sheet(bank, random), None) for _ in range(80)]


def promise(site: Surveyed, edition: Edition, many: int) -> None:
    for number in range(many):
        made = Commitment(
            0, "ease", {"fr": f"Promesse {number}"}, {"fr": "tous"}, {"fr": "la direction"}, date(2031, 1, 1), PUBLIC
        )
        site.barometers.promise(edition, made)


def public(site: Surveyed, client: TestClient, random: Random, slug: str) -> Iterator[Public]:
    """Two editions of random crowds; voices under k are left out, and leaders may not be asked."""
    expected = {"customers": 240, "staff": 90, "leaders": random.choice((0, 7))}
    first = site.opened(slug=slug, expected=expected)
    yield answered(site, client, random, first)
    site.day[0] = OPENED + YEAR
    draft = a_draft(slug=slug, label="2028", reveal=REVEAL + YEAR, expected=expected)
    yield answered(site, client, random, site.barometers.open_edition(first.barometer, draft))


def answered(site: Surveyed, client: TestClient, random: Random, edition: Edition) -> Public:
    for voice, campaign in site.barometers.voices(edition).items():
        n = random.choice(SIZES[: 4 if voice == "leaders" else None])
        part = next((one.id for one in campaign.own_words.segments), "")
        let_answer(site, edition, voice, {part: n}, f"{edition.id}", a_crowd(voice, random))
    promise(site, site.reveal(edition), random.randint(0, 2))
    site.day[0] = edition.days.public_on
    promise(site, edition, random.randint(0, 1))
    edition = site.barometers.edition_of(edition.id)
    return Public(edition, dict(taken(site, client, edition)), stored_of(site, edition))


def taken(site: Surveyed, client: TestClient, edition: Edition) -> Iterator[tuple[str, str]]:
    for voice, campaign in site.barometers.voices(edition).items():
        answer = client.get(f"/fr/figures/{campaign.slug}/1/release.json")
        assert answer.status_code in (200, 404)
        if answer.status_code == 200:
            yield voice, answer.text


def stored_of(site: Surveyed, edition: Edition) -> list[str]:
    wanted = select(col(BarometerReleaseRow.document)).where(col(BarometerReleaseRow.edition_id) == edition.id)
    with read(site.engine) as connection:
        return list(connection.scalars(wanted.order_by(col(BarometerReleaseRow.number))))


def rebuilt(document: str, sources: Mapping[str, str]) -> str:
    """From the releases alone, and from what the survey says of itself and of promises in words and days."""
    said: Document = json.loads(document)
    told = [{name: value for name, value in one.items() if name != "noticed"} for one in said["commitments"]]
    made = composed(
        specs()[said["barometer"]],
        said["edition"],
        sources,
        dropped={one["voice"]: NOT_ASKED for one in said["dropped"] if one["reason"] == NOT_ASKED},
        commitments=[one for one in told if one["made_in"] != said["edition"]],
        made=[one for one in told if one["made_in"] == said["edition"]],
    )
    facts = ("slug", "title", "signature", "people", "opens_on", "voices_close_on", "staff_see_on", "public_on")
    return canonical_text(made | {name: said[name] for name in facts})


def strange(document: str, sources: Mapping[str, str]) -> list[str]:
    """The levels that no release has, and the contrasts that do not follow."""
    said = json.loads(document)
    releases_of = {voice: json.loads(text) for voice, text in sources.items()}
    found = recompute.differing(said, dict(sources))
    for level in said["levels"]:
        for one in level["dimensions"]:
            shown = recompute.level(releases_of[level["voice"]], level["side"], one["id"])
            found += [] if shown[:2] == (one["mean"], one["half_width"]) else [f"{level['side']} {one['id']}"]
    return found


def test_every_edition_is_rebuilt_from_what_its_voices_publish(site: Surveyed, client: TestClient) -> None:
    random, voices, noticed = Random("compositions"), set[str](), 0
    for number in range(SURVEYS):
        for found in public(site, client, random, f"built-{number}"):
            for document in found.stored:
                assert rebuilt(document, found.documents) == document
                assert strange(document, found.documents) == []
                cited = {one["voice"]: one["digest"] for one in json.loads(document)["sources"]}
                assert cited == {voice: digest_of(text) for voice, text in found.documents.items()}
                noticed += sum(bool(one["noticed"]) for one in json.loads(document)["commitments"])
            voices |= {*found.documents}
    assert voices == {"customers", "staff", "leaders"}
    assert noticed


def exact(site: Surveyed, edition: Edition, voice: str, patch: pytest.MonkeyPatch) -> str:
    """A release of the same totals that rounds nothing."""
    campaign = site.barometers.voices(edition)[voice]
    bank = catalogue()[campaign.bank].bank
    with read(site.engine) as connection:
        counts = total(read_totals(connection, [campaign.id]).values())
    with patch.context() as unrounded:
        unrounded.setattr(policy, "step_of", lambda _: 1)
        unrounded.setattr(policy, "rounded_count", lambda count, *_: count)
        counts = from_bytes(bank, to_bytes(counts))
        made = summarise(bank, counts, campaign, lambda _: 0, number=1, k=campaign.k, today=PUBLIC)
    return made.to_document()


def test_a_survey_that_is_composed_of_totals_is_found_out(
    site: Surveyed, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: its figures are nearer to the truth, and follow from nothing that is published."""
    site.day[0] = OPENED
    edition = site.opened(slug="totals")
    for voice, people in (("customers", 77), ("staff", 33)):
        let_answer(site, edition, voice, {"lille": people}, "totals", a_crowd(voice, Random(voice)))
    voices = {campaign.id: voice for voice, campaign in site.barometers.voices(edition).items()}

    def of_totals(connection: Any, campaign_id: int) -> str | None:
        voice = voices[campaign_id]
        return exact(site, edition, voice, monkeypatch) if latest_text(connection, campaign_id) else None

    edition = site.reveal(edition)
    monkeypatch.setattr(releases, "latest_text", of_totals)
    site.day[0] = PUBLIC
    promise(site, edition, 1)
    honest, document = stored_of(site, edition)
    sources = dict(taken(site, client, edition))
    assert rebuilt(honest, sources) == honest
    assert rebuilt(document, sources) != document
    assert {"customers", "staff", "reality", "lived ease"} & {*strange(document, sources)} > {"customers"}
