"""What these pages need beside those of rooms."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from app.web.rate_limit import RateLimit

ASKED = "computers that asked", 20, 600
"""From one network, within so many seconds."""


@dataclass(frozen=True, slots=True)
class Parts:
    """asked: computers that asked to show a room."""

    asked: RateLimit


def parts_of(request: Request) -> Parts:
    return cast(Parts, request.app.state.trainer_parts)


async def parts(request: Request) -> Parts:
    return parts_of(request)


PartsDep = Annotated[Parts, Depends(parts)]
