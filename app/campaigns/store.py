"""Campaigns: where sheets are counted, found by the name in their address.

Names stay, and so does what people answered to. What app.campaigns.draft refuses is refused here, in its words.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, exists, insert, or_, select, sql, update
from sqlmodel import col

from app.campaigns.campaign import Campaign, Protection, State, state_of
from app.campaigns.draft import (
    K_RANGE,
    LONGEST,
    N_,
    SLUG,
    USUAL_K,
    USUAL_PEOPLE,
    CampaignExists,
    CampaignInvalid,
    Draft,
    draft_faults,
    draft_of,
    proposed_k,
    refuse_led,
)
from app.campaigns.gone import leave, refuse_gone, refuse_gone_edition
from app.campaigns.words import Texts
from app.days import FORMER_ZONE, USUAL_ZONE, day_in, is_zone, now_in_utc
from app.db.engine import read, write_transaction
from app.db.tables import CampaignRow, CellRow, PlaceReleaseRow, PoolRow, ReleaseRow
from app.publishing import USUAL
from app.tallies import ballots
from app.tallies.admission import delete_invitations
from app.tallies.batches import delete_joined
from app.tallies.custody import let_go
from app.tallies.identity import check
from app.tallies.keys import PoolKeys
from app.tallies.pool import delete_counts

__all__ = [
    "K_RANGE", "LONGEST", "SLUG", "USUAL_K", "USUAL_PEOPLE", "Campaign", "CampaignExists", "CampaignInvalid",
    "Protection", "State", "proposed_k", "state_of",
]  # fmt: skip


def create(
    engine: Engine,
    slug: str,
    bank: str,
    today: date,
    *,
    edition: str | None = None,
    opened_on: date | None = None,
    **more: Any,
) -> Campaign:
    """edition: this year when None; opened_on: today when None; more: the other fields of a Draft. today: or an
    instant, here and below.

    Raises CampaignInvalid with the first fault, CampaignExists.
    """
    zone = more.get("zone", USUAL_ZONE)
    first = opened_on or day_in(zone if is_zone(zone) else FORMER_ZONE, today)
    draft = Draft(slug, bank, first, f"{first.year}" if edition is None else edition, **more).tidied()
    for fault in draft_faults(draft, today):
        raise fault
    with write_transaction(engine) as connection:
        return create_within(connection, draft, today)


def create_within(connection: Connection, draft: Draft, today: date, **columns: Any) -> Campaign:
    """The same of a draft without faults, in the caller's write transaction. Raises CampaignExists."""
    refuse_gone(connection, draft.slug)
    if _first(connection, today, col(CampaignRow.slug) == draft.slug):
        raise CampaignExists("slug", N_("There is already a campaign at this address: %(slug)s."), slug=draft.slug)
    _refuse_a_second_edition(connection, draft)
    refuse_gone_edition(connection, draft.series, draft.edition)
    row = draft.row() | {"closed_on": None, "publishing": USUAL.to_document()} | columns
    id_ = connection.scalars(insert(CampaignRow).returning(col(CampaignRow.id)), row).one()
    return existing(connection, int(id_ or 0), today)


def change(engine: Engine, campaign: Campaign, today: date, **changes: Any) -> Campaign:
    """changes: fields of a Draft. Raises CampaignInvalid with the first fault, LookupError when it is deleted.

    The notice of a withdrawal is not among them: see withdraw.
    """
    with write_transaction(engine) as connection:
        before = existing(connection, campaign.id, today)
        draft = replace(draft_of(before), **changes).tidied()
        draft = replace(draft, words=replace(draft.words, notice=before.own_words.notice))
        for fault in draft_faults(draft, today, before, batched=_is_batched(connection, before.id)):
            raise fault
        _refuse_a_second_edition(connection, draft)
        if (draft.series, draft.edition) != (before.series, before.edition):
            refuse_gone_edition(connection, draft.series, draft.edition)
        return _updated(connection, before, draft.row())


def withdraw(engine: Engine, campaign: Campaign, notice: Texts, today: date) -> Campaign:
    """Show the notice in place of the figures, until restore. Raises CampaignInvalid, LookupError."""
    with write_transaction(engine) as connection:
        before = existing(connection, campaign.id, today)
        words = replace(before.own_words, notice=notice).tidied()
        if not words.notice:
            raise CampaignInvalid("notice", N_("Say to the public why the figures are withdrawn."))
        for fault in draft_faults(replace(draft_of(before), words=words), today, before):
            raise fault
        withdrawn_on = before.withdrawn_on or before.seen_on
        return _updated(connection, before, {"withdrawn_on": withdrawn_on, "words": words.to_document()})


def restore(engine: Engine, campaign: Campaign, today: date) -> Campaign:
    """Show the figures again, and forget the notice. Raises LookupError."""
    with write_transaction(engine) as connection:
        before = existing(connection, campaign.id, today)
        words = replace(before.own_words, notice={}).to_document()
        return _updated(connection, before, {"withdrawn_on": None, "words": words})


def end(engine: Engine, campaign: Campaign, last_day: date, series: str = "") -> None:
    """Give it a last day, unless it has an earlier one or is closed; and a series, if it has none."""
    with write_transaction(engine) as connection:
        before = existing(connection, campaign.id, campaign.seen_on)
        if before.closed_on is None:
            closes_on = min(before.closes_on or last_day, last_day)
            _updated(connection, before, {"closes_on": closes_on, "series": before.series or series})


def archive(engine: Engine, campaign: Campaign, today: date) -> Campaign:
    """Put a closed campaign away: its figures stay. Raises CampaignInvalid, LookupError."""
    with write_transaction(engine) as connection:
        before = existing(connection, campaign.id, today)
        if before.closed_on is None:
            raise CampaignInvalid("closed_on", N_("Close the campaign before you archive it."))
        return _updated(connection, before, {"archived_on": before.archived_on or before.seen_on})


