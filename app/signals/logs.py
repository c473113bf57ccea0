"""LogLines of the log: one for each event, as words that a program reads too, or as JSON.

Promises no address, no token, no path of a page, and nothing of what somebody typed: of an error its kind and where in
the code it was, never its own text. No time finer than an hour, of what somebody's request has caused no finer than the
day. Refuses to repeat itself: the first of its kind is told, then once a minute how many more there were.
"""

import json
import logging
import re
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import PurePath

EVERY_SECONDS, MOST_KINDS, MOST_FRAMES, LONGEST = 60.0, 500, 6, 400
OF_THE_SITE = ("app.assembly", "app.cli", "app.revealing", "app.tallies", "app.watching")
"""Loggers of what happens to the site as a whole: outages, starts, what a day brings. All others tell the day alone."""
PAGE = re.compile(r"(?<!\w)/(?:[a-z]{2}|api|embed)/\S*|https?://\S+")
NETWORK = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\[?[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){3,7}\]?")
LONG = re.compile(r"[\w-]{20,}")
LEFT_OUT = "[…]"


class Once(logging.Filter):
    """The first of each kind, then one a minute, which says as `more` how many were left out before it. What counts by
    itself (app.tallies.repeats) says so, and passes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock, self._told = clock, dict[tuple[object, ...], tuple[float, int]]()

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "counts_itself", False):
            return True
        kind = (record.name, record.msg, _error(record), *_where(record)[:1])
        now, (at, more) = self._clock(), self._told.pop(kind, (float("-inf"), 0))
        is_due = now - at >= EVERY_SECONDS
        self._told[kind] = (now, 0) if is_due else (at, more + 1)
        while len(self._told) > MOST_KINDS:
            del self._told[next(iter(self._told))]
        record.more = more
        return is_due


class LogLines(logging.Formatter):
    def __init__(self, *, as_json: bool = False) -> None:
        super().__init__()
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created, UTC)
        told: dict[str, str | int] = {
            "at": f"{when:%Y-%m-%dT%HZ}" if record.name.startswith(OF_THE_SITE) else f"{when:%Y-%m-%d}",
            "level": record.levelname.lower(),
            "source": record.name,
            "event": without_people(record.getMessage().partition("\n")[0])[:LONGEST],
        }
        if error := _error(record):
            told |= {"error": error, "where": " < ".join(_where(record))}
        if more := getattr(record, "more", 0):
            told["more"] = more
        if self._as_json:
            return json.dumps(told, ensure_ascii=False)
        return " ".join(f"{name}={_written(value)}" for name, value in told.items())


def without_people(text: str) -> str:
    """Without what may be somebody's: pages, networks, and long words with figures or capitals, as tokens have."""
    text = NETWORK.sub(LEFT_OUT, PAGE.sub(LEFT_OUT, text))
    return LONG.sub(lambda word: LEFT_OUT if any(c.isdigit() or c.isupper() for c in word[0]) else word[0], text)


def write_lines(*, as_json: bool = False) -> None:
    """From now on, of all that this process logs, on its error output."""
    handler = logging.StreamHandler()
    handler.setFormatter(LogLines(as_json=as_json))
    handler.addFilter(Once())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def _written(value: str | int) -> str:
    text = str(value)
    return text if re.fullmatch(r"[\w.:/-]+", text) else json.dumps(text, ensure_ascii=False)


def _error(record: logging.LogRecord) -> str:
    """Its kind, with the system's number where it has one."""
    error = record.exc_info[1] if record.exc_info else None
    number = getattr(error, "errno", None)
    return f"{type(error).__name__}{f':{number}' if number else ''}" if error else ""


def _where(record: logging.LogRecord) -> list[str]:
    """Places in the code, the innermost first."""
    error = record.exc_info[1] if record.exc_info else None
    frames = [*traceback.walk_tb(error.__traceback__)][-MOST_FRAMES:] if error else []
    return [f"{'/'.join(PurePath(one.f_code.co_filename).parts[-2:])}:{line}" for one, line in reversed(frames)]
