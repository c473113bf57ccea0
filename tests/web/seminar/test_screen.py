"""The projected screen: each beat says what it must, in both languages, and nothing of any answer before the reveal."""

import html
import re
import time
from dataclasses import replace
from itertools import permutations

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from app.banks.schema import Language
from app.publication.documents import Mirror, ReleasedDimension, ReleaseDocument
from app.publication.values import Figure
from app.seminars.rooms import GUESS
from app.seminars.stage import BEFORE, Beat, Pace, Stage
from app.web.pages import unbroken
from app.web.seminar.prompts import prompt_at, proposed
from app.web.seminar.screen_view import PLACE
from app.web.seminar.screen_vote import asking_view
from app.web.wording import Wording
from tests.web.figures.releases import site_of
from tests.web.screens import EXPRESS, SCENE, STATEMENT, beats_for, html_of, page_at, released_to, room_at, with_totems
from tests.web.seminar.rooms import Trainer, come_in, finish, trainer
from tests.web.seminar.screen_states import GAPS
from tests.web.seminar.screen_states import leaning as leaning_room

TAG = re.compile(r"<[^>]+>")
BETS = (3, 2, 5, 0, 1, 2, 9)


def said(page: str) -> str:
    """What a reader gets of a page, drawings left out; every space is plain."""
    return " ".join(html.unescape(TAG.sub(" ", re.sub(r"<svg.*?</svg>", " ", page, flags=re.DOTALL))).split())


def headline(page: str) -> str:
    """With the spaces that it has."""
    (found,) = re.findall(r"<h1>(.*?)</h1>", page, re.DOTALL)
    return html.unescape(TAG.sub("", found)).strip(" \n")


def unmarked(page: str) -> str:
    """Without the digest of the stage, which says nothing that the page does not show."""
    return re.sub(r'data-(mark|now)="[\w.]+"', "", page)


def crowd_of(n: int) -> ReleaseDocument:
    found = released_to(14)
    assert found
    return replace(found, n=n)


