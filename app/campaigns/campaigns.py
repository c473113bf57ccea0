"""What an organiser does to campaigns, each a transaction of its own."""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Engine

from app.campaigns import gone, invitations, keys, store
from app.campaigns.campaign import Campaign
from app.campaigns.draft import Draft, refuse_led
from app.campaigns.invitations import InvitationCounts
from app.campaigns.keys import HandedKind, KeyKind
from app.campaigns.reading import set_publishing
from app.campaigns.words import Texts
from app.days import day_in, now_in_utc
from app.publishing import Publishing
from app.tallies import closing
from app.tallies.keys import PoolKeys


class Campaigns:
    """today: an instant, whose day is each campaign's own. What a change would break is CampaignInvalid, and so is any
    of a voice, which its survey leads; a campaign that was deleted meanwhile, LookupError."""

    def __init__(self, engine: Engine, pool_keys: PoolKeys, today: Callable[[], date] = now_in_utc) -> None:
        self._engine, self._pool_keys, self.today = engine, pool_keys, today

    def create(self, draft: Draft) -> tuple[Campaign, str]:
        """With the key that manages it. Raises CampaignInvalid, CampaignExists."""
        fields = draft.row() | {"words": draft.words}
        made = store.create(self._engine, fields.pop("slug"), fields.pop("bank"), self.today(), **fields)
        return made, self.new_key(made, "manager")

    def change(self, campaign: Campaign, **changes: Any) -> None:
        """changes: fields of a Draft."""
        store.change(self._engine, campaign, self.today(), **changes)

    def publish_as(self, campaign: Campaign, wanted: Publishing) -> None:
        set_publishing(self._engine, campaign, wanted, self.today())

    def close(self, campaign: Campaign) -> None:
        """Raises PoolKeysDamaged."""
        closing.close(self._engine, self._pool_keys, refuse_led(campaign).id, day_in(campaign.zone, self.today()))

    def withdraw(self, campaign: Campaign, notice: Texts) -> None:
        store.withdraw(self._engine, campaign, notice, self.today())

    def restore(self, campaign: Campaign) -> None:
        store.restore(self._engine, campaign, self.today())

    def archive(self, campaign: Campaign) -> None:
        store.archive(self._engine, campaign, self.today())

    def delete(self, campaign: Campaign) -> None:
        """Raises PoolKeysDamaged."""
        store.delete(self._engine, self._pool_keys, campaign, self.today())

    def opened_by(self, slug: str, key: str) -> tuple[Campaign, KeyKind] | None:
        """The campaign and what the key opens of it."""
        return keys.find_managed(self._engine, slug, key)

    def new_key(self, campaign: Campaign, kind: HandedKind) -> str:
        """The one before opens nothing any more."""
        return keys.rotate(self._engine, campaign.id, kind)

    def revoke(self, campaign: Campaign, kind: HandedKind) -> None:
        keys.revoke(self._engine, campaign.id, kind)

    def invite(self, campaign: Campaign, many: int) -> list[str]:
        """As many new invitations, in this list alone."""
        return invitations.make(self._engine, campaign.id, many)

    def replace(self, campaign: Campaign, invitation: str) -> str:
        return invitations.replace(self._engine, campaign.id, invitation)

    def void(self, campaign: Campaign, invitation: str) -> None:
        invitations.void(self._engine, campaign.id, invitation)

    def invited(self, campaign: Campaign) -> InvitationCounts:
        return invitations.counts(self._engine, campaign.id)

    def is_series(self, series: str) -> bool:
        """Whether the name is somebody's: there are editions of it, or there were some with figures."""
        return bool(store.editions(self._engine, series)) or gone.series_is_gone(self._engine, series)
