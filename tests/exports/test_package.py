"""Programs of others read the files of a release: by its data package, by its schema, and by the CSV alone."""

import csv
import json
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from frictionless import Package, validate
from frictionless.resources import TableResource
from jsonschema import Draft202012Validator, ValidationError

from app.exports.files import to_csv, to_json, to_xlsx
from app.exports.package import schema_of_rows, to_package
from app.exports.rows import HEAD
from app.exports.table import Table, table_of
from app.publishing import LICENCES
from tests.exports.tables import Said, from_xlsx, questionnaires, released
from tests.programs import program

SOURCE = "https://totem.example/fr/figures/printemps?release=1"
SCHEMA = Draft202012Validator(schema_of_rows("https://totem.example/figures/data-2.schema.json"))


def tables() -> Iterator[Table]:
    """Of every kind of questionnaire, for a crowd too small for most figures and for one that shows all."""
    for questionnaire in questionnaires():
        for many in (6, 25, 230):
            made = released(questionnaire, many, many)
            for licence in (LICENCES["CC-BY-4.0"], None):
                yield table_of(made, questionnaire.file, "fr", "L’accueil", Said(), SOURCE, licence)


def written(made: Table, folder: Path) -> Path:
    (folder / "data.csv").write_bytes(to_csv(made, "."))
    (folder / "data-semicolon.csv").write_bytes(to_csv(made, ","))
    (folder / "datapackage.json").write_bytes(to_package(made, "printemps-2026-1"))
    return folder / "datapackage.json"


def test_a_data_package_is_valid_with_both_of_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for made in tables():
        file = written(made, tmp_path)
        report = validate(file.name)
        assert report.valid, report.flatten(["type", "note"])
        package = Package(file.name)
        plain, french = (TableResource.read_rows(resource) for resource in package.resources)  # type: ignore[arg-type]
        assert [row.to_dict() for row in plain] == [row.to_dict() for row in french]
        assert len(plain) == len(made.rows)
        told = json.loads(file.read_text())
        assert [one["name"] for one in told.get("licenses", [])] == ([made.licence.id] if made.licence else [])


def test_a_file_that_is_not_what_the_package_says_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = written(next(tables()), tmp_path)
    (tmp_path / "data.csv").write_text((tmp_path / "data.csv").read_text().replace(",1,", ",one,"))
    assert not validate(file.name).valid


def test_every_json_holds_to_its_schema_and_others_do_not() -> None:
    for made in tables():
        content = json.loads(to_json(made, SOURCE))
        SCHEMA.validate(content)
        with pytest.raises(ValidationError):
            SCHEMA.validate(content | {"rows": [{**content["rows"][0], "n": "six"}]})
        with pytest.raises(ValidationError):
            SCHEMA.validate(content | {"schema": 1})


def test_each_row_of_a_csv_says_when_from_where_and_under_which_licence() -> None:
    for made in tables():
        for decimal, delimiter in ((".", ","), (",", ";")):
            text = to_csv(made, decimal).decode("utf-8-sig")  # type: ignore[arg-type]
            lines = [*csv.DictReader(StringIO(text, newline=""), delimiter=delimiter)]
            assert len(lines) == len(made.rows)
            assert {line["made_on"] for line in lines} == {made.released.made_on}
            assert {line["source"] for line in lines} == {SOURCE}
            assert {line["licence"] for line in lines} == {made.licence.id if made.licence else ""}
    unknown = replace(made, rows=tuple(replace(row, source="") for row in made.rows))
    assert SOURCE not in to_csv(unknown, ".").decode()


@pytest.mark.slow
def test_an_office_opens_the_workbook_and_reads_every_row(tmp_path: Path) -> None:
    soffice = program("soffice", package="libreoffice-calc-nogui")
    made = next(one for one in tables() if one.released.n == 230)
    (tmp_path / "data.xlsx").write_bytes(to_xlsx(made, SOURCE))
    options = [
        "--headless",
        f"-env:UserInstallation=file://{tmp_path / 'profile'}",
        "--convert-to",
        "csv:Text - txt - csv (StarCalc):44,34,76,1",
    ]
    command = [soffice, *options, "--outdir", str(tmp_path), str(tmp_path / "data.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    with (tmp_path / "data.csv").open(encoding="utf-8", newline="") as file:
        lines = [*csv.reader(file)]
    assert len(lines) == len(made.rows) + 1
    assert len(lines[0]) == len(HEAD)
    assert [line[0] for line in lines] == [line[0] for line in from_xlsx(to_xlsx(made, SOURCE))]
    shutil.rmtree(tmp_path / "profile")
