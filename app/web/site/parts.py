"""What the first page and the probes need beside what every page has."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from app.barometer.public_surveys import PublicSurveys

DEMO_SURVEY = "baie"
"""The address of the mirror survey that a demonstration invents."""


@dataclass(frozen=True, slots=True)
class Parts:
    """faults: what this process cannot do now; organise, seminars: whether anybody may open a campaign, a room;
    surveys: the mirror surveys that everyone may read."""

    faults: Callable[[], Awaitable[list[str]]]
    organise: bool
    seminars: bool
    surveys: PublicSurveys


async def parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.site_parts)


PartsDep = Annotated[Parts, Depends(parts)]
