"""What a room talks about: what is told covers five people, what is kept is read, and tokens that were drawn stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.campaigns.draft import CampaignInvalid
from app.seminars.stage import LEAST, Vote
from app.seminars.talking.own_question import LONGEST_ANSWER, LONGEST_QUESTION, with_typed
from app.seminars.talking.talk import (
    HIDDEN,
    MOST_OWN,
    SMALL,
    WORD,
    Talk,
    asking,
    fresh,
    from_five,
    in_groups,
    off,
    talk_from,
    talk_to_document,
    told,
    with_question,
    without_question,
)  # fmt: skip

COUNTS = st.lists(st.integers(0, 30), min_size=2, max_size=8)


@given(COUNTS)
def test_no_count_told_nor_their_difference_with_all_of_them_is_of_one_to_four_people(votes: list[int]) -> None:
    shown = from_five(votes)
    assert len(shown) == len(votes)
    assert all(one == HIDDEN or one == many >= LEAST for one, many in zip(shown, votes, strict=True))
    hidden = sum(votes) - sum(one for one in shown if one != HIDDEN)
    assert hidden == 0 or hidden >= LEAST or all(one == HIDDEN for one in shown)


def test_what_five_people_chose_is_told() -> None:
    assert from_five([6, 7, 5]) == (6, 7, 5)
    assert from_five([9, 7, 0]) == (9, 7, HIDDEN)
    assert from_five([9, 3, 2]) == (9, HIDDEN, HIDDEN)
    assert from_five([9, 6, 1]) == (9, HIDDEN, HIDDEN), "the others are known by what is left of all"


def test_words_are_told_from_five_on_and_a_question_as_a_vote_is() -> None:
    word = told(asking(Talk(), WORD, 3), (6, 1, 4))
    assert word.vote
    assert word.vote.rounds == ((6, HIDDEN, HIDDEN),)
    own = told(asking(with_question(Talk(), "Ready?", ("Yes", "No")), "*own 1", 2), (6, 1))
    assert own.vote
    assert own.vote.rounds == ((6, 1),)


def test_asking_again_keeps_the_first_round_beside_the_second() -> None:
    first = told(asking(Talk(), "*corners trust_1", 4), (3, 1, 1, 2))
    again = told(asking(off(first), "*corners trust_1", 4), (1, 1, 1, 4))
    assert again.vote
    assert again.vote.rounds == ((3, 1, 1, 2), (1, 1, 1, 4))
    assert off(again).voted == (Vote("*corners trust_1", "", 4, False, again.vote.rounds),)
    assert off(asking(Talk(), WORD, 8)).voted == (), "a round that nobody closed is no round"


def test_tokens_that_were_drawn_stay_for_the_room() -> None:
    by_chance = in_groups(Talk(), 2, 3, "trust", 3, ())
    first = in_groups(by_chance, 2, 3, "trust", 2, (0, 1, 0))
    second = in_groups(off(first), 3, 5, "care", 3, (2, 1, 0))
    assert second.groups
    assert (second.groups.tokens, second.groups.cover, second.groups.number) == (2, (0, 1, 0), 3)
    assert not off(second).is_on


TALKS = (
    Talk(),
    told(asking(with_question(Talk(), "Prêts ?", ("Oui", "Non")), "*own 1", 2), (6, 1)),
    off(told(asking(in_groups(Talk(), 3, 5, "care", 2, (0, 1)), SMALL, 3), None)),
)


@pytest.mark.parametrize("talk", TALKS)
def test_a_talk_is_read_as_it_was_kept(talk: Talk) -> None:
    assert talk_from(talk_to_document(talk)) == talk


def test_a_room_of_before_has_said_nothing() -> None:
    assert talk_from(None) == talk_from("{}") == Talk()


def test_the_next_group_has_the_trainers_questions_and_nothing_else() -> None:
    assert fresh(TALKS[1]) == Talk(own=TALKS[1].own, asked=1)


def test_a_question_that_is_taken_away_takes_what_it_gave_and_its_number_never_comes_again() -> None:
    talk = off(TALKS[1])
    assert without_question(TALKS[1], 1) == TALKS[1], "it is on the screen"
    assert without_question(talk, 1) == Talk(asked=1)
    assert with_typed(without_question(talk, 1), "Prêts ?", ("Oui", "Non")).own[0].item == "*own 2"


@pytest.mark.parametrize(("text", "answers", "field"), [
    ("", ("Yes", "No"), "own"),
    ("Ready?", ("Yes",), "own_answers"),
    ("Ready?", ("a", "b", "c", "d", "e"), "own_answers"),
    ("Ready?", ("Yes", "yes "), "own_answers"),
    ("R" * (LONGEST_QUESTION + 1), ("Yes", "No"), "own"),
    ("Ready?", ("Y" * (LONGEST_ANSWER + 1), "No"), "own_answers"),
    ("Ready\x07?", ("Yes", "No"), "own"),
    ("Ready?", ("Yes", "N\u202eo"), "own_answers"),
    ("R" * 1_000_000, ("Yes", "No"), "own"),
])  # fmt: skip
def test_what_cannot_be_asked_is_refused_with_its_field(text: str, answers: tuple[str, ...], field: str) -> None:
    with pytest.raises(CampaignInvalid) as refused:
        with_typed(Talk(), text, answers)
    assert refused.value.field == field


def test_a_question_is_kept_without_its_blanks_and_a_room_keeps_six() -> None:
    talk = with_typed(Talk(), "  Are we \n ready? ", (" Yes ", "", "Not yet", ""))
    assert (talk.own[0].text, talk.own[0].answers) == ("Are we ready?", ("Yes", "Not yet"))
    for number in range(1, MOST_OWN):
        talk = with_typed(talk, f"Question {number}", ("Yes", "No"))
    with pytest.raises(CampaignInvalid):
        with_typed(talk, "One more", ("Yes", "No"))
