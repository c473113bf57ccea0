"""What people paste: a result's link is found wherever it is, and anything else is told by what it is."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.model import blank
from app.web.result.result_link_input import LOOKS_CUT, LinkMistake, NotAResult, find_result
from app.web.tokens import ResultLink, Tokens, new_sheet
from tests.crowd import a_bank

BANK = a_bank()
SEALS = Tokens([b"a" * 32])
TOKEN = SEALS.seal_result("totem", BANK, blank(BANK))
OTHER = SEALS.seal_result("spring", BANK, blank(BANK))
SHEET = SEALS.seal_sheet("totem", BANK, new_sheet(BANK, 0))
LINK = f"https://totem.example/fr/result/{TOKEN}"
SPACES = st.sampled_from([" ", "\n", "\r\n", "\t", "\u00a0", "\u202f", "\u200b", "\u2060", "\ufeff", "\u00ad", ""])


@pytest.mark.parametrize(
    "text",
    [
        LINK,
        f"  {LINK}\n",
        TOKEN,
        f"{LINK}?finish=counted",
        f"{LINK}/code.svg",
        f"Voici mon lien : {LINK} À demain, et merci.",
        f"Voici mon lien : {LINK}.",
        f"{LINK}À demain",
        f"{LINK}Bonne journée",
        f"<{LINK}>",
        f"« {LINK} »",
        f"“{LINK}”,",
        f"_{LINK}_",
        f"[mon résultat]({LINK})",
        f"Mon code : {TOKEN}, à toi.",
        f"http://192.168.0.7:8000/en/result/{TOKEN}",
        f"HTTPS://TOTEM.EXAMPLE/FR/RESULT/{TOKEN}",
        f"https://mail.example/?url={quote(LINK, safe='')}&data=05%7C02",
        f"https://totem.example/fr/result/{TOKEN[:20]}… {LINK}",
        f"> https://totem.example/fr/result/{TOKEN[:40]}\n> {TOKEN[40:]}",
        f"{LINK} (et le quiz : https://totem.example/fr/quiz/totem)",
    ],
)
def test_a_link_is_found_among_what_surrounds_it(text: str) -> None:
    assert find_result(SEALS, text).token == TOKEN


@given(st.lists(st.tuples(st.integers(1, len(LINK) - 1), SPACES), max_size=6))
def test_spaces_anywhere_in_a_link_are_passed_over(gaps: list[tuple[int, str]]) -> None:
    text = LINK
    for place, space in sorted(gaps, reverse=True):
        text = text[:place] + space + text[place:]
    assert find_result(SEALS, text).token == TOKEN


def test_of_two_links_in_one_text_the_first_counts() -> None:
    assert find_result(SEALS, f"{LINK} https://totem.example/fr/result/{OTHER}").link.slug == "totem"


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("", "empty"),
        (" \u200b\n\u00a0", "empty"),
        ("https://totem.example/fr/quiz/totem", "quiz"),
        (f"https://totem.example/fr/quiz/totem?s={SHEET}&q=3", "quiz"),
        ("https://totem.example/fr/animal/totem/fox/bee", "animal"),
        (f"https://totem.example/fr/duo/{TOKEN}/{OTHER}", "duo"),
        ("https://totem.example/fr/", "other"),
        ("bonjour", "other"),
        ("anticonstitutionnellement", "other"),
        ("👋", "other"),
        ("%", "other"),
        (LINK[:-20], "damaged"),
        (LINK[:-1], "damaged"),
        (LINK[len("https://totem.example/fr/result/") + 20 :], "damaged"),
        ("https://totem.example/fr/result/", "damaged"),
        (LINK.replace(TOKEN, SHEET), "damaged"),
        (LINK.swapcase(), "damaged"),
    ],
)
def test_what_is_no_result_is_told_by_what_it_is(text: str, mistake: LinkMistake) -> None:
    with pytest.raises(NotAResult) as refused:
        find_result(SEALS, text)
    assert refused.value.mistake == mistake


def test_a_result_of_another_site_is_damaged_here() -> None:
    with pytest.raises(NotAResult, match="damaged"):
        find_result(Tokens([b"b" * 32]), LINK)


@given(st.text())
def test_whatever_is_pasted_there_is_a_sentence_for_it(text: str) -> None:
    with pytest.raises(NotAResult):
        find_result(SEALS, text)


@pytest.mark.parametrize("text", ["a" * 60_000, "/result/" * 8_000, "/ " * 30_000, f"{'x' * LOOKS_CUT} " * 1_900])
def test_a_text_as_long_as_a_form_may_be_is_refused_without_trying_everything(text: str) -> None:
    tried = Counting([b"a" * 32])
    with pytest.raises(NotAResult):
        find_result(tried, text)
    assert tried.opened < 3_000


class Counting(Tokens):
    opened = 0

    def open_result(self, token: str) -> ResultLink:
        self.opened += 1
        return super().open_result(token)