MIXED = "Aucun animal ne l’emporte\u00a0: la troupe est mélangée", "No animal stands out: the troupe is mixed"
SENTENCES: list[tuple[int, dict[str, int], str, str]] = [
    (
        14,
        {"chameleon": 9, "fox": 5},
        "Vous êtes 9 sur 14 à appartenir à la famille des caméléons",
        "9 of you out of 14 belong to the family of chameleons",
    ),
    (
        14,
        {"elephant": 6, "fox": 5, "bee": 3},
        "Vous êtes 6 sur 14 à appartenir à la famille des éléphants",
        "6 of you out of 14 belong to the family of elephants",
    ),
    (
        14,
        {"bee": 7, "fox": 5, "wolf": 2},
        "Vous êtes 7 sur 14 à appartenir à la famille des abeilles",
        "7 of you out of 14 belong to the family of bees",
    ),
    (
        14,
        {"wolf": 8, "bee": 6},
        "Vous êtes 8 sur 14 à appartenir à la famille des loups",
        "8 of you out of 14 belong to the family of wolves",
    ),
    (
        14,
        {"dolphin": 10, "bee": 4},
        "Vous êtes 10 sur 14 à appartenir à la famille des dauphins",
        "10 of you out of 14 belong to the family of dolphins",
    ),
    (
        14,
        {"beaver": 5, "bee": 4, "fox": 3, "wolf": 2},
        "Vous êtes 5 sur 14 à appartenir à la famille des castors",
        "5 of you out of 14 belong to the family of beavers",
    ),
    (
        14,
        {"fox": 4, "bee": 3, "wolf": 3, "elephant": 2, "beaver": 2},
        "Vous êtes 4 sur 14 à appartenir à la famille des renards",
        "4 of you out of 14 belong to the family of foxes",
    ),
    (
        14,
        {"chameleon": 14},
        "Tout le monde, 14 sur 14, appartient à la famille des caméléons",
        "All 14 of you belong to the family of chameleons",
    ),
    (
        5,
        {"bee": 5},
        "Tout le monde, 5 sur 5, appartient à la famille des abeilles",
        "All 5 of you belong to the family of bees",
    ),
    (
        5,
        {"elephant": 2, "fox": 1, "bee": 1, "wolf": 1},
        "Vous êtes 2 sur 5 à appartenir à la famille des éléphants",
        "2 of you out of 5 belong to the family of elephants",
    ),
    (
        6,
        {"fox": 3, "bee": 3},
        "Deux familles en tête, avec 3 personnes chacune\u00a0: les renards et les abeilles",
        "Two families lead, with 3 people each: foxes and bees",
    ),
    (
        14,
        {"elephant": 7, "chameleon": 7},
        "Deux familles en tête, avec 7 personnes chacune\u00a0: les éléphants et les caméléons",
        "Two families lead, with 7 people each: elephants and chameleons",
    ),
    (
        14,
        {"fox": 4, "bee": 4, "wolf": 4, "beaver": 2},
        "Trois familles en tête, avec 4 personnes chacune\u00a0: les renards, les abeilles et les loups",
        "Three families lead, with 4 people each: foxes, bees and wolves",
    ),
    (14, {"fox": 3, "bee": 3, "wolf": 3, "beaver": 3, "dolphin": 2}, *MIXED),
    (7, dict.fromkeys(("elephant", "fox", "dolphin", "beaver", "bee", "wolf", "chameleon"), 1), *MIXED),
    (5, {"fox": 1, "bee": 1}, *MIXED),
    (
        14,
        {"fox": 9},
        "Vous êtes 9 sur 14 à appartenir à la famille des renards",
        "9 of you out of 14 belong to the family of foxes",
    ),
    (
        14,
        {"wolf": 1},
        "Parmi vous, une personne sur 14 appartient à la famille des loups",
        "One of you out of 14 belongs to the family of wolves",
    ),
    (14, {}, "Aucun animal ne se montre dans cette salle aujourd’hui", "No animal shows itself in this room today"),
    (
        480,
        {"chameleon": 240, "fox": 239, "bee": 1},
        "Vous êtes 240 sur 480 à appartenir à la famille des caméléons",
        "240 of you out of 480 belong to the family of chameleons",
    ),
    (
        1200,
        {"chameleon": 1100, "bee": 100},
        "Vous êtes 1\u202f100 sur 1\u202f200 à appartenir à la famille des caméléons",
        "1,100 of you out of 1,200 belong to the family of chameleons",
    ),
    (
        60,
        {"beaver": 31, "fox": 29},
        "Vous êtes 31 sur 60 à appartenir à la famille des castors",
        "31 of you out of 60 belong to the family of beavers",
    ),
]


def test_at_least_twenty_rooms_are_read_in_each_language() -> None:
    assert len(SENTENCES) >= 20


@pytest.mark.parametrize(("n", "animals", "french", "english"), SENTENCES)
def test_the_big_sentence_tells_exact_counts(n: int, animals: dict[str, int], french: str, english: str) -> None:
    released = with_totems(crowd_of(n), **animals)
    told: dict[Language, str] = {"fr": french, "en": english}
    for language, sentence in told.items():
        page = html_of(room_at(Stage(beat="sentence"), n, language, released=released), "stage")
        assert headline(page) == sentence


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("people", [0, 3, 7, 14, 60, 480])
def test_every_beat_has_one_headline_that_is_announced(people: int, language: Language) -> None:
    for beat in beats_for(people):
        page = html_of(room_at(Stage(beat=beat, guesses=BETS), people, language))
        assert headline(page), beat
        assert page.count('aria-live="polite"') == 1, beat
        assert re.search(r'<header id="title" class="title" aria-live="polite">.*?<h1>', page, re.DOTALL), beat
        assert "%(" not in page, beat


@pytest.mark.parametrize("pace", ["free", "together"])
@pytest.mark.parametrize("beat", BEFORE)
def test_before_the_reveal_the_figures_of_a_room_change_nothing(beat: Beat, pace: Pace) -> None:
    fox, bee = (with_totems(crowd_of(14), **{animal: 14}) for animal in ("fox", "bee"))
    pages = {html_of(room_at(Stage(beat=beat), 14, pace=pace, released=released)) for released in (fox, bee, None)}
    assert len(pages) == 1


