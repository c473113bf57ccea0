"""What should come first: the form of those who read before the public, and what their vote gave once it is read.

Promises that a form counts once, whoever sends it again, and that nothing ties it to a person. Tells no number of a
vote that nobody has read.
"""

import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Literal

from app.actions import Receipt
from app.banks.faults import N_
from app.barometer.edition import Edition, FirstVoted
from app.days import day_in
from app.publication.policy import share, winner
from app.web.barometer.edition_context import EditionContext
from app.web.barometer.telling import Telling
from app.web.deps import Site

VoteDone = Literal["counted", "closed", "choose", "late"]
LEADS, NO_LEAD = N_("First: %(subject)s."), N_("No subject stands clearly ahead of the others.")
VOTED = N_("At least %(n)s voted, by the link that all staff have. Shares are rounded: they need not add up.")
NONCE, DIGEST = 16, 16
"""Bytes: of what makes a form the same form; of a receipt."""


@dataclass(frozen=True, slots=True)
class VoteTold:
    """sentence: what leads, if something does; shares: by the name of the subject, the most voted first; base: under
    them, always."""

    sentence: str
    shares: dict[str, str]
    base: str


@dataclass(frozen=True, slots=True)
class VotePart:
    """options: names of subjects, by id, empty once the vote is over; k: from how many votes on it is read; receipt: of
    this form, sealed; done: what became of the one before; told: None until it was read."""

    options: dict[str, str]
    k: int
    receipt: str
    done: VoteDone | None
    told: VoteTold | None


def vote_part(context: EditionContext, done: VoteDone | None) -> VotePart | None:
    """None where there is nothing to vote on, and nothing to say of it."""
    site, edition = context.site, context.edition
    if edition.first_voted:
        told = vote_told(context.telling, edition.first_voted)
        return VotePart({}, 0, "", "closed" if done == "closed" else None, told)
    asked = site.votes.asked(edition.id)
    if asked is None:
        return None
    options = {id_: context.subjects[id_] for id_ in asked.options}
    return VotePart(options, asked.k, new_receipt(site, edition), done, None)


def vote_told(telling: Telling, voted: FirstVoted) -> VoteTold:
    first = winner(voted.counts)
    return VoteTold(
        telling.said(LEADS, subject=telling.subjects[first]) if first else telling.said(NO_LEAD),
        {telling.subjects[id_]: telling.share(share(many, voted.n)) for id_, many in voted.counts.items()},
        telling.said(VOTED, n=telling.points(voted.at_least)),
    )


def new_receipt(site: Site, edition: Edition) -> str:
    """Of a form that counts until the end of the next day."""
    last = _today(site) + timedelta(days=1)
    return site.tokens.seal_note(_sealed_for(edition), f"{secrets.token_hex(NONCE)} {last.isoformat()}")


def receipt_in(site: Site, edition: Edition, sealed: str) -> Receipt | None:
    """None for one that is past its last day, or none of ours."""
    nonce, _, last = site.tokens.note_or_nothing(_sealed_for(edition), sealed).partition(" ")
    if not last or date.fromisoformat(last) < _today(site):
        return None
    return Receipt(sha256(b"totem first" + nonce.encode()).digest()[:DIGEST], date.fromisoformat(last))


def _sealed_for(edition: Edition) -> str:
    return f"first {edition.barometer.slug} {edition.label}"


def _today(site: Site) -> date:
    return day_in("UTC", site.barometers.today())
