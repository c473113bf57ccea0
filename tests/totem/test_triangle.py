"""The plane of the three forces, and where totems live on it."""

from dataclasses import replace
from math import cos, dist, hypot, pi, sin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.model import Bank, Point
from app.totem.triangle import CORNERS, distance, project, prototypes
from tests.totem.structures import EXPRESS, FULL, INVENTORY

Z = st.tuples(*(st.floats(-2, 2),) * 3)
DEGREES = {"elephant": 90, "fox": -30, "dolphin": 210, "beaver": 30, "bee": -90, "wolf": 150}
"""The first force points up, the second right, the third left; a pair stands on the bisector."""


def flat(z: tuple[float, float, float]) -> tuple[float, float, float]:
    middle = sum(z) / 3
    return z[0] - middle, z[1] - middle, z[2] - middle


@given(Z, Z)
def test_the_projection_keeps_distances_once_what_the_forces_share_is_dropped(
    a: tuple[float, float, float], b: tuple[float, float, float]
) -> None:
    assert distance(project(a), project(b)) == pytest.approx(dist(flat(a), flat(b)), abs=1e-12)


@given(Z, st.floats(-2, 2))
def test_what_the_three_forces_have_in_common_moves_nobody(z: tuple[float, float, float], shared: float) -> None:
    assert distance(project(z), project((z[0] + shared, z[1] + shared, z[2] + shared))) < 1e-12


@pytest.mark.parametrize("force", range(3))
def test_more_of_one_force_points_to_its_corner(force: int) -> None:
    z = [0.0, 0.0, 0.0]
    z[force] = 1.0
    point = project((z[0], z[1], z[2]))
    assert (point.x / hypot(*point), point.y / hypot(*point)) == pytest.approx(CORNERS[force])


@pytest.mark.parametrize("bank", [FULL, EXPRESS], ids=lambda bank: bank.id)
def test_every_totem_lives_at_its_declared_place(bank: Bank) -> None:
    assert bank.posture is not None
    homes = dict(zip((totem.id for totem in bank.totems), prototypes(bank), strict=True))
    assert homes.pop("chameleon") == Point(0, 0)
    for totem, degrees in DEGREES.items():
        paired = totem in ("beaver", "bee", "wolf")
        radius = bank.posture.radius * (bank.posture.pair_radius if paired else 1)
        angle = degrees * pi / 180
        assert homes[totem] == pytest.approx((radius * cos(angle), radius * sin(angle)))


def test_a_bank_without_totems_has_no_places() -> None:
    assert prototypes(INVENTORY) == ()


def test_places_follow_the_order_of_the_bank() -> None:
    turned = replace(FULL, totems=FULL.totems[::-1])
    assert prototypes(turned) == prototypes(FULL)[::-1]
