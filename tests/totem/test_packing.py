"""Packing: answers as the fewest bytes, and the fingerprint of what they answer."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.totem.model import CANNOT_SAY, UNSURE, Answers, Bank, Dimension, Importance, More, Question, blank
from app.totem.packing import PackingInvalid, fingerprint, pack, unpack
from tests.totem.structures import BANKS, EXPRESS, FULL, INVENTORY, SIDES, VOICES, drafts

a_bank = pytest.mark.parametrize("bank", BANKS, ids=lambda bank: bank.id)
assert FULL.posture is not None


@a_bank
@given(data=st.data())
def test_what_was_packed_comes_back(bank: Bank, data: st.DataObject) -> None:
    answers = data.draw(drafts(bank))
    assert unpack(bank, pack(bank, answers)) == answers


@a_bank
@given(data=st.data())
def test_bytes_that_are_accepted_pack_to_themselves(bank: Bank, data: st.DataObject) -> None:
    long = len(pack(bank, blank(bank)))
    packed = data.draw(st.binary(min_size=long, max_size=long))
    try:
        answers = unpack(bank, packed)
    except PackingInvalid:
        return
    assert pack(bank, answers) == packed


@a_bank
def test_a_number_beyond_every_answer_is_refused(bank: Bank) -> None:
    with pytest.raises(PackingInvalid):
        unpack(bank, b"\xff" * len(pack(bank, blank(bank))))


@pytest.mark.parametrize("packed", [b"", b"\0", b"\0" * 11, b"\0" * 13], ids=len)
def test_bytes_of_another_length_are_refused(packed: bytes) -> None:
    assert len(pack(FULL, blank(FULL))) == 12
    with pytest.raises(PackingInvalid):
        unpack(FULL, packed)


@pytest.mark.parametrize(
    ("bank", "long"), [(FULL, 12), (EXPRESS, 10), (INVENTORY, 10)], ids=["full", "express", "inventory"]
)
def test_a_sheet_takes_a_handful_of_bytes(bank: Bank, long: int) -> None:
    assert len(pack(bank, Answers((bank.points,) * len(bank.items), (0,) * len(bank.all_scenes), True, True))) == long


def test_the_fingerprint_is_16_hexadecimal_digits_of_the_structure_and_not_of_the_object() -> None:
    assert fingerprint(FULL) == fingerprint(replace(FULL))
    assert len(fingerprint(FULL)) == 16
    int(fingerprint(FULL), 16)


def test_the_fingerprint_of_a_structure_is_the_same_in_every_process() -> None:
    assert fingerprint(INVENTORY) == "b1ac069956d51659"


@pytest.mark.parametrize("shown", [{"questions_per_screen": 4}, {"symmetry_error": 7.2}], ids=str)
def test_what_is_only_shown_does_not_change_the_fingerprint(shown: dict[str, float]) -> None:
    assert fingerprint(replace(FULL, **shown)) == fingerprint(FULL)  # type: ignore[arg-type]


def changed(question: Question) -> Bank:
    return replace(FULL, questions=(question, *FULL.questions[1:]))


@pytest.mark.parametrize(
    "bank",
    [
        replace(FULL, points=6),
        replace(FULL, pairs=()),
        replace(FULL, sides=SIDES[::-1]),
        replace(FULL, totems=FULL.totems[::-1]),
        replace(FULL, scenes=FULL.scenes[1:]),
        replace(FULL, spare_scenes=()),
        replace(FULL, dimensions=FULL.dimensions[::-1]),
        changed(replace(FULL.questions[0], id="another")),
        changed(replace(FULL.questions[0], reversed=True)),
        changed(replace(FULL.questions[0], no_occasion=frozenset())),
        replace(FULL, posture=replace(FULL.posture, weight=0.02)),
        replace(FULL, posture=replace(FULL.posture, radius=0.8)),
        replace(FULL, posture=replace(FULL.posture, reference=(0.0, 0.01, 0.0))),
        replace(FULL, scenes=(replace(FULL.scenes[0], options=FULL.scenes[0].options[::-1]), *FULL.scenes[1:])),
    ],
    ids=range(14),
)
def test_another_structure_has_another_fingerprint(bank: Bank) -> None:
    assert fingerprint(bank) != fingerprint(FULL)


def test_the_order_in_which_sides_without_an_occasion_were_named_does_not_matter() -> None:
    one, other = frozenset(SIDES), frozenset(SIDES[::-1])
    assert fingerprint(changed(replace(FULL.questions[0], no_occasion=one))) == fingerprint(
        changed(replace(FULL.questions[0], no_occasion=other))
    )


@pytest.mark.parametrize(
    "bank",
    [
        replace(VOICES, ends_on_thanks=False),
        replace(VOICES, promises=2),
        replace(VOICES, importance=VOICES.importance[:1]),
        replace(VOICES, importance=(Importance("mine", "lived", 3), *VOICES.importance[1:])),
        replace(VOICES, dimensions=(*VOICES.dimensions[:-1], Dimension("overall"))),
    ],
    ids=["ending", "promises", "importance", "how many picks", "what is the whole"],
)
def test_what_a_bank_that_ends_on_thanks_asks_beside_is_in_its_fingerprint(bank: Bank) -> None:
    assert fingerprint(bank) != fingerprint(VOICES)


def test_nothing_matters_most_and_not_answered_yet_are_two_things() -> None:
    sheet = replace(blank(VOICES), importance=((), None))
    assert unpack(VOICES, pack(VOICES, sheet)) == sheet
    assert pack(VOICES, sheet) != pack(VOICES, blank(VOICES))


@pytest.mark.parametrize("picked", [(3, 1), (1, 2, 3), (10,)], ids=["not rising", "too many", "the whole itself"])
def test_what_cannot_be_picked_is_not_packed(picked: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no answers"):
        pack(VOICES, replace(blank(VOICES), importance=(picked, None)))


@a_bank
@given(data=st.data())
def test_one_number_holds_a_digit_for_each_answer_the_first_one_the_smallest(bank: Bank, data: st.DataObject) -> None:
    """As links of before were made: what is found in tables today is what was counted out then."""
    answers = data.draw(drafts(bank))
    number, worth = 0, 1
    for digit, radix in digits_of(bank, answers):
        number, worth = number + worth * digit, worth * radix
    assert int.from_bytes(pack(bank, answers), "big") == number


def digits_of(bank: Bank, answers: Answers) -> Iterator[tuple[int, int]]:
    """Each with how many there could be."""
    yield from ((0 if reply is None else reply + 1, bank.points + 2) for reply in answers.replies)
    for at, scene in enumerate(bank.all_scenes):
        many, first = len(scene.options), answers.choices[at]
        if bank.is_ranked and first is not None:
            last, left = answers.lasts[at], [one for one in range(many) if one != first]
            beside = 0 if last is None else 1 if last == UNSURE else 2 + left.index(last)
            yield 1 + first * (many + 1) + beside, 1 + many * (many + 1)
        else:
            yield 0 if first is None else first + 1, 1 + many * (many + 1) if bank.is_ranked else many + 1
    yield from ((int(answers.leads), 2), (int(answers.even), 2))
    yield from [([*More].index(answers.more), len(More))] if bank.is_ranked else []
    for asked, picked in zip(bank.importance, answers.importance, strict=True):
        known = [one for many in range(asked.most + 1) for one in combinations(bank.within, many)]
        yield 0 if picked is None else 1 + known.index(picked), 1 + len(known)
    yield from ((promise or 0, CANNOT_SAY + 1) for promise in answers.promises)
