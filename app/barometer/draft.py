"""A mirror survey as its organiser writes it, one edition at a time, and every fault that keeps it from being kept.

Promises a fault for each field that is wrong, in words that can be translated.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, count

from app.barometer.edition import Days, days_before
from app.barometer.places import MOST_PLACES, Place, PlaceGroup, grouped
from app.barometer.spec import Spec
from app.campaigns.draft import EXPECTED_RANGE, K_RANGE, LONGEST, N_, UNPRINTED, CampaignInvalid, proposed_k
from app.campaigns.words import Texts

SLUG, LABEL = re.compile(r"[a-z0-9-]{2,20}"), re.compile(r"[a-z0-9-]{1,12}")
RESERVED = frozenset({"staff", "places"})
"""What stands beside an edition in addresses."""
RESERVED_SLUGS = frozenset({"ask", "kit"})
"""What stands behind a campaign's key in addresses of organisers, where a survey would be called “barometer”."""
LONGEST_LABEL, LONGEST_TITLE, LONGEST_PLACE, LONGEST_LIST = 12, 80, 40, 4_000
HEADCOUNTS = range(1, 100_001)
LINE = re.compile(r"[;\t,]")


@dataclass(frozen=True, slots=True)
class EditionDraft:
    """slug: the survey's address; label: the edition's; reveal: the day on which staff are to read it; expected: how
    many answers of each voice, 0 for one that is left out; question: what asks staff where they work."""

    slug: str
    title: str
    people: str
    label: str
    reveal: date
    expected: Mapping[str, int]
    places: tuple[Place, ...]
    signature: str
    zone: str
    question: Texts

    def tidied(self) -> "EditionDraft":
        return replace(self, title=self.title.strip(), label=self.label.strip(), signature=self.signature.strip())

    def days(self, today: date) -> Days:
        return days_before(self.reveal, today)

    def groups(self, spec: Spec) -> tuple[PlaceGroup, ...]:
        """The parts that will have figures of their own; none for one alone."""
        expected = [self.expected.get(voice, 0) for voice in placed_voices(spec)]
        return grouped(self.places, expected, self.k(placed_voices(spec)))

    def k(self, voices: Iterable[str]) -> int:
        """The fewest people that a figure of any of these voices covers."""
        return max((proposed_k(self.expected.get(voice, 0)) for voice in voices), default=K_RANGE[0])


def placed_voices(spec: Spec) -> tuple[str, ...]:
    """Those whose answers have a place: who comes in by one, and who is spoken about there."""
    there = [voice for voice in spec.voices if "place" in voice.doors]
    names = {voice.id for voice in there} | {voice.subject for voice in there if voice.subject}
    return tuple(voice.id for voice in spec.voices if voice.id in names)


def longest_slug(spec: Spec) -> int:
    """So that the address of each voice, whatever an edition is called, is no longer than a campaign's."""
    return LONGEST - LONGEST_LABEL - max(len(voice.id) for voice in spec.voices) - 2


def edition_faults(draft: EditionDraft, spec: Spec, today: date) -> list[CampaignInvalid]:
    """Every fault of a tidied draft. today: the day where the survey is."""
    return [
        *_name_faults(draft),
        *_day_faults(draft, today),
        *_expected_faults(draft, spec),
        *place_faults(draft.places),
        *_work_faults(draft, spec),
    ]


def _name_faults(draft: EditionDraft) -> Iterator[CampaignInvalid]:
    if not SLUG.fullmatch(draft.slug) or draft.slug in RESERVED_SLUGS:
        yield CampaignInvalid("slug", N_("The end of the address takes 2 to 20 of these: a–z, 0–9 and the hyphen."))
    if not LABEL.fullmatch(draft.label) or draft.label in RESERVED:
        yield CampaignInvalid(
            "label", N_("The edition takes 1 to 12 of these: a–z, 0–9 and the hyphen. A year, for instance.")
        )
    for name in ("title", "signature"):
        text = getattr(draft, name)
        if not text:
            yield CampaignInvalid(name, N_("This is missing."))
        elif len(text) > LONGEST_TITLE:
            yield CampaignInvalid(name, N_("This text takes at most %(most)s characters."), most=LONGEST_TITLE)
        elif UNPRINTED.search(text):
            yield CampaignInvalid(name, N_("This text holds a character that cannot be shown."))


