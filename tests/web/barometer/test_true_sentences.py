"""Whatever a sentence says holds of its document: read back as a reader would, over editions at random."""

import json
import re
from collections.abc import Mapping
from itertools import pairwise
from math import hypot
from random import Random
from typing import Any

from app.banks.schema import Language
from app.barometer.composed import composed
from app.web.barometer.contrast_sentences import ContrastTold, DimensionTold, WholeTold
from app.web.barometer.importance_sentences import ImportanceTold, PrioritiesTold
from tests.barometer.releases import TEN, drawn
from tests.soak import many
from tests.web.barometer import surveys
from tests.web.barometer.surveys import LANGUAGES, dimensions, told

SAID: dict[Language, dict[str, str]] = {
    "fr": {
        "pair": r"ttendu (\d+), répondu (\d+)",
        "gap": r"(\d+) points (?:d’écart|de moins|de plus)",
        "half": r"± ([\d,]+)|connu à ([\d,]+) points",
        "counts": r"(?:avec (\d+) réponses d’un côté et (\d+) de l’autre|comparer : (\d+) d’un côté, (\d+))",
        "lower": r"moins bien que|points de moins",
        "higher": r"mieux que|points de plus",
        "right": r"vu juste",
        "ten": "dix sujets",
        "both": "Les équipes avaient deviné les deux.",
        "one": r"en avaient deviné un : ([^.]+)\.",
        "also": r"Elles pensaient aussi à ([^.]+)\.",
        "rather": r"pensaient plutôt à ([^.]+)\.",
        "thought": r"Les équipes pensaient à ([^.]+)\.",
        "unclear": "Ce que les équipes en pensaient ne se départage pas.",
        "rest": "Le reste ne se départage pas.",
        "none": "aucun sujet ne se détache",
        "and": " et ",
        "blind": "angle mort des équipes",
        "below": "plus bas que le reste",
        "knew": "connaissaient les chiffres",
        "priorities": r"^(Une|Deux|Trois) priorités? : ([^.]+)\.$",
    },
    "en": {
        "pair": r"xpected (\d+), answered (\d+)",
        "gap": r"(\d+) points (?:apart|lower|higher)",
        "half": r"± ([\d.]+)|known to ([\d.]+) points",
        "counts": r"(?:with (\d+) answers on one side and (\d+) on|compare: (\d+) on one side, (\d+))",
        "lower": r"less good for|points lower",
        "higher": r"better for|points higher",
        "right": r"saw it right|seen right",
        "ten": "ten subjects",
        "both": "Staff had guessed both.",
        "one": r"Staff had guessed one: ([^.]+)\.",
        "also": r"They also thought of ([^.]+)\.",
        "rather": r"thought rather of ([^.]+)\.",
        "thought": r"Staff thought of ([^.]+)\.",
        "unclear": "What staff thought cannot be told apart.",
        "rest": "The rest cannot be told apart.",
        "none": "no subject stands out",
        "and": " and ",
        "blind": "a blind spot of the teams",
        "below": "lower than the rest",
        "knew": "knew the figures",
        "priorities": r"^(One|Two|Three) priorit(?:y|ies): ([^.]+)\.$",
    },
}
"""How a reader finds each claim, and its figures."""
COUNTED = {"Une": 1, "Deux": 2, "Trois": 3, "One": 1, "Two": 2, "Three": 3}
Document = dict[str, Any]


def plain(text: str) -> str:
    return re.sub("[\u00a0\u202f]", " ", text)


class Reader:
    """Someone who reads one language."""

    def __init__(self, language: Language) -> None:
        self.language, self.says = language, SAID[language]
        self.ids = {name: id_ for id_, name in surveys.SUBJECTS[language].items()}

    def claims(self, text: str, what: str) -> bool:
        return re.search(self.says[what], plain(text)) is not None

    def numbers(self, text: str, what: str) -> list[float]:
        found = re.search(self.says[what], plain(text))
        return [float(one.replace(",", ".")) for one in found.groups() if one] if found else []

    def named(self, text: str, what: str) -> list[str]:
        """The ids of the subjects in a claim, as they stand there."""
        found = re.search(self.says[what], plain(text))
        return self.listed(found.groups()[-1]) if found else []

    def listed(self, names: str) -> list[str]:
        # Two of the names hold an “and” of their own.
        held = {name: name.replace(self.says["and"], " & ") for name in self.ids}
        for name, kept in held.items():
            names = names.replace(name, kept)
        parts = re.split(rf", |{self.says['and']}", names)
        return [self.ids[part.replace(" & ", self.says["and"])] for part in parts]


