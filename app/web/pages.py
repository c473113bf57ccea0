"""Typed pages in, HTML out. A page is a frozen dataclass; its fields are all that its template may use.

Promises an error for any name that a page does not give. Refuses dictionaries, and a block of another template.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup, escape

from app.banks.nouns import fill
from app.banks.schema import Language
from app.campaigns.words import titled
from app.web import language as languages
from app.web.assets import Assets
from app.web.language import LANGUAGES, Catalogues

MOST_PIECES = 1024
kept = lru_cache(MOST_PIECES, typed=True)
"""For a macro: it remembers what it wrote, by what it was given. Of pieces that are the same for many (a mask, a bar, a
portrait), never of what one person's answers make together; links come in by stand-ins (docs/decisions/0033)."""
WHOLE = re.compile(r"(?<![\w’])[\w’]+(?:-[\w’]+)+|(?:(?<![\d\u202f,])\d[\d\u202f,]* )?(?:sur|of|out of) \d[\d\u202f,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What every page knows. language: of the reader; path: its address after the language, query included.

    spoken: the languages that this page can be read in.
    """

    template: ClassVar[str]
    language: Language
    path: str = ""
    indexed: bool = False
    spoken: tuple[Language, ...] = tuple(LANGUAGES)


class Compiled(BytecodeCache):
    """Of each template once a process, by where it is and the text that it was: every language runs the same code."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._known[bucket.key, bucket.checksum] = bucket.code


COMPILED = Compiled()


class Calls(Context):
    """For a piece that is kept, without what Jinja looks for in everything that a template calls: it has none of it,
    and a result has a hundred of them."""

    def call(self, called: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        if type(called) is not PIECE:
            return super().call(called, *given, **named)
        if named:  # of the loop, or the block, that it stands in: a macro sees its arguments alone
            named.pop("_loop_vars", None)
            named.pop("_block_vars", None)
        return called(*given, **named)


PIECE = type(kept(str))


class Templates:
    """Renders pages. demo: whether to say so on every page; base_url: empty if it is not known.

    figures: where the crowd's are, for a reader of each language; animals: whether anybody can meet one here.
    """

    def __init__(
        self,
        folder: Path,
        assets: Assets,
        catalogues: Catalogues,
        *,
        demo: bool,
        base_url: str,
        figures: Mapping[Language, str],
        animals: bool,
    ) -> None:
        known = {"static": assets.address, "languages": LANGUAGES, "demo": demo, "base_url": base_url}
        known |= {"crowd_figures": figures, "site_has_animals": animals}
        self._catalogues = catalogues
        self._environments = {language: _environment(folder, language, catalogues, known) for language in LANGUAGES}

    def gettext(self, language: Language) -> Callable[[str], str]:
        """For sentences that take more than a template to build."""
        return self._catalogues[language].gettext

    def ngettext(self, language: Language) -> Callable[[str, str, int], str]:
        return self._catalogues[language].ngettext

    def render(self, page: Page, block: str | None = None) -> str:
        """The whole page, or one block of its template."""
        template = self._environments[page.language].get_template(page.template)
        values: dict[str, Any] = {field.name: getattr(page, field.name) for field in fields(page)}
        if block is None:
            return template.render(values)
        return "".join(template.blocks[block](template.new_context(values)))


def _environment(folder: Path, language: Language, catalogues: Catalogues, known: dict[str, Any]) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        bytecode_cache=COMPILED,
    )
    environment.context_class = Calls
    environment.install_gettext_translations(catalogues[language], newstyle=True)  # type: ignore[attr-defined]
    environment.globals |= known | {
        "kept": kept,
        "number": partial(languages.number, language),
        "percent": partial(languages.percent, language),
        "day": partial(languages.day, language),
        "zone_time": partial(languages.zone, language),
        "link": f"/{language}/{{}}".format,
        "titled": titled,
    }
    environment.filters["unbroken"] = unbroken
    # A catalogue's sentence names the people served as a bank's text does: {customers}, {les clients}.
    environment.filters["served"] = lambda text, people: fill(text, language, people)
    return environment


def unbroken(text: str) -> Markup:
    """For giant type: a line ends neither at a hyphen nor between a number and the number that it is of. The site's
    letters have no unbreakable hyphen."""
    return Markup(WHOLE.sub(r'<span class="unbroken">\g<0></span>', str(escape(text))))  # noqa: S704 - escaped here
