"""A whole mirror survey in real Chromium: from its form to a second edition, which asks who noticed a promise."""

import csv
import io
import re
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.banks.schema import Language
from app.cli.invented_voices import InventedVoice
from app.tallies.ledger import today_in_utc
from tests.journeys.surveying import Crowd, MovedSite, apart
from tests.journeys.surveyor import DESK, PHONE, Doors, Organiser, Readers
from tests.programs import program
from tests.soak import many
from tests.surveys import CROWD, LIVED, WORK

pytestmark = pytest.mark.browser
SECOND = today_in_utc()
FIRST = SECOND - timedelta(days=365)
"""On which the editions open: a sheet lasts a day of the real clock."""
READ, PUBLIC = timedelta(days=28), timedelta(days=35)
SERVED = many({"Lille": 50, "Lens": 40, "Douai": 20}, {"Lille": 100, "Lens": 100, "Douai": 40})
BY_HAND = many(["Douai"], [*SERVED])
"""Where the last to answer does so in a browser, at each edition."""
WORKING = {"lille": 33, "with-lens": 37}
LEADERS = 7
TEN = [
    "trust",
    "meaning",
    "example",
    "human_digital",
    "initiative",
    "ease",
    "care",
    "voice",
    "recognition",
    "cooperation",
]
HARD = {**LIVED.levels, ("lived", "ease"): 35, ("lived", "cooperation"): 28}
HOPED = {("expected", one): 76 for one in TEN} | {("expected", "ease"): 85, ("received", "cooperation"): 28}
BEFORE = {**CROWD, "customers": replace(LIVED, levels=HARD), "staff": replace(WORK, levels=HOPED)}
AFTER = {**BEFORE, "customers": replace(LIVED, levels=HARD | {("lived", "ease"): 75})}
"""Far enough apart for any rounding to leave them so: each site draws its own."""
SLUG = "accueil-dupont"
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
FORM = {
    "title": "Accueil Dupont", "people": "customers", "label": f"{FIRST.year}", "reveal": f"{FIRST + READ}",
    "customers": "240", "staff": "70", "leaders": f"{LEADERS}", "places": "Lille ; 33\nLens ; 33\nDouai ; 4",
    "signature": "Accueil Dupont", "zone": "Europe/Paris",
}  # fmt: skip
HELD = {"whom_fr": "les clients", "signed_fr": "la direction", "due_on": f"{SECOND + timedelta(days=90)}"}


@dataclass(frozen=True)
class Told:
    """What the pages say in one language, where it matters most. promised: the words of the commitments."""

    together: str
    awaited: str
    at_least: str
    person: str
    staff: str
    public: str
    broken: str
    flaw: str
    easier: str
    noticed: str
    promised: tuple[str, ...]


TOLD: Mapping[Language, Told] = {
    "fr": Told(
        together="Lens, Douai Ensemble : moins de 10 personnes",
        awaited="Tout le monde lira ici le ",
        at_least=r"Au moins (\d+) réponses, sur 240 attendues",
        person="Ni nom de personne, ni adresse",
        staff="Pour les clients, c’est moins bien que ce que vous attendiez : ",
        public="Pour les clients, c’est moins bien que ce qu’attendaient les équipes : ",
        broken="Simplicité : angle mort. ",
        flaw="Coopération : faille commune. ",
        easier=f"Depuis {FIRST.year}, Simplicité monte pour les clients : de ",
        noticed=r"L’ont remarqué, côté clients : (?:environ )?\d+ % ; côté équipes : (?:environ )?\d+ %\.",
        promised=("Un seul numéro à rappeler", "Des sièges au guichet 3", "Un délai affiché chaque matin"),
    ),
    "en": Told(
        together="Lens, Douai Together: fewer than 10 people",
        awaited="Everyone reads it here on ",
        at_least=r"At least (\d+) answers, of 240 expected",
        person="No person is named here, nor their address",
        staff="Things are less good for customers than you expected: ",
        public="Things are less good for customers than staff expected: ",
        broken="Ease: a blind spot. ",
        flaw="Cooperation: a shared flaw. ",
        easier=f"Since {FIRST.year}, Ease is up for customers: from ",
        noticed=r"Noticed it, among customers: (?:about )?\d+%; among staff: (?:about )?\d+%\.",
        promised=("One number to call back", "Chairs at counter 3", "The wait, on a board each morning"),
    ),
}


