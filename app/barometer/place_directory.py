"""The codes on posters, for pages that a crowd asks for: remembered for seconds, not waited for once they are known."""

import re
import time
from collections.abc import Callable

from app.barometer.barometers import Barometers, PlaceDoor
from app.campaigns.keys import CODE_LENGTH, LETTERS
from app.db.remembered import Remembered

PLACE_CODE = re.compile(rf"[{LETTERS}]{{{CODE_LENGTH}}}")


def place_code(text: str) -> str | None:
    """The code that somebody meant, whatever the case, the blanks and the hyphens; None if it cannot be one."""
    code = re.sub(r"[\s\-–.]", "", text).upper()
    return code if PLACE_CODE.fullmatch(code) else None


class PlaceDirectory:
    """Finds where codes lead; what it says may be some seconds old, and older while the database is out of reach."""

    def __init__(self, barometers: Barometers, clock: Callable[[], float] = time.monotonic) -> None:
        self._remembered = Remembered(barometers.counter, clock)

    def known(self, code: str) -> PlaceDoor | None:
        """What was found in the last seconds, without asking the database."""
        return self._remembered.known(code)

    async def ask(self, code: str) -> PlaceDoor | None:
        """The same for an event loop. code: as `place_code` gives it. Raises SQLAlchemyError for one that was never
        found."""
        return self.known(code) or await self._remembered.ask(code)

    def forget(self, code: str) -> None:
        """Another one has taken its place: in this process, at once."""
        self._remembered.found.pop(code, None)
