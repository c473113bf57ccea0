"""A trainer who answers with four phones of their own: the attack whose rates docs/privacy.md gives, in a short run."""

from benchmarks.four_phones import as_votes, as_words, four_phones, in_groups, second_round, wilson

RUNS = 200


def test_four_phones_and_one_guest_tell_the_guests_vote_and_four_of_ten_guests_hardly_any() -> None:
    """The control: one guest is known with certainty, as docs/privacy.md says."""
    assert four_phones(as_votes, 1, 3, RUNS) == (RUNS, RUNS)
    assert four_phones(as_votes, 10, 3, RUNS)[0] < RUNS / 10


def test_a_word_is_told_less_often_than_a_vote() -> None:
    assert four_phones(as_words, 1, 8, RUNS)[0] < RUNS / 4
    assert four_phones(as_words, 3, 8, RUNS)[1] < RUNS / 20


def test_four_phones_never_tell_an_animal_by_a_shape() -> None:
    told, drawn = in_groups(40, RUNS)
    assert told == 0
    assert drawn > RUNS / 2


def test_one_newcomer_in_a_second_round_is_guessed_the_less_the_more_people_think_again() -> None:
    few, many = (second_round(8, change, RUNS) for change in (0.05, 0.2))
    assert few[1] / few[0] > many[1] / many[0] > 1 / 3


def test_wilson_gives_the_interval_of_a_textbook() -> None:
    assert [round(one, 1) for one in wilson(10, 100)] == [5.5, 17.4]
    assert [round(one, 1) for one in wilson(0, 200)] == [0.0, 1.9]
