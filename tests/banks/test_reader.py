"""Hostile and surprising files: what is read, what is refused, and that nothing else ever happens."""

import json
import string
import time

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.banks import yaml_reader as reader
from app.banks.faults import BankInvalid, Complaint
from app.banks.shape import UNFIT
from app.banks.yaml_reader import MAX_BYTES, read_yaml

from .small import SMALL, faults, loaded


def data(text: str | bytes) -> object:
    return read_yaml(text, "bank.yaml").data


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("no", "no"), ("on", "on"), ("yes", "yes"), ("off", "off"), ("y", "y"), ("True", "True"), ("true", True),
        ("false", False), ("12:30", "12:30"), ("2026-11-22", "2026-11-22"), ("1_000", "1_000"), ("=", "="),
        ("12", 12), ("-3", -3), ("+3", 3), ("0", 0), ("0.5", 0.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0),
        ("~", None), ("null", None), ("", None), ("NaN", "NaN"), ("'12'", "12"), ('"true"', "true"), ("<<", "<<"),
    ],
)  # fmt: skip
def test_a_bare_word_means_what_yaml_1_2_says(word: str, value: object) -> None:
    found = data(f"key: {word}")
    assert found == {"key": value}
    assert isinstance(found, dict)
    assert type(found["key"]) is type(value)


