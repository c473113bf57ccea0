"""How a person comes into a campaign's quiz: words, a code, an invitation, a segment, the limit of an open link."""

import math
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.campaigns import invitations
from app.campaigns.campaign import Campaign
from app.campaigns.store import archive, change, create
from app.campaigns.words import Segment, Words
from app.main import create_app
from app.pool_keys.key_file import KeyFile
from app.tallies.closing import close
from app.tallies.keys import PoolKeys
from app.tallies.ledger import today_in_utc
from app.totem.model import More
from app.totem.packing import pack
from app.web.language import day, zone
from app.web.rate_limit import tolerance_of
from app.web.tokens import IV, MINUTES, Tokens, mark_of, new_sheet
from tests.crowd import a_bank
from tests.sheets import sheet_with
from tests.stores import is_valid, pools, receipts
from tests.web.conftest import settings_in
from tests.web.player import Player, Screen
from tests.whole import Whole

WORDS = Words(
    title={"fr": "Le baromètre de la baie", "en": "The barometer of the bay"},
    introduction={"fr": "Cinq minutes.\n\nPour nous tous.", "en": "Five minutes.\n\nFor all of us."},
)
PARTS = Words(
    question={"fr": "Où travaillez-vous ?", "en": "Where do you work?"},
    segments=(Segment("north", {"fr": "Au nord", "en": "In the north"}), Segment("south", {"fr": "Au sud"})),
)
CODE = "BAIE42"
NOW = 1_800_000_000.0
BANK = a_bank()
SEALS = Tokens([b"a" * 32])
NUMBERS = count(1)


@pytest.fixture(scope="module")
def here(app: Starlette) -> Whole:
    found: Whole = Whole(app)
    return found


@pytest.fixture(scope="module")
def keys(folder: Path) -> PoolKeys:
    return KeyFile(folder / "secrets" / "pool-keys")


def campaign(here: Whole, **fields: Any) -> Campaign:
    return create(here.engine, f"c{next(NUMBERS)}", "express", today_in_utc(), **fields)


def enter(player: Player, **form: str) -> Response:
    """Posts the campaign's first page; follows to the first step if it lets in."""
    action = re.search(r'<form class="step door" method="post" action="([^"]+)"', player.screen.text)
    assert action
    response = player.client.post(action[1], data={**player.screen.hidden, **form}, follow_redirects=False)
    if response.status_code == 303:
        player.open(response.headers["location"])
    else:
        player.screen = Screen(response.text)
    return response


def main_of(response: Response) -> str:
    return response.text.split("<main")[1].split("</main>")[0]


def to_the_last_step(player: Player, person: int = 1) -> Player:
    """Tokens a sheet with every answer in it, instead of sending them one by one."""
    site: Whole = Whole(player.client.app)
    slug, bank, random = player.path.rpartition("/")[2], site.questionnaires["express"].bank, Random(person)
    sheet = site.tokens.open_sheet(slug, bank, player.screen.hidden["s"], time.time())
    replies = tuple(random.randint(1, bank.points) for _ in bank.items)
    firsts = tuple(random.randrange(len(scene.options)) for scene in bank.scenes)
    token = site.tokens.seal_sheet(slug, bank, sheet.answered(sheet_with(bank, replies, firsts, more=More.NEVER)))
    assert player.open(f"{player.path}?s={token}").is_last
    return player


def segments_of(here: Whole, keys: PoolKeys, found: Campaign) -> set[str]:
    return {cell.segment for cell in pools(here.engine, keys) if cell.campaign_id == found.id}


@pytest.mark.parametrize(("language", "said"), [("fr", "Pour nous tous."), ("en", "For all of us.")])
def test_a_campaign_says_its_own_title_and_introduction_before_the_first_question(
    client: TestClient, here: Whole, language: str, said: str
) -> None:
    player = Player(client, campaign(here, words=WORDS).slug, language)
    assert WORDS.title[language] in player.screen.text
    assert f'<p class="welcome lines">{said}</p>' in player.screen.text
    enter(player)
    assert player.screen.number == 1
    assert f"<title>1/16 · {WORDS.title[language]}</title>" in player.screen.text


