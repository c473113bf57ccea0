"""What the pages of mirror surveys need beside what every page has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal, cast

from fastapi import Depends, Request

from app.barometer.power import PowerRow
from app.campaigns.campaigns import Campaigns


@dataclass(frozen=True, slots=True)
class Parts:
    """create: who may set a survey up on the web; reveal: shows staff the edition of this id, on its day; power: what
    surveys can see, by their size."""

    create: Literal["open", "passphrase", "closed"]
    campaigns: Campaigns
    reveal: Callable[[int], object]
    power: tuple[PowerRow, ...]


async def parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.survey_parts)


PartsDep = Annotated[Parts, Depends(parts)]
