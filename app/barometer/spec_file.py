"""The file of a mirror survey (`*.barometer.yaml`): a `Spec` out, or every fault of it and of what it asks of banks."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from app.banks.derived import read_bank
from app.banks.faults import BankInvalid, Fault, in_order
from app.banks.loader import Questionnaire, check_paths
from app.banks.shape import shaped
from app.barometer.spec import Spec, SpecContrast, SpecImportance, SpecVoice, VoicePart
from app.barometer.spec_checks import AskedSide, SpecChecks, importance_of, overall, part_of
from app.barometer.spec_schema import BarometerFile, ContrastEntry

PATTERN = "*.barometer.yaml"
Banks = Mapping[str, Questionnaire]


class CheckedSpecs(NamedTuple):
    """What a check found: every fault, in order, and the files without any."""

    faults: tuple[Fault, ...]
    specs: Mapping[Path, Spec]


def load_spec(path: Path, banks: Banks) -> Spec:
    """banks: by id, those that its voices may be asked. Raises BankInvalid with every fault."""
    source = read_bank(path)
    file = shaped(source, BarometerFile)
    if faults := in_order(SpecChecks(source, file, banks).faults()):
        raise BankInvalid(faults)
    return _spec(file, {voice.id: banks[voice.bank] for voice in file.voices})


def load_specs(folder: Path, banks: Banks) -> dict[str, Spec]:
    """Every mirror survey of a folder, by id. Raises BankInvalid with the faults of the first that has any."""
    return {spec.id: spec for spec in (load_spec(path, banks) for path in sorted(folder.glob(PATTERN)))}


def check_specs(paths: Iterable[Path], questionnaires: Iterable[Questionnaire]) -> CheckedSpecs:
    """Files, and those of folders. questionnaires: read already; others of a file's folder are read if need be."""
    faults: list[Fault] = []
    specs: dict[Path, Spec] = {}
    ready = list(questionnaires)
    for path in _files(paths):
        near = [one for one in ready if one.path.parent.resolve() == path.parent.resolve()]
        banks = {one.bank.id: one for one in near or check_paths([path.parent]).questionnaires}
        try:
            specs[path] = load_spec(path, banks)
        except BankInvalid as invalid:
            faults += invalid.faults
    return CheckedSpecs(in_order(faults), specs)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(path.glob(PATTERN)) if path.is_dir() else [path] if path.match(PATTERN) else []


def _spec(file: BarometerFile, banks: Banks) -> Spec:
    """Of a file without faults. banks: by voice."""
    return Spec(
        id=file.id,
        voices=tuple(SpecVoice(one.id, one.bank, tuple(one.doors), one.subject, one.optional) for one in file.voices),
        contrasts=tuple(_contrast(one, banks) for one in file.contrasts),
        importance=tuple(_importance(_part(one.asked), _part(one.guessed), banks) for one in file.importance),
        sealed_until=tuple(file.sealed_until),
    )


def _contrast(contrast: ContrastEntry, banks: Banks) -> SpecContrast:
    first, second = _part(contrast.first), _part(contrast.second)
    here, there = (AskedSide(part, banks[part.voice]).dimensions for part in (first, second))
    within = tuple(id_ for id_, is_whole in there.items() if id_ in here and not is_whole and not here[id_])
    return SpecContrast(contrast.id, contrast.kind, first, second, within)


def _importance(asked: VoicePart, guessed: VoicePart, banks: Banks) -> SpecImportance:
    bank = banks[asked.voice]
    (most,) = [one.most for one in importance_of(bank) if one.id == asked.id]
    within = tuple(one.id for one in bank.bank.dimensions if not overall(one))
    return SpecImportance(asked, guessed, within, most)


def _part(written: str) -> VoicePart:
    part = part_of(written)
    assert part is not None
    return part
