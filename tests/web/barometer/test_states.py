"""An edition in its small and empty states: few people, a voice that is missing, another edition before it."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from app.barometer.commitments import ProgressNote
from app.barometer.edition import Edition
from app.publication.store import ReleaseDamaged
from tests.surveys import CROWD, OPENED, PUBLIC, REVEAL, a_draft
from tests.web.barometer.served import Served, a_commitment, served
from tests.web.barometer.test_page import headline, page, said

SVG = re.compile(r'<svg class="figure wings".*?</svg>', re.DOTALL)
YEAR = timedelta(days=365)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return served(tmp_path_factory.mktemp("states"))


@pytest.fixture(scope="module")
def second(here: Served) -> Edition:
    """A second edition, in which one thing has changed for customers; the first one made two promises."""
    first = here.publish(
        here.edition("deux", {"customers": 240, "staff": 70}), a_commitment(), a_commitment("Un carnet commun", "")
    )
    here.surveyed.barometers.say(first, 1, ProgressNote(PUBLIC, "kept", {}))
    here.day[0] = OPENED + YEAR
    draft = a_draft(label="2028", reveal=REVEAL + YEAR)
    edition = here.surveyed.barometers.open_edition(first.barometer, draft)
    usual = CROWD["customers"]
    CROWD["customers"] = replace(usual, levels={**usual.levels, ("lived", "ease"): 64})
    try:
        here.surveyed.answer_all(edition, {"customers": 400, "staff": 100})
    finally:
        CROWD["customers"] = usual
    return here.publish(here.surveyed.reveal(edition))


@pytest.fixture
def later(here: Served, second: Edition) -> Served:
    here.day[0] = PUBLIC + YEAR
    return here


def test_under_twenty_there_are_dots_and_no_verdict(here: Served) -> None:
    here.publish(here.edition("peu", {"customers": 16, "staff": 12}, places=()))
    html = page(here, "/fr/barometer/peu")
    assert headline(html).startswith("Trop peu de réponses pour comparer : 16 d’un côté, 12 de l’autre.")
    figure = SVG.findall(html)[0]
    assert figure.count('r="4.5"') == 11, "ten dots and their sample"
    assert "stroke-dasharray" not in figure
    text = said(html)
    assert "Pas de priorités : avec moins de 50 réponses, les choix ne sont pas montrés." in text
    assert not re.search(r"angle mort|bonne surprise|vu juste", text, re.IGNORECASE)


@pytest.mark.parametrize(
    ("crowd", "missing", "there", "side"),
    [
        ({"customers": 60, "staff": 3}, "Les équipes", "customers", 1),
        ({"customers": 3, "staff": 60}, "Les clients", "staff", 0),
    ],
)
def test_a_voice_that_is_missing_leaves_an_outline_with_its_reason_and_the_other_side_to_read(
    here: Served, crowd: dict[str, int], missing: str, there: str, side: int
) -> None:
    slug = f"sans-{side}"
    here.publish(here.edition(slug, crowd, places=(), expected={"customers": 240, "staff": 70}))
    html = page(here, f"/fr/barometer/{slug}")
    text = said(html)
    assert headline(html) == "Une voix manque : cette édition se lit d’un seul côté."
    assert f"{missing} : moins de 10 réponses, donc rien à montrer." in text
    figure = SVG.findall(html)[0]
    assert "trop peu de" in figure
    assert figure.count('Z"/>') >= 10
    link = f'href="/fr/figures/{slug}-2027-{there}"'
    assert link in html
    assert here.client.get(f"/fr/figures/{slug}-2027-{there}").status_code == 200
    assert ("Sans pronostic des équipes" in text) is (missing == "Les équipes")


def test_a_second_edition_opens_on_what_was_promised_and_says_who_noticed(later: Served) -> None:
    text = said(page(later, "/fr/barometer/deux"))
    assert text.index("Ce qui avait été promis après 2027") < text.index("Ce qui était attendu, ce qui a été répondu")
    assert "Tenu, dit l’organisation le 8 mars 2027. L’ont remarqué, côté clients :" in text
    assert text.count("L’ont remarqué, côté clients") == 2
    assert "Les équipes connaissaient les chiffres de 2027" in text
    assert "Pas encore d’engagement. Il peut y en avoir trois au plus." in text


def test_a_change_is_told_only_beyond_its_interval_and_drawn_beside_the_edition_before(later: Served) -> None:
    html = page(later, "/fr/barometer/deux/2028")
    text = said(html)
    assert "Depuis 2027, Simplicité monte pour les clients : de 4" in text
    assert "L’écart se resserre : Simplicité" in text
    assert text.count("Depuis 2027,") <= 2
    assert 'class="figure editions-marks"' in html
    assert '<a href="/fr/barometer/deux/2027">2027</a>' in html
    assert '<strong aria-current="page">2028</strong>' in html


def test_the_first_edition_keeps_its_address_and_compares_nothing(later: Served) -> None:
    html = page(later, "/fr/barometer/deux/2027")
    assert "editions-marks" not in html
    assert "D’une édition à l’autre" not in said(html)
    assert '<a href="/fr/barometer/deux/2028">2028</a>' in html


def test_a_fixed_page_holds_nothing_that_may_change(later: Served) -> None:
    html = page(later, "/fr/barometer/deux/2028?release=1")
    assert "editions-marks" not in html
    assert "/fr/barometer/deux/2027" not in html


def test_other_questions_are_explained_and_not_drawn(later: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    barometers = type(later.surveyed.barometers)
    said_of = barometers.said

    def asked_otherwise(self, edition, number=None):  # type: ignore[no-untyped-def]
        found = said_of(self, edition, number)
        if found and edition.label == "2027":
            sources = [one | {"fingerprint": "other"} for one in found.content["sources"]]
            return found._replace(content=found.content | {"sources": sources}, digest="0" * 64)
        return found

    monkeypatch.setattr(barometers, "said", asked_otherwise)
    html = page(later, "/fr/barometer/deux/2028")
    assert "Les questions ont changé depuis 2027 : cette page ne compare pas." in said(html)
    assert "editions-marks" not in html
    assert unescape(html).count("Depuis 2027,") == 0


def test_a_damaged_edition_of_before_keeps_this_one_from_nothing(
    later: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    barometers = type(later.surveyed.barometers)
    said_of = barometers.said

    def damaged(self, edition, number=None):  # type: ignore[no-untyped-def]
        if edition.label == "2027":
            raise ReleaseDamaged
        return said_of(self, edition, number)

    monkeypatch.setattr(barometers, "said", damaged)
    assert "D’une édition à l’autre" not in said(page(later, "/fr/barometer/deux/2028"))
