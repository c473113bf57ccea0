"""Seven faces and a blank shield, each drawn once as its left half; the mirror makes the other half. Pure.

Integers on one grid, one stroke, and roles for colours: hues belong to the page.
"""

from dataclasses import dataclass
from typing import Literal

Role = Literal["body", "dark", "light", "cream", "mark", "warm", "ink", "line", "glint"]
"""What a shape is painted with. All are edged in ink, but for "glint" (no edge); "line" is edge alone."""


@dataclass(frozen=True, slots=True)
class Shape:
    """path: SVG path data. The mirror stands at x = 0, and cuts off what crosses it."""

    role: Role
    path: str


GRID = (-122, -2, 244, 244)
"""The view box: left, top, width, height."""
STROKE = 6


def _diamond(top: int) -> Shape:
    """The sign that the seven share, as a harlequin's: faces belong together, and to the theatre."""
    return Shape("mark", f"M5 {top + 9}L0 {top}L-11 {top + 20}L0 {top + 40}L5 {top + 31}")


def _disc(role: Role, x: int, top: int, radius: int) -> Shape:
    return Shape(role, f"M{x} {top}a{radius} {radius} 0 1 0 1 0Z")


FACES: dict[str, tuple[Shape, ...]] = {
    "chameleon": (
        Shape("warm", "M-20 36L-50 26L-42 68Z"),
        Shape("mark", "M-38 62L-72 54L-58 94Z"),
        Shape(
            "light",
            "M-44 142L-62 152C-102 142-120 170-118 198C-116 224-100 237-80 237C-58 237-44 222-46 202"
            "C-48 182-64 172-80 174C-98 177-104 192-101 204C-98 218-82 220-75 211C-70 203-75 196-82 197",
        ),
        Shape("dark", "M5 9L0 4Q-42 42-56 96L-70 150L5 170"),
        Shape("light", "M5 237Q-32 234-52 186L5 150"),
        Shape("body", "M5 42L0 36Q-26 68-34 104L-62 136Q-64 170-46 192Q-18 210 5 210"),
        _diamond(62),
        _disc("dark", -66, 78, 37),
        _disc("light", -71, 90, 24),
        _disc("ink", -77, 103, 10),
        _disc("glint", -74, 106, 3),
        Shape("line", "M-12 180l-6 -6"),
    ),
    "elephant": (
        Shape("dark", "M-40 44C-56 14-84 10-100 22C-120 38-118 76-112 104C-106 140-96 162-76 162Q-56 160-44 138Z"),
        Shape("light", "M-50 64C-62 46-82 38-92 48C-102 58-100 84-96 104C-92 128-86 140-76 140Q-60 138-50 122Z"),
        Shape("cream", "M-45 148Q-56 192-90 206Q-54 222-24 180"),
        Shape(
            "body",
            "M5 18L0 22Q-12 12-30 20Q-58 34-58 84Q-60 124-42 146Q-26 164-26 204Q-26 222-34 230Q-14 240 0 230L5 234",
        ),
        _diamond(40),
        Shape("line", "M-18 166Q-10 160 5 160M-19 184Q-10 178 5 178M-19 202Q-10 196 5 196"),
        _disc("ink", -35, 102, 11),
        Shape("dark", "M-48 107Q-44 95-34 95Q-24 95-20 108Q-36 103-48 107Z"),
        _disc("glint", -35, 110, 3),
    ),
    "fox": (
        Shape("body", "M5 66Q-18 66-36 56L-92 10Q-106 50-100 92Q-102 116-116 134Q-76 156-50 196Q-26 232 5 232"),
        Shape("light", "M-116 134Q-74 124-44 142Q-20 156-16 188H5V232Q-26 232-50 196Q-76 156-116 134"),
        Shape("dark", "M-84 32Q-92 60-86 88L-50 66Z"),
        _diamond(74),
        Shape("ink", "M-80 104Q-50 96-26 130Q-64 134-80 104Z"),
        _disc("glint", -53, 106, 4),
        Shape("ink", "M5 180Q-22 178-22 188Q-16 204 5 206"),
        Shape("line", "M0 206V212Q-20 222-32 202M-62 154h1M-50 166h1"),
    ),
    "dolphin": (
        Shape("dark", "M5 9L0 3Q-10 32-36 54H5"),
        Shape("dark", "M-52 140Q-98 144-118 208Q-78 204-34 182Z"),
        Shape("light", "M5 236C-20 236-30 222-32 202Q-36 186-54 178Q-88 162-78 112L5 130"),
        Shape(
            "body",
            "M5 36C-48 36-82 62-82 104C-82 122-78 132-68 142Q-44 150-34 166C-24 178-26 188-24 198C-22 211-14 218 5 218",
        ),
        Shape("dark", "M5 36C-30 36-50 48-54 66C-40 74-30 92-26 116C-22 140-18 156 5 156"),
        _diamond(54),
        _disc("ink", -56, 98, 10),
        _disc("glint", -56, 101, 4),
    ),
    "beaver": (
        _disc("dark", -78, 32, 19),
        Shape("body", "M5 20C-40 20-62 40-74 72C-86 94-106 112-105 144C-102 182-50 194 5 192"),
        Shape("light", "M5 114C-30 104-74 114-76 148C-76 178-44 186 5 184"),
        _diamond(38),
        Shape("dark", "M5 190H-100V216H5"),
        Shape("light", "M-106 188Q-114 203-106 218Q-94 218-94 203Q-94 188-106 188Z"),
        Shape("cream", "M5 166H-29L-26 224Q-14 236 0 228L5 232"),
        Shape("ink", "M5 98Q-30 96-28 112Q-20 132 5 134"),
        Shape("line", "M0 134V150Q-30 168-54 146M0 166V226M-78 203H-52"),
        _disc("ink", -48, 78, 11),
        _disc("glint", -48, 82, 4),
    ),
    "bee": (
        Shape("light", "M-58 112C-80 62-104 46-113 68C-122 96-98 128-56 136Z"),
        Shape("light", "M-54 140C-90 132-110 144-106 162C-100 184-66 180-46 160Z"),
        Shape("body", "M-14 50Q-18 22-46 18L-48 30Q-28 34-26 56"),
        _disc("body", -56, 14, 10),
        Shape("body", "M5 44C-40 44-66 66-66 106C-66 164-38 196 0 234L5 229"),
        Shape("dark", "M5 162Q-30 162-59 152C-54 166-47 179-38 191Q-20 186 5 186"),
        Shape("dark", "M5 204H-28Q-16 218 0 234L5 229"),
        Shape("ink", "M-22 78Q-54 70-55 108Q-52 144-34 142Q-12 114-22 78Z"),
        Shape("glint", "M-47 106Q-47 86-31 86Q-41 92-47 106Z"),
        _diamond(54),
        Shape("line", "M5 147Q-12 149-19 141M-98 84L-74 112"),
    ),
    "wolf": (
        Shape(
            "body",
            "M5 64L0 65L-30 58L-68 6Q-90 46-90 86L-115 142H-98L-104 174L-80 170L-76 198L-52 194L-34 220Q-16 234 5 234",
        ),
        Shape(
            "light",
            "M-115 142L-88 130Q-44 130-28 164L5 176V234Q-16 234-34 220L-52 194L-76 198L-80 170L-104 174L-98 142Z",
        ),
        Shape("dark", "M-66 32Q-80 56-78 82L-42 66Z"),
        Shape("dark", "M5 64L0 65L-20 62L-26 112L-14 160H5"),
        _diamond(80),
        Shape("mark", "M-74 108Q-52 92-30 124Q-58 138-74 108Z"),
        _disc("ink", -52, 104, 9),
        _disc("glint", -52, 107, 3),
        Shape("ink", "M5 166Q-28 158-26 174Q-18 192 5 196"),
        Shape("line", "M0 196V206Q-24 218-40 196M-84 96Q-60 76-36 96"),
    ),
    "shield": (
        Shape("body", "M5 11L0 8Q-40 30-92 22C-110 110-84 196 0 234L5 232"),
        Shape("light", "M5 37L0 34Q-36 50-72 46C-84 116-62 176 0 206L5 204"),
    ),
}
