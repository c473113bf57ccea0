"""What organisers read, print and hand on: it holds for every count, every title and every kind of campaign."""

import re
from collections.abc import Iterator
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from starlette.testclient import TestClient

from app.campaigns import keys
from app.campaigns.campaign import Campaign
from app.campaigns.store import create
from app.campaigns.words import Segment, Words
from app.main import create_app
from app.publication.policy import is_due, most_unreleased, most_waiting
from app.tallies.ledger import today_in_utc
from app.tallies.pool import Pools, add_to_pools
from app.web.drawings import drawn_crowd, drawn_mask
from app.web.figures.embed import snippet
from app.web.figures.release_pictures import CrowdCard
from app.web.organise.progress import progress
from app.web.passphrase import Passphrase
from app.web.result.card import AnimalCard, HomeCard
from tests.crowd import TODAY, a_sheet
from tests.web.conftest import settings_in
from tests.web.screens import EXPRESS, TEMPLATES, released_to
from tests.whole import Whole

TITLE = 'L\'accueil & "nous" <b>'
PARTS = tuple(Segment(f"s{place}", {"fr": f"Partie {place}"}) for place in range(3))
NAMED = Words(question={"fr": "Où ?"}, segments=PARTS)


@pytest.mark.parametrize("k", [5, 10])
def test_a_part_never_hides_more_than_is_said(k: int) -> None:
    pools, sealed = Pools(), 0
    for person in range(6 * k):
        pools, many = add_to_pools(pools, [a_sheet(person)], k)
        sealed += sum(counts.n for counts in many)
        hidden = person + 1 - sealed
        assert hidden <= most_waiting(k, 0) == 2 * k - 1
    assert most_waiting(k, 3) == 4 * (2 * k - 1)


def test_what_may_be_sealed_without_a_release_is_said_too() -> None:
    for k in (5, 10, 40):
        for released in range(k, 400, 7):
            growths = [more for more in range(400) if not is_due(released + more, released, k, None, closed=False)]
            assert max(growths) == most_unreleased(released, k)


def test_the_range_is_never_narrower_than_the_truth() -> None:
    campaign = Campaign(
        1, "c", "totem", "customers", "2026", 10, TODAY, None, publishes_itself=False, expected=120,
        words=NAMED.to_document(),
    )  # fmt: skip
    assert (found := progress(campaign, None, None, TODAY)).n is None
    assert found.most == 76
    one = released_to(20)
    assert one
    one = replace(one, n=70, k=10, made_on="2026-01-01")
    assert progress(campaign, None, one, TODAY).most == 146
    waits = progress(campaign, one, None, TODAY)
    assert (waits.n, waits.most, waits.percent, waits.most_percent) == (70, 70 + 17 + 76, 58, 100)
    itself = replace(campaign, publishes_itself=True)
    assert progress(itself, replace(one, made_on=TODAY.isoformat()), None, TODAY).most is None
    assert progress(itself, one, None, TODAY).most == 163
    closed = progress(replace(campaign, closed_on=TODAY), one, None, TODAY)
    assert (closed.n, closed.most) == (70, 70)


def words_of(svg: str) -> str:
    return " ".join(text.text or "" for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_picture_shows_an_entity(language: str) -> None:
    released = released_to(40)
    assert released
    sizes = {totem.id: totem.share.size(released.n) for totem in released.totems}
    mask = drawn_mask(EXPRESS, "fox", language)  # type: ignore[arg-type]
    drawings = drawn_crowd(EXPRESS, released, language, sizes)  # type: ignore[arg-type]
    cards = [
        *(
            CrowdCard(language=language, sentence=TITLE, over=f"{TITLE} · 2026", n=40, mask=one, drawings=drawings)  # type: ignore[arg-type]
            for one in (None, mask)
        ),
        AnimalCard(language=language, mask=mask, second="wolf", one="L'aigle & co", of='d\'un "loup"'),  # type: ignore[arg-type]
        HomeCard(language=language, masks=(), title=TITLE),  # type: ignore[arg-type]
    ]
    for card in cards:
        svg = TEMPLATES.render(card)
        assert not re.search(r"&amp;(#|amp|lt|gt|quot)", svg), card.template
        assert "'" in words_of(svg)


def test_the_foot_of_a_card_can_be_read() -> None:
    released = released_to(40)
    assert released
    sizes = {totem.id: totem.share.size(released.n) for totem in released.totems}
    card = CrowdCard(
        language="fr",
        sentence="Aucun animal ne l’emporte : la troupe est mélangée",
        over="Le baromètre de l’accueil et de la coopération dans nos boutiques, au siège et en ligne · printemps 2027",
        n=1402,
        mask=None,
        drawings=drawn_crowd(EXPRESS, released, "fr", sizes),
    )
    sizes_drawn = [float(size) for size in re.findall(r'<text[^>]*font-size="([\d.]+)"', TEMPLATES.render(card))]
    assert min(sizes_drawn) >= 20


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Whole, TestClient]]:
    app = create_app(settings_in(tmp_path_factory.mktemp("truths"), create="open"))
    with TestClient(app, base_url="http://totem.example") as client:
        yield Whole(app), client


