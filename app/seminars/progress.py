"""How far the phones of a room are, for "so many have answered this question".

Promises numbers in memory alone, under marks that lead to no sheet. Refuses more marks and rooms than it can hold.
"""

from collections import OrderedDict
from threading import Lock

MOST_ROOMS, MOST_PHONES = 500, 2000


class Progress:
    def __init__(self) -> None:
        self._rooms: OrderedDict[str, dict[str, int]] = OrderedDict()
        self._lock = Lock()

    def reached(self, slug: str, mark: str, steps: int) -> bool:
        """Whether that was news: this phone has answered so many steps of the quiz."""
        with self._lock:
            phones = self._rooms.setdefault(slug, {})
            self._rooms.move_to_end(slug)
            while len(self._rooms) > MOST_ROOMS:
                self._rooms.popitem(last=False)
            if phones.get(mark, 0) >= steps or (mark not in phones and len(phones) >= MOST_PHONES):
                return False
            phones[mark] = steps
            return True

    def answered(self, slug: str, question: int) -> int:
        """How many phones have answered this step, counted from 0."""
        with self._lock:
            return sum(steps > question for steps in self._rooms.get(slug, {}).values())

    def forget(self, slug: str) -> None:
        with self._lock:
            self._rooms.pop(slug, None)
