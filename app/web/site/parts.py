"""What the first page and the probes need beside what every page has."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from app.banks.loader import Questionnaire
from app.banks.reading_time import minutes_of
from app.banks.schema import Language


@dataclass(frozen=True, slots=True)
class Parts:
    """faults: what this process cannot do now; organise, seminars: whether anybody may open a campaign, a room;
    minutes: how long each questionnaire takes, about, in each of its languages."""

    faults: Callable[[], Awaitable[list[str]]]
    organise: bool
    seminars: bool
    minutes: Mapping[tuple[str, Language], int]


def minutes_of_each(questionnaires: Mapping[str, Questionnaire]) -> dict[tuple[str, Language], int]:
    return {
        (id_, language): minutes_of(one, language)
        for id_, one in questionnaires.items()
        for language in one.file.languages
    }


async def parts(request: Request) -> Parts:
    return cast(Parts, request.app.state.site_parts)


PartsDep = Annotated[Parts, Depends(parts)]