def own(site: tuple[Whole, TestClient], slug: str, protection: str, words: Words | None = None) -> str:
    made = create(
        site[0].engine,
        slug,
        "totem",
        today_in_utc(),
        protection=protection,
        words=words or Words(),
        publishes_itself=False,
    )
    return f"organise/{slug}/{keys.rotate(site[0].engine, made.id, 'manager')}"


def text(site: tuple[Whole, TestClient], address: str) -> str:
    response = site[1].get(address)
    assert response.status_code == 200
    return response.text


@pytest.mark.parametrize(
    ("language", "gone", "asked", "link", "sure"),
    [
        ("fr", "Effacées à la fermeture", "[votre lien]", "message du [date]", "Les chiffres paraîtront"),
        ("en", "Deleted at the close", "[your link]", "message of [date]", "\nThe figures will appear"),
    ],
)
def test_the_papers_of_a_campaign_by_invitation_contradict_nothing(
    site: tuple[Whole, TestClient], language: str, gone: str, asked: str, link: str, sure: str
) -> None:
    page = own(site, f"invited-{language}", "invitation")
    assert gone in text(site, f"/{language}/{page}/kit/notice")
    board = text(site, f"/{language}/{page}")
    reminder = board.split(f'id="reminder-{language}"')[1].split("</textarea>")[0]
    assert asked not in reminder
    assert link in reminder
    assert sure not in board
    register = text(site, f"/{language}/{page}/kit/register")
    assert "6.1.a" not in re.sub(r"Le consentement \(art. 6.1.a\) ne convient pas", "", register)
    assert "or consent" not in register


def test_what_parts_cost_is_said_where_they_are_chosen(site: tuple[Whole, TestClient]) -> None:
    typed = {"segments": "Nord\nSud\nEst", "k": "10", "propose": "yes", "people": "customers"}
    page = site[1].post("/fr/organise", data=typed).text
    assert "3 parties" in page
    assert "76 réponses" in page
    board = text(site, f"/fr/{own(site, 'parts', 'open', NAMED)}")
    assert "Entre 0 et 76 réponses" in board


@pytest.mark.parametrize("typed", ["ab2c-de3f", " AB2C DE3F ", "ab2cde3f", "ab2c\u00a0de3f"])
def test_a_passphrase_is_known_however_its_groups_are_parted(site: tuple[Whole, TestClient], typed: str) -> None:
    assert Passphrase("ab2c-de3f").matches(typed)
    assert not Passphrase("ab2c-de3g").matches(typed)


def test_a_passphrase_of_marks_alone_is_not_the_empty_one(site: tuple[Whole, TestClient]) -> None:
    marks = Passphrase("- -")
    assert marks.matches("- -")
    assert not marks.matches("")


def test_a_form_says_how_many_things_are_to_be_looked_at_again(site: tuple[Whole, TestClient]) -> None:
    wrong = {"slug": "Été", "expected": "many", "closes_on": "2001-01-01", "segments": "Nord", "people": "customers"}
    page = site[1].post("/fr/organise", data=wrong).text
    many = len(re.findall(r'class="mistake" id="', page))
    assert many > 3
    assert f"{many} points sont à revoir" in page


def test_a_frame_is_tall_where_it_is_narrow_and_as_asked_where_a_size_was_asked_for() -> None:
    line = snippet("https://totem.example", "fr", "spring", TITLE)
    assert "height:max(440px,min(640px,(560px - 100vw)*999))" in line
    assert 'height="440"' in line
    assert "max(" not in snippet("https://totem.example", "fr", "spring", TITLE, "320", 500)
