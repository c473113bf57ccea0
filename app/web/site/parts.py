"""What the first page and the probes need beside what every page has."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, NamedTuple, cast

from fastapi import Depends, Request

from app.banks.calibration import simulated_voices
from app.barometer.power import FalseBreaks, PowerRow, load_false_breaks, load_power
from app.barometer.public_surveys import PublicSurveys

DEMO_SURVEY = "baie"
"""The address of the mirror survey that a demonstration invents."""


class SimulatedSurveys(NamedTuple):
    """power: what they can see; alike: what is told of crowds that are; known: by bank, what whoever knows every other
    sheet learns of the last, by the id of the figure."""

    power: tuple[PowerRow, ...]
    alike: FalseBreaks
    known: Mapping[str, Mapping[str, float]]


def simulated_surveys(folder: Path) -> SimulatedSurveys | None:
    """Of the banks in a folder; None where nothing was simulated."""
    alike = load_false_breaks(folder)
    return SimulatedSurveys(load_power(folder), alike, simulated_voices(folder)) if alike else None


@dataclass(frozen=True, slots=True)
class Parts:
    """health: what this process cannot do now, and what is amiss all the same; organise, seminars: whether anybody may
    open a campaign, a room; surveys: those that everyone may read; simulated: what simulations say of them."""

    health: Callable[[], Awaitable[tuple[list[str], str]]]
    organise: bool
    seminars: bool
    surveys: PublicSurveys
    simulated: SimulatedSurveys | None = None


def parts_of(request: Request) -> Parts:
    return cast(Parts, request.app.state.site_parts)


async def parts(request: Request) -> Parts:
    return parts_of(request)


PartsDep = Annotated[Parts, Depends(parts)]