def test_a_campaign_without_words_of_its_own_starts_at_the_first_question(client: TestClient, here: Whole) -> None:
    assert Player(client, campaign(here).slug).screen.number == 1


def test_texts_of_an_organiser_are_shown_as_text(client: TestClient, here: Whole) -> None:
    words = Words(title={"fr": "<b>Nous</b>"}, introduction={"fr": "<script>x</script>"})
    page = client.get(f"/en/quiz/{campaign(here, words=words).slug}").text
    assert "&lt;b&gt;Nous&lt;/b&gt;" in page
    assert "<script>x" not in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_code_lets_in_whatever_its_case_and_its_blanks_and_is_asked_once(
    client: TestClient, here: Whole, language: str
) -> None:
    slug = campaign(here, protection="code", code=CODE).slug
    player = Player(client, slug, language)
    assert 'name="code"' in player.screen.text
    assert enter(player, code=" baie-42 ").status_code == 303
    assert player.screen.number == 1
    assert to_the_last_step(player).finish().endswith("finish=counted")


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Ce n’est pas le code de cette campagne"), ("en", "This is not the code of this campaign")],
)
def test_a_wrong_code_is_said_and_kept_to_be_mended(client: TestClient, here: Whole, language: str, said: str) -> None:
    player = Player(client, campaign(here, protection="code", code=CODE).slug, language)
    response = enter(player, code='"BAIE43')
    assert response.status_code == 422
    assert said in response.text
    assert 'value="&#34;BAIE43"' in response.text
    assert enter(player, code=CODE).status_code == 303


@pytest.mark.parametrize(
    ("language", "said", "way"),
    [
        ("fr", "qui ont son code", "J’ai le code"),
        ("en", "those who have its code", "I have the code"),
    ],
)
def test_without_the_code_the_quiz_is_just_for_oneself_until_the_code_is_given(
    client: TestClient, here: Whole, language: str, said: str, way: str
) -> None:
    slug = campaign(here, protection="code", code=CODE).slug
    player = Player(client, slug, language)
    assert enter(player, alone="1").status_code == 303
    to_the_last_step(player)
    assert said in player.screen.text
    assert player.screen.offered["finish"] == ["private"]
    refused = player.post(finish="count")
    assert refused.headers["location"].startswith(f"/{language}/entry/{slug}?s=")
    assert player.finish("private").endswith("finish=private")
    link = re.search(rf'href="([^"]+)">{way}<', player.screen.text)
    assert link
    player.open(link[1])
    enter(player, code=CODE)
    assert player.screen.is_last, "no answer is lost on the way"
    assert player.finish().endswith("finish=counted")


def test_a_storm_of_wrong_codes_finds_nothing_even_with_the_right_one_in_it(tmp_path: Path) -> None:
    app = create_app(settings_in(tmp_path))
    site: Whole = Whole(app)
    with TestClient(app) as client:
        slug = campaign(site, protection="code", code="4321").slug
        answers = [
            client.post(f"/en/entry/{slug}", data={"code": f"{number:04}"}, follow_redirects=False)
            for number in range(4280, 4400)
        ]
        assert {answer.status_code for answer in answers} == {422, 429}
        assert "Try again in ten minutes" in answers[-1].text
        french = client.post(f"/fr/entry/{slug}", data={"code": "4321"})
        assert "Réessayez dans dix minutes" in french.text
        player = Player(client, slug)
        enter(player, alone="1")
        assert to_the_last_step(player).finish("private").endswith("finish=private")
        assert receipts(site.engine) == set()


def code_sent(client: TestClient, slug: str, code: str) -> int:
    return client.post(f"/fr/entry/{slug}", data={"code": code}, follow_redirects=False).status_code


