"""Place by place, for whoever has a key of the survey: what is lived and what staff live, side by side, and which rule
keeps what from being shown.

Promises the order of the organiser's own list. Refuses any ranking of places.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import ClassVar

from fastapi import APIRouter, Response

from app.banks.faults import N_
from app.barometer.draft import placed_voices
from app.barometer.places import PlaceRule, rule_for
from app.barometer.spec import VoicePart
from app.campaigns.words import titled
from app.figures.marks import Mark
from app.figures.wings import WingMark, Wings, wings
from app.publication.documents import ReleaseDocument, SegmentFigures
from app.web.barometer.edition_context import first_contrast
from app.web.barometer.mirror_drawings import force_names, forces_of_dimensions
from app.web.barometer.telling import Telling
from app.web.deps import Site, SiteDep
from app.web.pages import Page
from app.web.responses import private_page
from app.web.survey.access import SurveyAccess, SurveyAccessDep
from app.web.wording import Wording

router = APIRouter(include_in_schema=False)
RULES: Mapping[PlaceRule, str] = {
    "few_work": N_(
        "%(place)s: fewer than %(k)s people work there. Figures would speak of each of them: the answers count with "
        "%(group)s."
    ),
    "few_answer": N_("%(place)s: too few answers were to be expected there. They count with %(group)s."),
}
HIDDEN = N_("%(voice)s: fewer than %(k)s answers here, or hidden to protect so few; they count in the whole.")


@dataclass(frozen=True, slots=True)
class GroupView:
    """Places that count together, or one on its own. headcount: how many work there; people: how many answered, by
    voice, as far as it is shown; wings: of what is lived and what staff live; withheld: what is not shown, and why."""

    name: str
    headcount: int
    people: tuple[tuple[str, int], ...]
    wings: Wings
    withheld: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage(Page):
    """groups: in the order of the list; rules: which place counts with which, and why; editions: the labels of all that
    can be read here; opens_on: from when staff read, where nobody does yet; home: of the organiser's page."""

    template: ClassVar[str] = "survey/places.html"
    over: str
    label: str
    editions: tuple[str, ...]
    home: str
    state: str
    staff_see_on: date
    public_on: date
    withdrawn_on: date | None
    subjects: tuple[str, ...]
    sides: tuple[str, str]
    absent: tuple[str, str]
    forces: tuple[str, ...]
    k: int
    groups: tuple[GroupView, ...]
    rules: tuple[str, ...]


@router.get("/{language}/organise/barometer/{slug}/{key}/places")
def places(site: SiteDep, found: SurveyAccessDep) -> Response:
    return private_page(site.templates, places_page(site, found))


def places_page(site: Site, found: SurveyAccess) -> PlacesPage:
    edition = found.edition
    read = ReadPlaces(site, found, found.barometers.said_of_places(edition))
    nothing = read.telling.said(N_("not shown"))
    return PlacesPage(
        language=found.language,
        path=f"{found.path}/places{found.asks}",
        over=titled(found.barometer.title, edition.label),
        label=edition.label,
        editions=tuple(one.label for one in found.editions if one.revealed),
        home=found.path,
        state=edition.state,
        staff_see_on=edition.days.staff_see_on,
        public_on=edition.days.public_on,
        withdrawn_on=edition.withdrawn_on,
        subjects=tuple(read.subjects.values()),
        sides=read.sides,
        absent=(nothing, nothing),
        forces=force_names(site, read.telling.wording),
        k=read.k,
        groups=tuple(read.groups()),
        rules=tuple(read.rules()),
    )


@dataclass(frozen=True)
class ReadPlaces:
    """released: by voice, with its parts."""

    site: Site
    found: SurveyAccess
    released: Mapping[str, ReleaseDocument]

    @property
    def parts(self) -> tuple[VoicePart, ...]:
        """What is lived outside, and inside."""
        pattern = first_contrast(self.found.spec, "pattern")
        contrast = pattern or self.found.spec.contrasts[0]
        return (contrast.second, contrast.first) if pattern else (contrast.second,)

    @cached_property
    def subjects(self) -> dict[str, str]:
        """The dimensions' names, by id."""
        wording, known = Wording(self.found.language, self.found.barometer.people), dict[str, str]()
        for one in self.released.values():
            if asked := self.site.questionnaires.asked(one.bank, one.fingerprint):
                known = {dimension.id: wording(dimension.name) for dimension in asked.file.dimensions} | known
        return {id_: known.get(id_, id_) for id_ in self.found.spec.contrasts[0].dimensions}

    @cached_property
    def telling(self) -> Telling:
        wording = Wording(self.found.language, self.found.barometer.people)
        return Telling(wording, self.site.templates.gettext(self.found.language), {})

    @property
    def sides(self) -> tuple[str, str]:
        first, second = (*self.parts, *self.parts)[:2]
        return self.telling.voice(first.voice) or first.voice, self.telling.voice(second.voice) or second.voice

    def groups(self) -> Iterator[GroupView]:
        """In the order of the list."""
        here = self.found.edition.places
        for id_ in dict.fromkeys(place.group for place in here if place.group and self.released):
            those = [place for place in here if place.group == id_]
            found = {voice: _segment(one, id_) for voice, one in self.released.items()}
            segments = {voice: segment for voice, segment in found.items() if segment}
            yield GroupView(
                name=", ".join(place.name for place in those),
                headcount=sum(place.headcount for place in those),
                people=tuple((self._voice(voice), one.n) for voice, one in segments.items() if one.n),
                wings=self._wings(segments),
                withheld=tuple(self._withheld(voice) for voice, one in segments.items() if not one.n),
            )

    def rules(self) -> Iterator[str]:
        """Which place counts with which, and why."""
        here, of = self.found.edition.places, self.found.barometers.voices(self.found.edition)
        placed = [of[voice] for voice in placed_voices(self.found.spec) if voice in of]
        k = max((one.k for one in placed), default=0)
        for place in here:
            rule = rule_for(place, here, [one.expected or 0 for one in placed], k)
            with_it = [one.name for one in here if one.group == place.group and one != place]
            if rule and with_it:
                told = {"place": place.name, "k": self.telling.points(k), "group": ", ".join(with_it)}
                yield self.telling.said(RULES[rule], **told)

    @property
    def k(self) -> int:
        """The largest of the voices'."""
        return max((one.k for one in self.released.values()), default=0)

    def _withheld(self, voice: str) -> str:
        k = self.telling.points(self.released[voice].k)
        return self.telling.said(HIDDEN, voice=self._voice(voice), k=k)

    def _voice(self, voice: str) -> str:
        return self.telling.voice(voice) or voice

    def _wings(self, segments: Mapping[str, SegmentFigures]) -> Wings:
        sides = [_marks(segments.get(part.voice), part.id) for part in self.parts]
        left, right = (*sides, {})[:2]
        rows = [(WingMark(left.get(id_)), WingMark(right.get(id_))) for id_ in self.subjects]
        return wings(rows, forces_of_dimensions(self.site, list(self.subjects)))


def _segment(released: ReleaseDocument, id_: str) -> SegmentFigures | None:
    return next((one for one in released.segments if one.id == id_), None)


def _marks(segment: SegmentFigures | None, side: str) -> dict[str, Mark]:
    """By dimension, as far as it is shown."""
    levels = [(one.id, level) for one in (segment.dimensions if segment else ()) for level in one.levels]
    return {
        id_: Mark(level.mean.value, level.half_width.value)
        for id_, level in levels
        if level.side == side and level.mean.value is not None
    }
