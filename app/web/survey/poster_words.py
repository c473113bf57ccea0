"""What the papers of a place say: posters, table tents, a screen, cards; and the rules of conduct on their backs.

Promises words and codes as data: the press sets them, and nothing in them is markup.
"""

from collections.abc import Sequence
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import segno

from app.banks.reading_time import minutes_at_most
from app.barometer.barometers import PlaceDoor
from app.barometer.commitments import Commitment
from app.campaigns.draft import N_
from app.campaigns.words import said
from app.figures.glyphs import drawn
from app.web.context import CampaignContext, title_of
from app.web.deps import Site
from app.web.language import LANGUAGES, day, in_words

RULES = (
    N_("We offer the code to everyone, on bad days as on good ones."),
    N_("We don’t prompt, and we don’t look at the screen."),
    N_("We answer for nobody, unless asked to, and then word for word."),
    N_("Nothing is given for a good answer, no face is pulled at a bad one."),
    N_("No bonus hangs on it, so nobody mentions one."),
    N_("We make our guess without hunting for the figures. Being wrong is part of it."),
)
INK = "#241f1a"


class PosterWords:
    """Of one survey, for readers of one language. base: the site's address, printed."""

    def __init__(self, site: Site, context: CampaignContext, door: PlaceDoor, base: str) -> None:
        self._site, self._context, self._door, self._base = site, context, door, base
        self._say, self._language = site.templates.gettext(context.wording.language), context.wording.language

    def common(self) -> dict[str, Any]:
        """What every paper of the survey says."""
        say, language, days = self._say, self._language, self._door.edition.days
        questionnaire, promised = self._context.questionnaire, self._door.promised
        others = [LANGUAGES[one] for one in questionnaire.file.languages if one != language]
        others += [counter.name for counter in questionnaire.counters.values()]
        told = {
            "language": language,
            "survey": title_of(self._context),
            "title": self._context.wording(questionnaire.file.title),
            "length": self._length(),
            "kept": say(N_("Your answers are counted with others, then forgotten.")),
            "results": say(N_("Results on %(day)s, at this address.")) % {"day": day(language, days.public_on)},
            "tongues": list(filter(drawn, others)),
            "promised_title": say(N_("You said, we promised.")) if promised else "",
            "promised": [self._promised(one) for one in promised],
            "door": self._small_print(),
            "card": say(N_("One card, one answer. The card does not know who you are.")),
            "code_name": say(N_("code")),
            "tent": [
                say(N_("How was it for you?")),
                say(N_("Coffee finished? Only %(sentences)s sentences left.")) % {"sentences": self._sentences},
            ],
            "rules_title": say(N_("What we do, what we don’t")),
            "rules": [say(rule) for rule in RULES],
            "tablet_name": say(N_("A tablet at the counter? Scan this with it, and leave it there.")),
        }
        return {name: _drawn(part) for name, part in told.items()}

    def place(self, door: PlaceDoor, code: str) -> dict[str, Any]:
        """What those of one place say besides."""
        address = f"{self._base}/at/{code}"
        return {
            "place": drawn(door.place.name) if door.place else "",
            "address": f"{urlsplit(self._base).netloc}/at",
            "code": f"{code[:3]} {code[3:]}",
            "scan": scan(address),
            "tablet": scan(f"{address}?tablet"),
        }

    def cards(self, code: str, tokens: Sequence[str]) -> list[str]:
        return [scan(f"{self._base}/at/{code}/{token}") for token in tokens]

    def _length(self) -> str:
        language, questionnaire = self._language, self._context.questionnaire
        minutes = minutes_at_most(questionnaire, language, len(self._door.promised))
        one, many = (
            "%(sentences)s sentences, one minute at most.",
            "%(sentences)s sentences, %(minutes)s minutes at most.",
        )
        told = self._site.templates.ngettext(language)(one, many, minutes)
        return told % {"sentences": self._sentences.capitalize(), "minutes": in_words(language, minutes)}

    @property
    def _sentences(self) -> str:
        return in_words(self._language, len(self._context.questionnaire.bank.items))

    def _promised(self, made: Commitment) -> dict[str, str]:
        say, last = self._say, made.progress[-1] if made.progress else None
        states = {
            "under_way": N_("Under way, the organisation said on %(day)s."),
            "kept": N_("Kept, the organisation said on %(day)s."),
            "dropped": N_("Dropped, the organisation said on %(day)s."),
        }
        message = say(states[last.state]) if last else say(N_("Promised for %(day)s."))
        told_on = last.said_on if last else made.due_on
        return {"words": said(made.words, self._language), "state": message % {"day": day(self._language, told_on)}}

    def _small_print(self) -> str:
        if self._context.campaign.protection == "invitation":
            return self._say(N_("One card, one answer. The card does not know who you are."))
        return self._say(N_("Whoever sees this code can answer, even more than once: the figures say so."))


def _drawn(part: Any) -> Any:
    """In letters that the font has."""
    if isinstance(part, str):
        return drawn(part)
    return [_drawn(one) for one in part] if isinstance(part, list) else {key: _drawn(one) for key, one in part.items()}


def scan(address: str) -> str:
    """A square code as SVG, sturdy: it will be crumpled, and scanned in a hurry."""
    made = BytesIO()
    segno.make(address, micro=False, error="m").save(made, kind="svg", border=0, dark=INK, xmldecl=False, omitsize=True)
    return made.getvalue().decode()