@dataclass(frozen=True)
class Play:
    """One survey, and everyone around it."""

    site: MovedSite
    organiser: Organiser
    readers: Readers
    told: Told
    folder: Path

    @property
    def files(self) -> Iterator[str]:
        """Addresses that say something of the first edition, once it is public."""
        page = f"/{self.organiser.language}/barometer/{SLUG}"
        yield from (page, f"{page}/{FIRST.year}", f"/embed/{self.organiser.language}/barometer/{SLUG}")
        yield from (f"/api/v1/barometers/{SLUG}{end}" for end in ("", f"/{FIRST.year}"))
        yield from (f"/api/v1/barometers/{SLUG}/{FIRST.year}.{kind}" for kind in ("csv", "xlsx"))
        yield from (f"{page}/{FIRST.year}/1/{file}" for file in ("data.csv", "composition.json", "card.png"))

    @property
    def voices(self) -> list[int | None]:
        """How many people each voice is said to have, where figures of campaigns are."""
        addresses = (f"/api/v1/figures/{SLUG}-{FIRST.year}-{voice}" for voice in ("customers", "staff", "leaders"))
        return [self.readers.client.get(address).json()["n"] for address in addresses]


@contextmanager
def played(browser: Browser, language: Language, folder: Path) -> Iterator[Play]:
    """At the end: nothing complained but of what was refused, and nobody was sent to another site."""
    with apart(lambda: MovedSite(folder, FIRST)).served() as site:
        organiser = Organiser(site.address, browser, language)
        with closing(organiser.context), closing(Readers(site.address, browser, language)) as readers:
            yield Play(site, organiser, readers, TOLD[language], folder)
            for watch in (organiser.watch, readers.watch):
                assert [one for one in watch.complaints if "status of 4" not in one] == []
                assert {address.split("/")[2] for address in watch.addresses} == {site.address.partition("//")[2]}


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.long)])
def test_a_survey_is_played_from_its_form_to_its_second_edition(
    browser: Browser, tmp_path: Path, language: Language
) -> None:
    with played(browser, language, tmp_path) as play:
        doors = it_is_set_up_and_handed_out(play)
        everyone_answers(play, doors, BEFORE)
        for ahead in (timedelta(0), READ - timedelta(days=1)):
            play.site.on(FIRST + ahead)
            nothing_is_shown(play, doors)
        play.site.on(FIRST + READ)
        staff_read_first(play, doors)
        three_commitments_are_written(play)
        play.site.on(FIRST + PUBLIC)
        everyone_reads(play)
        play.site.on(SECOND)
        second = the_next_edition_asks_who_noticed(play)
        pages = everyone_answers(play, second, AFTER)
        assert all(any(words in page for page in pages[-4:-1]) for words in play.told.promised)
        for day in (SECOND + READ, SECOND + PUBLIC):
            play.site.on(day)
        everyone_reads_what_has_changed(play)


def it_is_set_up_and_handed_out(play: Play) -> Doors:
    said = play.organiser.sets_up(**FORM)
    assert len(play.organiser.submissions) == 1
    assert play.told.together in said
    assert "Lille · Lens, Douai" in said
    doors = play.organiser.hands_out(play.folder, ["Lille", "Lens", "Douai"], LEADERS)
    posters = play.readers.client.get(f"{play.organiser.own}/posters/a4.pdf")
    assert posters.headers["content-type"] == "application/pdf"
    (play.folder / "posters.pdf").write_bytes(posters.content)
    command = [program("pdftotext", package="poppler-utils"), "-layout", str(play.folder / "posters.pdf"), "-"]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for place, code in doors.places.items():
        assert f"{code[:3]} {code[3:]}" in read, (place, read)
    return doors


def everyone_answers(play: Play, doors: Doors, voices: Mapping[str, InventedVoice]) -> list[str]:
    """Where they are served, where they work, with a link of their own. Returns what one at a counter read."""
    with closing(Crowd(play.site, play.organiser.language, voices)) as crowd:
        for place, people in SERVED.items():
            crowd.at_the_counter(doors.places[place], people - (place in BY_HAND))
        for place in BY_HAND:
            pages = play.readers.answers(doors.places[place])
            assert place.upper() in pages[0]
        for segment, people in WORKING.items():
            crowd.at_work(doors.link, doors.code, segment, people)
        crowd.in_charge(doors.links)
    return pages


def nothing_is_shown(play: Play, doors: Doors) -> None:
    home = play.organiser.open()
    found = re.search(play.told.at_least, home)
    assert found, home
    assert int(found[1]) % 10 == 0
    assert 0 < int(found[1]) <= sum(SERVED.values())
    play.readers.read(doors.staff)
    assert play.readers.page.locator("main svg, main table").count() == 0
    nothing_is_public(play)