def crowds(seed: str) -> list[tuple[Document, Language]]:
    """Editions at random; half of them with few subjects that matter."""
    random, found = Random(seed), []
    for at in range(many(160, 3000)):
        content = composed(surveys.DRAWN, "2026", drawn(random, new=at % 10 != 0))
        if at % 2:
            content = composed(surveys.DRAWN, "2026", _fewer_picked(random, drawn(random)))
        found.append((content, LANGUAGES[at // 2 % 2]))
    return found


def _fewer_picked(random: Random, releases: Mapping[str, str]) -> dict[str, str]:
    """Each voice picks one to three of four subjects, and hardly any other."""
    four, found = random.sample(TEN, 4), {}
    for voice, text in releases.items():
        content = json.loads(text)
        own = random.sample(four, random.choice((1, 2, 2, 2, 3)))
        for one in (one for asked in content["importance"] for one in asked["dimensions"]):
            one["share"]["percent"] = random.choice((30, 60, 75)) if one["id"] in own else 10
        found[voice] = json.dumps(content, sort_keys=True)
    return found


def test_the_gap_that_is_printed_is_the_difference_of_the_two_figures_printed() -> None:
    seen = set()
    for content, language in crowds("gap"):
        reader = Reader(language)
        for one in told(content, language, before="2025").contrasts():
            if one.whole:
                seen.add(one.whole.reading)
                check_whole(reader, content, one, one.whole)
            if one.kind == "prediction":
                for row in dimensions(one).values():
                    check_prediction(reader, row)
    assert len(seen) == 5


def check_whole(reader: Reader, content: Document, one: ContrastTold, whole: WholeTold) -> None:
    people = {source["voice"]: source["n"] for source in content["sources"]}
    if counts := reader.numbers(whole.sentence, "counts"):
        assert counts == [people[one.second], people[one.first]]
    assert bool(whole.means) == (whole.reading != "too_few")
    assert reader.claims(whole.knew, "knew") == (one.first == "staff" and whole.reading != "too_few")
    if not whole.means:
        return
    believed, lived = reader.numbers(whole.means, "pair")
    check_reading(reader, f"{whole.sentence} {whole.label.lower()}", whole.reading, believed, lived)
    (found,) = [each for each in content["contrasts"] if each["id"] == one.id]
    known = [row["first"] is not None and row["second"] is not None for row in found["dimensions"]]
    assert reader.claims(whole.means, "ten") == all(known)


def check_prediction(reader: Reader, row: DimensionTold) -> None:
    assert row.sentence.startswith(row.name)
    if row.reading == "too_few":
        assert not re.search(r"\d", row.sentence)
        return
    believed, lived = reader.numbers(row.sentence, "pair")
    check_reading(reader, row.sentence, row.reading, believed, lived)


def check_reading(reader: Reader, sentence: str, reading: str, believed: float, lived: float) -> None:
    """By the figures printed alone: the interval printed bears the verdict."""
    gap, half = reader.numbers(sentence, "gap"), reader.numbers(sentence, "half")
    assert reader.claims(sentence, "lower") == (reading == "blind_spot")
    assert reader.claims(sentence, "higher") == (reading == "pleasant_surprise")
    assert reader.claims(sentence, "right") == (reading == "seen_right")
    if reading in ("blind_spot", "pleasant_surprise"):
        assert gap == [abs(believed - lived)]
        assert gap[0] > half[0]
        assert gap[0] > 1
        assert (believed > lived) == (reading == "blind_spot")
    elif reading == "seen_right":
        assert abs(believed - lived) <= 10
    else:
        assert abs(believed - lived) <= half[0]
        assert abs(believed - lived) + half[0] > 10


def test_what_is_numbered_named_widest_or_said_not_to_be_settled_is_so() -> None:
    seen = set()
    for content, language in crowds("groups"):
        for one in told(content, language).contrasts():
            (found,) = [each for each in content["contrasts"] if each["id"] == one.id]
            rows = {row["id"]: row for row in found["dimensions"]}
            check_groups(one, rows)
            if one.widest:
                assert one.kind == "prediction"
                check_widest([id_ for name, id_ in Reader(language).ids.items() if name in one.widest], rows)
            unsettled = {row["reading"] for row in rows.values()} <= {"not_settled", "too_few"}
            assert bool(one.nothing) <= unsettled
            seen |= {bool(one.widest), one.nothing}
    assert len(seen) >= 5


def check_groups(one: ContrastTold, rows: Mapping[str, Any]) -> None:
    """Each dimension once; numbers for what is clear alone, the clearest first; no two readings under one heading."""
    ids = [row.id for group in one.groups for row in group.dimensions]
    assert sorted(ids) == sorted(rows)
    assert all(row.reading == rows[row.id]["reading"] for group in one.groups for row in group.dimensions)
    for group in one.groups:
        if group.is_numbered:
            beyond = [clearance(rows[row.id]) for row in group.dimensions]
            assert all(end > 0 for end in beyond)
            assert all(first >= second for first, second in pairwise(beyond))
        else:
            assert len({row.reading for row in group.dimensions}) == 1
            assert [row.id for row in group.dimensions] == [id_ for id_ in rows if id_ in {*ids_of(group.dimensions)}]


def ids_of(rows: tuple[DimensionTold, ...]) -> list[str]:
    return [row.id for row in rows]


def clearance(row: Mapping[str, Any]) -> float:
    """How far from 0 the nearer end of an interval is; of two lives, of the one that is nearer."""
    ways = [row] if row["deviations"] is None else [row["deviations"][side] for side in ("first", "second")]
    return float(min(abs(way["gap"]) - way["half_width"] for way in ways))


def check_widest(named: list[str], rows: Mapping[str, Any]) -> None:
    (id_,) = named
    assert clearance(rows[id_]) > 0
    others = [row for one, row in rows.items() if one != id_ and row["gap"] is not None]
    assert others
    for row in others:
        apart = abs(rows[id_]["gap"]) - abs(row["gap"])
        assert apart > hypot(rows[id_]["half_width"], row["half_width"])


def test_what_is_said_to_matter_to_have_been_guessed_and_to_come_first_does() -> None:
    seen = set()
    for content, language in crowds("importance"):
        reader, survey = Reader(language), told(content, language)
        for one in survey.importance():
            seen |= {what for what in ("both", "one", "also", "rather", "thought", "unclear", "rest", "none")
                     if reader.claims(f"{one.sentence} {one.guessed}", what)}  # fmt: skip
            check_importance(reader, content, one)
        first = survey.priorities()
        assert first
        check_priorities(reader, content, first)
    assert len(seen) == 8


def clear(content: Document, who: str) -> list[str]:
    """Whose interval lies above the twenty in a hundred that two picks of ten give each."""
    rows = content["importance"][0]["dimensions"]
    return [row["id"] for row in rows if row[who] and row[who]["low"] > 20]


def check_importance(reader: Reader, content: Document, one: ImportanceTold) -> None:
    true, guessed = clear(content, "asked"), clear(content, "guessed")
    shares = {row["id"]: row["asked"] and row["asked"]["percent"] for row in content["importance"][0]["dimensions"]}
    listed = re.findall(r"(?:: |, )([^:(),]+) \(\D*(\d+)\s?%\)", plain(one.sentence))
    assert {reader.ids[name]: int(share) for name, share in listed} == {id_: shares[id_] for id_ in true}
    assert [int(share) for _, share in listed] == sorted((shares[id_] for id_ in true), reverse=True)
    assert reader.claims(one.sentence, "rest") == (len(true) == 1)
    assert reader.claims(one.sentence, "none") <= (not true)
    common = {*true} & {*guessed}
    if reader.claims(one.guessed, "both"):
        assert len(true) == len(guessed) == len(common) == 2
    if reader.claims(one.guessed, "one"):
        assert reader.named(one.guessed, "one") == [*common]
        assert len(true) == 2
        assert {*reader.named(one.guessed, "also")} == {*guessed} - common
    if reader.claims(one.guessed, "rather"):
        assert {*reader.named(one.guessed, "rather")} == {*guessed}
        assert true
        assert not common
    if reader.claims(one.guessed, "thought"):
        assert {*reader.named(one.guessed, "thought")} == {*guessed}
    if reader.claims(one.guessed, "unclear"):
        assert guessed == []


def check_priorities(reader: Reader, content: Document, told_of: PrioritiesTold) -> None:
    contrasts = {one["id"]: {row["id"]: row for row in one["dimensions"]} for one in content["contrasts"]}
    said = re.match(reader.says["priorities"], plain(told_of.sentence))
    named = reader.listed(said[2]) if said else []
    assert named == [one.id for one in told_of.priorities]
    assert len(named) == (COUNTED[said[1]] if said else 0)
    assert {*named} <= {*clear(content, "asked")}
    for one in told_of.priorities:
        assert reader.claims(one.why, "blind") == (contrasts["reality"][one.id]["reading"] == "blind_spot")
        way = contrasts["symmetry"][one.id]["deviations"]["second"]
        is_judged = way["half_width"] is not None
        assert reader.claims(one.why, "below") == (is_judged and way["gap"] < -way["half_width"])
    people = {source["voice"]: source["n"] for source in content["sources"]}
    assert bool(told_of.unranked) == (bool(named) and people["customers"] < 100)


def test_a_verdict_of_leaders_rests_on_twenty_of_them() -> None:
    seen = set()
    for content, language in crowds("leaders"):
        people = next((source["n"] for source in content["sources"] if source["voice"] == "leaders"), None)
        leaders = told(content, language).leaders()
        assert leaders
        assert bool(leaders.contrasts) == (people is not None and people >= 20)
        assert bool(leaders.note) == (people is None or people < 20)
        assert [int(one) for one in re.findall(r"\d+", leaders.note)] == (
            [] if not leaders.note else [5] if people is None else [people, 20]
        )
        seen.add(people)
    assert {None, 19, 20} <= seen
