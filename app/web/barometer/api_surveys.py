"""The shape of a mirror survey's figures as JSON: what stands at /docs, of what an edition's document holds.

Promises fields that stay, in version 1.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.barometer.contrasts import Reading
from app.barometer.spec import ContrastKind


class SurveySource(BaseModel):
    """The release of one voice, from which all that concerns it follows. digest: SHA-256 of its document."""

    model_config = ConfigDict(extra="allow")

    voice: str
    n: int
    k: int
    slug: str = Field(description="Of the voice's figures: /api/v1/figures/{slug}.")
    number: int
    digest: str
    opened_on: str
    closed_on: str | None
    fingerprint: str
    protection: str


class SurveyGap(BaseModel):
    """In points of 100: the first side minus the second, with the half-width of its interval and what that allows one
    to say."""

    gap: int | None
    half_width: float | None
    reading: Reading


class SurveyDeviation(BaseModel):
    """A level less the mean of all of its voice's."""

    gap: int | None
    half_width: float | None


class SurveyDeviations(BaseModel):
    first: SurveyDeviation
    second: SurveyDeviation


class SurveyRowGap(SurveyGap):
    """gap: null in a pattern, which sets each side beside its own mean instead."""

    id: str
    first: int | None = Field(description="The level of the first side.")
    second: int | None = Field(description="The level of the second side.")
    deviations: SurveyDeviations | None


class SurveyContrast(BaseModel):
    """Two sides of two voices, as a voice and a side: staff.expected."""

    id: str
    kind: ContrastKind
    first: str
    second: str
    whole: SurveyGap | None
    dimensions: list[SurveyRowGap]
    breaks: list[str] = Field(description="Dimensions that are settled, the clearest first.")
    widest: str | None


class SurveyLevel(BaseModel):
    mean: int | None
    half_width: int | None
    reason: str | None
    favourable: dict[str, Any] | None = Field(description="The share of the two highest points, as releases say it.")


class SurveyDimensionLevel(SurveyLevel):
    id: str


class SurveySide(BaseModel):
    voice: str
    side: str
    whole: SurveyLevel | None
    stuffing: int | None = Field(
        description="How many false sheets, all highest or all lowest, would move the mean past its half-width."
    )
    dimensions: list[SurveyDimensionLevel]


class SurveyPick(BaseModel):
    """In percent, with the ends of its interval."""

    percent: float
    low: float
    high: float


class SurveyPicks(BaseModel):
    id: str
    asked: SurveyPick | None
    guessed: SurveyPick | None


class SurveyImportance(BaseModel):
    asked: str
    guessed: str
    most: int
    dimensions: list[SurveyPicks]


class SurveyPriority(BaseModel):
    """rank: null where there are too few people to rank."""

    id: str
    asked: str
    rank: int | None
    blind_spot: bool
    below_mean: bool


class SurveyProgress(BaseModel):
    said_on: str
    state: Literal["kept", "under_way", "dropped"]
    words: dict[str, str]


class SurveyCommitment(BaseModel):
    """made_in: the edition after which it was made; noticed: by voice, the share of those who noticed it."""

    made_in: str
    number: int
    dimension: str
    words: dict[str, str]
    whom: dict[str, str]
    signed: dict[str, str]
    due_on: str
    made_on: str
    state: Literal["announced", "kept", "under_way", "dropped"]
    progress: list[SurveyProgress]
    noticed: dict[str, dict[str, Any]]


class SurveyDropped(BaseModel):
    voice: str
    reason: str


class SurveyFigures(BaseModel):
    """One composition: immutable, numbered. It follows from its sources alone, and from what was promised."""

    schema_: int = Field(alias="schema", description="Of the document.")
    barometer: str
    slug: str
    title: str
    signature: str
    people: str
    edition: str
    number: int
    made_on: str
    digest: str = Field(
        description="SHA-256 of the document: all other fields but number and made_on, as canonical JSON."
    )
    opens_on: str
    voices_close_on: str
    staff_see_on: str
    public_on: str
    sources: list[SurveySource]
    dropped: list[SurveyDropped]
    levels: list[SurveySide]
    contrasts: list[SurveyContrast]
    importance: list[SurveyImportance]
    priorities: list[SurveyPriority]
    commitments: list[SurveyCommitment]
    measures: list[dict[str, Any]]


class SurveyEditionLink(BaseModel):
    """withdrawn_on: since when its figures are not shown."""

    edition: str
    public_on: str
    withdrawn_on: str | None
    address: str = Field(description="Of its figures as JSON.")


class SurveyEditions(BaseModel):
    """Of one survey: the editions that everyone may read, the newest first."""

    slug: str
    title: str
    signature: str
    people: str
    editions: list[SurveyEditionLink]
