from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.figures.glyphs import drawn
from app.figures.lettering import LEADING, RISE, broken, extent, lettering
from tests.figures.fonts import advances

WIDTH, TOP, HEIGHT = 550.0, 100.0, 400.0
words = st.text(st.sampled_from("aâéiœlmWÉ’-\u00a0"), min_size=1, max_size=30)
texts = st.lists(words, min_size=1, max_size=6).map(" ".join)
blocks = st.tuples(texts, st.integers(20, 120), st.integers(1, 3), st.integers(0, 40))


@given(st.lists(blocks, min_size=1, max_size=4))
def test_words_stay_in_their_place(found: list[tuple[str, float, int, float]]) -> None:
    laid = lettering(found, WIDTH, TOP, HEIGHT)
    lines = [line for block in laid for line in block]
    assert all(extent(line.text) * line.size <= WIDTH + 1e-6 for line in lines)
    assert all(TOP <= line.y - RISE * line.size < line.y <= TOP + HEIGHT for line in lines)
    for above, below in pairwise(lines):
        assert below.y - below.size * RISE >= above.y


@given(st.lists(blocks, min_size=1, max_size=4))
def test_every_word_is_there_in_no_more_lines_and_no_larger_than_asked(
    found: list[tuple[str, float, int, float]],
) -> None:
    for (text, largest, most, _), lines in zip(found, lettering(found, WIDTH, TOP, HEIGHT), strict=True):
        assert " ".join(line.text for line in lines) == drawn(text)
        assert len(lines) <= most
        assert {line.size for line in lines} == {lines[0].size}
        assert lines[0].size <= largest


def test_short_words_are_as_large_as_asked_and_centred() -> None:
    ((line,),) = lettering([("Là-\u2060bas\u202f?", 80, 1, 0)], WIDTH, TOP, HEIGHT)
    assert (line.text, line.size) == ("Là-bas\u2009?", 80)
    assert abs(line.y - RISE * line.size / 2 - (TOP + HEIGHT / 2)) < 1e-9


@given(texts, st.floats(1, 30))
def test_lines_are_filled_before_the_next_one_starts(text: str, most: float) -> None:
    lines = broken(text, most)
    for line, after in pairwise(lines):
        assert extent(f"{line} {after.split(' ')[0]}") > most


def test_no_letter_of_the_font_is_wider_than_we_think() -> None:
    for weight in (400, 800):
        wide = {letter: width for letter, width in advances(weight).items() if width > extent(letter)}
        assert wide == {}, weight
    assert LEADING > 1
