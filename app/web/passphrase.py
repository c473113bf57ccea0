"""The word that a site may ask of whoever opens campaigns or rooms on the web."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request

from app.campaigns.draft import N_, CampaignInvalid
from app.web.client_network import client_network
from app.web.rate_limit import CodeLimiter


@dataclass(frozen=True, slots=True)
class Passphrase:
    """word: empty where none is asked."""

    word: str = field(repr=False)
    tries: CodeLimiter = field(default_factory=lambda: CodeLimiter(10, overall=0))

    def matches(self, typed: str) -> bool:
        """In constant time; the case, blanks and hyphens make no difference, as on paper."""
        plain = (re.sub(r"[\s-]", "", text).lower() or text.strip() for text in (typed, self.word))
        one, other = (hashlib.sha256(text.encode()).digest() for text in plain)
        return hmac.compare_digest(one, other)

    def mistakes(self, typed: Mapping[str, str], request: Request) -> dict[str, CampaignInvalid]:
        """What is wrong with it, by field. After too many wrong ones from a network, the right one is refused there
        too, unless it was right there before: a person may have chosen it, and short."""
        word, network = typed.get("passphrase", ""), client_network(request)
        tried = word.strip().lower()
        if not self.tries.may_try(network, tried):
            message = N_("Too many wrong passphrases. Try again in ten minutes.")
        elif self.matches(word):
            self.tries.was_right(network, tried)
            return {}
        else:
            self.tries.was_wrong(network)
            message = N_("This is not the passphrase of this site.")
        return {"passphrase": CampaignInvalid("passphrase", message)}
