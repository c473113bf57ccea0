"""A campaign that an address names, its questionnaire, and the voice in which it speaks to this reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, get_args

from app.banks.loader import Questionnaire
from app.banks.schema import Dimension, Language, Totem
from app.campaigns.store import Campaign
from app.campaigns.words import said
from app.totem.packing import fingerprint
from app.web.language import LANGUAGES
from app.web.wording import Wording

FIRST = "totem"
QUICK = "express"
"""The questionnaire of the first page, where it is there; the one for people in a hurry."""


@dataclass(frozen=True, slots=True)
class CampaignContext:
    campaign: Campaign
    questionnaire: Questionnaire
    wording: Wording


def as_it_counts(campaign: Campaign, questionnaire: Questionnaire) -> Campaign:
    """Closed for those who answer and read if the questionnaire has changed since the first answer: the ledger counts
    nobody then."""
    if campaign.holds(fingerprint(questionnaire.bank)):
        return campaign
    return replace(campaign, closed_on=campaign.closed_on or campaign.seen_on)


def first_questionnaire(questionnaires: Mapping[str, Questionnaire]) -> Questionnaire | None:
    """The one that a visitor of this site meets first: one with animals, where there is one."""
    known = (one for one in questionnaires.values() if not one.bank.ends_on_thanks)
    order = sorted(known, key=lambda one: (one.bank.id != FIRST, not one.bank.totems))
    return order[0] if order else None


def figures_addresses(
    questionnaires: Mapping[str, Questionnaire], successors: Mapping[str, str]
) -> dict[Language, str]:
    """The address of the first one's figures, for a reader of each language."""
    first = first_questionnaire(questionnaires)
    if first is None:
        return {}
    slug = successors.get(first.bank.id, first.bank.id)
    return {wanted: f"/{first.spoken(wanted)}/figures/{slug}" for wanted in LANGUAGES}


Kind = Literal["animals", "dimensions"]
"""What has public pages, as their addresses begin."""


@dataclass(frozen=True, slots=True, eq=False)
class PublicPaths:
    """By id, in the bank's order, where each animal and each dimension is told of, after the language."""

    animals: Mapping[str, str]
    dimensions: Mapping[str, str]


NOWHERE = PublicPaths({}, {})


def public_paths(questionnaires: Mapping[str, Questionnaire], bank: str) -> PublicPaths:
    """None of a bank that is gone. The same object for as long as the same questionnaires are here."""
    return _public_paths(tuple(questionnaires.items()), bank) if bank in questionnaires else NOWHERE


@lru_cache(64)
def _public_paths(known: tuple[tuple[str, Questionnaire], ...], bank: str) -> PublicPaths:
    animals, dimensions = (_paths(dict(known), bank, kind) for kind in get_args(Kind))
    return PublicPaths(animals, dimensions)


def alike(questionnaires: Mapping[str, Questionnaire], bank: str, kind: Kind) -> list[Questionnaire]:
    """Those that tell the very same of their animals or dimensions as this one, the longest first."""
    return [*_alike(tuple(questionnaires.values()), questionnaires[bank], kind)]


@lru_cache(64)
def _alike(known: tuple[Questionnaire, ...], like: Questionnaire, kind: Kind) -> tuple[Questionnaire, ...]:
    same = [one for one in known if _told(one, kind) == _told(like, kind)]
    return tuple(sorted(same, key=lambda one: -len(one.bank.items) - len(one.bank.scenes)))


def told_by(questionnaires: Mapping[str, Questionnaire], bank: str, kind: Kind) -> Questionnaire:
    """Whose address tells of them: banks that tell the same share it, and the first page's comes first."""
    same, first = alike(questionnaires, bank, kind), first_questionnaire(questionnaires)
    return first if first in same else same[0]


def _paths(questionnaires: Mapping[str, Questionnaire], bank: str, kind: Kind) -> dict[str, str]:
    teller = told_by(questionnaires, bank, kind)
    start = kind if teller is first_questionnaire(questionnaires) else f"{kind}/{teller.bank.id}"
    return {one.id: f"{start}/{one.id}" for one in _told(teller, kind)}


def _told(questionnaire: Questionnaire, kind: Kind) -> Sequence[Totem] | Sequence[Dimension]:
    """Of a bank that ends on thanks nothing: it has nothing to tell of its dimensions but their names."""
    file = questionnaire.file
    if kind == "animals":
        return file.totems
    return file.dimensions if file.ends == "result" else ()


def offered_to_rooms(questionnaires: Mapping[str, Questionnaire]) -> dict[str, Questionnaire]:
    """Those that a room can use whatever the language of its phones, and that give results to talk about; the one for
    rooms first."""
    results = {id_: one for id_, one in questionnaires.items() if one.file.ends == "result"}
    known = {id_: one for id_, one in results.items() if one.speaks(*get_args(Language))}
    return {id_: known[id_] for id_ in sorted(known, key=lambda id_: id_ != QUICK)}


def title_of(context: CampaignContext) -> str:
    """In the organiser's words, or the questionnaire's own."""
    return said(context.campaign.own_words.title, context.wording.language) or context.wording(
        context.questionnaire.file.title
    )
