"""Which pages a walk needs, so that it meets every kind of element once.

What axe finds wrong in an element, it finds in each of its kind: the same tag with the same classes and with the same
attributes that somebody hears of. A drawing is one element: what is inside has no name, no colour that axe knows.
`make soak` walks all pages (tests/soak.py).
"""

from collections.abc import Mapping
from html.parser import HTMLParser

TOLD = ("aria-live", "role", "type")
"""Attributes whose value is part of the kind; of others, that they are there."""
HEARD = (*TOLD, "alt", "checked", "disabled", "hidden", "lang", "open", "tabindex", "title")
DRAWN = ("a", "desc", "svg", "title")
"""What is heard of a drawing."""


class _Kinds(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self._drawings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._drawings += tag == "svg"
        if self._drawings and tag not in DRAWN:
            return
        heard = [(name, value) for name, value in attrs if name in HEARD or name.startswith("aria-")]
        told = sorted(f"{name}={value}" if name in TOLD else name for name, value in heard)
        classes = sorted({word for name, value in attrs if name == "class" for word in (value or "").split()})
        self.found.add(f"{tag}.{'.'.join(classes)}[{','.join(told)}]")

    def handle_endtag(self, tag: str) -> None:
        self._drawings -= tag == "svg"


def kinds_in(page: str) -> set[str]:
    """Of the elements of this HTML."""
    parser = _Kinds()
    parser.feed(page)
    return parser.found


def each_kind_once(pages: Mapping[str, str]) -> list[str]:
    """The names of pages that hold together every kind of element that all of them hold; in their own order."""
    left = {name: kinds_in(page) for name, page in pages.items()}
    chosen = set[str]()
    while any(left.values()):
        richest = max(left, key=lambda name: len(left[name]))
        chosen.add(richest)
        seen = left[richest]
        left = {name: kinds - seen for name, kinds in left.items()}
    return [name for name in pages if name in chosen]
