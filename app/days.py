"""Days where people are: which one it is at an instant, in a time zone; and the zones that a form offers.

Promises a campaign's own midnight. An instant is a datetime in UTC. Where a plain day stands instead, whoever gave it
has no clock, and it is that day everywhere.
"""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

USUAL_ZONE, FORMER_ZONE = "Europe/Paris", "UTC"
"""Of a campaign that does not say; of those made before campaigns had one."""
LONGEST_ZONE = 40
OFFERED = (
    "Europe/Paris", "Europe/Brussels", "Europe/Zurich", "Europe/Luxembourg", "Europe/London", "Europe/Dublin",
    "Africa/Casablanca", "Africa/Algiers", "Africa/Tunis", "Africa/Dakar", "Africa/Abidjan", "Africa/Douala",
    "Indian/Reunion", "Indian/Mayotte", "Indian/Antananarivo", "America/Martinique", "America/Guadeloupe",
    "America/Cayenne", "America/Miquelon", "America/Toronto", "America/Halifax", "America/Vancouver",
    "America/New_York", "America/Los_Angeles", "Pacific/Noumea", "Pacific/Tahiti", "Australia/Sydney",
    "Pacific/Auckland", "UTC",
)  # fmt: skip
"""Where French or English is spoken at work, by the names of the time zone database; others may be typed."""


def now_in_utc() -> datetime:
    return datetime.now(UTC)


def day_in(zone: str, when: date) -> date:
    """The day that it is there. when: an instant, or a plain day. Raises KeyError, ValueError for no known zone."""
    return when.astimezone(_zone(zone)).date() if isinstance(when, datetime) else when


def is_zone(name: str) -> bool:
    """Whether it is a place, or UTC: “localtime” and its like depend on the machine."""
    if len(name) > LONGEST_ZONE:  # before it is looked for: a path of a thousand folders would be walked down
        return False
    try:
        _zone(name)
    except (KeyError, ValueError, OSError):
        return False
    return name == "UTC" or "/" in name


@lru_cache(64)
def _zone(name: str) -> tzinfo:
    """By the system's database, or by the package tzdata on a small machine that has none."""
    return ZoneInfo(name)
