"""A release as a table: every figure once, each with its interval or its reason, named in the reader's language."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.banks.schema import Language
from app.exports.about import about
from app.exports.columns import COLUMNS
from app.exports.dictionary import FIGURES, OF_THANKS, UNITS, dictionary
from app.exports.rows import HEAD, TableRow
from app.exports.words import REASONS
from app.publication.documents import ReleaseDocument
from app.publication.values import Phrase, Reason
from tests.exports.tables import Said, questionnaires, released, rows, table
from tests.publication.campaigns import releases

LANGUAGES: tuple[Language, ...] = ("fr", "en")


@given(releases(), st.sampled_from(LANGUAGES))
def test_every_figure_of_a_release_is_one_row(drawn, language) -> None:  # type: ignore[no-untyped-def]
    _, release = drawn
    found = table(questionnaires()[0], release, language).rows
    keys = [(row.segment, row.figure, row.id, row.side, row.other_side) for row in found]
    assert len(keys) == len(set(keys))
    kinds = [row.figure for row in found]
    assert kinds.count("totem") == len(release.totems)
    levels = sum(len(one.levels) for one in release.dimensions) + sum(bool(side.level) for side in release.sides)
    assert kinds.count("level") == kinds.count("spread") == levels
    assert kinds.count("gap") == len(release.mirrors) + sum(len(one.mirrors) for one in release.dimensions)


@given(releases())
def test_a_row_has_a_value_or_bounds_or_words_with_a_reason(drawn) -> None:  # type: ignore[no-untyped-def]
    _, release = drawn
    for row in table(questionnaires()[0], release).rows:
        bounded = row.low is not None or row.high is not None
        assert row.value is not None or bounded or row.reason
        assert bool(row.reason) == bool(row.why)
        if row.unit == "points" and row.half_width is None and row.figure in ("level", "gap"):
            assert row.reason


def test_a_part_that_is_hidden_has_one_row_and_no_figure() -> None:
    found = [row for row in table(questionnaires()[0], released(questionnaires()[0], 60, 1)).rows if row.segment]
    hidden = [row for row in found if row.segment == "south"]
    assert [(row.figure, row.n, row.value, row.reason) for row in hidden] == [("people", None, None, "part_hidden")]
    assert hidden[0].segment_name == "Le Sud"
    assert {row.segment_name for row in found} == {"Le Nord", "Le Sud", "Les autres"}
    assert {row.n for row in found if row.segment == "north"} == {30}
    assert not {row.figure for row in found} & {"alpha", "spread", "correlation"}


def test_answers_that_joined_no_others_are_told_in_a_row_of_their_own() -> None:
    made = released(questionnaires()[0], 60, 2)
    assert made.not_counted
    found = [row for row in table(questionnaires()[0], made).rows if row.figure == "not_counted"]
    assert [(row.segment, row.value, row.reason) for row in found] == [("", None, "fewer_than_k")]
    whole = table(questionnaires()[0], replace(made, not_counted=False)).rows
    assert "not_counted" not in {row.figure for row in whole}


def test_a_part_keeps_the_number_of_the_release_that_its_figures_are_of() -> None:
    made = released(questionnaires()[0], 60, 1, 3)
    older = replace(made, segments=tuple(replace(part, as_of=2) for part in made.segments))
    found = table(questionnaires()[0], older).rows
    assert {row.as_of for row in found if row.segment == "north"} == {2}
    assert {row.as_of for row in found if not row.segment} == {3}


def test_the_table_speaks_the_reader_s_language_and_the_campaign_s_word_for_people() -> None:
    release = released(questionnaires()[0], 60, 1)
    french, english = (table(questionnaires()[0], release, language).rows for language in LANGUAGES)
    assert {row.name for row in french if row.id == "trust"} == {"Confiance"}
    assert {row.name for row in english if row.id == "trust"} == {"Trust"}
    assert "Côté patients" in {row.name for row in french}
    assert [replace(row, name="", segment_name="", why="") for row in french] == [
        replace(row, name="", segment_name="", why="") for row in english
    ]


def test_what_the_questionnaire_no_longer_describes_keeps_its_code() -> None:
    first, _, inventory, *_ = questionnaires()
    found = table(inventory, released(first, 30, 2)).rows
    assert {row.name for row in found if row.figure == "totem"} == {totem.id for totem in first.bank.totems}


def test_the_dictionary_explains_whatever_a_table_holds() -> None:
    assert HEAD == tuple(field.name for field in fields(TableRow)) == tuple(COLUMNS)
    assert set(REASONS) == set(Reason)
    for language in LANGUAGES:
        codes = {term.code for term in dictionary(language)}
        assert codes >= {*HEAD, *FIGURES, *OF_THANKS, *UNITS, *Reason}
        assert all(term.meaning for term in dictionary(language))
        for questionnaire in questionnaires():
            known = {*FIGURES, *OF_THANKS} if questionnaire.bank.ends_on_thanks else {*FIGURES}
            found = table(questionnaire, released(questionnaire, 250, 4), language).rows
            assert {row.figure for row in found} <= known
            assert {row.unit for row in found} <= {*UNITS}


def test_a_bank_that_gives_a_result_is_explained_without_what_only_others_have() -> None:
    plain, whole = ({term.code: term for term in dictionary("fr", of_thanks=more)} for more in (False, True))
    assert whole.keys() - plain.keys() == OF_THANKS.keys() - FIGURES.keys()
    assert {code for code, term in plain.items() if whole[code] != term} == {"level"}


def test_french_words_have_french_spaces() -> None:
    for term in dictionary("fr"):
        for text in (term.name, term.meaning):
            assert not any(mark in text for mark in (" :", " ;", " »", "« ", " %", "'")), text


def test_shares_are_said_as_the_page_says_them() -> None:
    release = released(questionnaires()[0], 20, 4)
    assert release.none
    words = {row.id: row.words for row in table(questionnaires()[0], release).rows if not row.segment and row.words}
    assert words == Said().shares(release)
    assert any(totem.share.phrase not in (Phrase.PERCENT, Phrase.ABOUT_PERCENT) for totem in release.totems)


def cells(made: ReleaseDocument, figure: str, part: str = "", at: int = 3) -> dict[tuple[str, str], TableRow]:
    """By id and side."""
    found = table(questionnaires()[at], made).rows
    return {(row.id, row.side): row for row in found if (row.figure, row.segment) == (figure, part)}


@pytest.mark.parametrize("many", [12, 25, 60, 250])
def test_favourable_shares_stand_beside_the_levels_that_they_belong_to(many: int) -> None:
    made = released(questionnaires()[4], many, 2)
    parts = {"": made.dimensions, **{part.id: part.dimensions for part in (*made.segments, made.others) if part}}
    for part, dimensions in parts.items():
        found = cells(made, "favourable", part, at=4)
        assert found.keys() == {(one.id, level.side) for one in dimensions for level in one.levels}
        for one in dimensions:
            for level in one.levels:
                row, share = found[one.id, level.side], level.favourable
                if share is None:
                    assert (row.value, row.words, row.reason) == (None, "", level.mean.reason)
                    continue
                assert (row.value, row.low, row.high, row.words) == (
                    share.percent, share.above, share.below, f"~{share.phrase.value}",
                )  # fmt: skip
                assert (row.unit, row.base) == ("percent", level.base)


def test_a_whole_side_is_a_level_without_a_code_in_the_whole_and_in_parts() -> None:
    made = released(questionnaires()[4], 250, 2)
    for part, sides in (("", made.sides), ("north", made.segments[0].sides)):
        levels = cells(made, "level", part, at=4)
        for side in sides:
            assert side.level
            row = levels["", side.id]
            assert (row.value, row.half_width) == (side.level.mean.value, side.level.half_width.value)
            assert (row.base, row.name) == (side.level.base, {"received": "Ce qu’on vit ici"}.get(side.id, row.name))
    assert {key for key in cells(made, "spread", at=4) if not key[0]} == {("", side.id) for side in made.sides}
    assert not cells(made, "spread", "north", at=4)


def test_what_matters_most_is_a_share_a_dimension_or_one_reason() -> None:
    few, many = (released(questionnaires()[4], people, 2) for people in (30, 250))
    assert {key: row.reason for key, row in cells(few, "importance", at=4).items()} == {
        ("", "received"): "fewer_than_50",
        ("", "expected"): "fewer_than_50",
    }
    assert cells(few, "no_importance", at=4) == {}
    picked, none = (cells(many, figure, at=4) for figure in ("importance", "no_importance"))
    for asked in many.importance:
        assert len(asked.dimensions) == 10
        assert asked.none
        assert none["", asked.side].words == f"~{asked.none.phrase.value}"
        for one in asked.dimensions:
            row = picked[one.id, asked.side]
            assert (row.value, row.low, row.high) == (one.share.percent, one.share.above, one.share.below)
    assert len(picked) == 20


def test_a_promise_has_three_shares_or_three_reasons() -> None:
    made = released(questionnaires()[3], 60, 2)
    short = replace(made.promises[1], noticed=None, not_noticed=None, cannot_say=None, reason=Reason.FEWER_THAN_K)
    made = replace(made, promises=(made.promises[0], short))
    for figure in ("noticed", "not_noticed", "cannot_say"):
        first, second = cells(made, figure).values()
        share = getattr(made.promises[0], figure)
        assert (first.id, first.name, first.value) == ("1", "Promesse 1", share.percent)
        assert (first.words, first.base) == (f"~{share.phrase.value}", made.promises[0].base)
        assert (second.id, second.value, second.words, second.reason) == ("2", None, "", "fewer_than_k")


def test_no_other_bank_has_a_row_of_it() -> None:
    for questionnaire in questionnaires()[:3]:
        found = table(questionnaire, released(questionnaire, 250, 2)).rows
        assert not {row.figure for row in found} & (OF_THANKS.keys() - FIGURES.keys())
        assert not [row for row in found if row.figure == "level" and not row.id]


def test_the_facts_name_the_release_and_its_rules() -> None:
    made = table(questionnaires()[0], released(questionnaires()[0], 60, 2))
    facts = {fact.code: fact.value for fact in about(made, "https://totem.example/fr/figures/printemps")}
    assert (facts["release"], facts["n"], facts["k"]) == (1, 60, 5)
    assert facts["digest"] == made.released.digest
    assert facts["respondents"] == "des personnes qui ont choisi de répondre"
    assert facts["closed_on"] is None
    assert facts["not_counted"]
    assert rows(made)[0]["value"] == 60