REFUSED: dict[str, tuple[str | bytes, list[str]]] = {
    "an_anchor": ("a: &x 1", ["1:4 a: The anchor “&x” is not read. Write the value out each time it is needed."]),
    "an_alias": (
        "a: &x 1\nb: *x",
        [
            "1:4 a: The anchor “&x” is not read. Write the value out each time it is needed.",
            "2:4 b: The alias “*x” is not read. Write the value out.",
        ],
    ),
    "a_tag": ("a: !!python/name:os.system x", [
        "1:4 a: The tag “!!python/name:os.system” is not read. Delete it, or put the text between quotes."]),
    "a_tag_of_ones_own": ("a: !env HOME", [
        "1:4 a: The tag “!env” is not read. Delete it, or put the text between quotes."]),
    "a_duplicate_key": ("id: a\ntitle: b\nid: c", [
        "3:1 id: The key “id” is already written on line 1. Keep one of the two."]),
    "a_deep_duplicate_key": ("a:\n  - {b: 1, b: 2}", [
        "2:12 a.0.b: The key “b” is already written on line 2. Keep one of the two."]),
    "a_number_for_a_key": ("12: a", ["1:1 : This key is not text. Put it between quotes."]),
    "a_truth_for_a_key": ("true: a", ["1:1 : This key is not text. Put it between quotes."]),
    "a_list_for_a_key": ("? [a, b]\n: c", ["1:3 : This key is not text. Put it between quotes."]),
    "not_a_number": ("a: .nan", ["1:4 a: “.nan” is not a number that can be counted with. Write a finite number."]),
    "infinity": ("a: -.inf", ["1:4 a: “-.inf” is not a number that can be counted with. Write a finite number."]),
    "too_large_a_number": ("a: 1e999", [
        "1:4 a: “1e999” is not a number that can be counted with. Write a finite number."]),
    "an_endless_number": ("a: " + "9" * 5000, [
        "1:4 a: This number is too long. Write it in fewer digits, or between quotes if it is text."]),
    "an_old_octal": ("a: 017", [
        "1:4 a: “017” can be read as more than one number. Write it in plain digits, or between quotes "
        "if it is text."]),
    "an_octal": ("a: 0o17", [
        "1:4 a: “0o17” can be read as more than one number. Write it in plain digits, or between quotes "
        "if it is text."]),
    "a_hexadecimal": ("a: 0x1F", [
        "1:4 a: “0x1F” can be read as more than one number. Write it in plain digits, or between quotes "
        "if it is text."]),
    "a_second_document": ("a: 1\n---\nb: 2", [
        "2:1 : A second document starts here. Keep one bank in a file, and delete the line “---”."]),
    "a_directive": ("%YAML 1.1\n---\na: 1", ["1:1 : A line that starts with % has no use here. Delete it."]),
    "a_tab": ("a:\n\tb: 1", ["2:1 : A tab stands here. Use spaces."]),
    "a_tab_in_quotes": ("a: 'b\tc'", ["1:6 : A tab stands here. Use spaces."]),
    "a_mark_that_turns_reading_round": ("a: é\u202eb", [
        "1:5 : An invisible character (U+202E) stands here. Delete it: it can change how the text is read."]),
    "an_escaped_mark": ('a: "b\\u2066c"', [
        "1:4 a: An invisible character (U+2066) stands here. Delete it: it can change how the text is read."]),
    "an_escaped_null": ('a: "\\0"', [
        "1:4 a: An invisible character (U+0000) stands here. Delete it: it can change how the text is read."]),
    "a_second_byte_order_mark": ("a: \ufeffb", [
        "1:4 : An invisible character (U+FEFF) stands here. Delete it: it can change how the text is read."]),
    "latin_1": ("id: a\ntitle: é".encode("latin-1"), ["2:8 : The file is not UTF-8 text. Save it again as UTF-8."]),
    "utf_16": ("id: a".encode("utf-16"), ["1:1 : The file is not UTF-8 text. Save it again as UTF-8."]),
    "a_picture": (b"\x89PNG\r\n\x1a\n\x00IHDR", ["1:1 : The file is not UTF-8 text. Save it again as UTF-8."]),
    "a_program": (b"\x7fELF\x02\x01\x01\x00", [
        "1:1 : An invisible character (U+007F) stands here. Delete it: it can change how the text is read."]),
    "nothing": ("", ["1:1 : The file is empty. Start from the example in docs/banks.md."]),
    "a_comment_alone": ("# later", ["2:1 : The file is empty. Start from the example in docs/banks.md."]),
    "a_list": ("- a\n- b", ["1:1 : A bank is a map of keys such as “id:” and “title:”. Start from the example in "
                            "docs/banks.md."]),
    "a_word": ("bank", ["1:1 : A bank is a map of keys such as “id:” and “title:”. Start from the example in "
                        "docs/banks.md."]),
    "a_colon_in_bare_text": ("a: b: c", [
        "1:5 : A colon followed by a space cannot stand in bare text: put the text between quotes. Or else the line "
        "above lacks its colon: add it."]),
    "a_brace_in_bare_text": ("a: {Les clients} attendent", [
        "1:18 : Text that starts with “{” must stand between quotes. Add them."]),
    "an_open_quote": ("id: a\ntitle: 'b\nsides: c", ["2:8 : Quotes are opened here and never closed. Close them."]),
    "a_forbidden_start": ("a: @b", ["1:4 : Bare text cannot start with this character. Put the text between quotes."]),
    "a_backslash": ('a: "b\\c"', ["1:6 : The backslash is not understood here. Write two of them, or none."]),
    "a_key_without_a_colon": ("a: 1\nb\n", [
        "3:1 : A key has no colon, or a text runs over several lines. Add the colon, or put the text between quotes."]),
    "a_crooked_list": ("a:\n  - b\n c: d", [
        "3:2 : This is not valid YAML. Look at the indentation, the quotes and the colons on this line and above it."]),
    "fifty_levels": ("".join(" " * level + "k:\n" for level in range(50)), [
        "13:13 : The file is more than 12 levels deep here. See docs/banks.md for the shape of a bank."]),
    "fifty_brackets": ("a: " + "[" * 50 + "]" * 50, [
        "1:15 : The file is more than 12 levels deep here. See docs/banks.md for the shape of a bank."]),
}  # fmt: skip


@pytest.mark.parametrize("refused", REFUSED)
def test_what_is_not_plain_yaml_is_refused(refused: str) -> None:
    text, expected = REFUSED[refused]
    assert faults(text) == expected


def test_the_byte_order_mark_of_an_editor_is_read_over() -> None:
    assert loaded("\ufeff" + SMALL).fingerprint == loaded(SMALL).fingerprint
    assert loaded(("\ufeff" + SMALL).replace("\n", "\r\n").encode()).fingerprint == loaded(SMALL).fingerprint


