"""What the shape of a mirror survey's file cannot say: voices, sides and words that belong together.

Promises a complaint for every fault, each at the value to change: in the file, or in the bank of a voice.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from app.banks.checks import SAME_ID, TWICE
from app.banks.derived import read_bank
from app.banks.faults import N_, Complaint, Fault, Trail, listed
from app.banks.loader import Questionnaire
from app.banks.nouns import LANGUAGES
from app.banks.schema import Question
from app.banks.yaml_reader import Source
from app.barometer.spec import VoicePart
from app.barometer.spec_schema import BarometerFile, ContrastEntry

NO_VOICE = N_("“%(id)s” is not a voice of this file. Choose among: %(known)s.")
NO_BANK = N_("No bank without faults has the id “%(id)s” in this folder. Choose among: %(known)s.")
ONE_LANGUAGE = N_("The bank “%(bank)s” is not written in “%(language)s”. A voice is asked in every language of Totem.")
BAD_PART = N_("“%(value)s” names nothing of a voice. Write the voice, a dot and the id, such as customers.lived.")
NO_SIDE = N_("The bank of “%(voice)s” has no side “%(id)s”. Choose among: %(known)s.")
NO_IMPORTANCE = N_("The bank of “%(voice)s” has no question of importance “%(id)s”. Choose among: %(known)s.")
OWN_VOICE = N_("A voice is set beside another one. Name two different voices.")
OTHER_POINTS = N_("“%(first)s” is answered on %(one)s points, and “%(second)s” on %(other)s. Give both as many.")
NOT_ASKED_THERE = N_("“%(id)s” is asked of “%(second)s”, and not of “%(first)s”. Ask both about the same dimensions.")
OTHER_QUESTIONS = N_("“%(id)s” has %(one)s questions in “%(first)s”, and %(other)s in “%(second)s”. Ask the same ones.")
OTHER_WORDS = N_("The prediction differs from what “%(second)s” is asked: “%(text)s” Write the very same words.")
OTHER_WAY = N_(
    "A high answer means a low level here, or in “%(second)s”, and not in both. Say “reversed:” alike in both."
)
NOT_SEALED = N_("“%(voice)s” guesses, and no guess counts once figures are known. Add it to “sealed_until:”.")


class AskedSide(NamedTuple):
    """A side of a voice's bank that is there."""

    part: VoicePart
    questionnaire: Questionnaire

    @property
    def questions(self) -> list[tuple[int, Question]]:
        """Those that it is asked, each with its place in the bank's file."""
        every = tuple(side.id for side in self.questionnaire.file.sides)
        questions = enumerate(self.questionnaire.file.questions)
        return [(at, question) for at, question in questions if self.part.id in (question.sides or every)]

    @property
    def dimensions(self) -> dict[str, bool]:
        """In the bank's order; whether each is the whole itself, which no mean over dimensions holds."""
        asked = {question.dimension for _, question in self.questions}
        return {one.id: overall(one) for one in self.questionnaire.bank.dimensions if one.id in asked}