def test_a_room_that_goes_back_before_the_reveal_shows_nothing_of_it() -> None:
    pages = {unmarked(html_of(room_at(Stage(beat="own", guesses=bets), 14), "stage")) for bets in (BETS, None)}
    assert len(pages) == 1
    assert page_at(room_at(Stage(beat="own", guesses=BETS), 14)).shown is None


def test_the_lobby_says_how_to_come_in_and_what_will_be_seen() -> None:
    page = html_of(room_at(Stage(), 0, arrived=23))
    assert "totem.example/j K7M 4PX2" in said(page).replace("Code ", "")
    assert "La salle verra combien il y a de chaque animal, pas qui." in said(page)
    assert " 23 dans la salle" in said(page)
    qr = re.search(r'viewBox="0 0 (\d+) \1"', page)
    assert qr
    # Four modules of quiet on each side: the smallest code that holds this address has 29.
    assert int(qr[1]) == 29 + 8


@pytest.mark.parametrize("beat", ["lobby", "answering", "own", "animals", "prompt", "end"])
def test_the_code_is_on_every_beat_unless_it_is_hidden(beat: Beat) -> None:
    shown, hidden = (html_of(room_at(Stage(beat=beat, code_hidden=hide), 14)) for hide in (False, True))
    assert "K7M 4PX2" in shown
    assert "K7M" not in hidden
    assert 'class="qr"' not in hidden


REHEARSED = [Stage(beat=beat, rehearsal=True) for beat in (*beats_for(28), "round")]


@pytest.mark.parametrize("stage", [*REHEARSED, Stage(beat="prompt", rehearsal=True, vote=SCENE)])
def test_a_rehearsal_is_marked_on_every_beat(stage: Stage) -> None:
    assert "Répétition : tout le monde ici est inventé" in said(html_of(room_at(stage, 28)))
    assert "Répétition" not in said(html_of(room_at(replace(stage, rehearsal=False), 28)))


def test_a_room_that_answers_together_sees_the_question_and_how_many_answered_it() -> None:
    page = said(html_of(room_at(Stage(beat="answering", question=1), 24, pace="together", arrived=31)))
    assert "Question 2 sur 15" in page
    assert "Quand je demande un petit effort, je dis à quoi il sert." in page
    assert "Côté clients « Votre prénom aussi, merci : nous avons trois Lefebvre. »" in page
    assert "Côté collègues « Note aussi le prénom : nous avons trois Lefebvre. »" in page
    assert "12 sur 31 à avoir répondu" in page
    scene = said(html_of(room_at(Stage(beat="answering", question=12), 24, pace="together"), "stage"))
    assert "Question 13 sur 15 · Bibliothèque, 14 h 30 Mme Lambert rapporte" in scene
    moves = [" ".join(option.text["fr"].split()) for option in EXPRESS.file.scenes[2].options]
    assert any(
        " ".join(f"{letter} {text}" for letter, text in zip("ABC", order, strict=True)) in scene
        for order in permutations(moves)
    )


def test_no_letter_stands_for_one_force_in_each_scene_that_a_room_reads_along() -> None:
    say, orders = Wording("fr", "customers"), set()
    for at, scene in enumerate(EXPRESS.file.scenes):
        asking = asking_view(EXPRESS, say, 10 + at)
        texts = [say(option.text) for option in scene.options]
        assert [letter for letter, _ in asking.moves] == ["A", "B", "C"]
        orders.add(tuple(texts.index(text) for _, text in asking.moves))
    for place in range(3):
        assert len({order[place] for order in orders}) > 1


def test_masks_come_together_as_people_finish_whatever_they_answered() -> None:
    """One more with each person, of each animal in turn; nothing else of the room is in the picture."""
    pictures = []
    for finished in range(10):
        room = replace(room_at(Stage(beat="answering"), 14, arrived=9), finished=finished)
        page = html_of(room, "stage").partition('class="figure gathering"')[2].partition("</svg>")[0]
        assert page.count(" met") == finished
        pictures.append(re.sub(r" met|\d+ sur \d+", "", page))
    assert len(set(pictures)) == 1
    faces = re.findall(r'class="mask gathered mask-(\w+)', pictures[0])
    assert faces == [*faces[:7], *faces[:2]]
    assert len(set(faces)) == 7


