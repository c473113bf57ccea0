"""Commitments and what is said of them. Promises that none changes once its edition is public, and that what is said of
one is only ever added."""

import json
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update
from sqlmodel import col

from app.barometer.commitments import MOST, Commitment, ProgressNote, commitment_faults, progress_faults
from app.barometer.edition import Edition
from app.campaigns.draft import N_, CampaignInvalid
from app.campaigns.words import Texts
from app.db.tables import CommitmentRow, ProgressRow

FROZEN = N_("A published commitment is not rewritten. You may say how it stands.")


def commitments_of(connection: Connection, edition_id: int) -> tuple[Commitment, ...]:
    """In their order."""
    said: dict[int, list[ProgressNote]] = {}
    here = select(ProgressRow).where(col(ProgressRow.edition_id) == edition_id).order_by(col(ProgressRow.number))
    for row in connection.execute(here):
        said.setdefault(row.commitment, []).append(ProgressNote(row.said_on, row.state, json.loads(row.words)))
    made = select(CommitmentRow).where(col(CommitmentRow.edition_id) == edition_id).order_by(col(CommitmentRow.number))
    return tuple(
        Commitment(
            row.number,
            row.dimension,
            json.loads(row.words),
            json.loads(row.whom),
            json.loads(row.signed),
            row.due_on,
            row.made_on,
            tuple(said.get(row.number, ())),
        )
        for row in connection.execute(made)
    )


def promise(connection: Connection, edition: Edition, made: Commitment, dimensions: Collection[str]) -> Commitment:
    """Write one, or write it again while nobody but staff has read the edition. made.number: 0 for a new one.

    Raises CampaignInvalid with the first fault: a fourth is one.
    """
    known = commitments_of(connection, edition.id)
    made = replace(made, number=made.number or len(known) + 1, made_on=edition.seen_on, progress=())
    if edition.state not in ("staff", "public"):
        raise CampaignInvalid("number", N_("Commitments are written once staff have read the edition."))
    before = next((one for one in known if one.number == made.number), None)
    if before and edition.was_public:
        raise CampaignInvalid("number", FROZEN)
    if before is None and made.number != len(known) + 1 <= MOST:
        raise CampaignInvalid("number", N_("There is no commitment with this number."))
    for fault in commitment_faults(made, dimensions, edition.seen_on):
        raise fault
    row = {
        "dimension": made.dimension,
        "words": _stored(made.words),
        "whom": _stored(made.whom),
        "signed": _stored(made.signed),
        "due_on": made.due_on,
        "made_on": made.made_on,
    }
    this = {"edition_id": edition.id, "number": made.number}
    if before:
        connection.execute(update(CommitmentRow).where(*_this(edition, made.number)).values(**row))
    else:
        connection.execute(insert(CommitmentRow).values(**this, **row))
    return made


def take_back(connection: Connection, edition: Edition, number: int) -> None:
    """One that nobody but staff has read; those after it move up. Raises CampaignInvalid."""
    if edition.was_public:
        raise CampaignInvalid("number", FROZEN)
    if not connection.execute(delete(CommitmentRow).where(*_this(edition, number))).rowcount:
        raise CampaignInvalid("number", N_("There is no commitment with this number."))
    for later in range(number + 1, MOST + 1):
        connection.execute(update(CommitmentRow).where(*_this(edition, later)).values(number=later - 1))


def say(connection: Connection, edition: Edition, number: int, said: ProgressNote) -> None:
    """Of one that everyone may read. Raises CampaignInvalid with the first fault."""
    if edition.state != "public":
        raise CampaignInvalid("state", N_("What became of it is said once the edition is public."))
    made = next((one for one in commitments_of(connection, edition.id) if one.number == number), None)
    if made is None:
        raise CampaignInvalid("number", N_("There is no commitment with this number."))
    for fault in progress_faults(said, made.progress):
        raise fault
    connection.execute(
        insert(ProgressRow).values(
            edition_id=edition.id,
            commitment=number,
            number=len(made.progress) + 1,
            said_on=said.said_on,
            state=said.state,
            words=_stored({language: text.strip() for language, text in said.words.items()}),
        )
    )


def delete_commitments(connection: Connection, edition_id: int) -> None:
    connection.execute(delete(ProgressRow).where(col(ProgressRow.edition_id) == edition_id))
    connection.execute(delete(CommitmentRow).where(col(CommitmentRow.edition_id) == edition_id))


def _this(edition: Edition, number: int) -> tuple[Any, Any]:
    return col(CommitmentRow.edition_id) == edition.id, col(CommitmentRow.number) == number


def _stored(texts: Texts) -> str:
    return json.dumps(dict(texts), ensure_ascii=False, sort_keys=True)
