"""What a release says of a bank that ends on thanks: rounded, bounded or withheld, and nothing new of others."""

import json
from dataclasses import replace
from random import Random
from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.publication import policy
from app.publication.documents import ReleasedImportance, ReleaseDocument, ReleasedPromise, from_document
from app.publication.summary import part, summarise
from app.publication.values import DocumentInvalid, Phrase, Reason, Share
from app.totem.model import NOTICED, Answers
from tests.publication.campaigns import TODAY, Spring, released
from tests.publication.crowds import crowd, full_bank, tally, voices_bank

BANK = voices_bank()
SHEETS = crowd(BANK, 240, seed=5)


def release(sheets: list[Answers], seed: int = 0, *, k: int = 5, room: bool = False) -> ReleaseDocument:
    counts = tally(BANK, sheets)
    return summarise(BANK, counts, Spring(), Random(seed).randrange, number=1, k=k, today=TODAY, room=room)


@pytest.mark.parametrize("many", [20, 60, 240])
def test_a_favourable_share_is_that_of_the_two_highest_points_among_those_who_answered(many: int) -> None:
    sheets = SHEETS[:many]
    for at, dimension in enumerate(release(sheets).dimensions):
        (level,) = dimension.levels
        replies = [sheet.replies[at] or 0 for sheet in sheets]
        answered, top = sum(reply > 0 for reply in replies), sum(reply > 3 for reply in replies)
        assert level.favourable
        possible = {policy.share(policy.rounded_count(top, lambda _, to=to: to), answered) for to in range(3)}  # type: ignore[misc]
        assert level.favourable in possible
        assert (level.favourable.reason is Reason.FEWER_THAN_30) is (answered < 30)


def test_a_side_has_the_mean_of_its_levels_without_the_whole_itself() -> None:
    made = release(SHEETS)
    (side,) = made.sides
    assert side.level
    levels = [dimension.levels[0].mean.value or 0 for dimension in made.dimensions]
    assert side.level.mean.value == round(fmean(levels[:10]))
    assert 0 < (side.level.half_width.value or 0) <= min(d.levels[0].half_width.value or 99 for d in made.dimensions)
    assert side.level.favourable is None


def test_under_twenty_complete_sheets_a_side_has_no_interval() -> None:
    (side,) = release(SHEETS[:12]).sides
    assert side.level
    assert side.level.mean.value is not None
    assert side.level.half_width.reason in (Reason.FEWER_THAN_20, Reason.FEWER_THAN_K)


def test_what_matters_is_told_from_fifty_people_on_in_multiples_of_five() -> None:
    (few,) = release(SHEETS[:49]).importance
    assert few == ReleasedImportance("mine", "lived", reason=Reason.FEWER_THAN_50)
    (told,) = release(SHEETS[:200]).importance
    picks = [sheet.importance[0] or () for sheet in SHEETS[:200]]
    assert [one.id for one in told.dimensions] == [f"d{at}" for at in range(10)]
    for at, one in enumerate(told.dimensions):
        true = sum(at in pick for pick in picks)
        near = {true // 5 * 5, -(-true // 5) * 5}
        assert one.share in {policy.share(rounded, 200, 5) for rounded in near}
    assert told.none
    assert told.none.reason is None


def test_rounding_to_five_is_right_on_average_and_nobody_picked_is_told_apart_from_some() -> None:
    random = Random(1)
    assert fmean(policy.rounded_count(7, random.randrange, 5) for _ in range(4000)) == pytest.approx(7, abs=0.15)
    assert {policy.rounded_count(7, random.randrange, 5) for _ in range(50)} == {5, 10}
    assert policy.share(0, 100, 5) == Share(Phrase.BELOW, below=5)
    assert policy.share(100, 100, 5) == Share(Phrase.ABOVE, above=95)


def test_a_promise_is_told_of_whoever_answered_about_it_from_k_on_and_in_words_below_thirty() -> None:
    asked = [replace(sheet, promises=(NOTICED, None)) for sheet in SHEETS[:40]]
    first, second = release(asked[:12] + [replace(sheet, promises=(None, None)) for sheet in SHEETS[:30]]).promises
    assert first.noticed
    assert first.noticed.reason is Reason.FEWER_THAN_30
    assert (first.slot, first.base, first.reason) == (1, 10, None)
    assert first.not_noticed == first.cannot_say == Share(Phrase.FEW_OR_NONE, reason=Reason.FEWER_THAN_30)
    assert second == ReleasedPromise(2, reason=Reason.FEWER_THAN_K)
    (of_forty, _) = release(asked).promises
    assert of_forty.noticed
    assert of_forty.noticed.phrase is Phrase.ABOVE
    assert of_forty.not_noticed == of_forty.cannot_say == Share(Phrase.BELOW, below=10)


def test_a_room_of_fewer_than_ten_has_none_of_it() -> None:
    made = release(SHEETS[:9], room=True)
    assert all(level.favourable is None for dimension in made.dimensions for level in dimension.levels)
    assert {promise.reason for promise in made.promises} == {Reason.FEWER_THAN_10}
    assert made.sides[0].level
    assert made.sides[0].level.mean.reason is Reason.FEWER_THAN_10


def test_a_part_has_the_level_of_its_sides_and_says_nothing_of_what_matters() -> None:
    made = part(BANK, tally(BANK, SHEETS), Random(0).randrange, k=5, id_="north", name=(), as_of=1)
    assert made.sides == release(SHEETS).sides
    assert all(level.favourable for dimension in made.dimensions for level in dimension.levels)
    assert not hasattr(made, "importance")


def test_its_document_gives_it_back_and_says_its_schema() -> None:
    made = release(SHEETS)
    assert from_document(made.to_document()) == made
    content = json.loads(made.to_document())
    assert content["schema"] == 5
    assert content["importance"][0]["dimensions"][0].keys() == {"id", "share"}
    assert content["dimensions"][0]["levels"][0]["favourable"]["phrase"] == "percent"


def test_every_other_bank_writes_the_document_that_it_wrote_before() -> None:
    made = released(full_bank(), 60)
    content = json.loads(made.to_document())
    assert content["schema"] == 4
    assert not {"importance", "promises"} & content.keys()
    assert "favourable" not in made.to_document()
    assert content["sides"][0].keys() == {"id", "alpha", "base"}
    with pytest.raises(DocumentInvalid):
        from_document(json.dumps(content | {"schema": 5}))


@pytest.mark.parametrize("parts", [{}, {"none": Share(Phrase.BELOW, below=5)}, {"reason": None}])
def test_what_matters_has_shares_or_a_reason(parts: dict[str, Share]) -> None:
    with pytest.raises(DocumentInvalid):
        ReleasedImportance("mine", "lived", **parts)  # type: ignore[arg-type]
    with pytest.raises(DocumentInvalid):
        ReleasedPromise(1, Share(Phrase.BELOW, below=5))


@given(st.integers(50, 5000))
def test_whoever_sees_that_all_or_none_picked_it_cannot_tell_it_from_all_but_four(n: int) -> None:
    def displays(count: int) -> set[Share]:
        return {policy.share(policy.rounded_count(count, lambda _, to=to: to, 5), n, 5) for to in range(5)}  # type: ignore[misc]

    assert set.intersection(*(displays(count) for count in range(5)))
    assert displays(n) & displays(n - 1)
    assert all(0 < (one.below or one.above or one.percent or 0) < 100 for count in (0, n) for one in displays(count))
