"""How many may be on their way to the workshop at once: a burst is told to come back before it costs anything.

Promises that what is kept is let through. Refuses the rest without looking at it: three hundred refusals with a look-up
each would hold the pages as long as the pictures did.
"""

import re

from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.workshop import Workshop

MADE = re.compile(
    r"/[a-z]{2}/(?:card\.png|animal/[^/]+/[^/]+/[^/]+/card\.png|figures/[^/]+/[^/]+/[^/]+|screen/[^/]+/recap\.pdf)"
)
ON_THE_WAY = 24
"""More than the line holds: some are looked up meanwhile, and some ask for the same."""


class Gate:
    def __init__(self, app: ASGIApp, *, workshop: Workshop, busy: ASGIApp, most: int = ON_THE_WAY) -> None:
        self._app, self._workshop, self._busy, self._most = app, workshop, busy, most
        self._on_the_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not MADE.fullmatch(scope["path"]) or self._workshop.knows(scope["path"]):
            await self._app(scope, receive, send)
            return
        if self._on_the_way >= self._most:
            self._workshop.refused += 1
            await self._busy(scope, receive, send)
            return
        self._on_the_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._on_the_way -= 1
