"""Which voices a mirror survey has, and what of theirs is set side by side. Pure.

Made from a file without faults and the banks of its voices by `app.barometer.spec_file`.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

ContrastKind = Literal["prediction", "pattern"]
"""prediction: what was believed beside what is lived, in the same words; pattern: two lives, in two wordings."""


@dataclass(frozen=True, slots=True)
class SpecVoice:
    """bank: what it is asked; subject: the voice of the people that it speaks about; None for itself."""

    id: str
    bank: str
    doors: tuple[str, ...]
    subject: str | None = None
    optional: bool = False


class VoicePart(NamedTuple):
    """A side, or a question of importance, of a voice’s bank: `customers.lived`."""

    voice: str
    id: str

    def __str__(self) -> str:
        return f"{self.voice}.{self.id}"


@dataclass(frozen=True, slots=True)
class SpecContrast:
    """first: what was believed, or is lived inside; second: what is lived by those served. dimensions: those that both
    sides are asked about, without the one that is the whole itself, in the order of the second's bank."""

    id: str
    kind: ContrastKind
    first: VoicePart
    second: VoicePart
    dimensions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpecImportance:
    """asked: what matters most to people themselves; guessed: what others believe it is; of these dimensions, each
    person picks up to `most`."""

    asked: VoicePart
    guessed: VoicePart
    dimensions: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True)
class Spec:
    """sealed_until: the voices that must be closed before any figure of the others is read."""

    id: str
    voices: tuple[SpecVoice, ...]
    contrasts: tuple[SpecContrast, ...]
    importance: tuple[SpecImportance, ...] = ()
    sealed_until: tuple[str, ...] = ()

    @property
    def subjects(self) -> frozenset[str]:
        """The voices of those who are spoken about: they read an edition first."""
        return frozenset(voice.subject for voice in self.voices if voice.subject)

    @property
    def apart(self) -> frozenset[str]:
        """The voices that foresee what those spoken about would answer: whoever is one of both answers as one."""
        foreseen = ((one.first.voice, one.second.voice) for one in self.contrasts if one.kind == "prediction")
        return frozenset(first for first, second in foreseen if second in self.subjects)
