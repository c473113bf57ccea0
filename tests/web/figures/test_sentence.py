"""The sentences that tell a release, in both languages: each of these was read aloud."""

from dataclasses import dataclass
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.banks.nouns import Noun
from app.publication.documents import TotemShare
from app.publication.policy import share, winner
from app.publication.values import Phrase, Reason, Share
from app.resources import resource
from app.web.headlines import SHARE, Headlines
from app.web.language import Catalogues

FRENCH = {
    "chameleon": Noun("caméléon", "caméléons"),
    "elephant": Noun("éléphant", "éléphants"),
    "bee": Noun("abeille", "abeilles", "f"),
    "fox": Noun("renard", "renards"),
    "owl": Noun("hibou", "hiboux", elides=False),
    "sheep": Noun("brebis", "brebis", "f"),
}
ENGLISH = {
    "chameleon": Noun("chameleon", "chameleons"),
    "elephant": Noun("elephant", "elephants"),
    "bee": Noun("bee", "bees"),
    "fox": Noun("fox", "foxes"),
    "owl": Noun("owl", "owls"),
    "sheep": Noun("sheep", "sheep"),
}
CATALOGUES = Catalogues(resource("locale"))
FR = Headlines("fr", CATALOGUES["fr"].gettext, FRENCH)
EN = Headlines("en", CATALOGUES["en"].gettext, ENGLISH)


@dataclass(frozen=True, slots=True)
class Told:
    """A release, as far as a sentence reads it."""

    n: int
    totems: tuple[TotemShare, ...] = ()
    winner: str | None = None
    none: Share | None = None


def words(phrase: Phrase) -> Share:
    return Share(phrase, reason=Reason.FEWER_THAN_30)


def whole(percent: int) -> Share:
    return Share(Phrase.PERCENT, percent=percent)


def about(percent: int) -> Share:
    return Share(Phrase.ABOUT_PERCENT, percent=percent)


def below(percent: int) -> Share:
    return Share(Phrase.BELOW, below=percent)


def above(percent: int) -> Share:
    return Share(Phrase.ABOVE, above=percent)


def count(people: int) -> Share:
    return Share(Phrase.COUNT, count=people)


def won(n: int, totem: str, share: Share) -> Told:
    return Told(n, (TotemShare(totem, share), TotemShare("owl", share)), totem)


def room(n: int, **people: int) -> Told:
    """Exact counts; the winner is who has the most, alone."""
    most = max(people.values())
    first = [totem for totem, many in people.items() if many == most]
    shares = tuple(TotemShare(totem, count(many)) for totem, many in people.items())
    return Told(n, shares, first[0] if len(first) == 1 and most else None)


