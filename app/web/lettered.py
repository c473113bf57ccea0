"""Words laid out on a picture, from what templates make of them."""

from collections.abc import Sequence

from markupsafe import Markup

from app.figures.lettering import Line, lettering

Block = tuple[str, float, int, float]


def lettered(blocks: Sequence[Block], width: float, top: float, height: float) -> tuple[tuple[Line, ...], ...]:
    """As lettering does, of plain text: what a template has escaped already, it would escape again in each line."""
    plain = [(_plain(text), largest, most, space) for text, largest, most, space in blocks]
    return lettering(plain, width, top, height)


def _plain(text: str) -> str:
    return text.unescape() if isinstance(text, Markup) else text
