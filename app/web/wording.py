"""How a questionnaire's texts reach one reader: in their language, with the campaign's word for the people served."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.banks.nouns import PEOPLE, Noun, fill
from app.banks.schema import BankFile, Language


@dataclass(frozen=True, slots=True)
class Wording:
    """people: the id of a shipped word for the people served (customers, users, patients…)."""

    language: Language
    people_id: str
    people: Noun = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", PEOPLE[self.people_id][self.language])

    def __call__(self, text: Mapping[Language, str]) -> str:
        return fill(text[self.language], self.language, self.people)

    def side(self, file: BankFile, id_: str) -> str:
        """The name of a side as it reads in mid-sentence: “with customers”."""
        name = next(self(side.name) for side in file.sides if side.id == id_)
        return name[:1].lower() + name[1:]
