"""What people do with a result: have it guessed, refine it, lay a team out, be reminded. In both languages, with
JavaScript and without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from app.banks.loader import load_catalogue
from app.resources import resource
from app.settings import load_secrets
from app.totem.model import Answers
from app.web.tokens import Tokens
from tests.browsers import Watch
from tests.journeys.person import a_result, decline, finish, pick, step_number
from tests.site import LiveSite
from tests.soak import many

pytestmark = [pytest.mark.browser, pytest.mark.long]
WORDS = {
    "fr": {
        "guess": "Devinez quel animal je suis", "have guessed": "Faire deviner", "truth": r"^(Bien vu|Vous me voyiez)",
        "meet": "Rencontrer mon animal", "go on": "Repartir de mes réponses", "team": "Toute une équipe sur une image",
        "links": "Liens personnels, un par ligne", "together": "Les mettre sur une image", "two": "Une équipe de deux",
        "line": "Ligne 2", "name": "Nom de la personne 1", "monday": "Me le rappeler lundi",
        "again": "Me le rappeler dans trois mois, avec mon lien",
        "damaged": "Ce lien est incomplet, ou n’est pas d’ici", "other": "English",
    },
    "en": {
        "guess": "Guess which animal I am", "have guessed": "Have others guess", "truth": r"^(Well seen|You saw)",
        "meet": "Meet my animal", "go on": "Go on from my answers", "team": "A whole team on one picture",
        "links": "Personal links, one a line", "together": "Put them on one picture", "two": "A team of two",
        "line": "Line 2", "name": "Name of person 1", "monday": "Remind me on Monday",
        "again": "Remind me in three months, with my link",
        "damaged": "This link is incomplete or does not belong here", "other": "Français",
    },
}  # fmt: skip
WAYS = many([("fr", True), ("en", False)], [(language, script) for language in WORDS for script in (True, False)])


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a phone, who reads one language."""

    page: Page
    watch: Watch
    site: LiveSite
    language: str

    def says(self, name: str) -> str:
        return WORDS[self.language][name]

    def result(self, person: int) -> str:
        return a_result(self.site.address, person).replace("/fr/", f"/{self.language}/")

    def link(self, name: str) -> None:
        self.page.get_by_role("link", name=self.says(name)).click()


@pytest.fixture(params=WAYS, ids=[f"{language}-{'with' if script else 'without'}" for language, script in WAYS])
def reader(request: pytest.FixtureRequest, site: LiveSite, browser: Browser) -> Iterator[Reader]:
    language, javascript = request.param
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=javascript)
    page = context.new_page()
    page.add_init_script("delete Navigator.prototype.share")
    watch = Watch(page)
    yield Reader(page, watch, site, language)
    if javascript:
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def tokens_of(folder: Path) -> Tokens:
    return Tokens(load_secrets(folder / "secrets" / "secret"))


