"""A room's code: read aloud, typed in a hurry, and found again."""

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from app.seminars.codes import CODE, LETTERS, STANDING, new_code, new_standing, spelled, typed

CODES = st.text(LETTERS, min_size=7, max_size=7)


def test_no_two_letters_are_taken_for_one_another() -> None:
    assert len(set(LETTERS)) == len(LETTERS) == 32
    assert not set("01OI") & set(LETTERS)


@given(CODES, st.text(" -–.\u00a0\u202f\t", max_size=3), st.integers(0, 7))
def test_a_code_is_understood_however_it_is_typed(code: str, blank: str, at: int) -> None:
    assert typed(blank + code[:at].lower() + blank + code[at:] + blank) == code


@given(CODES)
def test_a_code_as_it_is_shown_is_typed_as_it_is(code: str) -> None:
    assert typed(spelled(code)) == code


@given(st.text())
def test_anything_typed_is_a_code_or_none(text: str) -> None:
    code = typed(text)
    assert code is None or CODE.fullmatch(code) or STANDING.fullmatch(code)


def test_what_is_too_short_too_long_or_not_ours_is_no_code() -> None:
    for text in ("", "ABCDEF", "ABCDEFGH", "ABCDEF0", "ABCDEFI", "ABCDEÉG", "ABC DEF\n"):
        assert typed(text) is None


def test_every_letter_is_drawn_in_every_place() -> None:
    codes = [new_code(Random(1).randrange)] + [new_code(Random(seed).randrange) for seed in range(2000)]
    assert all(CODE.fullmatch(code) for code in codes)
    for place in range(7):
        assert len(Counter(code[place] for code in codes)) == 32


def test_an_address_that_stays_is_no_rooms_code_and_is_typed_as_it_is_shown() -> None:
    for seed in range(500):
        address = new_standing(Random(seed).randrange)
        assert STANDING.fullmatch(address)
        assert not CODE.fullmatch(address)
        assert typed(spelled(address).lower()) == address