def delete(engine: Engine, keys: PoolKeys, campaign: Campaign, today: date | None = None) -> None:
    """Its totals, pools and their keys, releases, invitations and ballots go too; a room, before it: seminars.store.

    Receipts stay: they lead to no campaign. So does the address, if it ever had figures: whoever cited them must find
    no others there. Raises CampaignInvalid for a voice, PoolKeysDamaged where these are another database's keys."""
    with write_transaction(engine) as connection:
        leave(connection, refuse_led(campaign), day_in(campaign.zone, today or now_in_utc()))
        obsolete = delete_within(connection, keys, campaign.id)
    let_go(keys, obsolete)


def delete_within(connection: Connection, keys: PoolKeys, campaign_id: int) -> set[str]:
    """The same in the caller's write transaction. Returns the keys to forget once it is committed."""
    check(connection, keys)
    key_ids = delete_counts(connection, campaign_id) | ballots.delete_of(connection, campaign_id)
    delete_invitations(connection, campaign_id)
    delete_joined(connection, campaign_id)
    connection.execute(sql.delete(PlaceReleaseRow).where(col(PlaceReleaseRow.campaign_id) == campaign_id))
    connection.execute(sql.delete(ReleaseRow).where(col(ReleaseRow.campaign_id) == campaign_id))
    connection.execute(sql.delete(CampaignRow).where(col(CampaignRow.id) == campaign_id))
    return key_ids


def insert_for_room(connection: Connection, draft: Draft, fingerprint: str) -> int:
    """Where a room's sheets are counted; its structure is fixed from the start."""
    row = draft.row() | {"closed_on": None, "protection": "room", "fingerprint": fingerprint, "words": "{}"}
    return int(connection.scalars(insert(CampaignRow).returning(col(CampaignRow.id)), row).one() or 0)


def update_within(connection: Connection, campaign: Campaign, **columns: Any) -> None:
    """For what leads campaigns of its own, in the caller's transaction; nothing is checked."""
    connection.execute(update(CampaignRow).where(col(CampaignRow.id) == campaign.id).values(**columns))


def set_key(engine: Engine, campaign_id: int, kind: str, digest: bytes | None) -> None:
    """kind: manager, reader or depositor; digest: of the new key, None without one. Raises LookupError, and
    CampaignInvalid for a voice."""
    with write_transaction(engine) as connection:
        update_within(connection, refuse_led(existing(connection, campaign_id, date.max)), **{kind: digest})


def find(engine: Engine, slug: str, today: date | None = None) -> Campaign | None:
    """As it is on this day; today when None."""
    with read(engine) as connection:
        return _first(connection, today or now_in_utc(), col(CampaignRow.slug) == slug)


def campaigns(engine: Engine, today: date | None = None) -> list[Campaign]:
    """All of them, the first made first; rooms are none of them."""
    return _all(engine, today, col(CampaignRow.protection) != "room")


def editions(engine: Engine, series: str, today: date | None = None) -> list[Campaign]:
    """Those of a series, the first opened first; none of no series."""
    found = _all(engine, today, col(CampaignRow.series) == series) if series else []
    return sorted(found, key=lambda campaign: (campaign.opened_on, campaign.id))


def due_to_close(engine: Engine, today: date) -> list[Campaign]:
    """Those past their last day that are not closed yet."""
    waiting = _all(engine, today, col(CampaignRow.closed_on).is_(None) & col(CampaignRow.closes_on).is_not(None))
    return [campaign for campaign in waiting if campaign.closes_on and campaign.closes_on < campaign.seen_on]


def _is_batched(connection: Connection, campaign_id: int) -> bool:
    """Whether k people wait together, or are sealed: a larger k would not hold for them."""
    ready = exists().where(col(PoolRow.campaign_id) == campaign_id, col(PoolRow.stage) == "ready")
    sealed = exists().where(col(CellRow.campaign_id) == campaign_id)
    return bool(connection.scalar(select(or_(ready, sealed))))


def _refuse_a_second_edition(connection: Connection, draft: Draft) -> None:
    same = (
        col(CampaignRow.series) == draft.series,
        col(CampaignRow.edition) == draft.edition,
        col(CampaignRow.slug) != draft.slug,
    )
    if draft.series and connection.execute(select(col(CampaignRow.id)).where(*same)).first():
        raise CampaignExists(
            "edition",
            N_("The series %(series)s has an edition %(edition)s already."),
            series=draft.series,
            edition=draft.edition,
        )


def _updated(connection: Connection, before: Campaign, values: dict[str, Any]) -> Campaign:
    update_within(connection, refuse_led(before), **values)
    return existing(connection, before.id, before.seen_on)


def existing(connection: Connection, campaign_id: int, today: date) -> Campaign:
    """In the caller's transaction. Raises LookupError."""
    found = _first(connection, today, col(CampaignRow.id) == campaign_id)
    if found is None:
        raise LookupError(f"There is no campaign {campaign_id}.")
    return found


def _first(connection: Connection, today: date, condition: Any) -> Campaign | None:
    row = connection.execute(select(CampaignRow).where(condition)).one_or_none()
    return Campaign(**row._asdict(), seen_on=day_in(row.zone, today)) if row else None


def _all(engine: Engine, today: date | None, condition: Any) -> list[Campaign]:
    when = today or now_in_utc()
    with read(engine) as connection:
        rows = connection.execute(select(CampaignRow).where(condition).order_by(col(CampaignRow.id))).all()
    return [Campaign(**row._asdict(), seen_on=day_in(row.zone, when)) for row in rows]
