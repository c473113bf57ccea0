from hypothesis import given
from hypothesis import strategies as st

from app.figures.letters import HEIGHT, LETTERS, WIDTH, initial
from app.figures.mask import FAINTEST, mask, strengths
from tests.figures.paths import numbers

gaps = st.floats(-100, 100)
half_widths = st.floats(0, 60)


@given(gaps, half_widths)
def test_a_gap_within_its_interval_leaves_a_whole_face(gap: float, half_width: float) -> None:
    if abs(gap) <= half_width:
        found = mask("fox", gap, half_width)
        assert found == found.mirrored
        assert (found.first, found.second) == (1.0, 1.0)


@given(gaps, half_widths)
def test_swapping_sides_gives_the_mirror_image(gap: float, half_width: float) -> None:
    assert mask("bee", -gap, half_width) == mask("bee", gap, half_width).mirrored


@given(gaps, half_widths)
def test_the_stronger_side_is_never_faded_and_the_weaker_never_gone(gap: float, half_width: float) -> None:
    first, second = strengths(gap, half_width)
    assert max(first, second) == 1.0
    assert min(first, second) >= FAINTEST
    assert first >= second if gap >= 0 else second >= first


@given(gaps, gaps, half_widths)
def test_a_larger_gap_never_gives_a_stronger_half(one: float, other: float, half_width: float) -> None:
    nearer, further = sorted((abs(one), abs(other)))
    assert min(strengths(further, half_width)) <= min(strengths(nearer, half_width))


def test_ten_points_beyond_the_interval_take_a_quarter() -> None:
    assert strengths(25, 15) == (1.0, 0.75)
    assert strengths(-25, 15) == (0.75, 1.0)


def test_an_animal_that_nobody_drew_gets_its_initial() -> None:
    assert mask("owl").letter == LETTERS["O"]
    assert mask("owl", name="Écureuil").letter == LETTERS["E"]
    assert mask("owl").face == "shield"
    assert mask("fox").letter == ""


def test_a_name_that_starts_with_no_letter_gets_an_empty_shield() -> None:
    assert initial("…") == initial("") == initial("猫") == ""


def test_letters_fill_their_grid() -> None:
    assert len(LETTERS) == len(set(LETTERS.values())) == 26
    assert all(-1 <= float(n) <= max(WIDTH, HEIGHT) + 1 for path in LETTERS.values() for n in numbers(path))
