"""The sheet that travels and the link that holds a result."""

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.model import Answers, Bank, blank
from app.web.tokens import LIFETIME_MINUTES, LinkDamaged, ResultOutdated, SheetExpired, Tokens, new_sheet
from tests.crowd import a_bank

NOW = 1_800_000_000.0
BANK = a_bank()
SEALS = Tokens([b"a" * 32])


def answers_of(bank: Bank) -> st.SearchStrategy[Answers]:
    replies = st.tuples(*(st.none() | st.integers(0, bank.points) for _ in bank.items))
    choices = st.tuples(*(st.none() | st.integers(0, 2) for _ in bank.all_scenes))
    return st.builds(Answers, replies, choices, st.booleans(), st.booleans())


@given(answers_of(BANK))
def test_a_sheet_comes_back_as_it_was_sealed(answers: Answers) -> None:
    sheet = new_sheet(BANK, NOW).answered(answers)
    assert SEALS.open_sheet("totem", BANK, SEALS.seal_sheet("totem", BANK, sheet), NOW) == sheet


@given(answers_of(BANK))
def test_the_same_result_has_the_same_short_link_and_comes_back(answers: Answers) -> None:
    token = SEALS.seal_result("a-campaign-with-the-longest-name-of-them-", BANK, answers)
    assert token == SEALS.seal_result("a-campaign-with-the-longest-name-of-them-", BANK, answers)
    assert len(f"https://totem.example.org/fr/result/{token}") <= 160
    link = SEALS.open_result(token)
    assert link.slug == "a-campaign-with-the-longest-name-of-them-"
    assert link.answers(BANK) == answers


@given(st.integers(0, 400), st.integers(1, 63))
def test_a_link_with_any_character_changed_opens_nothing(place: int, turn: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    sheet = new_sheet(BANK, NOW)
    for token in (SEALS.seal_sheet("totem", BANK, sheet), SEALS.seal_result("totem", BANK, sheet.answers)):
        # The last character may hold bits that stand for nothing.
        at = place % (len(token) - 1)
        other = alphabet[(alphabet.index(token[at]) + turn) % 64]
        changed = token[:at] + other + token[at + 1 :]
        with pytest.raises(LinkDamaged):
            SEALS.open_sheet("totem", BANK, changed, NOW)
        with pytest.raises(LinkDamaged):
            SEALS.open_result(changed)


@pytest.mark.parametrize("text", ["", "a", "é", "abc", "A" * 90, "%00", "A" * 5000, "=" * 8])
def test_what_is_no_link_is_refused(text: str) -> None:
    with pytest.raises(LinkDamaged):
        SEALS.open_sheet("totem", BANK, text, NOW)
    with pytest.raises(LinkDamaged):
        SEALS.open_result(text)


def test_a_sheet_opens_neither_in_another_campaign_nor_for_another_structure_nor_as_a_result() -> None:
    token = SEALS.seal_sheet("totem", BANK, new_sheet(BANK, NOW))
    for slug, bank in (("other", BANK), ("totem", a_bank(dimensions=9))):
        with pytest.raises(LinkDamaged):
            SEALS.open_sheet(slug, bank, token, NOW)
    with pytest.raises(LinkDamaged):
        SEALS.open_result(token)


def test_a_sheet_expires_after_a_day() -> None:
    token = SEALS.seal_sheet("totem", BANK, new_sheet(BANK, NOW))
    SEALS.open_sheet("totem", BANK, token, NOW + LIFETIME_MINUTES * 60 - 60)
    with pytest.raises(SheetExpired):
        SEALS.open_sheet("totem", BANK, token, NOW + LIFETIME_MINUTES * 60 + 60)


def test_a_result_for_another_structure_says_so() -> None:
    token = SEALS.seal_result("totem", BANK, blank(BANK))
    with pytest.raises(ResultOutdated):
        SEALS.open_result(token).answers(a_bank(dimensions=9))


def test_after_a_new_secret_old_links_open_until_the_old_one_goes() -> None:
    old, new = secrets.token_bytes(32), secrets.token_bytes(32)
    token = Tokens([old]).seal_result("totem", BANK, blank(BANK))
    assert Tokens([new, old]).open_result(token).slug == "totem"
    with pytest.raises(LinkDamaged):
        Tokens([new]).open_result(token)


def test_a_receipt_tells_nothing_of_the_answers() -> None:
    sheet = new_sheet(BANK, NOW)
    answered = sheet.answered(Answers((5,) * len(BANK.items), (0,) * len(BANK.scenes)))
    assert sheet.receipt() == answered.receipt()
    assert sheet.nonce not in sheet.receipt()
    assert new_sheet(BANK, NOW).receipt() != sheet.receipt()


def test_one_result_has_one_address() -> None:
    for slug in ("totem", "express", "a-campaign"):
        token = SEALS.seal_result(slug, BANK, blank(BANK))
        assert SEALS.open_result(token).slug == slug
        letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        others = [token[:-1] + letter for letter in letters if letter != token[-1]]
        for other in (*others, token + "=", token + "==", token + "!", token[:5] + "\n" + token[5:], f" {token}"):
            with pytest.raises(LinkDamaged):
                SEALS.open_result(other)
