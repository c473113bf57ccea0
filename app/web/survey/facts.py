"""What pages, papers and previews say of an edition of a mirror survey, in a reader's language: open, or still a draft.

Promises no figure of any voice, and nothing that an answer changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.banks.nouns import PEOPLE, Noun, fill
from app.banks.schema import Language
from app.barometer.draft import EditionDraft, placed_voices
from app.barometer.edition import Days, Edition
from app.barometer.spec import Spec, SpecVoice
from app.campaigns.campaign import Campaign
from app.campaigns.draft import K_RANGE, N_, proposed_k
from app.campaigns.words import said
from app.web.deps import Site
from app.web.language import in_words
from app.web.wording import Wording

NAMES = {"served": N_("{Customers}"), "staff": N_("Staff"), "leaders": N_("Leaders")}
"""Of voices, by their role."""


@dataclass(frozen=True, slots=True)
class VoiceFacts:
    """role: served (who comes in by places, or is believed something about), staff (who believes it), leaders, or empty
    for a voice beside these; line: what it is asked; doors: those that the survey has; expected: 0 for one that is left
    out; time, sentences: minutes, and how many, in words; slug, code, door: of its campaign, empty in a draft."""

    id: str
    role: str
    name: str
    line: str
    doors: tuple[str, ...]
    expected: int
    k: int
    minutes: int
    time: str
    sentences: str
    slug: str = ""
    code: str = ""
    door: str = ""


@dataclass(frozen=True, slots=True)
class AboutSurvey:
    """people: the word for the people served; parts: of its places, what has figures of its own; k: the fewest people
    behind a figure of places; least: behind any; subjects: how many, in words; operator: who runs this site, None if
    unsaid."""

    title: str
    label: str
    signature: str
    people: Noun
    days: Days
    zone: str
    parts: tuple[str, ...]
    voices: tuple[VoiceFacts, ...]
    k: int
    least: int
    subjects: str
    operator: str | None

    @property
    def served(self) -> VoiceFacts:
        return next(one for one in self.voices if one.role == "served")

    @property
    def staff(self) -> VoiceFacts:
        return next(one for one in self.voices if one.role == "staff")

    @property
    def leaders(self) -> VoiceFacts | None:
        """None where they are left out."""
        return next((one for one in self.voices if one.role == "leaders" and one.expected), None)


def roles_of(spec: Spec) -> dict[str, str]:
    """By voice."""
    first, second = spec.contrasts[0].first.voice, spec.contrasts[0].second.voice
    others = [voice.id for voice in spec.voices if voice.id not in (first, second)]
    return {second: "served", first: "staff"} | dict.fromkeys(others[:1], "leaders") | dict.fromkeys(others[1:], "")


def about_draft(site: Site, language: Language, draft: EditionDraft, spec: Spec, days: Days) -> AboutSurvey:
    """As it would be. days: those that follow."""
    parts = tuple(group.name for group in draft.groups(spec))
    expected = {voice.id: max(0, draft.expected.get(voice.id, 0)) for voice in spec.voices}
    voices = tuple(
        _voice(site, language, draft.people, spec, voice, expected[voice.id], proposed_k(expected[voice.id]))
        for voice in spec.voices
    )
    return _about(site, language, spec, voices, draft, days, parts)


def about_edition(
    site: Site, language: Language, edition: Edition, spec: Spec, campaigns: Mapping[str, Campaign]
) -> AboutSurvey:
    """campaigns: by voice; those without one were left out."""
    barometer = edition.barometer
    segments = next((one.own_words.segments for one in campaigns.values() if one.own_words.segments), ())
    voices = tuple(
        _voice(site, language, barometer.people, spec, voice, one.expected or 0 if one else 0, one.k if one else 0, one)
        for voice in spec.voices
        for one in [campaigns.get(voice.id)]
    )
    parts = tuple(said(segment.name, language) for segment in segments)
    draft = EditionDraft(
        slug=barometer.slug,
        title=barometer.title,
        people=barometer.people,
        label=edition.label,
        reveal=edition.days.staff_see_on,
        expected={},
        places=edition.places,
        signature=barometer.signature,
        zone=barometer.zone,
        question={},
    )
    return _about(site, language, spec, voices, draft, edition.days, parts)


def _about(
    site: Site,
    language: Language,
    spec: Spec,
    voices: tuple[VoiceFacts, ...],
    draft: EditionDraft,
    days: Days,
    parts: tuple[str, ...],
) -> AboutSurvey:
    placed = placed_voices(spec)
    return AboutSurvey(
        title=draft.title,
        label=draft.label,
        signature=draft.signature,
        people=PEOPLE[draft.people][language],
        days=days,
        zone=draft.zone,
        parts=parts,
        voices=voices,
        k=_most(voice.k for voice in voices if voice.id in placed),
        least=min((voice.k for voice in voices if voice.expected), default=K_RANGE[0]),
        subjects=in_words(language, len(spec.contrasts[0].dimensions)),
        operator=site.operator,
    )


def _most(numbers: Iterable[int]) -> int:
    return max(numbers, default=K_RANGE[0])


def _voice(
    site: Site,
    language: Language,
    people: str,
    spec: Spec,
    voice: SpecVoice,
    expected: int,
    k: int,
    campaign: Campaign | None = None,
) -> VoiceFacts:
    questionnaire, say = site.questionnaires[voice.bank], Wording(language, people)
    role = roles_of(spec)[voice.id]
    name = fill(site.templates.gettext(language)(NAMES[role]), language, say.people) if role else ""
    minutes = site.minutes_in(language, voice.bank)
    return VoiceFacts(
        id=voice.id,
        role=role,
        name=name or say(questionnaire.file.title),
        line=say(questionnaire.file.summary),
        doors=voice.doors,
        expected=expected,
        k=k,
        minutes=minutes,
        time=in_words(language, minutes),
        sentences=in_words(language, len(questionnaire.bank.items)),
        slug=campaign.slug if campaign else "",
        code=campaign.code if campaign else "",
        door=campaign.protection if campaign else "",
    )
