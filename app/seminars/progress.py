"""How far the phones of a room are, for "so many have answered this question".

Numbers in memory alone, under ids that lead to no sheet; of phones and rooms, no more than it can hold.
"""

from collections import OrderedDict
from threading import Lock

MOST_ROOMS, MOST_PHONES = 500, 2000


class StepProgress:
    def __init__(self) -> None:
        self._rooms: OrderedDict[str, dict[str, int]] = OrderedDict()
        self._lock = Lock()

    def reached(self, slug: str, phone_id: str, steps: int) -> bool:
        """Whether that was news: this phone has answered so many steps of the quiz."""
        with self._lock:
            steps_of = self._rooms.setdefault(slug, {})
            self._rooms.move_to_end(slug)
            while len(self._rooms) > MOST_ROOMS:
                self._rooms.popitem(last=False)
            if steps_of.get(phone_id, 0) >= steps or (phone_id not in steps_of and len(steps_of) >= MOST_PHONES):
                return False
            steps_of[phone_id] = steps
            return True

    def answered(self, slug: str, question: int) -> int:
        """How many phones have answered this step, counted from 0."""
        with self._lock:
            return sum(steps > question for steps in self._rooms.get(slug, {}).values())

    def forget(self, slug: str) -> None:
        with self._lock:
            self._rooms.pop(slug, None)
