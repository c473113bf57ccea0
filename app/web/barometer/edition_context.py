"""One edition of a mirror survey, as an address names it, with all that pages, files and frames need to show it.

Promises an edition that everyone may read on this day, or a plain 404; a notice in place of one that was withdrawn.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from starlette.exceptions import HTTPException

from app.banks.loader import Questionnaire
from app.banks.schema import Dimension, Language
from app.barometer.draft import SLUG
from app.barometer.edition import Barometer, Edition
from app.barometer.published import JsonMap
from app.barometer.releases import BarometerRelease
from app.barometer.spec import ContrastKind, Spec, SpecContrast, VoicePart
from app.campaigns.words import titled
from app.publication.store import ReleaseDamaged
from app.web.barometer.published_survey import PublishedSurvey
from app.web.barometer.sentences import SurveyTold
from app.web.barometer.telling import Telling
from app.web.deps import Deleted, Site
from app.web.wording import Wording

log = logging.getLogger(__name__)
FAVOURABLE = 2
"""So many of a scale's points are favourable: the highest."""


class EditionWithdrawn(Exception):
    """The organiser took the figures back."""

    def __init__(self, edition: Edition, language: Language) -> None:
        super().__init__(edition.barometer.slug)  # a log that quotes it quotes neither a key nor a notice
        self.edition, self.language = edition, language


@dataclass(frozen=True)
class EditionContext:
    """said: what it says; base: the site's public address, empty if it is not known; before: the editions before it
    that everyone may read and that can be read, with what they say, the oldest first."""

    site: Site
    edition: Edition
    said: BarometerRelease
    language: Language
    base: str
    before: tuple[tuple[Edition, BarometerRelease], ...] = ()

    @property
    def barometer(self) -> Barometer:
        return self.edition.barometer

    @property
    def content(self) -> JsonMap:
        return self.said.content

    @property
    def spec(self) -> Spec:
        return self.site.barometers.spec(self.barometer)

    @cached_property
    def survey(self) -> PublishedSurvey:
        return PublishedSurvey(self.content)

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.language, self.content["people"])

    @cached_property
    def questionnaires(self) -> dict[str, Questionnaire]:
        """By voice, what it was asked, as far as it is still here."""
        asked = self.site.questionnaires.asked
        found = {one["voice"]: asked(one["bank"], one["fingerprint"]) for one in self.content["sources"]}
        return {voice: questionnaire for voice, questionnaire in found.items() if questionnaire}

    @cached_property
    def subjects(self) -> dict[str, str]:
        """The dimensions' names, by id; of one that no questionnaire describes any more, the id."""
        known = {one.id: self.wording(one.name) for one in self._dimensions()}
        ids = dict.fromkeys(row["id"] for one in self.content["levels"] for row in one["dimensions"])
        return {id_: known.get(id_, id_) for id_ in (*self.dimensions, *ids)}

    @property
    def dimensions(self) -> tuple[str, ...]:
        """Those that are compared, in the bank's order."""
        return self.spec.contrasts[0].dimensions

    @cached_property
    def telling(self) -> Telling:
        scales = [one.file.scale for one in self.questionnaires.values()]
        highest = tuple(self.wording(point) for point in scales[0].points[-FAVOURABLE:]) if scales else ()
        return Telling(self.wording, self.site.templates.gettext(self.language), self.subjects, highest)

    @cached_property
    def told(self) -> SurveyTold:
        before = self.before[-1][0].label if self.before else ""
        return SurveyTold(self.survey, self.telling, before)

    @property
    def over(self) -> str:
        return titled(self.content["title"], self.content["edition"])

    @property
    def path(self) -> str:
        """Of its page, after the language."""
        return f"barometer/{self.barometer.slug}/{self.edition.label}"

    @property
    def page(self) -> str:
        """The same as a whole address."""
        return f"{self.base}/{self.language}/{self.path}"

    @property
    def printed(self) -> str:
        """The same for what leaves the site: empty where the site does not know its own address."""
        return self.page if self.base else ""

    @property
    def stem(self) -> str:
        """What its files are called."""
        return f"{self.barometer.slug}-{self.edition.label}-{self.said.number}"

    @property
    def files(self) -> str:
        """Where this composition's files are, after the language."""
        return f"{self.path}/{self.said.number}"

    def mark(self, *of: object) -> str:
        """As an ETag."""
        return self.site.page_cache.mark(self.said.digest, self.said.number, self.language, self.site.base_url, *of)

    def asked(self, part: VoicePart, dimension: str) -> tuple[str, ...]:
        """The sentences that this side answered about a dimension."""
        if part.voice not in self.questionnaires:
            return ()
        file = self.questionnaires[part.voice].file
        here = (one for one in file.questions if one.dimension == dimension)
        return tuple(self.wording(one.text) for one in here if one.sides is None or part.id in one.sides)

    def _dimensions(self) -> Iterator[Dimension]:
        for questionnaire in self.questionnaires.values():
            yield from questionnaire.file.dimensions


def first_contrast(spec: Spec, kind: ContrastKind) -> SpecContrast | None:
    """The one of this kind that the page is about."""
    return next((one for one in spec.contrasts if one.kind == kind), None)


def find_survey_here(site: Site, slug: str) -> Barometer:
    """Raises Deleted, a plain 404."""
    barometer = site.barometers.find(slug) if SLUG.fullmatch(slug) else None
    if barometer is None and SLUG.fullmatch(slug) and (day := site.campaigns.gone_on(f"barometer/{slug}")):
        raise Deleted(day)
    if barometer is None or barometer.spec not in site.barometers.specs:
        raise HTTPException(404)
    return barometer


def find_public(site: Site, language: Language, slug: str, label: str | None = None) -> Edition:
    """label: None for the latest. Raises Deleted, EditionWithdrawn, a plain 404."""
    find_survey_here(site, slug)
    edition = site.barometers.edition(slug, label)
    if edition is None or not edition.is_public:
        raise HTTPException(404)
    if edition.withdrawn_on:
        raise EditionWithdrawn(edition, language)
    return edition


def edition_context(
    site: Site, language: Language, base: str, edition: Edition, number: int | None = None
) -> EditionContext:
    """number: None for the latest composition. Raises a plain 404, ReleaseDamaged."""
    said = site.barometers.said(edition, number)
    if said is None:
        raise HTTPException(404)
    return EditionContext(site, edition, said, language, base, _before(site, edition))


def _before(site: Site, edition: Edition) -> tuple[tuple[Edition, BarometerRelease], ...]:
    """A damaged one keeps this one from nothing."""
    found = []
    for one in site.barometers.editions(edition.barometer):
        if one.id == edition.id:
            break
        try:
            said = site.barometers.said(one) if one.is_public else None
        except ReleaseDamaged:
            log.error("What edition %s of %s says is damaged, and left out.", one.label, edition.barometer.slug)
            continue
        if said:
            found.append((one, said))
    return tuple(found)
