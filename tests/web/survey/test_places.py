"""Place by place, with a key: levels side by side in the order of the list, and the rule that withholds what."""

import re
from html import unescape

import pytest

from app.barometer.draft import places_typed
from app.barometer.edition import Edition
from app.campaigns.keys import new_key
from tests.surveys import CLOSED
from tests.web.barometer.served import Served, served
from tests.web.barometer.test_page import said


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("places"))


@pytest.fixture(scope="module")
def read(here: Served) -> Edition:
    """By staff: the public does not have it yet."""
    return here.edition("lieux", {"customers": 240, "staff": 70})


def address(here: Served, edition: Edition, role: str = "manager") -> str:
    key = here.surveyed.barometers.new_key(edition.barometer, "manager" if role == "manager" else "reader")
    return f"/fr/organise/barometer/{edition.barometer.slug}/{key}/places"


@pytest.mark.parametrize("role", ["manager", "reader"])
def test_whoever_has_a_key_reads_levels_side_by_side_in_the_order_of_the_list(
    here: Served, read: Edition, role: str
) -> None:
    response = here.client.get(address(here, read, role))
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    assert "noindex" in response.headers["x-robots-tag"]
    html = response.text
    assert re.findall(r"<h2>(.*?)</h2>", html)[1:] == ["Lille", "Lens, Douai"]
    places = here.surveyed.barometers.said_of_places(read)
    for at, group in enumerate(("lille", "with-lens")):
        table = html.split("<tbody>")[1 + at].split("</tbody>")[0]
        cells = [unescape(cell) for cell in re.findall(r'<td class="number">(.*?)</td>', table)]
        published = [
            next(level for level in dimension.levels if level.side == side)
            for voice, side in (("customers", "lived"), ("staff", "received"))
            for segment in places[voice].segments
            if segment.id == group
            for dimension in segment.dimensions[:10]
        ]
        wanted = [f"{level.mean.value}\u00a0±\u00a0{level.half_width.value}" for level in published]
        assert cells == [cell for pair in zip(wanted[:10], wanted[10:], strict=True) for cell in pair]


def test_a_place_where_few_work_is_told_with_its_rule(here: Served, read: Edition) -> None:
    text = said(here.client.get(address(here, read)).text)
    assert "Douai : moins de 10 personnes y travaillent." in text
    assert "les réponses comptent avec Lens." in text
    assert "Lille :" not in text


def test_a_place_that_expects_few_answers_is_told_with_its_rule(here: Served) -> None:
    places = places_typed("Nord ; 60\nSud ; 12\nEst ; 60")
    edition = here.edition("attentes", {"customers": 200, "staff": 90}, places=places)
    text = said(here.client.get(address(here, edition)).text)
    assert "Sud : trop peu de réponses y étaient attendues. Elles comptent avec " in text


def test_a_part_that_too_few_answered_says_so_and_shows_nothing_of_it(here: Served) -> None:
    opened = here.surveyed.opened(slug="creux")
    for part, many in (("lille", 120), ("with-lens", 4)):
        here.surveyed.answer(opened, "customers", many, part)
    here.surveyed.answer_all(opened, {"staff": 70})
    text = said(here.client.get(address(here, here.surveyed.reveal(opened))).text)
    assert text.count("Les clients : moins de 10 réponses ici, ou masquées pour en protéger si peu") >= 1


def test_before_the_reveal_it_says_from_when_and_nothing_more(here: Served) -> None:
    opened = here.surveyed.opened(slug="encore")
    here.surveyed.answer_all(opened, {"customers": 240, "staff": 70})
    here.day[0] = CLOSED
    html = here.client.get(address(here, opened)).text
    assert "Les équipes liront le 1er mars 2027, tout le monde le 8 mars 2027." in said(html)
    assert "<svg" not in html
    assert "<table" not in html


def test_without_places_there_is_one_group_and_the_page_says_that_this_is_fine(here: Served) -> None:
    edition = here.edition("sans", {"customers": 60, "staff": 40}, places=())
    assert "c’est souvent le meilleur choix" in said(here.client.get(address(here, edition)).text)


def test_withdrawn_it_shows_nothing(here: Served) -> None:
    edition = here.edition("rendus", {"customers": 240, "staff": 70})
    here.surveyed.barometers.withdraw(edition, {"fr": "Une erreur."})
    html = here.client.get(address(here, edition)).text
    assert "Ces chiffres ont été retirés" in said(html)
    assert "<svg" not in html


def test_a_wrong_key_opens_nothing(here: Served, read: Edition) -> None:
    right = address(here, read)
    for wrong in (new_key(), "x"):
        response = here.client.get(right.replace(right.split("/")[-2], wrong))
        assert (response.status_code, response.headers["cache-control"]) == (404, "no-store")
    assert here.client.get(right.replace("/lieux/", "/nobody/")).status_code == 404