def test_the_room_that_says_goodbye_sees_its_own_troupe() -> None:
    page = html_of(room_at(Stage(beat="end"), 14, released=with_totems(crowd_of(14), chameleon=9, fox=3)), "stage")
    assert headline(page) == "Vous êtes 9 sur 14 à appartenir à la famille des caméléons"
    assert sorted(re.findall(r'class="mask mask-(\w+)"', page)) == ["chameleon", "fox"]
    assert "entrance" not in page
    assert len(re.findall(r'class="mask mask-(\w+)"', html_of(room_at(Stage(beat="end"), 3), "stage"))) == 7


def test_a_pause_is_said() -> None:
    assert "Pause Les téléphones attendent aussi." in said(html_of(room_at(Stage(beat="answering", paused=True), 4)))


def test_a_small_room_has_a_round_of_the_table_with_every_portrait_and_no_figure() -> None:
    page = html_of(room_at(Stage(beat="round"), 3), "stage")
    for totem in EXPRESS.file.totems:
        assert totem.line["fr"] in html.unescape(page)
    assert not re.findall(r"\d", said(page).replace("K7M 4PX2", ""))


@pytest.mark.parametrize("people", [7, 14, 60, 480])
def test_animals_come_in_from_the_rarest_to_the_most_frequent(people: int) -> None:
    shown = page_at(room_at(Stage(beat="animals"), people)).shown
    assert shown
    assert shown.parade
    in_turn = sorted(zip(shown.parade.turns, shown.parade.counts, strict=True))
    assert [turn for turn, _ in in_turn] == list(range(1, len(in_turn) + 1))
    counts = [count for _, count in in_turn]
    assert counts == sorted(counts)
    assert sum(counts) + shown.none == people
    figure = shown.parade.figure
    by_count = sorted(zip(shown.parade.counts, (member.size for member in figure.members), strict=True))
    assert [size for _, size in by_count] == sorted(member.size for member in figure.members)


def test_absent_animals_and_sheets_without_one_are_said_in_words() -> None:
    page = said(html_of(room_at(Stage(beat="animals"), 14, released=with_totems(crowd_of(14), chameleon=9, fox=3))))
    assert "Pas dans la salle aujourd’hui : éléphant, dauphin, castor, abeille, loup" in page
    assert "2 feuilles sans animal" in page
    one = html_of(room_at(Stage(beat="animals"), 14, released=with_totems(crowd_of(14), chameleon=12, fox=1)))
    assert "Une feuille sans animal" in said(one)
    assert '<th scope="row">renard</th>' in one
    assert '<th scope="row">caméléons</th>' in one


@pytest.mark.parametrize(
    ("animals", "bets", "answer"),
    [
        ({"chameleon": 9, "fox": 5}, BETS, "Vous l’aviez vu venir."),
        ({"fox": 9, "chameleon": 5}, BETS, "Vous attendiez plutôt les caméléons."),
        ({"fox": 9}, (4, 4, 1, 0, 0, 0, 0), "Vos pronostics étaient partagés."),
        ({"fox": 7, "chameleon": 7}, BETS, "Vous attendiez plutôt les caméléons."),
    ],
)
def test_what_the_room_guessed_stands_beside_what_it_is(
    animals: dict[str, int], bets: tuple[int, ...], answer: str
) -> None:
    stage = Stage(beat="sentence", guesses=bets)
    page = html_of(room_at(stage, 14, released=with_totems(crowd_of(14), **animals)), "stage")
    assert answer in said(page)
    guessed = [int(one) for one in re.findall(r"<td>(\d+)</td>", page)]
    assert sorted(guessed) == sorted(bets)
    assert "bets" not in html_of(room_at(Stage(beat="sentence"), 14), "stage")


def leaning(people: int, *gaps: tuple[int, int]) -> ReleaseDocument:
    """Gaps of the first dimensions and their half-widths; the others have none."""
    released = crowd_of(people)
    dimensions = [replace(one, mirrors=(_gap(one, 0, 8),)) for one in released.dimensions]
    dimensions[: len(gaps)] = [
        replace(one, mirrors=(_gap(one, *gap),)) for one, gap in zip(released.dimensions, gaps, strict=False)
    ]
    return replace(released, dimensions=tuple(dimensions))


