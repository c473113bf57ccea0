"""What phones add to a room with one tap: that they came, a guess, a vote. What comes together is written together.

Promises that each phone adds each of them once. Refuses a room that is over, a ballot that is not open, and to remember
which phone it was: receipts are keyed, so that nobody reads from the tables whose they are.
"""

import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, Engine

from app.banks.loader import Catalogue
from app.db.engine import patience_is_spent, write_transaction
from app.db.locks import hold_campaigns
from app.publication.store import latest
from app.seminars import store
from app.seminars.seminar import Seminar
from app.seminars.snapshot import SMALL_BALLOT
from app.seminars.stage import GUESS
from app.seminars.talking.choices import talk_options
from app.seminars.talking.talk import SMALL
from app.tallies import admission, ballots
from app.tallies.admission import Outcome, Receipt
from app.tallies.ballots import Ballot, Cast
from app.tallies.custody import forget_orphans, let_go
from app.tallies.keys import PoolKeys
from app.tallies.ledger import TROUBLE, TotalsUnavailable
from app.tallies.repeats import Repeats
from app.tallies.writer import Writer
from app.totem.model import Bank

log = logging.getLogger(__name__)


class PhoneInput(NamedTuple):
    """receipt: of the phone's sheet; ballot: empty for an arrival; choice: from 0."""

    slug: str
    receipt: Receipt
    ballot: str = ""
    choice: int = 0


class Attendance:
    """One writer for all rooms of this process. Raises TotalsUnavailable where nothing can be written."""

    def __init__(
        self,
        engine: Engine,
        keys: PoolKeys,
        questionnaires: Catalogue,
        secret: bytes,
        today: Callable[[], date],
    ) -> None:
        self._engine, self._keys, self._questionnaires = engine, keys, questionnaires
        self._secret, self._today = secret, today
        self._orphans = self._went_well = False
        self._down = Repeats(log, "What phones sent could not be written.")
        self._odd = Repeats(log, "What a phone sent could not be written.")
        self._after = Repeats(log, "Keys of no ballot could not be deleted; this will be tried again.")
        self._writer: Writer[PhoneInput, Outcome] = Writer(self._write, self._housekeep, TotalsUnavailable)
        self.start, self.stop = self._writer.start, self._writer.stop

    async def arrive(self, slug: str, receipt: Receipt) -> Outcome:
        return await self._writer.ask(PhoneInput(slug, receipt))

    async def vote(self, slug: str, ballot: str, receipt: Receipt, choice: int) -> Outcome:
        return await self._writer.ask(PhoneInput(slug, receipt, ballot, choice))

    def _write(self, taps: Sequence[PhoneInput]) -> Sequence[Outcome | Exception]:
        self._went_well = False
        try:
            return self._commit(taps)
        except TROUBLE as error:
            # A commit whose answer was lost may have happened: then receipts are found, and nothing is added twice.
            self._down.tell(error)
            if patience_is_spent(error):
                raise
            return self._commit(taps)
        except Exception as error:
            self._odd.tell(error, trace=True)
            return [self._write_alone(tap) for tap in taps]

    def _write_alone(self, tap: PhoneInput) -> Outcome | Exception:
        try:
            return self._commit([tap])[0]
        except Exception as error:
            self._odd.tell(error, trace=True)
            return TotalsUnavailable(str(error))

    def _commit(self, taps: Sequence[PhoneInput]) -> list[Outcome]:
        orphans, self._orphans = self._orphans, True
        with write_transaction(self._engine, campaigns=()) as connection:
            outcomes, obsolete = self._settle(connection, taps)
        self._went_well = True
        self._down.over()
        if let_go(self._keys, obsolete):
            self._orphans = orphans
        return outcomes

    def _housekeep(self) -> None:
        if not (self._orphans and self._went_well):
            return
        try:
            forget_orphans(self._engine, self._keys)
            self._orphans = False
        except Exception as error:
            self._after.tell(error, trace=not isinstance(error, TROUBLE))

    def _settle(self, connection: Connection, taps: Sequence[PhoneInput]) -> tuple[list[Outcome], set[str]]:
        slugs = {tap.slug for tap in taps}
        hold_campaigns(connection, [room.campaign_id for room in store.named(connection, slugs).values()])
        rooms = store.named(connection, slugs)
        options = {
            (slug, ballot): self._options(connection, rooms.get(slug), ballot)
            for slug, ballot in {(tap.slug, tap.ballot) for tap in taps}
        }
        today = self._today()
        # After its last day a receipt is purged, and the phone could come twice.
        let_in = [tap.choice in options[tap.slug, tap.ballot] and tap.receipt.expires_on >= today for tap in taps]
        receipts = [self._receipt_in_room(tap) for tap in taps]
        new = admission.insert_receipts(
            connection, {receipt for receipt, let in zip(receipts, let_in, strict=True) if let}
        )
        outcomes, counted = [], list[PhoneInput]()
        for tap, receipt, let in zip(taps, receipts, let_in, strict=True):
            if receipt in new:
                new.remove(receipt)
                counted.append(tap)
                outcomes.append(Outcome.COUNTED)
            else:
                outcomes.append(Outcome.ALREADY if let else Outcome.CLOSED)
        return outcomes, self._add(connection, rooms, counted, options)

    def _add(
        self,
        connection: Connection,
        rooms: Mapping[str, Seminar],
        taps: Sequence[PhoneInput],
        options: Mapping[tuple[str, str], range],
    ) -> set[str]:
        chosen: dict[tuple[str, str], list[int]] = {}
        for tap in taps:
            chosen.setdefault((tap.slug, tap.ballot), []).append(tap.choice)
        votes = dict[Ballot, Cast]()
        for (slug, name), choices in chosen.items():
            room = rooms[slug]
            if name:
                votes[Ballot(room.campaign_id, name)] = Cast(len(options[slug, name]), choices)
            else:
                store.welcome(connection, room.id, len(choices), self._today())
        return ballots.cast(connection, self._keys, votes)

    def _options(self, connection: Connection, room: Seminar | None, ballot: str) -> range:
        """The choices that a phone has now; none where nothing is open."""
        if room is None or not room.is_open or room.stage.rehearsal:
            return range(0)
        if not ballot:
            return range(1)
        for vote in (room.stage.vote, room.talk.vote):
            if vote and vote.is_open and vote.ballot == ballot:
                return range(vote.options)
        asked = self._questionnaires.asked(room.bank, room.fingerprint)
        if ballot == GUESS and asked and not latest(connection, room.campaign_id):
            return range(len(asked.bank.totems))
        if ballot == SMALL_BALLOT and asked and room.stage.beat == "end" and not room.talk.told(SMALL):
            return range(talk_options(asked.file, room.talk, SMALL))
        return range(0)

    def _receipt_in_room(self, tap: PhoneInput) -> Receipt:
        message = b"\0".join((tap.slug.encode(), tap.ballot.encode(), tap.receipt.digest))
        digest = hmac.digest(self._secret, b"totem presence\0" + message, "sha256")
        return Receipt(digest[: len(tap.receipt.digest)], tap.receipt.expires_on)


def options_of(bank: Bank, item: str, side: str) -> int:
    """Choices of a scene, or of a question's statement on a side. Raises LookupError."""
    for scene in bank.all_scenes:
        if scene.id == item and not side:
            return len(scene.options)
    if any(question.id == item and side in question.sides for question in bank.questions):
        return bank.points
    raise LookupError(f"Nothing can be put to the vote as {item} {side}.")
