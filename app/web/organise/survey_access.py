"""What the address of a mirror survey's organiser opens: the survey, to manage or to read.

Promises one same refusal for a wrong, revoked or unknown key, and for whatever a reader would change.
"""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from app.banks.schema import Language
from app.barometer.edition import Barometer
from app.campaigns.keys import KeyKind
from app.web.client_network import client_network
from app.web.deps import KeyRefused, SiteDep, TooManyTries


@dataclass(frozen=True, slots=True)
class SurveyAccess:
    """key: as the address holds it."""

    language: Language
    barometer: Barometer
    role: KeyKind
    key: str

    @property
    def path(self) -> str:
        """After the language."""
        return f"organise/barometer/{self.barometer.slug}/{self.key}"

    @property
    def address(self) -> str:
        return f"/{self.language}/{self.path}"


async def surveyed(request: Request, site: SiteDep, language: Language, slug: str, key: str) -> SurveyAccess:
    """Raises KeyRefused, TooManyTries."""
    opened = await run_in_threadpool(site.barometers.opened_by, slug, key)
    if opened is None:
        if site.wrong_keys.was_wrong(client_network(request)):
            raise TooManyTries
        raise KeyRefused
    return SurveyAccess(language, *opened, key)


SurveyAccessDep = Annotated[SurveyAccess, Depends(surveyed)]


async def survey_manager(found: SurveyAccessDep) -> SurveyAccess:
    if found.role != "manager":
        raise KeyRefused
    return found


SurveyManagerDep = Annotated[SurveyAccess, Depends(survey_manager)]