def _gap(dimension: ReleasedDimension, gap: int, half_width: int) -> Mirror:
    return replace(dimension.mirrors[0], gap=Figure(gap), half_width=Figure(half_width))


@pytest.mark.parametrize(
    ("gaps", "over", "title"),
    [
        ([(40, 8)], "Votre plus grand écart", "Confiance\u00a0: davantage côté clients que côté collègues"),
        ([(-20, 8), (14, 8)], "Un écart net", "Confiance\u00a0: davantage côté collègues que côté clients"),
        ([(11, 8)], "Aucun écart n’est net", "Confiance\u00a0: autant côté clients que côté collègues\u202f?"),
    ],
)
def test_the_screen_says_of_a_gap_what_its_interval_allows(gaps: list[tuple[int, int]], over: str, title: str) -> None:
    page = html_of(room_at(Stage(beat="gap"), 60, released=leaning(60, *gaps)), "stage")
    assert headline(page) == title
    assert over in said(page)


def test_a_gap_without_an_interval_is_a_question_with_both_levels() -> None:
    page = html_of(room_at(Stage(beat="gap"), 14), "stage")
    assert headline(page) == "Confiance\u00a0: autant côté clients que côté collègues\u202f?"
    assert "une question, pas un constat" in said(page)
    assert "50 Côté clients" in said(page)
    assert "60 Côté collègues" in said(page)


def test_the_dimensions_are_in_the_mirror_and_in_a_table() -> None:
    shown = page_at(room_at(Stage(beat="dimensions"), 60)).shown
    assert shown
    assert [line.name for line in shown.lines] == [one.name["fr"] for one in EXPRESS.file.dimensions]
    page = html_of(room_at(Stage(beat="dimensions"), 60), "stage")
    for dimension in EXPRESS.file.dimensions:
        assert f'<th scope="row">{dimension.name["fr"]}</th>' in page


@pytest.mark.parametrize("standing", GAPS)
def test_one_line_is_lit_only_where_its_gap_is_more_than_chance(standing: str) -> None:
    released = released_to(14 if standing == "unknown" else 60)
    assert released
    page = html_of(room_at(Stage(beat="dimensions"), released.n, released=leaning_room(released, standing)), "stage")
    lit = re.findall(r'<g class="lit">(.*?)</g>', page)
    assert len(lit) == (standing in ("widest", "clear"))
    assert all(EXPRESS.file.dimensions[3].name["fr"] in html.unescape(line) for line in lit)


def test_prompts_come_from_the_strongest_the_weakest_and_the_most_lopsided() -> None:
    found = proposed(EXPRESS, Wording("fr", "customers"), released_to(14), 1)
    assert [one.why for one in found] == ["strongest", "weakest", "lopsided"]
    assert [one.dimension for one in found] == ["example", "care", "trust"]
    assert prompt_at(found, 4) == found[1]
    page = html_of(room_at(Stage(beat="prompt", prompt=1), 14), "stage")
    assert headline(page) == found[1].text


def test_rooms_without_levels_take_prompts_in_turn() -> None:
    say = Wording("en", "customers")
    turns = [proposed(EXPRESS, say, released_to(7), room) for room in range(10)]
    assert {one.why for turn in turns for one in turn} == {"turn"}
    assert {one.dimension for turn in turns for one in turn} == {one.id for one in EXPRESS.file.dimensions}
    assert proposed(EXPRESS, say, released_to(7), 3) == proposed(EXPRESS, say, None, 3)


def test_an_open_vote_shows_how_many_voted_and_no_result() -> None:
    votes = [replace(SCENE, rounds=((3, 7, 4),)), replace(SCENE, rounds=((9, 1, 4),))]
    pages = {unmarked(html_of(room_at(Stage(beat="prompt", vote=vote), 14), "stage")) for vote in votes}
    assert len(pages) == 1
    assert "14 sur 14 à avoir voté" in said(pages.pop())