@pytest.mark.slow
def test_a_joker_on_a_company_s_network_locks_nobody_out(tmp_path: Path) -> None:
    """Thirty typing errors of a thousand colleagues, or a joker's, are answered; the right code goes on opening."""
    app = create_app(settings_in(tmp_path))
    site: Whole = Whole(app)
    with TestClient(app, client=("10.0.0.1", 1)) as company:
        slug, other = (campaign(site, protection="code", code=CODE).slug for _ in range(2))
        wrong = [code_sent(company, slug, f"WRONG{number}") for number in range(200)]
        assert wrong == [422] * 30 + [429] * 170
        assert code_sent(company, slug, CODE) == 303
        wrong = [code_sent(company, slug, f"WRONG{number}") for number in range(300)]
        assert set(wrong) == {429}
        assert code_sent(company, slug, CODE) == 303, "it was right here before"
        newcomer, guesser = (TestClient(app, client=(place, 1)) for place in ("10.0.0.2", "10.0.0.3"))
        assert code_sent(newcomer, slug, CODE) == 303, "whoever mistyped nothing is not asked to wait"
        assert {code_sent(guesser, slug, f"WRONG{number}") for number in range(30)} == {422}
        assert code_sent(guesser, slug, CODE) == 429, "past both limits it is a guess like any other"
        assert code_sent(guesser, other, CODE) == 303, "what is guessed of one campaign shuts no other"


@pytest.mark.parametrize(
    ("code", "many"), [("4321", 0), ("654321", 10), ("ABCD", 4), ("AB12", 16), ("BAIE42", 300), ("7K2MPQ", 300)]
)
def test_past_the_limits_of_places_a_code_stands_what_its_length_allows(code: str, many: int) -> None:
    assert tolerance_of(code) == many
    letters = 10 if code.isdigit() else 26 if code.isalpha() else 36
    assert many <= letters ** len(code) / 100_000


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "Une partie de moins de 7 personnes"), ("en", "A part with fewer than 7 people")]
)
def test_a_segment_is_asked_once_with_what_a_small_one_means(
    client: TestClient, here: Whole, keys: PoolKeys, language: str, said: str
) -> None:
    found = campaign(here, words=PARTS, k=7)
    player = Player(client, found.slug, language)
    assert said in player.screen.text
    assert PARTS.question[language] in player.screen.text
    assert "Au sud" in player.screen.text, "in the only language that was given"
    assert player.screen.offered["segment"] == ["north", "south", ""]
    assert enter(player, segment="north").status_code == 303
    result = to_the_last_step(player).finish()
    assert result.endswith("finish=counted")
    assert "Au nord" not in client.get(result).text
    assert segments_of(here, keys, found) == {"north"}


def test_who_would_rather_not_say_counts_in_the_whole_only(client: TestClient, here: Whole, keys: PoolKeys) -> None:
    found = campaign(here, words=PARTS)
    player = Player(client, found.slug)
    enter(player, segment="")
    to_the_last_step(player).finish()
    assert segments_of(here, keys, found) == {""}


@pytest.mark.parametrize(("language", "said"), [("fr", "Choisissez une ligne"), ("en", "Choose a line")])
def test_a_segment_left_out_is_asked_again_and_the_code_is_not(
    client: TestClient, here: Whole, language: str, said: str
) -> None:
    player = Player(client, campaign(here, words=PARTS, protection="code", code=CODE).slug, language)
    response = enter(player, code=CODE)
    assert response.status_code == 422
    assert said in response.text
    assert 'name="code"' not in response.text
    assert enter(player, segment="south").status_code == 303


@given(st.none() | st.text(max_size=40), st.booleans(), st.none() | st.binary(min_size=32, max_size=32))
def test_how_a_sheet_came_in_comes_back_as_it_was_sealed(
    segment: str | None, has_code: bool, invitation: bytes | None
) -> None:
    mark = None if segment is None else mark_of(segment)
    sheet = replace(new_sheet(BANK, NOW), segment=mark, has_code=has_code, invitation=invitation)
    assert SEALS.open_sheet("bay", BANK, SEALS.seal_sheet("bay", BANK, sheet), NOW) == sheet


