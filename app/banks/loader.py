"""A file or a folder in; questionnaires out, or every fault of what could not be used.

What is returned can be asked, scored and shown as it stands: never half a bank.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from app.banks.budgets import budget_complaints
from app.banks.checks import structure_complaints
from app.banks.counter import Counter, bank_beside, counters_of, orphan
from app.banks.derived import read_bank
from app.banks.faults import N_, BankInvalid, Complaint, Fault, Position, fault_at, in_order
from app.banks.postures import reach_complaints, totem_complaints
from app.banks.prose import prose_complaints
from app.banks.schema import BankFile, Language, Question, Scene
from app.banks.shape import shaped
from app.banks.yaml_reader import Source
from app.totem import model
from app.totem.packing import fingerprint

SAME_BANK = N_("The bank “%(id)s” is already in %(file)s. Give this one an id of its own.")
ARCHIVE = "archive"
SPEC = ".barometer.yaml"
"""What says how banks are set beside each other is no bank."""
NO_BANKS = N_("There is no .yaml file in this folder. Check the name of the folder.")


@dataclass(frozen=True, slots=True, eq=False)
class Questionnaire:
    """A bank that passed every check. Compared by identity: looking up what was worked out for it costs nothing.

    file: its texts; bank: its structure; fingerprint: 16 hexadecimal digits over what is counted and scored;
    counters: other languages in which it can be answered, which are in none of these.
    """

    file: BankFile
    bank: model.Bank
    fingerprint: str
    path: Path
    counters: Mapping[str, Counter] = field(default_factory=dict)

    def speaks(self, *languages: Language) -> bool:
        """Whether its texts are written in each of these."""
        return set(languages) <= set(self.file.languages)

    def spoken(self, language: Language) -> Language:
        """The language that it is read in by whoever wants this one."""
        return language if self.speaks(language) else self.file.languages[0]


class Catalogue(dict[str, Questionnaire]):
    """A folder's questionnaires, by the id of their bank. archive: their former versions, by fingerprint."""

    def __init__(self, banks: Mapping[str, Questionnaire], archive: Mapping[str, Questionnaire]) -> None:
        super().__init__(banks)
        self.archive = archive

    @property
    def public(self) -> dict[str, Questionnaire]:
        """Those that anybody may take here, for a result of their own: others serve the campaigns that ask them."""
        return {id_: one for id_, one in self.items() if not one.bank.ends_on_thanks}

    def asked(self, bank: str, fingerprint: str) -> Questionnaire | None:
        """What somebody who answered this bank in this structure is asked, and is scored by: a former version where it
        is one. fingerprint: empty where nobody has answered yet. None without the bank."""
        present = self.get(bank)
        if present is None or fingerprint in ("", present.fingerprint):
            return present
        former = self.archive.get(fingerprint)
        return former if former and former.bank.id == bank else present

    def versions(self, bank: str) -> list[Questionnaire]:
        """The present one first."""
        former = [one for one in self.archive.values() if one.bank.id == bank]
        return [self[bank], *former] if bank in self else []


class Checked(NamedTuple):
    """What a check found: every fault, in order, and the banks that have none."""

    faults: tuple[Fault, ...]
    questionnaires: tuple[Questionnaire, ...]


def load_bank(path: Path) -> Questionnaire:
    """With the languages of the counter beside it. Raises BankInvalid with every fault of the file and of its base, or
    of those languages."""
    found = questionnaire(read_bank(path), path)
    return replace(found, counters=counters_of(found.file, path))


def check_paths(paths: Iterable[Path]) -> Checked:
    """Files, and the .yaml files of folders (not of the folders inside). A language of the counter is checked with its
    bank."""
    faults: list[Fault] = []
    loaded: dict[str, Questionnaire] = {}
    for path in _files(paths, faults):
        try:
            found = load_bank(path)
        except BankInvalid as invalid:
            faults += invalid.faults
            continue
        if other := loaded.get(found.bank.id):
            params = {"id": found.bank.id, "file": str(other.path)}
            faults.append(read_bank(path).fault(Complaint(("id",), SAME_BANK, params)))
        loaded.setdefault(found.bank.id, found)
    return Checked(in_order(faults), tuple(loaded.values()))


