"""The day on which an edition of a mirror survey is read: its voices end, and are set side by side, all at once. Then
what staff, who read first, vote to begin with: told once, whole, and of k votes or more; else it is destroyed.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal, NamedTuple

from sqlalchemy import Connection, Engine

from app.banks.loader import Catalogue
from app.barometer.edition import Edition, FirstVoted, read_late
from app.barometer.priorities import candidates
from app.barometer.releases import BarometerRelease, compose, latest_composition
from app.barometer.spec import Spec
from app.barometer.store import every_edition, existing_edition, set_days, set_first_voted
from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.voices import of_edition
from app.days import day_in, now_in_utc
from app.db.engine import read, write_transaction
from app.publication.policy import rounded_count
from app.publication.store import ReleaseDamaged, TotalsDamaged, release_voice, settled_rounding
from app.tallies import ballots
from app.tallies.admission import Receipt, insert_receipts
from app.tallies.ballots import Ballot
from app.tallies.closing import close_within
from app.tallies.custody import let_go
from app.tallies.keys import PoolKeys, PoolKeysDamaged, PoolsUnreadable
from app.tallies.pool import PoolLost

log = logging.getLogger(__name__)
NOT_YET = N_("Nobody reads this edition before %(day)s.")
VOTE_OVER = N_("This vote is over.")
TOO_FEW_VOTES = N_("Fewer than %(k)s have voted: nothing is read, and the vote goes on.")
FIRST, VOTERS = "first", "staff"
"""What the ballot is called before what it asks; the voice that votes."""


class Sources(NamedTuple):
    """What an edition is made of, beside its sealed totals. specs: by id; secret: the site's, 32 bytes."""

    questionnaires: Catalogue
    specs: Mapping[str, Spec]
    secret: bytes


def reveal_due(engine: Engine, keys: PoolKeys, sources: Sources, now: date) -> list[str]:
    """Release and set side by side the voices of each edition whose day has come; and compose again what has become
    public since. One that cannot be revealed does not keep the others from it. Returns the surveys that changed."""
    changed = []
    for edition in every_edition(engine, now):
        try:
            if reveal_if_due(engine, keys, sources, edition, now) and not edition.revealed:
                changed.append(edition.barometer.slug)
        except CampaignInvalid:
            continue  # another process did, or its day was put off meanwhile
        except (PoolKeysDamaged, TotalsDamaged, ReleaseDamaged, LookupError):
            log.exception("The edition %s of %s cannot be revealed.", edition.label, edition.barometer.slug)
        try:
            _end_vote(engine, keys, edition, now)
        except (PoolKeysDamaged, ReleaseDamaged, LookupError):
            log.exception("The vote after %s of %s cannot be ended.", edition.label, edition.barometer.slug)
    return changed


def reveal_if_due(
    engine: Engine, keys: PoolKeys, sources: Sources, edition: Edition, now: date
) -> BarometerRelease | None:
    """What it says from now on; None where nothing is due. Raises what reveal_edition raises."""
    if not edition.revealed and edition.days.staff_see_on <= edition.seen_on:
        return reveal_edition(engine, keys, sources, edition.id, now)
    if not edition.is_public or edition.barometer.spec not in sources.specs:
        return None
    with write_transaction(engine) as connection:
        return compose(connection, edition, sources.specs[edition.barometer.spec], now)


def reveal_edition(engine: Engine, keys: PoolKeys, sources: Sources, edition_id: int, now: date) -> BarometerRelease:
    """In one transaction: close every voice, release each, set them side by side. now: or an instant.

    Raises CampaignInvalid before its day, PoolKeysDamaged, TotalsDamaged, ReleaseDamaged, LookupError.
    """
    obsolete: set[str] = set()
    with write_transaction(engine) as connection:
        edition = existing_edition(connection, edition_id, now)
        if edition.revealed or edition.seen_on < edition.days.staff_see_on:
            raise CampaignInvalid("reveal", NOT_YET, day=edition.days.staff_see_on.isoformat())
        for campaign in of_edition(connection, edition.id, now).values():
            if campaign.closed_on is None:
                last = min(edition.days.voices_close_on, campaign.seen_on)
                obsolete |= close_within(connection, keys, campaign.id, last)[1]
        for campaign in of_edition(connection, edition.id, now).values():
            asked = sources.questionnaires.asked(campaign.bank, campaign.fingerprint)
            if asked is None:
                raise LookupError(f"The bank {campaign.bank} is not here.")
            draw = settled_rounding(connection, campaign.id, sources.secret)
            release_voice(connection, campaign, asked.bank, edition.seen_on, draw)
        late = read_late(edition.days, edition.seen_on)
        edition = set_days(connection, edition, late, now)
        composed = compose(connection, edition, sources.specs[edition.barometer.spec], now)
    let_go(keys, obsolete)
    return composed