def test_a_closed_vote_shows_its_distribution_and_a_second_one_how_the_room_moved() -> None:
    first = replace(SCENE, is_open=False, rounds=((3, 7, 4),))
    page = said(html_of(room_at(Stage(beat="prompt", vote=first), 14), "stage"))
    assert "Tour 1 : 50 % 7" in page
    assert "La salle a bougé" not in page
    second = said(
        html_of(room_at(Stage(beat="prompt", vote=replace(first, rounds=((3, 7, 4), (3, 3, 8)))), 14), "stage")
    )
    assert "La salle a bougé, de 29 % à 57 %, vers : Canapé, chocolat chaud" in second
    still = said(
        html_of(room_at(Stage(beat="prompt", vote=replace(first, rounds=((3, 7, 4), (3, 7, 4)))), 14), "stage")
    )
    assert "La salle n’a pas bougé." in still


def test_a_round_of_fewer_than_five_is_not_shown() -> None:
    vote = replace(STATEMENT, is_open=False, rounds=((1, 2, 6, 4, 1), None))
    page = said(html_of(room_at(Stage(beat="prompt", vote=vote), 14), "stage"))
    assert "Moins de 5 votes : rien n’est montré" in page
    assert "Tour 2" not in page


@pytest.mark.parametrize(
    ("beat", "late", "answer"),
    [
        ("sentence", 1, "Une nouvelle réponse : il en faut 5 pour une seconde révélation"),
        ("prompt", 4, "4 nouvelles réponses : il en faut 5 pour une seconde révélation"),
        ("prompt", 5, "5 nouvelles réponses : assez pour une seconde révélation"),
        ("end", 1, "Une réponse est venue seule après la révélation : elle est détruite."),
        ("end", 3, "3 réponses sont venues après la révélation, trop peu pour les montrer : elles sont détruites."),
    ],
)
def test_newcomers_are_told_what_becomes_of_them(beat: Beat, late: int, answer: str) -> None:
    page = said(html_of(room_at(Stage(beat=beat), 14, late=late)))
    assert answer in page
    assert "nouvelle" not in said(html_of(room_at(Stage(beat=beat), 14)))


@pytest.fixture
def played(client: TestClient, app: Starlette) -> Trainer:
    return trainer(client, site_of(app), name="Atelier")


@pytest.mark.slow
def test_over_a_seminar_the_screen_tells_counts_alone_until_the_reveal(
    played: Trainer, client: TestClient, app: Starlette
) -> None:
    """The recorder: two rooms with other answers, at each moment; what differs is their code, their name, their key."""
    told: list[list[str]] = [[], []]
    for at, one in enumerate((played, trainer(client, site_of(app), name="Atelier"))):
        told[at].append(_recorded(client, one))
        come_in(client, one.room)
        told[at].append(_recorded(client, one))
        one.act("next")
        for person in range(6):
            # Where both rooms drew their answers, they were now and then the same troupe.
            finish(client, one.room, seed=person, choose=(None, lambda screen, name, values: max(values))[at])
            told[at].append(_recorded(client, one))
        for _ in range(2):
            one.act("next")
            told[at].append(_recorded(client, one))
    assert told[0][:-1] == told[1][:-1]
    assert told[0][-1] != told[1][-1]
    assert "Voici la troupe" in told[0][-1]


def _recorded(client: TestClient, one: Trainer) -> str:
    """What the screen shows now, as a page and as it is followed, but for what names the room."""
    address = f"/fr/screen/{one.opened.screen}"
    page = client.get(address).text
    while client.get(f"{address}/state").text.replace(PLACE, "totem.example/j") not in page:
        time.sleep(0.02)
    text = unmarked(re.sub(r'<div class="(qr|drawn)".*?</div>', "", page, flags=re.DOTALL))
    for own in (one.opened.screen, one.room.code[:3], one.room.code[3:]):
        text = text.replace(own, "")
    return text


