"""What pages of figures need beside what every page has."""

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from app.web.rate_limit import CodeLimiter


@dataclass(frozen=True, slots=True)
class Parts:
    """codes: who guesses at the codes by which figures are read."""

    codes: CodeLimiter


async def parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.figures_parts)


PartsDep = Annotated[Parts, Depends(parts)]
