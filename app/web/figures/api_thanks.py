"""What the public figures hold besides, as JSON, where a questionnaire ends on thanks; elsewhere it is absent."""

from typing import Any

from pydantic import BaseModel, Field

from app.publication.documents import ReleasedDimension, ReleasedImportance, ReleaseDocument, ReleasedPromise
from app.publication.documents import ReleasedSide as Whole
from app.publication.values import Share


class ShareFigure(BaseModel):
    """A share of people, in whole percent, or why it is not a number."""

    id: str
    percent: int | None
    below: int | None = Field(description="Strictly fewer percent than this.")
    above: int | None = Field(description="Strictly more percent than this.")
    phrase: str = Field(description="How the share is said: percent, about_percent, below, above, or words.")
    reason: str | None = Field(description="Why there is no number, such as fewer_than_30.")


class SideFigures(BaseModel):
    """A whole side: the mean of its levels as shown, 0–100, without the overall question."""

    id: str
    level: int | None
    half_width: int | None = Field(description="Of the 95 % interval, from whoever answered four fifths of the side.")
    reasons: dict[str, str]
    base: int | None = Field(description="On how many sheets the interval rests at least, in steps of k.")


class ImportanceFigures(BaseModel):
    """What matters most about a side: who picked each dimension, and who picked none; or why that is not told."""

    id: str
    side: str
    dimensions: list[ShareFigure]
    none: ShareFigure | None
    reason: str | None


class PromiseFigures(BaseModel):
    """Of those who answered about the promise in this slot, from 1 on; or why there are no shares."""

    slot: int
    noticed: ShareFigure | None
    not_noticed: ShareFigure | None
    cannot_say: ShareFigure | None
    base: int | None = Field(description="How many people at least answered about it, in steps of k.")
    reason: str | None


def share_figure(id_: str, share: Share) -> ShareFigure:
    return ShareFigure(id=id_, **share_fields(share))


def share_fields(share: Share) -> dict[str, Any]:
    return {
        "percent": share.percent,
        "below": share.below,
        "above": share.above,
        "phrase": share.phrase.value,
        "reason": share.reason.value if share.reason else None,
    }


def of_thanks(released: ReleaseDocument) -> dict[str, Any]:
    """The fields of a release."""
    return {
        "sides": side_figures(released.sides),
        "importance": [_importance(asked) for asked in released.importance],
        "promises": [_promise(promise) for promise in released.promises],
    }


def side_figures(sides: tuple[Whole, ...]) -> list[SideFigures]:
    return [
        SideFigures(
            id=side.id,
            level=level.mean.value,
            half_width=level.half_width.value,
            reasons={
                name: figure.reason.value
                for name, figure in (("level", level.mean), ("half_width", level.half_width))
                if figure.reason
            },
            base=level.base,
        )
        for side in sides
        if (level := side.level)
    ]


def favourable_figures(dimension: ReleasedDimension) -> list[ShareFigure]:
    return [share_figure(level.side, level.favourable) for level in dimension.levels if level.favourable]


def _importance(asked: ReleasedImportance) -> ImportanceFigures:
    return ImportanceFigures(
        id=asked.id,
        side=asked.side,
        dimensions=[share_figure(picked.id, picked.share) for picked in asked.dimensions],
        none=share_figure("none", asked.none) if asked.none else None,
        reason=asked.reason.value if asked.reason else None,
    )


def _promise(promise: ReleasedPromise) -> PromiseFigures:
    shares = {name: getattr(promise, name) for name in ("noticed", "not_noticed", "cannot_say")}
    return PromiseFigures(
        slot=promise.slot,
        base=promise.base,
        reason=promise.reason.value if promise.reason else None,
        **{name: share_figure(name, share) if share else None for name, share in shares.items()},
    )