class _Vote(NamedTuple):
    ballot: Ballot
    options: tuple[str, ...]
    k: int


class FirstAsked(NamedTuple):
    """What staff are asked to begin with. options: dimensions; at_least: who voted, in whole groups of k."""

    options: tuple[str, ...]
    k: int
    at_least: int


class FirstVotes:
    """The vote of staff on what should come first, for pages. today: as everywhere, or an instant."""

    def __init__(self, engine: Engine, keys: PoolKeys, today: Callable[[], date] = now_in_utc) -> None:
        self._engine, self._keys, self.today = engine, keys, today

    def asked(self, edition_id: int) -> FirstAsked | None:
        """None where there is nothing to vote on, or not now. Raises LookupError, ReleaseDamaged."""
        with read(self._engine) as connection:
            found = _open_vote(connection, existing_edition(connection, edition_id, self.today()), self.today())
            if found is None:
                return None
            return FirstAsked(found.options, found.k, _voters(connection, found) // found.k * found.k)

    def cast(self, edition_id: int, dimension: str, receipt: Receipt) -> Literal["counted", "closed"]:
        """Each receipt counts once, and is told that it did each time. Raises PoolKeysDamaged; LookupError,
        ReleaseDamaged."""
        with write_transaction(self._engine) as connection:
            found = _open_vote(connection, existing_edition(connection, edition_id, self.today()), self.today())
            # After its last day a receipt is purged, and its form would count twice.
            if found is None or dimension not in found.options or receipt.expires_on < day_in("UTC", self.today()):
                return "closed"
            if not insert_receipts(connection, [receipt]):
                return "counted"
            vote = ballots.Cast(len(found.options), [found.options.index(dimension)])
            try:
                obsolete = ballots.cast(connection, self._keys, {found.ballot: vote})
            except PoolLost:
                raise PoolsUnreadable(self._keys.home) from None
        let_go(self._keys, obsolete)
        return "counted"

    def read(self, edition_id: int) -> Edition:
        """End the vote and keep what it gave. Raises CampaignInvalid under k votes, and where there is no vote now;
        PoolKeysDamaged; LookupError, ReleaseDamaged."""
        with write_transaction(self._engine) as connection:
            edition = existing_edition(connection, edition_id, self.today())
            found = _open_vote(connection, edition, self.today())
            if found is None:
                raise CampaignInvalid("first", VOTE_OVER)
            if _voters(connection, found) < found.k:
                raise CampaignInvalid("first", TOO_FEW_VOTES, k=found.k)
            obsolete = _told(connection, self._keys, edition, found, self.today())
            edition = existing_edition(connection, edition_id, self.today())
        let_go(self._keys, obsolete)
        return edition


def _open_vote(connection: Connection, edition: Edition, now: date) -> _Vote | None:
    return _vote_of(connection, edition, now) if edition.may_vote else None


def _vote_of(connection: Connection, edition: Edition, now: date) -> _Vote | None:
    voice, composed = of_edition(connection, edition.id, now).get(VOTERS), latest_composition(connection, edition.id)
    options = candidates(composed.content) if composed else ()
    return _Vote(Ballot(voice.id, " ".join((FIRST, *options))), options, voice.k) if voice and options else None


def _voters(connection: Connection, vote: _Vote) -> int:
    return ballots.voters(connection, vote.ballot.campaign_id).get(vote.ballot.name, 0)


def _told(connection: Connection, keys: PoolKeys, edition: Edition, vote: _Vote, now: date) -> set[str]:
    """Kept with the edition from k votes on, with roundings that are drawn here. The keys to forget."""
    votes, obsolete = ballots.disclose(connection, keys, vote.ballot, vote.k)
    if votes:
        rounded = {id_: rounded_count(many, secrets.randbelow) for id_, many in zip(vote.options, votes, strict=True)}
        ordered = dict(sorted(rounded.items(), key=lambda one: -one[1]))
        set_first_voted(connection, edition, FirstVoted(sum(votes), vote.k, ordered), now)
    return obsolete


def _end_vote(engine: Engine, keys: PoolKeys, edition: Edition, now: date) -> None:
    """Of an edition that staff read no longer alone: read as its organiser would have, or destroyed with it."""
    if not edition.revealed or edition.may_vote:
        return
    with read(engine) as connection:
        voice = of_edition(connection, edition.id, now).get(VOTERS)
        if voice is None or not ballots.voters(connection, voice.id):
            return
    obsolete: set[str] = set()
    with write_transaction(engine) as connection:
        edition = existing_edition(connection, edition.id, now)
        vote = _vote_of(connection, edition, now)
        if edition.may_vote:
            return
        if vote and edition.first_voted is None and edition.withdrawn_on is None:
            obsolete |= _told(connection, keys, edition, vote, now)
        obsolete |= ballots.destroy(connection, keys, voice.id)
    let_go(keys, obsolete)