MIXED = "Aucun animal ne l’emporte\u00a0: la troupe est mélangée", "No animal stands out: the troupe is mixed"
HEADLINES = [
    # Whole percents, from 100 people.
    (
        won(412, "chameleon", whole(63)),
        "63\u00a0% d’entre vous appartiennent à la famille des caméléons",
        "63% of you belong to the family of chameleons",
    ),
    (
        won(412, "elephant", whole(35)),
        "35\u00a0% d’entre vous appartiennent à la famille des éléphants",
        "35% of you belong to the family of elephants",
    ),
    (
        won(100, "bee", whole(50)),
        "50\u00a0% d’entre vous appartiennent à la famille des abeilles",
        "50% of you belong to the family of bees",
    ),
    (
        won(1000, "owl", whole(2)),
        "2\u00a0% d’entre vous appartiennent à la famille des hiboux",
        "2% of you belong to the family of owls",
    ),
    (
        won(1000, "sheep", whole(99)),
        "99\u00a0% d’entre vous appartiennent à la famille des brebis",
        "99% of you belong to the family of sheep",
    ),
    (
        won(2000, "fox", whole(1)),
        "Parmi vous, une personne sur cent appartient à la famille des renards",
        "One in a hundred of you belongs to the family of foxes",
    ),
    # “About”, from 30 to 99 people.
    (
        won(60, "chameleon", about(35)),
        "Environ 35\u00a0% d’entre vous appartiennent à la famille des caméléons",
        "About 35% of you belong to the family of chameleons",
    ),
    (
        won(99, "elephant", about(5)),
        "Environ 5\u00a0% d’entre vous appartiennent à la famille des éléphants",
        "About 5% of you belong to the family of elephants",
    ),
    (
        won(30, "bee", about(95)),
        "Environ 95\u00a0% d’entre vous appartiennent à la famille des abeilles",
        "About 95% of you belong to the family of bees",
    ),
    # Words, below 30.
    (
        won(20, "bee", words(Phrase.FEW_OR_NONE)),
        "Parmi vous, presque personne n’appartient à la famille des abeilles",
        "Hardly anyone among you belongs to the family of bees",
    ),
    (
        won(20, "elephant", words(Phrase.A_FEW)),
        "Une petite partie d’entre vous appartient à la famille des éléphants",
        "A few of you belong to the family of elephants",
    ),
    (
        won(20, "fox", words(Phrase.ABOUT_A_QUARTER)),
        "Environ un quart d’entre vous appartient à la famille des renards",
        "About a quarter of you belong to the family of foxes",
    ),
    (
        won(12, "chameleon", words(Phrase.ABOUT_A_THIRD)),
        "Environ un tiers d’entre vous appartient à la famille des caméléons",
        "About a third of you belong to the family of chameleons",
    ),
    (
        won(29, "owl", words(Phrase.ABOUT_HALF)),
        "Environ la moitié d’entre vous appartient à la famille des hiboux",
        "About half of you belong to the family of owls",
    ),
    (
        won(29, "bee", words(Phrase.ABOUT_TWO_THIRDS)),
        "Environ deux tiers d’entre vous appartiennent à la famille des abeilles",
        "About two thirds of you belong to the family of bees",
    ),
    (
        won(29, "sheep", words(Phrase.ABOUT_THREE_QUARTERS)),
        "Environ trois quarts d’entre vous appartiennent à la famille des brebis",
        "About three quarters of you belong to the family of sheep",
    ),
    (
        won(10, "fox", words(Phrase.ALMOST_ALL)),
        "Parmi vous, presque tout le monde appartient à la famille des renards",
        "Almost all of you belong to the family of foxes",
    ),
    # Bounds: nobody, or only one animal, is never told.
    (
        won(300, "chameleon", below(2)),
        "Moins de 2\u00a0% d’entre vous appartiennent à la famille des caméléons",
        "Less than 2% of you belong to the family of chameleons",
    ),
    (
        won(60, "bee", below(5)),
        "Moins de 5\u00a0% d’entre vous appartiennent à la famille des abeilles",
        "Less than 5% of you belong to the family of bees",
    ),
    (
        won(4000, "elephant", below(1)),
        "Parmi vous, moins d’une personne sur cent appartient à la famille des éléphants",
        "Fewer than one in a hundred of you belong to the family of elephants",
    ),
    (
        won(300, "elephant", above(99)),
        "Plus de 99\u00a0% d’entre vous appartiennent à la famille des éléphants",
        "More than 99% of you belong to the family of elephants",
    ),
    (
        won(40, "owl", above(90)),
        "Plus de 90\u00a0% d’entre vous appartiennent à la famille des hiboux",
        "More than 90% of you belong to the family of owls",
    ),
    (
        Told(300, (TotemShare("bee", above(99)),), "bee"),
        "Plus de 99\u00a0% d’entre vous appartiennent à la famille des abeilles",
        "More than 99% of you belong to the family of bees",
    ),
    # A room counts exactly.
    (
        room(20, chameleon=12, bee=8),
        "Vous êtes 12 sur 20 à appartenir à la famille des caméléons",
        "12 of you out of 20 belong to the family of chameleons",
    ),
    (
        room(20, elephant=2, bee=1),
        "Vous êtes 2 sur 20 à appartenir à la famille des éléphants",
        "2 of you out of 20 belong to the family of elephants",
    ),
    (
        room(1200, owl=1100, fox=100),
        "Vous êtes 1\u202f100 sur 1\u202f200 à appartenir à la famille des hiboux",
        "1,100 of you out of 1,200 belong to the family of owls",
    ),
    (
        room(6, fox=1, bee=0),
        "Parmi vous, une personne sur 6 appartient à la famille des renards",
        "One of you out of 6 belongs to the family of foxes",
    ),
    (
        room(7, sheep=7, fox=0),
        "Tout le monde, 7 sur 7, appartient à la famille des brebis",
        "All 7 of you belong to the family of sheep",
    ),
    # Several lead together: named where the counts stand beside them anyway.
    (
        room(20, chameleon=8, fox=8, bee=4),
        "Deux familles en tête, avec 8 personnes chacune\u00a0: les caméléons et les renards",
        "Two families lead, with 8 people each: chameleons and foxes",
    ),
    (
        room(9, bee=3, elephant=3, owl=3),
        "Trois familles en tête, avec 3 personnes chacune\u00a0: les abeilles, les éléphants et les hiboux",
        "Three families lead, with 3 people each: bees, elephants and owls",
    ),
    (room(10, bee=2, elephant=2, owl=2, fox=2, sheep=2), *MIXED),
    (room(5, bee=1, owl=1), *MIXED),
    (room(5, bee=0, owl=0), *MIXED),
    # No leader, no totem, or one that has no name.
    (Told(412, (TotemShare("bee", whole(20)), TotemShare("owl", whole(21)))), *MIXED),
    (Told(12, (TotemShare("bee", words(Phrase.A_FEW)),)), *MIXED),
    (Told(1412), "Ce que 1\u202f412 personnes ont répondu", "What 1,412 people answered"),
    (Told(10), "Ce que 10 personnes ont répondu", "What 10 people answered"),
    (won(412, "yeti", whole(63)), "Ce que 412 personnes ont répondu", "What 412 people answered"),
    (Told(9, (TotemShare("yeti", count(4)), TotemShare("bee", count(4)))), *MIXED),
]