def test_guesses_are_counted_on_the_screen_and_not_told(played: Trainer, client: TestClient) -> None:
    phone = finish(client, played.room, seed=1)
    played.open_everything()
    sheet = re.search(r"[?&]s=([^&]+)", phone)
    assert sheet
    before = client.get(f"/fr/screen/{played.opened.screen}").text
    client.post(f"/fr/room/{played.room.slug}", data={"s": sheet[1], "guess": "3"})
    played.here.live.announce(played.room.slug)
    after = client.get(f"/fr/screen/{played.opened.screen}").text
    assert GUESS not in after
    assert said(after) == said(before).replace("0 à avoir parié", "1 à avoir parié")


def test_a_screen_without_its_key_is_a_plain_404_and_no_key_acts(client: TestClient, played: Trainer) -> None:
    assert client.get("/fr/screen/nobody").status_code == 404
    assert client.get("/fr/screen/nobody/state").status_code == 404
    assert client.post(f"/fr/screen/{played.opened.screen}", data={"action": "reveal"}).status_code == 405
    assert played.room.stage.beat == "lobby"


def test_the_screen_is_kept_by_no_cache_and_asked_for_again_costs_nothing(client: TestClient, played: Trainer) -> None:
    page = client.get(f"/en/screen/{played.opened.screen}")
    assert page.headers["Cache-Control"] == "no-store"
    state = client.get(f"/en/screen/{played.opened.screen}/state")
    again = client.get(f"/en/screen/{played.opened.screen}/state", headers={"If-None-Match": state.headers["ETag"]})
    assert again.status_code == 304
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page.text


def test_whatever_host_is_asked_a_room_is_rendered_once_and_nobody_is_refused(
    client: TestClient, app: Starlette
) -> None:
    """Whoever has seen a screen can invent hosts: thirty of them make no part of the room, and blind none."""
    one = trainer(client, site_of(app))
    screen, remote, phone = (
        f"/fr/screen/{one.opened.screen}",
        f"/fr/remote/{one.opened.remote}",
        f"/fr/room/{one.room.slug}",
    )
    asked = [
        client.get(f"{page}/state", headers={"Host": f"host-{number}.example"})
        for number in range(30)
        for page in (screen, remote, phone)
    ]
    assert {answer.status_code for answer in asked} == {200}
    assert len({answer.content for answer in asked}) == 3
    assert not any("host-" in answer.text for answer in asked)
    page = client.get(screen, headers={"Host": "host-1.example"}).text
    assert "host-1.example/j" in page
    assert PLACE in asked[0].text
    assert PLACE not in page


def test_a_closed_screen_follows_nothing_and_loads_nothing_again(client: TestClient, app: Starlette) -> None:
    one = trainer(client, site_of(app))
    address = f"/fr/screen/{one.opened.screen}"
    assert "data-live=" in client.get(address).text
    one.here.rooms.act(one.room.id, "close")
    page = client.get(address).text
    assert "data-live=" not in page
    assert "http-equiv" not in page
    assert "data-over" in page


def test_a_closed_vote_has_letters_and_marks_what_was_chosen_most_but_no_tie() -> None:
    for rounds, first in (((3, 7, 4), ["B"]), ((5, 5, 4), [])):
        vote = replace(SCENE, is_open=False, rounds=(rounds,))
        page = html_of(room_at(Stage(beat="prompt", vote=vote), 14), "stage")
        assert re.findall(r'class="letter">(\w)<', page) == ["A", "B", "C"]
        assert re.findall(r'<li class="first"><span class="letter">(\w)<', page) == first


def test_giant_type_breaks_neither_at_a_hyphen_nor_between_a_count_and_its_whole() -> None:
    page = html_of(room_at(Stage(beat="sentence"), 14, released=with_totems(crowd_of(14), wolf=14)), "stage")
    assert '<span class="unbroken">14 sur 14,</span>' in page
    assert str(unbroken("Le veux-tu & ?")) == 'Le <span class="unbroken">veux-tu</span> &amp; ?'


def test_a_reveal_repeats_no_title_and_no_count_of_arrivals() -> None:
    for beat in ("animals", "sentence", "triangle", "dimensions", "gap", "prompt"):
        page = html_of(room_at(Stage(beat=beat), 14), "stage")
        assert "version express" not in page
        assert re.search(r'<footer class="foot">\s*</footer>', page)