def former_result(tokens: Tokens) -> str:
    """As somebody kept it who took the full quiz when a scene had one tap."""
    (former,) = [one for one in load_catalogue(resource("questions")).archive.values() if one.bank.id == "totem"]
    bank = former.bank
    sheet = Answers((1, 5) * (len(bank.items) // 2), (0,) * len(bank.scenes) + (None,) * len(bank.spare_scenes))
    return tokens.seal_result("totem", bank, sheet)


def test_a_colleague_guesses_sees_the_truth_and_takes_the_quiz(reader: Reader) -> None:
    page = reader.page
    page.goto(reader.result(2))
    own = page.locator("h1").inner_text().split()[-1].split("’")[-1].lower()
    reader.link("have guessed")
    expect(page.get_by_role("heading", level=1)).to_have_text(reader.says("guess"))
    asked = page.url
    masks = page.locator(".masks a")
    expect(masks).to_have_count(7)
    said = set()
    for place in (0, 6):
        page.goto(asked)
        masks.nth(place).click()
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(re.compile(reader.says("truth")))
        assert own in heading.inner_text().lower()
        said.add(heading.inner_text())
    assert len(said) == 2
    page.go_back()
    expect(masks).to_have_count(7)
    page.go_forward()
    reader.link("meet")
    expect(page).to_have_url(re.compile(f"/{reader.language}/quiz/express"))
    expect(page.locator("#step input[name=q]")).to_have_value("1")
    assert reader.watch.complaints == []


def test_a_short_result_is_refined_with_the_scenes_that_are_missing(reader: Reader) -> None:
    page = reader.page
    page.goto(reader.result(2))
    reader.link("go on")
    expect(page).to_have_url(re.compile(f"/{reader.language}/quiz/totem"))
    asked = 0
    while page.locator(".moves").count():
        number = step_number(page)
        pick(page, asked % 3)
        page.locator(f"#step:not(:has(input[name=q][value='{number}']))").wait_for()
        asked += 1
    assert asked == 3
    decline(page)
    finish(page, "private")
    expect(page.get_by_role("link", name=reader.says("go on"))).to_have_count(0)
    assert reader.watch.complaints == []


def test_a_team_stands_on_one_picture_and_names_stay_in_the_browser(reader: Reader) -> None:
    page, sent = reader.page, []
    page.on("request", lambda request: sent.append((request.url, request.post_data or "")))
    first, second = (reader.result(person) for person in (2, 4))
    page.goto(f"{reader.site.address}/{reader.language}/team")
    expect(page.get_by_role("heading", level=1)).to_have_text(reader.says("team"))
    field = page.get_by_label(reader.says("links"))
    field.fill(f"{first}\nMarie")
    page.get_by_role("button", name=reader.says("together")).click()
    expect(page.locator("#links-mistake")).to_contain_text(reader.says("line"))
    expect(field).to_have_value(f"{first}\nMarie")
    field.fill(f"{first}\n  <{second}>.\n\n")
    page.get_by_role("button", name=reader.says("together")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(reader.says("two"))
    expect(page.locator(".people li")).to_have_count(2)
    name = page.get_by_label(reader.says("name"))
    name.fill("Bénédicte")
    name.press("Enter")
    page.get_by_role("link", name=reader.says("other")).click()
    expect(page.locator(".people li")).to_have_count(2)
    assert not [one for one in sent if "dicte" in "".join(one)]
    assert [complaint for complaint in reader.watch.complaints if "422" not in complaint] == []


def test_a_calendar_keeps_what_to_try_and_the_way_back(reader: Reader) -> None:
    page, result = reader.page, reader.result(2)
    page.goto(result)
    tried = page.locator(".try .mirrored p").first.inner_text()
    monday, again = downloaded(reader, "monday"), downloaded(reader, "again")
    assert tried[:30].partition(",")[0] in monday
    assert result in again
    assert f"/{reader.language}/quiz/express" in again
    assert reader.watch.complaints == []


def downloaded(reader: Reader, name: str) -> str:
    """The text of a calendar's file, its lines whole again."""
    with reader.page.expect_download() as kept:
        reader.link(name)
    download: Download = kept.value
    assert re.fullmatch(r"totem-\w+\.ics", download.suggested_filename)
    return Path(download.path()).read_bytes().decode().replace("\r\n ", "")


def test_links_that_are_cut_foreign_or_old_have_each_their_page(reader: Reader, tmp_path: Path) -> None:
    page, start = reader.page, f"{reader.site.address}/{reader.language}"
    page.goto(reader.result(2))
    guess = page.get_by_role("link", name=reader.says("have guessed")).get_attribute("href") or ""
    token = page.url.rpartition("/")[2]
    foreign = former_result(tokens_of(tmp_path))
    ways = ("result/{}", "result/{}/calendar/again.ics", "refine/{}", "team/{}")
    no_links = [way.format(of) for way in ways for of in (token[:-3], foreign)]
    for path in (*no_links, guess.partition(f"/{reader.language}/")[2][:-3]):
        answer = page.goto(f"{start}/{path}")
        assert answer
        assert answer.status == 400, path
        heading = "team" if path.startswith("team/") else "damaged"
        expect(page.get_by_role("heading", level=1)).to_have_text(reader.says(heading))
    old = former_result(tokens_of(reader.site.folder))
    answer = page.goto(f"{start}/result/{old}")
    assert answer
    assert answer.status == 200
    reader.link("have guessed")
    expect(page.locator(".masks a")).to_have_count(7)
    page.goto(f"{start}/team/{old}")
    field = page.get_by_label(reader.says("links"))
    field.fill(f"{field.input_value()}\n{reader.result(4)}")
    page.get_by_role("button", name=reader.says("together")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(reader.says("two"))
