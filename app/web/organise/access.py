"""What organisers' pages need of the site, and what they refuse. Knows no page."""

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.campaigns.campaign import Campaign
from app.campaigns.draft import N_, CampaignInvalid
from app.web.code_limiter import CodeLimiter


class KeyRefused(Exception):
    """Wrong, revoked, or of no campaign: nobody is told which."""


class TriesSpent(Exception):
    """Too many wrong keys from one place."""


class QuestionnaireGone(Exception):
    """The campaign's questionnaire is no longer on this site."""


@dataclass(frozen=True, slots=True)
class OrganiserAccess:
    """create: who may create campaigns on the web; close: ends a campaign on a day; erase: deletes one and all of it.

    secret: the site's, for settled roundings.
    """

    create: Literal["open", "passphrase", "closed"]
    passphrase: str = field(repr=False)
    close: Callable[[int, date], object]
    erase: Callable[[Campaign], None]
    today: Callable[[], date]
    secret: bytes = field(repr=False)
    wrong_keys: CodeLimiter = field(default_factory=CodeLimiter)
    passphrases: CodeLimiter = field(default_factory=lambda: CodeLimiter(10, overall=0))

    def knows(self, typed: str) -> bool:
        """In constant time; the case, blanks and hyphens make no difference, as on paper."""
        plain = (re.sub(r"[\s-]", "", text).lower() or text.strip() for text in (typed, self.passphrase))
        one, other = (hashlib.sha256(text.encode()).digest() for text in plain)
        return hmac.compare_digest(one, other)

    def wrong_passphrase(self, typed: str, place: str) -> dict[str, CampaignInvalid]:
        """What is wrong with it, by field. After too many wrong ones from a place, the right one is refused there too,
        unless it was right there before: a person may have chosen it, and short."""
        known = typed.strip().lower()
        if not self.passphrases.may_try(place, known):
            message = N_("Too many wrong passphrases. Try again in ten minutes.")
        elif self.knows(typed):
            self.passphrases.was_right(place, known)
            return {}
        else:
            self.passphrases.was_wrong(place)
            message = N_("This is not the passphrase of this site.")
        return {"passphrase": CampaignInvalid("passphrase", message)}