class SpecChecks:
    """file: of the source; banks: by id, those of its folder."""

    def __init__(self, source: Source, file: BarometerFile, banks: Mapping[str, Questionnaire]) -> None:
        self.source, self.file, self.banks = source, file, banks
        self.voices = {voice.id: banks[voice.bank] for voice in reversed(file.voices) if voice.bank in banks}

    def faults(self) -> Iterator[Fault]:
        yield from map(self.source.fault, chain(self._voices(), self._sealed(), self._importance()))
        for position, contrast in enumerate(self.file.contrasts):
            yield from self._contrast(contrast, ("contrasts", position))

    def _voices(self) -> Iterator[Complaint]:
        known = [voice.id for voice in self.file.voices]
        for name in ("voices", "contrasts"):
            many = Counter[str]()
            for position, entry in enumerate(getattr(self.file, name)):
                many[entry.id] += 1
                if many[entry.id] > 1:
                    yield Complaint((name, position, "id"), SAME_ID, {"id": entry.id})
        for position, voice in enumerate(self.file.voices):
            trail: Trail = ("voices", position)
            if voice.bank not in self.banks:
                yield Complaint((*trail, "bank"), NO_BANK, {"id": voice.bank, "known": listed(sorted(self.banks))})
            else:
                missing = set(LANGUAGES) - set(self.banks[voice.bank].file.languages)
                for language in sorted(missing):
                    yield Complaint((*trail, "bank"), ONE_LANGUAGE, {"bank": voice.bank, "language": language})
            if voice.subject is not None and voice.subject not in known:
                yield Complaint((*trail, "subject"), NO_VOICE, {"id": voice.subject, "known": listed(known)})

    def _sealed(self) -> Iterator[Complaint]:
        known = [voice.id for voice in self.file.voices]
        for position, id_ in enumerate(self.file.sealed_until):
            if id_ not in known:
                yield Complaint(("sealed_until", position), NO_VOICE, {"id": id_, "known": listed(known)})
            elif id_ in self.file.sealed_until[:position]:
                yield Complaint(("sealed_until", position), TWICE, {"id": id_})

    def _guesses(self, part: VoicePart, trail: Trail) -> Iterator[Complaint]:
        if part.voice not in self.file.sealed_until:
            yield Complaint(trail, NOT_SEALED, {"voice": part.voice})

    def _importance(self) -> Iterator[Complaint]:
        for position, entry in enumerate(self.file.importance):
            for name in ("asked", "guessed"):
                trail: Trail = ("importance", position, name)
                part = part_of(getattr(entry, name))
                yield from self._resolves(part, getattr(entry, name), trail)
                if part and part.voice in self.voices:
                    known = [one.id for one in importance_of(self.voices[part.voice])]
                    if part.id not in known:
                        yield Complaint(trail, NO_IMPORTANCE, {**part._asdict(), "known": listed(known)})
                    elif name == "guessed":
                        yield from self._guesses(part, trail)

    def _resolves(self, part: VoicePart | None, written: str, trail: Trail) -> Iterator[Complaint]:
        known = [voice.id for voice in self.file.voices]
        if part is None:
            yield Complaint(trail, BAD_PART, {"value": written[:40]})
        elif part.voice not in known:
            yield Complaint(trail, NO_VOICE, {"id": part.voice, "known": listed(known)})

    def _contrast(self, contrast: ContrastEntry, trail: Trail) -> Iterator[Fault]:
        found: list[AskedSide] = []
        for name in ("first", "second"):
            part = part_of(getattr(contrast, name))
            yield from map(self.source.fault, self._resolves(part, getattr(contrast, name), (*trail, name)))
            if part and part.voice in self.voices:
                sides = self.voices[part.voice].bank.sides
                if part.id in sides:
                    found.append(AskedSide(part, self.voices[part.voice]))
                else:
                    params = {**part._asdict(), "known": listed(sides)}
                    yield self.source.fault(Complaint((*trail, name), NO_SIDE, params))
        if len(found) == 2:
            yield from map(self.source.fault, self._compared(contrast, found[0], found[1], trail))
            if contrast.kind == "prediction":
                yield from _same_words(found[0], found[1])

    def _compared(
        self, contrast: ContrastEntry, first: AskedSide, second: AskedSide, trail: Trail
    ) -> Iterator[Complaint]:
        if first.part.voice == second.part.voice:
            yield Complaint((*trail, "second"), OWN_VOICE)
        names = {"first": str(first.part), "second": str(second.part)}
        one, other = first.questionnaire.bank.points, second.questionnaire.bank.points
        if one != other:
            yield Complaint((*trail, "first"), OTHER_POINTS, {**names, "one": one, "other": other})
        for name, here, there in (("first", first, second), ("second", second, first)):
            for id_, is_whole in there.dimensions.items():
                if id_ not in here.dimensions and not is_whole:
                    params = {"id": id_, "first": str(here.part), "second": str(there.part)}
                    yield Complaint((*trail, name), NOT_ASKED_THERE, params)
        if contrast.kind == "prediction":
            yield from self._guesses(first.part, (*trail, "first"))


def _same_words(first: AskedSide, second: AskedSide) -> Iterator[Fault]:
    """At the words of the first one's bank that differ."""
    source = read_bank(first.questionnaire.path)
    yield from map(source.fault, _other_words(first, second))


def _other_words(first: AskedSide, second: AskedSide) -> Iterator[Complaint]:
    names = {"first": str(first.part), "second": str(second.part)}
    for id_ in first.dimensions.keys() & second.dimensions.keys():
        here, there = ([pair for pair in side.questions if pair[1].dimension == id_] for side in (first, second))
        if len(here) != len(there):
            params = {**names, "id": id_, "one": len(here), "other": len(there)}
            yield Complaint(("questions", here[0][0]), OTHER_QUESTIONS, params)
            continue
        for (position, mine), (_, theirs) in zip(here, there, strict=True):
            if mine.reversed != theirs.reversed:
                yield Complaint(("questions", position), OTHER_WAY, names)
            for language in sorted(mine.text.keys() & theirs.text.keys()):
                if mine.text[language] != theirs.text[language]:
                    params = {**names, "text": theirs.text[language]}
                    yield Complaint(("questions", position, "text", language), OTHER_WORDS, params)


def part_of(written: str) -> VoicePart | None:
    voice, dot, id_ = written.partition(".")
    return VoicePart(voice, id_) if voice and dot and id_ else None


def overall(dimension: object) -> bool:
    """Whether a bank's dimension is the whole itself."""
    return bool(getattr(dimension, "overall", False))


def importance_of(questionnaire: Questionnaire) -> Iterable[Any]:
    """The bank's questions of importance: id, side, most."""
    return getattr(questionnaire.bank, "importance", ())
