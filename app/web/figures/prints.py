"""A release's card and poster, made when it is published: nobody waits for the first ones.

Promises each once, after the release is stored, in every language of its questionnaire, kept where those that visitors
ask for are. Refuses to keep anything from being published: what cannot be made is made for whoever asks for it.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.web.deps import Site, find_context
from app.web.figures.downloads import FILES, File
from app.web.figures.release_context import Reserved, Withdrawn, taken

PREPARED: tuple[File, ...] = ("card.png", "poster.pdf")
log = logging.getLogger(__name__)


class Prints:
    """Of one process; another, or the next one, makes them when they are asked for."""

    def __init__(self) -> None:
        self._say: Callable[[str, str], object] = lambda *_: None

    def published(self, slug: str, base: str = "") -> None:
        """To be said in any thread, once it is committed. base: the address to print, empty for the site's own."""
        with suppress(RuntimeError):  # the process ends
            self._say(slug, base)

    async def work(self, site: Site) -> None:
        """One after the other, for as long as the process serves."""
        due, loop = asyncio.Queue[tuple[str, str]](), asyncio.get_running_loop()
        self._say = lambda slug, base: loop.call_soon_threadsafe(due.put_nowait, (slug, base))
        while True:
            slug, base = await due.get()
            try:
                await _prepare(site, slug, base or site.base_url or "")
            except (Withdrawn, Reserved, HTTPException):
                continue  # taken back, or deleted, since then; or not for everyone
            except Exception:
                log.exception("Pictures of %s could not be made at its publication: they are when asked for.", slug)


async def _prepare(site: Site, slug: str, base: str) -> None:
    campaign = await site.campaigns.ask(slug)
    for language in site.questionnaires[campaign.bank].file.languages if campaign else ():
        context = await find_context(site, language, slug)
        released = await run_in_threadpool(taken, site, context, base)
        for file in PREPARED if released else ():
            if released and (file != "poster.pdf" or site.pdf.is_here):
                made = FILES[file]
                name, work = made.mark(released, file), partial(made.make, released)
                await site.workshop.prepare(f"{released.address}/{file}", name, work)