BOMBS = {
    "an_alias_bomb": "a: &a [x, x]\n"
    + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "a_million_keys": "".join(f"k{number}: 1\n" for number in range(1_000_000)),
    "a_hundred_thousand_keys": "".join(f"k{number}: 1\n" for number in range(80_000)),
    "one_key_a_hundred_thousand_times": "k: 1\n" * 100_000,
    "five_megabytes": "a: " + "b" * 5_000_000,
    "a_megabyte_of_brackets": "[" * MAX_BYTES,
    "a_megabyte_of_braces": "{" * MAX_BYTES,
    "a_megabyte_of_dashes": "- " * (MAX_BYTES // 2),
    "a_megabyte_of_questions": "? " * (MAX_BYTES // 2),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_stopped_before_it_costs_anything(bomb: str) -> None:
    start = time.process_time()
    with pytest.raises(BankInvalid) as caught:
        read_yaml(BOMBS[bomb], "bank.yaml")
    assert 1 <= len(caught.value.faults) <= reader.ENOUGH_FAULTS
    assert time.process_time() - start < 2


def test_a_file_may_hold_one_mebibyte_and_no_more() -> None:
    assert faults(SMALL + "#" * (MAX_BYTES - len(SMALL.encode()))) == []
    assert faults(SMALL + "#" * (MAX_BYTES - len(SMALL.encode()) + 1)) == [
        "1:1 : The file is larger than 1 MiB. Keep one bank in a file, and nothing else."
    ]


def test_one_very_long_text_costs_little() -> None:
    start = time.process_time()
    for text in ("a" * 100_000, "{} " * 40_000, "a." * 50_000, "» " * 50_000, "(e" * 50_000, "de " * 40_000):
        assert faults(SMALL.replace("Le hibou veille.", f'"{text}"')) or text.startswith("a")
    assert time.process_time() - start < 5


def test_a_value_that_was_never_written_is_complained_of_at_its_nearest_parent() -> None:
    source = read_yaml("a:\n  - b: 1\n", "bank.yaml")
    places = {trail: source.fault(Complaint(trail, "")) for trail in [(), ("a",), ("a", 0), ("a", 0, "b", "c"), ("z",)]}
    assert {trail: (fault.line, fault.column) for trail, fault in places.items()} == {
        (): (1, 1), ("a",): (2, 3), ("a", 0): (2, 5), ("a", 0, "b", "c"): (2, 5), ("z",): (1, 1),
    }  # fmt: skip
    assert source.fault(Complaint(("a",), "", key=True)).line == 1


def test_the_parser_without_c_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read_yaml(SMALL, "bank.yaml")
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)
    assert read_yaml(SMALL, "bank.yaml") == fast
    for name in ("an_anchor", "a_duplicate_key", "an_open_quote", "a_second_document", "fifty_brackets"):
        assert faults(REFUSED[name][0]) == REFUSED[name][1]


SNIPPETS = st.sampled_from(
    ["\t", "&a ", "*a", "!!x ", "\u202e", "- ", ": ", "{", "}", "[", "]", "'", '"', "#", "~", "null", ".nan", "1e400",
     "0x1", "yes", "id", "fr", "…", "\n", "\n  ", "  ", "|", ">-\n", "? ", "%", "@", "\\", "base: small.yaml\n",
     "\x00", "😀", "9" * 50, "-1"]
)  # fmt: skip
PLACES = st.integers(0, len(SMALL))


@given(
    st.lists(st.tuples(PLACES, st.integers(0, 40), st.one_of(SNIPPETS, st.text(max_size=8))), min_size=1, max_size=4)
)
def test_a_damaged_bank_raises_nothing_but_its_faults(damages: list[tuple[int, int, str]]) -> None:
    text = SMALL
    for place, length, snippet in damages:
        text = text[:place] + snippet + text[place + length :]
    faults(text)


@given(st.one_of(st.binary(max_size=200), st.text(string.printable, max_size=200).map(str.encode)))
def test_any_bytes_raise_nothing_but_faults(raw: bytes) -> None:
    faults(raw)


LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6) | st.sampled_from(["clear", "head"])
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "fr", "text", "force"]), inner),
    max_leaves=8,
)
TREE = data(SMALL)


@given(st.sampled_from(sorted(TREE) if isinstance(TREE, dict) else []), VALUES)
def test_a_bank_with_any_other_value_raises_nothing_but_its_faults(key: str, value: object) -> None:
    assert isinstance(TREE, dict)
    found = faults(json.dumps({**TREE, key: value}, ensure_ascii=False))
    assert not any(fault.endswith(UNFIT) for fault in found)
