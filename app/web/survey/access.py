"""What the address of a mirror survey's organiser opens: the survey and one of its editions, to manage or to read.

Promises what a campaign's own pages promise: one same refusal for a wrong, revoked or unknown key, and for a reader's
acts.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from app.banks.schema import Language
from app.barometer.barometers import Barometers
from app.barometer.edition import Barometer, Edition
from app.barometer.spec import Spec
from app.campaigns.keys import KeyKind
from app.web.deps import KeyRefused, QuestionnaireGone, SiteDep, refuse_key


@dataclass(frozen=True, slots=True)
class SurveyAccess:
    """editions: the first opened first; edition: the one that is shown, the last unless the address names another."""

    language: Language
    barometer: Barometer
    spec: Spec
    editions: tuple[Edition, ...]
    edition: Edition
    role: KeyKind
    key: str
    barometers: Barometers

    @property
    def is_last(self) -> bool:
        return self.edition is self.editions[-1]

    @property
    def today(self) -> date:
        """Where the survey is."""
        return self.edition.seen_on

    @property
    def path(self) -> str:
        """After the language."""
        return f"organise/barometer/{self.barometer.slug}/{self.key}"

    @property
    def address(self) -> str:
        return f"/{self.language}/{self.path}"

    @property
    def query(self) -> str:
        return "" if self.is_last else f"edition={self.edition.label}&"

    @property
    def asks(self) -> str:
        """What names the edition at the end of an address."""
        return "" if self.is_last else f"?edition={self.edition.label}"

    @property
    def sealed_for(self) -> str:
        return f"barometer {self.barometer.slug} {self.edition.label} {self.key}"


async def surveyed(
    request: Request, site: SiteDep, language: Language, slug: str, key: str, edition: str = ""
) -> SurveyAccess:
    """edition: its label, empty for the last. Raises KeyRefused, TooManyTries, QuestionnaireGone, a plain 404."""
    opened = await run_in_threadpool(site.barometers.opened_by, slug, key)
    if opened is None:
        refuse_key(site, request)
    barometer, role = opened
    editions = tuple(await run_in_threadpool(site.barometers.editions, barometer))
    shown = next((one for one in reversed(editions) if edition in ("", one.label)), None)
    if shown is None:
        raise HTTPException(404)
    try:
        spec = site.barometers.spec(barometer)
    except LookupError:
        raise QuestionnaireGone from None
    return SurveyAccess(language, barometer, spec, editions, shown, role, key, site.barometers)


SurveyAccessDep = Annotated[SurveyAccess, Depends(surveyed)]


async def surveyor(found: SurveyAccessDep) -> SurveyAccess:
    if found.role != "manager":
        raise KeyRefused
    return found


SurveyorDep = Annotated[SurveyAccess, Depends(surveyor)]
