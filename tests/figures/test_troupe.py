import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.figures.troupe import LARGEST, WIDTH, on_wall, troupe

shares = st.lists(st.floats(0, 1).map(lambda share: round(share, 3)), min_size=1, max_size=12)


@given(shares, st.integers(1, 8))
def test_areas_are_in_proportion_to_shares(found: list[float], columns: int) -> None:
    sizes = [member.size for member in troupe(found, columns).members]
    most = max(found)
    for size, share in zip(sizes, found, strict=True):
        assert size**2 * most == pytest.approx(max(sizes) ** 2 * share, abs=1e-6)


@given(shares, st.integers(1, 8), st.sampled_from([360.0, 720.0]))
def test_everyone_fits_the_figure(found: list[float], columns: int, width: float) -> None:
    drawn = troupe(found, columns, width)
    for member in drawn.members:
        assert member.x >= -1e-6
        assert member.x + member.size <= width + 1e-6
        assert member.y >= -1e-6
        assert member.size <= LARGEST * width + 1e-6
        assert member.y + member.size <= member.caption.y + 16 < drawn.height


@given(shares, st.integers(1, 8))
def test_the_order_is_the_one_given_row_by_row(found: list[float], columns: int) -> None:
    captions = [(round(member.caption.y, 6), member.caption.x) for member in troupe(found, columns).members]
    assert captions == sorted(captions)


@given(shares)
def test_percent_or_parts_give_the_same_picture(found: list[float]) -> None:
    parts, percent = troupe(found), troupe([share * 100 for share in found])
    assert [m.size for m in parts.members] == pytest.approx([m.size for m in percent.members], abs=1e-6)


def test_neighbours_do_not_overlap() -> None:
    first, second = troupe([0.9, 0.1], 2).members
    assert first.x + first.size <= second.x
    assert second.caption.x - first.caption.x > WIDTH / 5


def test_nobody_makes_an_empty_troupe() -> None:
    assert troupe([]).members == ()
    assert [member.size for member in troupe([0.0, 0.0]).members] == [0.0, 0.0]


counts = st.lists(st.integers(1, 60), min_size=1, max_size=9)


@given(counts)
def test_a_wall_holds_everybody_and_areas_are_in_proportion(found: list[int]) -> None:
    drawn, places = on_wall(found, 840, 330, 62)
    assert sorted(places) == list(range(len(found)))
    assert drawn.height <= 330 + 1e-6
    biggest = max(member.size for member in drawn.members)
    for place, member in zip(places, drawn.members, strict=True):
        assert member.size**2 * max(found) == pytest.approx(biggest**2 * found[place], abs=1e-6)
        assert member.x >= -1e-6
        assert member.x + member.size <= 840 + 1e-6
        assert -1e-6 <= member.y <= member.y + member.size <= drawn.height + 1e-6


@pytest.mark.parametrize("many", [4, 5, 6, 7])
def test_even_shares_fill_the_picture(many: int) -> None:
    """From one edge to the other, and three quarters of the height at least."""
    drawn, _ = on_wall([3] * many, 840, 330, 62)
    top = min(member.y for member in drawn.members)
    bottom = max(max(member.y + member.size, member.caption.y) for member in drawn.members)
    assert bottom - top > 0.6 * 330
    assert max(member.x + member.size for member in drawn.members) > 0.75 * 840
