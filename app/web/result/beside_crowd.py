"""Where am I? One person's result beside the published edition.

Promises figures that the release shows, to a reader whose answers stay theirs. Refuses ranks, and “better than”.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from app.banks.loader import Questionnaire
from app.publication.documents import ReleaseDocument
from app.publication.values import Figure, Phrase
from app.totem.model import Profile
from app.totem.packing import fingerprint
from app.web.context import CampaignContext
from app.web.deps import Site
from app.web.headlines import Headlines, nouns_of
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class PairView:
    """One level, 0–100: the reader's, None where nothing was answered, and the crowd's mean."""

    own: float | None
    crowd: Figure = field(hash=False)  # whose reason takes longer to hash than a row to be found


@dataclass(frozen=True, slots=True)
class PlaceView:
    """pairs: one a side, in the order of sides; None for a side that the dimension is not asked on."""

    name: str
    pairs: tuple[PairView | None, ...]


@dataclass(frozen=True, slots=True)
class AmongView:
    """family: how many are the reader's animal, “about a third are bees”, None without one; rare: hardly anyone is."""

    edition: str
    n: int
    made_on: date
    family: str | None
    rare: bool
    places: tuple[PlaceView, ...]


async def published_release(site: Site, context: CampaignContext) -> ReleaseDocument | None:
    """The newest release, if it is shown and of the questionnaire as it is now; may be some seconds old."""
    if context.campaign.withdrawn_on:
        return None
    released = await site.releases.aside(context.campaign.id)
    return released if released and released.fingerprint == fingerprint(context.questionnaire.bank) else None


def among_view(site: Site, context: CampaignContext, profile: Profile, released: ReleaseDocument) -> AmongView:
    language = context.wording.language
    told = Headlines(language, site.templates.gettext(language), nouns_of(context.questionnaire, language))
    own = profile.match.totem if profile.match else None
    share = next((totem.share for totem in released.totems if totem.id == own), None)
    return AmongView(
        edition=released.edition,
        n=released.n,
        made_on=date.fromisoformat(released.made_on),
        family=told.short(share, own) if share and own else None,
        rare=share is not None and share.phrase is Phrase.FEW_OR_NONE,
        places=_places(context, profile, released),
    )


def _places(context: CampaignContext, profile: Profile, released: ReleaseDocument) -> tuple[PlaceView, ...]:
    file, names = context.questionnaire.file, _dimensions(context.questionnaire, context.wording)
    return tuple(
        PlaceView(
            names[dimension.id],
            tuple(
                PairView(profile.levels[dimension.id, side.id], means[side.id]) if side.id in means else None
                for side in file.sides
            ),
        )
        for dimension in released.dimensions
        for means in [{level.side: level.mean for level in dimension.levels}]
    )


@lru_cache(64)
def _dimensions(questionnaire: Questionnaire, say: Wording) -> dict[str, str]:
    return {dimension.id: say(dimension.name) for dimension in questionnaire.file.dimensions}