def test_a_sheet_is_as_short_as_ever_without_code_and_segment_and_hardly_longer_with_them() -> None:
    sheet = new_sheet(BANK, NOW)
    plain = len(sheet.nonce + pack(BANK, sheet.answers)) + MINUTES + IV + 16
    long = replace(sheet, segment=mark_of("north"), has_code=True)
    lengths = [len(SEALS.seal_sheet("bay", BANK, one)) for one in (sheet, long)]
    assert lengths == [math.ceil(plain * 4 / 3), math.ceil((plain + 5) * 4 / 3)]


def test_no_address_tells_a_segment_by_its_length(client: TestClient, here: Whole) -> None:
    slug = campaign(here, words=PARTS).slug
    lengths = set()
    for segment in ("", "north", "south"):
        player = Player(client, slug)
        lengths.add(len(enter(player, segment=segment).headers["location"]))
    assert len(lengths) == 1


def test_a_segment_that_the_campaign_does_not_have_is_refused(client: TestClient, here: Whole) -> None:
    for segment in ("east", "others", "north "):
        assert enter(Player(client, campaign(here, words=PARTS).slug), segment=segment).status_code == 400


@pytest.fixture
def invited(here: Whole) -> tuple[Campaign, list[str]]:
    found = campaign(here, protection="invitation", words=PARTS)
    return found, invitations.make(here.engine, found.id, 3)


@pytest.mark.parametrize(
    ("language", "said", "spent"),
    [("fr", "Votre invitation permet", "déjà servi"), ("en", "Your invitation lets", "used already")],
)
def test_an_invitation_is_spent_with_the_answer_and_counts_once(
    client: TestClient, here: Whole, invited: tuple[Campaign, list[str]], language: str, said: str, spent: str
) -> None:
    found, (token, *_) = invited
    address = f"/{language}/invitation/{found.slug}/{token}"
    outcomes = []
    for person in (1, 2):
        player = Player(client, "express", language)
        player.path = f"/{language}/quiz/{found.slug}"
        assert said in player.open(address).text
        enter(player, segment="north")
        assert token not in player.screen.text
        assert is_valid(here.engine, found.id, token) == (person == 1)
        outcomes.append(to_the_last_step(player, person).finish())
    assert [outcome.partition("finish=")[2] for outcome in outcomes] == ["counted", "spent"]
    assert spent in main_of(client.get(outcomes[1]))
    assert player.finish("private").endswith("finish=private")


def test_opening_an_invitation_a_hundred_times_spends_nothing(
    client: TestClient, here: Whole, invited: tuple[Campaign, list[str]]
) -> None:
    found, (token, *_) = invited
    for ask in (client.get, client.head) * 50:
        assert ask(f"/fr/invitation/{found.slug}/{token}").status_code == 200
    for _ in range(5):
        redeemed = client.post(f"/fr/invitation/{found.slug}/{token}", data={"segment": ""}, follow_redirects=False)
        assert redeemed.status_code == 303
    assert is_valid(here.engine, found.id, token)


def test_a_page_does_not_tell_whoever_sent_an_invitation_whether_it_was_used(
    client: TestClient, invited: tuple[Campaign, list[str]]
) -> None:
    found, (used, fresh, _) = invited
    player = Player(client, "express")
    player.path = f"/fr/quiz/{found.slug}"
    player.open(f"/fr/invitation/{found.slug}/{used}")
    enter(player, segment="north")
    assert to_the_last_step(player).finish().endswith("finish=counted")
    pages = [client.get(f"/fr/invitation/{found.slug}/{token}").text.replace(token, "") for token in (used, fresh)]
    assert pages[0] == pages[1]


