"""Documents of mirror surveys in the state that a sentence is told of, and the sentences told of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from app.banks.nouns import Noun
from app.banks.schema import Language
from app.barometer.composed import composed
from app.barometer.spec import Spec, SpecContrast, VoicePart
from app.resources import resource
from app.web.barometer.contrast_sentences import ContrastTold, DimensionTold
from app.web.barometer.published_survey import PublishedSurvey
from app.web.barometer.sentences import SurveyTold
from app.web.barometer.telling import Telling
from app.web.language import Catalogues
from app.web.wording import Wording
from tests.barometer.releases import RECEIVED, SPEC, TEN, Shown, drawn, flat, release

Side = tuple[Shown | None, Mapping[str, Shown]]
CATALOGUES = Catalogues(resource("locale"))
LANGUAGES: tuple[Language, Language] = ("fr", "en")
NAMES: dict[Language, str] = {
    "fr": "Confiance, Sens, Exemplarité, Humain et numérique, Initiative, Simplicité, Soutien, Écoute, Considération, "
    "Coopération",
    "en": "Trust, Meaning, Example, People and screens, Initiative, Ease, Care, Listening, Consideration, Cooperation",
}
SUBJECTS = {language: dict(zip(TEN, names.split(", "), strict=True)) for language, names in NAMES.items()}
HIGHEST: dict[Language, tuple[str, str]] = {"fr": ("plutôt", "tout à fait"), "en": ("mostly", "entirely")}
SURVEY = replace(
    SPEC,
    contrasts=(
        *SPEC.contrasts,
        SpecContrast("leaders_staff", "prediction", VoicePart("leaders", "expected_staff"), RECEIVED, TEN),
    ),
)
DRAWN = replace(
    SPEC,
    contrasts=(
        *SPEC.contrasts,
        SpecContrast("leaders_staff", "prediction", VoicePart("leaders", "expected"), RECEIVED, TEN),
    ),
)
SIDES = {"customers": ("lived",), "staff": ("received", "expected"), "leaders": ("expected", "expected_staff")}
PEOPLE = {"customers": 200, "staff": 60, "leaders": 30}
ASKED = {"customers": "mine", "staff": "theirs"}


def sources(
    sides: Mapping[str, Side] | None = None,
    people: Mapping[str, int] = PEOPLE,
    picks: Mapping[str, Mapping[str, int]] | None = None,
) -> dict[str, str]:
    """Releases. sides: by part, “staff.expected”; all others are the same everywhere. picks: percents, by voice."""
    return {
        voice: release(
            voice,
            n,
            {side: (sides or {}).get(f"{voice}.{side}", flat(50, 5 if n >= 20 else None)) for side in SIDES[voice]},
            {ASKED[voice]: percents} if (percents := (picks or {}).get(voice)) else None,
        )
        for voice, n in people.items()
    }


def document(
    sides: Mapping[str, Side] | None = None,
    people: Mapping[str, int] = PEOPLE,
    picks: Mapping[str, Mapping[str, int]] | None = None,
    spec: Spec = SURVEY,
    dropped: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    return composed(spec, "2026", sources(sides, people, picks), dropped=dropped)


def editions(seed: str, many: int) -> Iterator[dict[str, str]]:
    """Releases at random, of DRAWN."""
    random = Random(seed)
    for at in range(many):
        yield drawn(random, new=at % 10 != 0)


def turned_round(releases: Mapping[str, str]) -> dict[str, str]:
    """The same with every level as far from the other end."""
    return {voice: _turned_release(text) for voice, text in releases.items()}


def _turned_release(text: str) -> str:
    content = json.loads(text)
    levels = [level for one in content["dimensions"] for level in one["levels"]]
    for level in [*levels, *(side["level"] for side in content["sides"] if "level" in side)]:
        if level["mean"]["value"] is not None:
            level["mean"]["value"] = 100 - level["mean"]["value"]
    return json.dumps(content, sort_keys=True)


def told(
    content: dict[str, Any], language: Language, *, people: str | Noun = "customers", before: str = ""
) -> SurveyTold:
    """people: a shipped word, or any noun."""
    wording = Wording(language, people if isinstance(people, str) else "customers")
    if isinstance(people, Noun):
        object.__setattr__(wording, "people", people)
    telling = Telling(wording, CATALOGUES[language].gettext, SUBJECTS[language], HIGHEST[language])
    return SurveyTold(PublishedSurvey(content), telling, before)


def contrast(content: dict[str, Any], id_: str, language: Language, *, before: str = "") -> ContrastTold:
    found = told(content, language, before=before).contrast(id_)
    assert found
    return found


def dimensions(one: ContrastTold) -> dict[str, DimensionTold]:
    return {dimension.id: dimension for group in one.groups for dimension in group.dimensions}


def everything(survey: SurveyTold) -> list[str]:
    """All that is said, in a fixed order."""
    parts = (survey.contrasts(), survey.importance(), survey.priorities(), survey.leaders(), survey.missing())
    return [*_texts(parts)]


def _texts(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from _texts(inner)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _texts(getattr(part, field.name))