def load_catalogue(folder: Path) -> Catalogue:
    """Every bank of a folder, and of its archive. Raises BankInvalid with the faults of all of them."""
    faults, questionnaires = check_paths([folder])
    if faults:
        raise BankInvalid(faults)
    return Catalogue({found.bank.id: found for found in questionnaires}, load_archive(folder))


def load_archive(folder: Path) -> dict[str, Questionnaire]:
    """Former versions of a folder's banks, by fingerprint: for what was answered with them, never to be asked anew.

    Empty without a folder `archive` in it. Raises BankInvalid with the faults of all of them.
    """
    found: dict[str, Questionnaire] = {}
    faults: list[Fault] = []
    for path in _files([folder / ARCHIVE], faults) if any((folder / ARCHIVE).glob("*.yaml")) else ():
        try:
            former = load_bank(path)
        except BankInvalid as invalid:
            faults += invalid.faults
            continue
        found[former.fingerprint] = former
    if faults:
        raise BankInvalid(in_order(faults))
    return found


def questionnaire(source: Source, path: Path) -> Questionnaire:
    """The bank of what was read. Raises BankInvalid: for its shape first, then for everything else at once."""
    file = shaped(source, BankFile)
    structure = [*structure_complaints(file), *totem_complaints(file)]
    complaints = [*structure, *prose_complaints(file), *budget_complaints(file)]
    if not structure:
        bank = bank_of(file)
        complaints += reach_complaints(bank)
    if complaints:
        raise BankInvalid(map(source.fault, complaints))
    return Questionnaire(file, bank, fingerprint(bank), path)


def bank_of(file: BankFile) -> model.Bank:
    """The structure of a file without faults of structure."""
    forces = tuple(force.id for force in file.forces)
    return model.Bank(
        id=file.id,
        sides=tuple(side.id for side in file.sides),
        pairs=tuple((first, second) for first, second in file.pairs),
        points=len(file.scale.points),
        dimensions=tuple(model.Dimension(one.id, one.force, one.overall) for one in file.dimensions),
        questions=tuple(_question(file, question) for question in file.questions),
        questions_per_screen=file.questions_per_screen,
        picks=file.picks,
        forces=forces,
        scenes=tuple(map(_scene, file.scenes)),
        spare_scenes=tuple(map(_scene, file.spare_scenes)),
        totems=tuple(model.Totem(totem.id, totem.forces) for totem in file.totems),
        posture=_posture(file, forces),
        symmetry_error=file.symmetry_error,
        retest=_retest(file),
        ends_on_thanks=file.ends == "thanks",
        importance=tuple(model.Importance(asked.id, asked.side, asked.most) for asked in file.importance),
        promises=file.promises,
    )


def _question(file: BankFile, question: Question) -> model.Question:
    sides = question.sides or tuple(side.id for side in file.sides)
    no_occasion = question.no_occasion
    if no_occasion is None:
        no_occasion = () if file.scale.no_occasion is None else sides
    return model.Question(question.id, question.dimension, sides, frozenset(no_occasion), question.reversed)


def _scene(scene: Scene) -> model.Scene:
    return model.Scene(scene.id, scene.side, tuple(option.dimension for option in scene.options))


def _posture(file: BankFile, forces: tuple[str, ...]) -> model.Posture | None:
    if file.posture is None:
        return None
    a, b, c = (file.posture.reference[force] for force in forces)
    return model.Posture(file.posture.weight, file.posture.radius, file.posture.pair_radius, (a, b, c))


def _retest(file: BankFile) -> model.Retest | None:
    declared = file.posture.retest if file.posture else None
    return model.Retest(declared.pull, declared.spread) if declared else None


def _files(paths: Iterable[Path], faults: list[Fault]) -> Iterator[Path]:
    """Each bank once, however often it or a language of it is named."""
    seen: set[Path] = set()
    for path in paths:
        many = sorted(path.glob("*.yaml")) if path.is_dir() else [path]
        if not many:
            faults.append(fault_at(Position(str(path), 1, 1), Complaint((), NO_BANKS)))
        for named in (one for one in many if not one.name.endswith(SPEC)):
            bank = bank_beside(named)
            if bank and not bank.exists():
                faults.append(orphan(named, bank))
            elif (place := (file := bank or named).resolve()) not in seen:
                seen.add(place)
                yield file
