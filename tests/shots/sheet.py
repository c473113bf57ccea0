"""All the pictures on one page, a plain file: a section for each page and state, a row for each language and theme."""

from collections.abc import Iterable
from html import escape
from typing import NamedTuple

STYLE = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0 auto; padding: 1.5rem; max-inline-size: 98rem; }
nav { columns: 14rem; margin-block: 1rem 2rem; }
nav a { display: block; }
h2 { margin-block: 3rem 1rem; border-block-start: 1px solid; padding-block-start: 0.8rem; font-size: 1.2rem; }
.row { display: flex; flex-wrap: wrap; gap: 1rem; margin-block-end: 1.5rem; }
.row p { flex: 0 0 100%; margin: 0; font-size: 0.85rem; opacity: 0.75; }
.row a { block-size: 28rem; overflow: hidden; outline: 1px solid #8886; }
.row a:nth-of-type(1) { inline-size: 13rem; }
.row a:nth-of-type(2) { inline-size: 19rem; }
.row a:nth-of-type(3) { inline-size: 27rem; }
.row a:nth-of-type(4) { inline-size: 34rem; }
img { display: block; inline-size: 100%; block-size: auto; }
"""


class Picture(NamedTuple):
    """One file. page: of which page and state; row: its language and theme; width: of the window, in pixels."""

    page: str
    row: str
    width: int
    file: str


def contact_sheet(pictures: Iterable[Picture], summary: str) -> str:
    """Pages, rows and widths stand in the order in which each is first met."""
    pages: dict[str, dict[str, list[Picture]]] = {}
    for one in pictures:
        pages.setdefault(one.page, {}).setdefault(one.row, []).append(one)
    links = "".join(f'<a href="#{escape(page)}">{escape(page)}</a>' for page in pages)
    sections = "".join(
        f'<h2 id="{escape(page)}">{escape(page)}</h2>{"".join(_row(*row) for row in rows.items())}'
        for page, rows in pages.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Shots</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style>'
        f"<h1>Shots</h1><p>{escape(summary)}</p><nav>{links}</nav>{sections}\n"
    )


def _row(name: str, pictures: list[Picture]) -> str:
    shown = "".join(
        f'<a href="{escape(one.file)}"><img loading="lazy" src="{escape(one.file)}" alt="{one.width} px"></a>'
        for one in pictures
    )
    widths = ", ".join(f"{one.width}" for one in pictures)
    return f'<div class="row"><p>{escape(name)} · {widths} px</p>{shown}</div>'