def test_private_answers_spend_no_invitation(
    client: TestClient, here: Whole, invited: tuple[Campaign, list[str]]
) -> None:
    found, (token, *_) = invited
    player = Player(client, "express")
    player.path = f"/fr/quiz/{found.slug}"
    player.open(f"/fr/invitation/{found.slug}/{token}")
    enter(player, segment="")
    to_the_last_step(player).finish("private")
    assert is_valid(here.engine, found.id, token)


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "ouvrez le lien de votre invitation"), ("en", "open the link in your invitation")]
)
def test_without_an_invitation_the_quiz_is_just_for_oneself(
    client: TestClient, here: Whole, invited: tuple[Campaign, list[str]], language: str, said: str
) -> None:
    found, _ = invited
    before = receipts(here.engine)
    player = Player(client, found.slug, language)
    assert said in player.screen.text
    assert enter(player).status_code == 200, "only alone"
    enter(player, alone="1")
    to_the_last_step(player)
    assert player.screen.offered["finish"] == ["private"]
    assert player.post(finish="count").headers["location"].startswith(f"/{language}/entry/")
    assert player.finish("private").endswith("finish=private")
    assert receipts(here.engine) == before


@pytest.mark.parametrize("token", ["x", "a" * 21, "a" * 23, "a" * 21 + "=", "é" * 22])
def test_an_invitation_that_was_cut_is_a_page_that_says_so(
    client: TestClient, invited: tuple[Campaign, list[str]], token: str
) -> None:
    for ask in (client.get, client.post):
        response = ask(f"/fr/invitation/{invited[0].slug}/{token}")
        assert response.status_code == 400
        assert "incomplet" in response.text


def test_an_invitation_that_nobody_made_counts_nothing(
    client: TestClient, here: Whole, invited: tuple[Campaign, list[str]]
) -> None:
    found, _ = invited
    player = Player(client, "express")
    player.path = f"/fr/quiz/{found.slug}"
    player.open(f"/fr/invitation/{found.slug}/{'a' * 22}")
    enter(player, segment="north")
    before = receipts(here.engine)
    assert to_the_last_step(player).finish().endswith("finish=spent")
    assert receipts(here.engine) == before


@pytest.mark.parametrize(("language", "said"), [("fr", "Cette campagne ouvre le"), ("en", "This campaign opens on")])
def test_a_campaign_to_come_says_when_and_counts_nobody(
    client: TestClient, here: Whole, language: str, said: str
) -> None:
    soon = today_in_utc() + timedelta(days=9)
    found = campaign(here, opened_on=soon, words=WORDS)
    player = Player(client, found.slug, language)
    when = f"{said} {day(language, soon)} ({zone(language, found.zone)})"
    assert when in player.screen.text
    enter(player, alone="1")
    to_the_last_step(player)
    assert when in player.screen.text, "with its time zone, again at the end"
    assert player.screen.offered["finish"] == ["private"]
    assert player.post(finish="count").headers["location"].endswith("finish=closed")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_campaign_that_is_over_leads_to_its_figures_or_to_a_quiz_for_oneself(
    client: TestClient, here: Whole, keys: PoolKeys, language: str
) -> None:
    found = campaign(here)
    close(here.engine, keys, found.id, today_in_utc())
    closed = client.get(f"/{language}/quiz/{found.slug}")
    assert {"fr": "est fermée", "en": "is closed"}[language] in closed.text
    other = campaign(here)
    close(here.engine, keys, other.id, today_in_utc())
    archive(here.engine, other, today_in_utc())
    archived = client.get(f"/{language}/quiz/{other.slug}")
    assert {"fr": "au passé", "en": "to the past"}[language] in archived.text
    for slug, page in ((found.slug, closed), (other.slug, archived)):
        assert f'href="/{language}/figures/{slug}"' in main_of(page)
        player = Player(client, slug, language)
        assert enter(player, alone="1").status_code == 303
        assert to_the_last_step(player).screen.offered["finish"] == ["private"]