def _day_faults(draft: EditionDraft, today: date) -> Iterator[CampaignInvalid]:
    if draft.reveal < today + timedelta(days=2):
        yield CampaignInvalid(
            "reveal", N_("Staff read it in two days at the earliest: people need a day at least to answer.")
        )
    elif draft.reveal > today + timedelta(days=731):
        yield CampaignInvalid("reveal", N_("This day is more than two years away."))


def _expected_faults(draft: EditionDraft, spec: Spec) -> Iterator[CampaignInvalid]:
    for voice in spec.voices:
        many = draft.expected.get(voice.id, 0)
        if many == 0 and voice.optional:
            continue
        if many < K_RANGE[0] and voice.optional:
            yield CampaignInvalid(
                voice.id, N_("Fewer than %(least)s of them cannot be a voice: write 0, or leave this empty."),
                least=K_RANGE[0],
            )  # fmt: skip
        elif many < K_RANGE[0]:
            yield CampaignInvalid(voice.id, N_("Expect %(least)s of them at least."), least=K_RANGE[0])
        elif many not in EXPECTED_RANGE:
            yield CampaignInvalid(voice.id, N_("Expect at most 10,000,000 people."))


def place_faults(places: Iterable[Place]) -> Iterator[CampaignInvalid]:
    names = [place.name for place in places]
    if len(names) > MOST_PLACES:
        yield CampaignInvalid("places", N_("A survey has at most %(most)s places."), most=MOST_PLACES)
    for name in names:
        if len(name) > LONGEST_PLACE or UNPRINTED.search(name):
            yield CampaignInvalid(
                "places", N_("The name of a place takes at most %(most)s characters."), most=LONGEST_PLACE
            )
    if len({name.casefold() for name in names}) < len(names):
        yield CampaignInvalid("places", N_("Two places have the same name."))


def _work_faults(draft: EditionDraft, spec: Spec) -> Iterator[CampaignInvalid]:
    """The whole speaks of all who work there: as many as their own voice’s figures cover, at least."""
    k = max((proposed_k(draft.expected.get(one.subject, 0)) for one in spec.voices if one.subject), default=0)
    if draft.places and sum(place.headcount for place in draft.places) < k:
        yield CampaignInvalid(
            "places",
            N_("Fewer than %(k)s people work in these places together: figures would speak of each of them."),
            k=k,
        )


def places_typed(text: str, known: Iterable[Place] = ()) -> tuple[Place, ...]:
    """One a line: its name, and how many people work there (“Lille ; 12”). known: of the edition before, whose ids are
    kept. Raises CampaignInvalid with the first line that cannot be read."""
    if len(text) > LONGEST_LIST:
        raise CampaignInvalid("places", N_("This list is too long."))
    ids = {place.name.casefold(): place.id for place in known}
    found: list[Place] = []
    for number, line in enumerate(text.replace("\r", "").split("\n"), 1):
        if line.strip():
            name, headcount = _line(line, number)
            id_ = ids.get(name.casefold()) or slugged(name, {place.id for place in found} | {*ids.values()}, "place")
            found.append(Place(id_, name, headcount))
    return tuple(found)


def _line(line: str, number: int) -> tuple[str, int]:
    name, _sign, many = (LINE.sub(";", line)).rpartition(";")
    if not name.strip() or not re.fullmatch(r"[0-9]{1,6}", many.strip()) or int(many) not in HEADCOUNTS:
        raise CampaignInvalid(
            "places",
            N_("Line %(number)s should hold a place and how many people work there, as “Lille ; 12”."),
            number=number,
        )
    return " ".join(name.replace(";", " ").split()), int(many)


def slugged(name: str, taken: Iterable[str], otherwise: str, most: int = 30) -> str:
    """The name in plain letters, or with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:most].strip("-")
    slug, used = slug if len(slug) > 1 else otherwise, {*taken, "others"}
    return next(one for one in chain([slug], (f"{slug[: most - 4]}-{n}" for n in count(2))) if one not in used)
