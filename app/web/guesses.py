"""Who may try the codes of rooms.

Promises that a storm of wrong ones gets nowhere, while a room's own network keeps coming in.
Refuses to remember places: they are counted under names that lead to none (tries.py).
"""

import asyncio
from collections.abc import Awaitable, Callable

from app.web.tries import Tries

WINDOW, EVENING = 600, 12 * 3600
HERE, OVERALL = 60, 2000
"""Wrong codes within the window: from one network, where a whole room may be typing; from all of them."""
PAUSE_SECONDS = 1.5


class Guesses:
    """here, overall: how many wrong codes a window takes; pause: awaited before a look-up once there are many overall.

    A right code stays right: the overall limit slows strangers and refuses nobody. What was typed rightly on a network
    is no secret there, so that code is taken again from it, whatever else its people mistype.
    """

    def __init__(
        self, here: int = HERE, overall: int = OVERALL, pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    ) -> None:
        self._here, self._overall, self._right = Tries(here, WINDOW), Tries(overall, WINDOW), Tries(1, EVENING)
        self._pause = pause

    async def may_try(self, place: str, code: str) -> bool:
        if self._right.are_spent(f"{place} {code}"):
            return True
        if self._here.are_spent(place):
            return False
        if self._overall.are_spent("everywhere"):
            await self._pause(PAUSE_SECONDS)
        return True

    def was_right(self, place: str, code: str) -> None:
        self._right.add(f"{place} {code}")

    def was_wrong(self, place: str) -> None:
        self._here.add(place)
        self._overall.add("everywhere")
