"""Who may read a campaign's figures and from which day, and under which licence others may use them. Pure.

Promises that whoever is not told how to read them finds none, before the day that is announced and while they are kept
to some. A document that says nothing is of before this was asked: everyone reads, and no licence is given.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

Audience = Literal["everyone", "link", "code"]
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
Reader = Literal["everyone", "told", "organiser"]
"""Who asks: anybody, whoever was given the link or the code, or who holds the organiser's key."""


class Licence(NamedTuple):
    """name: as it is written beside figures; address: of its text; id: as SPDX and Frictionless write it."""

    id: str
    name: str
    address: str


LICENCES: Mapping[str, Licence] = {
    one.id: one
    for one in (
        Licence("CC-BY-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
        Licence("CC0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        Licence("etalab-2.0", "Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    )
}
USUAL_LICENCE = "CC-BY-4.0"


@dataclass(frozen=True, slots=True)
class Publishing:
    """code: what those who read by code type, and what the link of those who read by link is drawn from; empty for
    everyone. shown_on: the announced day, before which the organiser alone reads; public_on: from when everyone does;
    both as 2027-01-31, or empty. licence: of LICENCES, or empty for none."""

    audience: Audience = "everyone"
    code: str = ""
    shown_on: str = ""
    public_on: str = ""
    licence: str = ""

    def audience_on(self, day: date) -> Audience:
        is_public = self.public_on and self.public_on <= day.isoformat()
        return "everyone" if is_public else self.audience

    def is_shown_on(self, day: date) -> bool:
        return self.shown_on <= day.isoformat()

    def is_read_by(self, reader: Reader, day: date) -> bool:
        if reader == "organiser":
            return True
        return self.is_shown_on(day) and (reader == "told" or self.audience_on(day) == "everyone")

    def opens_more_than(self, before: "Publishing", day: date) -> bool:
        """Whether everyone would read, now or one day, what they would not have, or not so early."""
        return self.everyones_day(day) < before.everyones_day(day)

    def everyones_day(self, day: date) -> str:
        """From when everyone reads: empty for always, and a word after every day for never."""
        if self.audience_on(day) == "everyone":
            return ""
        return self.public_on or "never"

    def to_document(self) -> str:
        said = {name: value for name, value in asdict(self).items() if value}
        return json.dumps(said, sort_keys=True, separators=(",", ":"))


USUAL = Publishing(licence=USUAL_LICENCE)
"""Of a campaign that is made now."""


@lru_cache(256)
def publishing_from(document: str) -> Publishing:
    """What another version of this program wrote besides is left aside."""
    known, said = {field.name for field in fields(Publishing)}, json.loads(document)
    return Publishing(**{name: value for name, value in said.items() if name in known})