@pytest.fixture
def narrow(tmp_path: Path) -> Iterator[TestClient]:
    """A site whose open campaigns count two answers an hour from one place."""
    app = create_app(settings_in(tmp_path, open_limit=2))
    with TestClient(app) as client:
        yield client


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Les vôtres ne sont pas encore comptées, ni perdues"), ("en", "not counted yet, and not lost")],
)
def test_an_open_link_that_is_filled_from_one_place_says_so_and_loses_nothing(
    narrow: TestClient, language: str, said: str
) -> None:
    players = [to_the_last_step(Player(narrow, "express", language), person) for person in range(3)]
    for player in players[:2]:
        assert player.finish().endswith("finish=counted")
    last = players[2]
    full = last.post(finish="count")
    assert full.status_code == 429
    assert said in full.text
    assert full.headers["Cache-Control"] == "no-store"
    last.screen = Screen(full.text)
    assert last.screen.offered["finish"] == ["count", "private"]
    assert last.post(finish="count").status_code == 429
    elsewhere = TestClient(narrow.app, client=("192.0.2.7", 1))
    form = {**last.screen.hidden, "finish": "count"}
    assert last.finish("private").endswith("finish=private")
    counted = elsewhere.post(last.path, data=form, follow_redirects=False)
    assert counted.headers["location"].endswith("finish=counted")
    assert last.finish("private").endswith("finish=counted"), "totals cannot be undone"


def test_a_full_open_link_is_a_page_for_htmx_that_a_reload_brings_back(narrow: TestClient) -> None:
    for person in range(3):
        player = to_the_last_step(Player(narrow), person)
        form = {**player.screen.hidden, "finish": "count"}
        response = narrow.post(player.path, data=form, headers={"HX-Request": "true"})
    assert response.status_code == 429
    assert response.headers["HX-Retarget"] == "#main"
    assert player.open(response.headers["HX-Push-Url"]).is_last


def test_places_of_an_ipv6_network_are_one_and_codes_and_invitations_have_no_such_limit(narrow: TestClient) -> None:
    site: Whole = Whole(narrow.app)
    for host in ("2001:db8::1", "2001:db8::2"):
        home = TestClient(narrow.app, client=(host, 1))
        assert to_the_last_step(Player(home)).finish().endswith("finish=counted")
    home = TestClient(narrow.app, client=("2001:db8::3", 1))
    assert to_the_last_step(Player(home)).post(finish="count").status_code == 429
    slug = campaign(site, protection="code", code=CODE).slug
    for person in range(4):
        player = Player(home, slug)
        enter(player, code=CODE)
        assert to_the_last_step(player, person).finish().endswith("finish=counted")


def test_a_site_may_count_any_number_of_answers_from_one_place(tmp_path: Path) -> None:
    assert Whole(create_app(settings_in(tmp_path, open_limit=0))).quiz.counted is None


def test_a_damaged_or_foreign_sheet_is_refused_at_the_door(client: TestClient, here: Whole) -> None:
    slug = campaign(here, words=PARTS).slug
    foreign = Player(client).screen.hidden["s"]
    for sheet in ("x", foreign):
        for response in (
            client.get(f"/fr/entry/{slug}", params={"s": sheet}),
            client.post(f"/fr/entry/{slug}", data={"s": sheet, "segment": "north"}),
        ):
            assert response.status_code == 400
    assert client.get("/fr/entry/nowhere").status_code == 404
    assert client.get(f"/fr/entry/{slug}", follow_redirects=False).headers["location"] == f"/fr/quiz/{slug}"


def test_a_sheet_begun_before_a_code_was_asked_keeps_its_answers(client: TestClient, here: Whole) -> None:
    found = campaign(here)
    player = to_the_last_step(Player(client, found.slug))
    change(here.engine, found, today_in_utc(), protection="code", code=CODE)
    here.campaigns._found.clear()
    asked = player.post(finish="count").headers["location"]
    player.open(asked)
    enter(player, code=CODE)
    assert player.screen.is_last
    assert player.finish().endswith("finish=counted")