def nothing_is_public(play: Play) -> None:
    for address in play.files:
        assert play.readers.client.get(address).status_code == 404, address
    assert play.voices == [None, None, None]
    assert play.told.awaited in play.readers.read(f"barometer/{SLUG}", status=404)
    assert play.readers.page.locator("main svg, main table").count() == 0


def staff_read_first(play: Play, doors: Doors) -> None:
    for width in (PHONE, DESK):
        said = play.readers.read(doors.staff, width)
        assert play.told.staff in said
        assert play.told.broken in said
    nothing_is_public(play)


def three_commitments_are_written(play: Play) -> None:
    organiser, (first, second, third) = play.organiser, play.told.promised
    assert play.told.person in organiser.promises("Mme Durand rappelle chacun", **HELD, dimension="ease")
    assert first in organiser.promises(first, **HELD, dimension="ease")
    assert second in organiser.promises(second, **HELD)
    with organiser.another_tab() as other:
        other.open("/commitments")
        assert third in organiser.promises(third, **HELD)
        refused = other.types_promise("Un quatrième", **HELD)
    assert organiser.say("Three commitments at most. To write another, take one back, before publication.") in refused
    last = organiser.open("/commitments")
    assert all(words in last for words in play.told.promised)
    assert organiser.page.locator("#asked").count() == 0


def everyone_reads(play: Play) -> None:
    document = play.readers.client.get(f"/api/v1/barometers/{SLUG}/{FIRST.year}").json()
    whole = f"{play.told.public}{document['contrasts'][0]['whole']['gap']} points "
    for width in (PHONE, DESK):
        said = play.readers.read(f"barometer/{SLUG}", width)
        for part in (whole, play.told.broken, play.told.flaw, *play.told.promised):
            assert part in said
        expect(play.readers.page.locator("svg.wings").first).to_be_visible()
    assert shown(play.readers.page) == told_by(document)
    table = play.readers.client.get(f"/api/v1/barometers/{SLUG}/{FIRST.year}.csv").text
    rows = csv.DictReader(io.StringIO(table.lstrip("\ufeff")))
    gaps = {row["id"]: float(row["value"]) for row in rows if row["figure"] == "gap" and row["voice"] == "staff"}
    assert gaps.items() >= {row["id"]: row["gap"] for row in document["contrasts"][0]["dimensions"]}.items()
    for address in play.files:
        assert play.readers.client.get(address).status_code == 200, address
    assert play.voices == [sum(SERVED.values()), sum(WORKING.values()), LEADERS]


def shown(page: Page) -> list[list[float]]:
    """The numbers of each line of the first table: lived, expected, their gap, received, each with its half-width."""
    lines = page.locator("main table").first.locator("tbody tr").all()
    cells = [" ".join(line.locator("td").all_text_contents()[:5]) for line in lines]
    return [[float(one) for one in NUMBER.findall(line.replace("−", "-").replace(",", "."))] for line in cells]


def told_by(document: Mapping[str, Any]) -> list[list[float]]:
    """The same of the document."""
    sides = {(one["voice"], one["side"]): {row["id"]: row for row in one["dimensions"]} for one in document["levels"]}
    parts = [sides[part] for part in (("customers", "lived"), ("staff", "expected"), ("staff", "received"))]
    lines = []
    for gap in document["contrasts"][0]["dimensions"]:
        lived, expected, received = ([of[gap["id"]]["mean"], of[gap["id"]]["half_width"]] for of in parts)
        lines.append([*lived, *expected, gap["gap"], gap["half_width"], *received])
    return lines


def the_next_edition_asks_who_noticed(play: Play) -> Doors:
    assert play.organiser.say("Kept, the organisation said on %(day)s.").partition("%")[0] in play.organiser.says_kept()
    assert f"{FIRST.year}" in play.organiser.opens_next(label=f"{SECOND.year}", reveal=f"{SECOND + READ}")
    return play.organiser.hands_out(play.folder, ["Lille", "Lens", "Douai"], LEADERS)


def everyone_reads_what_has_changed(play: Play) -> None:
    for width in (PHONE, DESK):
        said = play.readers.read(f"barometer/{SLUG}", width)
        for words in play.told.promised:
            assert said.index(words) < said.index(play.organiser.say("What was expected, what was answered"))
        assert len(re.findall(play.told.noticed, said)) == 3
        assert play.told.easier in said
