"""What the quiz needs beside what every page has."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, cast

from fastapi import Depends, Request

from app.actions import FinishQuiz, Receipt
from app.campaigns.campaign import Campaign
from app.web.quiz.views import RenderedSteps
from app.web.quiz.visit import Visit
from app.web.rate_limit import CodeLimiter, RateLimit


@dataclass(frozen=True, slots=True)
class Parts:
    """was_counted: whether a sheet is in the totals, None where nobody can tell; counted: answers that open campaigns
    took from each network, and places from each there, None without a limit; codes, place_codes: of campaigns and of
    places, and who may try them; visits: by language and slug, with the campaign that each was made of."""

    finish: FinishQuiz
    was_counted: Callable[[Receipt], Awaitable[bool | None]]
    steps: RenderedSteps
    counted: RateLimit | None
    codes: CodeLimiter
    place_codes: CodeLimiter
    visits: dict[tuple[str, str], tuple[Campaign, Visit]] = field(default_factory=dict)


def parts_of(request: Request) -> Parts:
    return cast(Parts, request.app.state.quiz_parts)


async def parts(request: Request) -> Parts:
    return parts_of(request)


PartsDep = Annotated[Parts, Depends(parts)]