SHORT = [
    (whole(63), "chameleon", "63\u00a0% de caméléons", "63% are chameleons"),
    (whole(1), "elephant", "1\u00a0% d’éléphants", "1% are elephants"),
    (about(35), "elephant", "environ 35\u00a0% d’éléphants", "about 35% are elephants"),
    (about(40), "owl", "environ 40\u00a0% de hiboux", "about 40% are owls"),
    (words(Phrase.FEW_OR_NONE), "bee", "presque pas d’abeilles", "hardly any are bees"),
    (words(Phrase.A_FEW), "bee", "quelques abeilles", "a few are bees"),
    (words(Phrase.ABOUT_A_QUARTER), "fox", "environ un quart de renards", "about a quarter are foxes"),
    (words(Phrase.ABOUT_A_THIRD), "bee", "environ un tiers d’abeilles", "about a third are bees"),
    (words(Phrase.ABOUT_HALF), "owl", "environ une moitié de hiboux", "about half are owls"),
    (words(Phrase.ABOUT_TWO_THIRDS), "sheep", "environ deux tiers de brebis", "about two thirds are sheep"),
    (words(Phrase.ABOUT_THREE_QUARTERS), "fox", "environ trois quarts de renards", "about three quarters are foxes"),
    (words(Phrase.ALMOST_ALL), "elephant", "presque uniquement des éléphants", "almost all are elephants"),
    (below(5), "bee", "moins de 5\u00a0% d’abeilles", "less than 5% are bees"),
    (above(95), "fox", "plus de 95\u00a0% de renards", "more than 95% are foxes"),
    (count(12), "chameleon", "12 caméléons", "12 are chameleons"),
    (count(1), "elephant", "1 éléphant", "one is an elephant"),
    (count(0), "owl", "pas de hiboux", "none are owls"),
    (count(0), "elephant", "pas d’éléphants", "none are elephants"),
]

ALONE = [
    (whole(63), "63\u00a0%", "63%"),
    (about(35), "Environ 35\u00a0%", "About 35%"),
    (words(Phrase.FEW_OR_NONE), "Presque personne", "Hardly anyone"),
    (words(Phrase.ABOUT_A_THIRD), "Environ un tiers", "About a third"),
    (below(5), "Moins de 5\u00a0%", "Less than 5%"),
    (above(95), "Plus de 95\u00a0%", "More than 95%"),
    (count(0), "0", "0"),
]


@pytest.mark.parametrize(("told", "french", "english"), HEADLINES)
def test_the_big_sentence_agrees_elides_and_spaces_as_its_language_does(told: Told, french: str, english: str) -> None:
    assert FR.headline(told) == french
    assert EN.headline(told) == english


@pytest.mark.parametrize(("share", "totem", "french", "english"), SHORT)
def test_a_cell_of_a_table_says_the_same_in_a_few_words(share: Share, totem: str, french: str, english: str) -> None:
    assert FR.short(share, totem) == french
    assert EN.short(share, totem) == english


@pytest.mark.parametrize(("share", "french", "english"), ALONE)
def test_a_share_alone_starts_with_a_capital(share: Share, french: str, english: str) -> None:
    assert FR.share(share) == french
    assert EN.share(share) == english


def test_nobody_of_a_room_is_said_as_such() -> None:
    assert FR.belonging(count(0), "bee", 20) == "Parmi vous, personne n’appartient à la famille des abeilles"
    assert EN.belonging(count(0), "bee", 20) == "None of you belong to the family of bees"


