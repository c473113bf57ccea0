"""The shape of a mirror survey's file: every key, what it holds, and what it is for."""

from typing import Literal

from pydantic import Field

from app.banks.schema import BankId, Id, Listed, Phrase, Shape
from app.barometer.spec import ContrastKind


class VoiceEntry(Shape):
    id: Id = Field(description="The name of this voice in the rest of the file.")
    bank: BankId = Field(description="The id of the bank that it is asked, in the same folder.")
    doors: Listed[Literal["place", "invitation", "code", "room"]] = Field(
        min_length=1, description="How people come in: a place's poster, an invitation, a code, a room."
    )
    subject: Id | None = Field(None, description="The voice of the people that it speaks about.")
    optional: bool = Field(False, description="true if an edition may do without it.")


class ContrastEntry(Shape):
    id: Id = Field(description="The name of this contrast.")
    kind: ContrastKind = Field(description="prediction: the same words, believed and lived; pattern: two lives.")
    first: Phrase = Field(description="A voice and a side of its bank: staff.expected.")
    second: Phrase = Field(description="The same of those served, or of those it is believed of: customers.lived.")


class ImportanceEntry(Shape):
    asked: Phrase = Field(description="A voice and a question of importance of its bank: customers.mine.")
    guessed: Phrase = Field(description="What others believe that it is: staff.theirs.")


class BarometerFile(Shape):
    """A mirror survey of Totem (docs/banks.md)."""

    id: BankId = Field(description="The name of the survey: small letters, digits and hyphens.")
    voices: Listed[VoiceEntry] = Field(min_length=1, max_length=6, description="Who is asked.")
    contrasts: Listed[ContrastEntry] = Field((), max_length=12, description="What is set beside what.")
    importance: Listed[ImportanceEntry] = Field((), max_length=3, description="What matters most, and to whom.")
    sealed_until: Listed[Id] = Field((), description="Voices that close before another one's figures are read.")