def test_a_part_of_the_crowd_names_its_leader_or_that_it_has_none() -> None:
    led, mixed = won(60, "bee", about(40)), Told(60, (TotemShare("bee", about(40)),))
    assert [FR.leader(led), FR.leader(mixed)] == ["environ 40\u00a0% d’abeilles", "aucun animal ne l’emporte"]
    assert [EN.leader(led), EN.leader(mixed)] == ["about 40% are bees", "no animal stands out"]


def test_at_least_sixty_sentences_are_read_in_each_language() -> None:
    assert len(HEADLINES) + len(SHORT) + len(ALONE) >= 60


SHARES = st.one_of(
    st.integers(1, 99).map(whole), st.integers(1, 19).map(lambda step: about(5 * step)), st.integers(1, 30).map(below),
    st.integers(70, 99).map(above), st.sampled_from(list(Phrase)[:8]).map(words), st.integers(0, 40).map(count),
)  # fmt: skip


@given(st.sampled_from([FR, EN]), SHARES, st.sampled_from([*FRENCH]), st.integers(5, 5000))
def test_no_share_leaves_a_hole_or_a_bare_vowel(told: Headlines, share: Share, totem: str, n: int) -> None:
    belonging, short = told.belonging(share, totem, n), told.short(share, totem)
    for said in (belonging, short, told.share(share)):
        assert "%(" not in said
        assert said == " ".join(said.split(" ")).strip(" .")
        assert not {" de é", " de a", "d’h", "'"} & {
            said[at : at + size] for at in range(len(said)) for size in (1, 3, 5)
        }
    assert told.names[totem].many in belonging


BIG = (
    Phrase.ABOUT_A_QUARTER,
    Phrase.ABOUT_A_THIRD,
    Phrase.ABOUT_HALF,
    Phrase.ABOUT_TWO_THIRDS,
    Phrase.ABOUT_THREE_QUARTERS,
    Phrase.ALMOST_ALL,
)
STRENGTH = {phrase: place for place, phrase in enumerate([*Phrase][:8])}


@pytest.mark.parametrize("n", range(5, 30))
def test_headline_and_table_of_a_small_crowd_agree(n: int) -> None:
    """Whatever the draws made of any three animals and no animal: one is said to be most at most, and the headline
    names it; "mixed" stands above no majority."""
    ids = ("chameleon", "owl", "bee")
    tallies = [(a, b, n - a - b) for a in range(n + 1) for b in range(n + 1 - a)]
    rounded = {
        tuple(many - many % 3 + 3 * (up and many % 3 > 0) for many, up in zip(tally, ups, strict=True))
        for tally in tallies
        for ups in product((0, 1), repeat=3)
    }
    for many in rounded:
        counts = dict(zip(ids, many, strict=True))
        shares = tuple(TotemShare(id_, share(count, n)) for id_, count in counts.items())
        crowd = Told(n, shares, winner(counts))
        for sentences in (FR, EN):
            said, headline = sentences.shares(crowd), sentences.headline(crowd)
            mixed = headline in MIXED
            most = [id_ for id_ in ids if said[id_] == sentences.say("Mostly")]
            fractions = [id_ for id_ in ids if said[id_] in {sentences.say(SHARE[phrase]) for phrase in BIG}]
            assert len(most) + len(fractions) <= 1, (many, said)
            assert all(sentences.names[id_].many in headline for id_ in most + fractions)
            assert not (mixed and (most or fractions))
            if mixed:
                sizes = sorted(STRENGTH[one.share.phrase] for one in shares)
                assert sizes[-1] < STRENGTH[Phrase.ABOUT_HALF] or sizes[-1] == sizes[-2]


def test_a_small_crowd_that_leans_is_not_called_mixed() -> None:
    """Eight people: three quarters and a third, as the draws had it, under “no animal stands out”."""
    crowd = Told(
        8, (TotemShare("chameleon", words(Phrase.ABOUT_THREE_QUARTERS)), TotemShare("owl", words(Phrase.ABOUT_A_THIRD)))
    )
    assert FR.headline(crowd) == "Surtout des caméléons, mais à 8, on ne le jurerait pas"
    assert EN.headline(crowd) == "Mostly chameleons, though with 8 people nobody would swear to it"
    assert FR.shares(crowd) == {"chameleon": "Sans doute la plupart", "owl": "Une partie"}
    assert (FR.leader(crowd), EN.leader(crowd)) == ("surtout des caméléons", "mostly chameleons")
