"""The forms of organisers: what was typed, what is wrong with each field, and the campaign that it describes.

Promises that nothing typed is lost to a mistake. Refuses what cannot be read; the rest is for the campaign's own rules.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from app.banks.nouns import PEOPLE
from app.campaigns.campaign import PROTECTIONS
from app.campaigns.draft import K_RANGE, N_, CampaignInvalid, Draft, draft_faults, proposed_k
from app.campaigns.words import BLOCKS, Block, Segment, Words
from app.days import USUAL_ZONE, day_in, is_zone
from app.web.context import CampaignContext
from app.web.forms import UNREADABLE, Form, day_typed, number_in, texts_in, unreadable_days
from app.web.language import LANGUAGES

MOST_LINES = 100
"""Of parts, that are looked at: far fewer are already too many, and said to be."""


def k_of(typed: Mapping[str, str]) -> int:
    """What was typed, or what is proposed for this headcount."""
    return (number_in(typed["k"]) or UNREADABLE) if typed.get("k") else proposed_k(number_in(typed.get("expected", "")))


def shown_k(typed: Mapping[str, str]) -> int:
    """The k whose consequences can be told."""
    k = k_of(typed)
    return k if k in K_RANGE else proposed_k(number_in(typed.get("expected", "")))


def draft_in(typed: Mapping[str, str], today: date) -> Draft:
    """The campaign that a form describes, for better or worse. today: or an instant, here and below."""
    zone = _zone_of(typed)
    return Draft(
        slug=typed.get("slug", ""),
        bank=typed.get("bank", ""),
        people=typed.get("people", ""),
        edition=typed.get("edition", ""),
        series=typed.get("series", ""),
        opened_on=day_typed(typed.get("opened_on", "")) or day_in(zone, today),
        closes_on=day_typed(typed.get("closes_on", "")),
        expected=(number_in(typed["expected"]) or UNREADABLE) if typed.get("expected") else None,
        k=k_of(typed),
        publishes_itself=False,
        protection=next((known for known in PROTECTIONS if known == typed.get("protection")), "open"),
        code=typed.get("code", ""),
        zone=typed.get("zone", USUAL_ZONE),
        words=Words(
            title=texts_in(typed, "title"),
            introduction=texts_in(typed, "introduction"),
            question=texts_in(typed, "question"),
            segments=segments_in(typed),
        ),
    ).tidied()


def mistakes_in(
    typed: Mapping[str, str], draft: Draft, banks: Iterable[str], today: date
) -> dict[str, CampaignInvalid]:
    """By field: one each, the first that was found."""
    found: dict[str, CampaignInvalid] = {}
    for fault in (*_unreadable(typed, banks, today), *draft_faults(draft, today)):
        found.setdefault(fault.field, fault)
    return found


def blocks_of(context: CampaignContext) -> tuple[Block, ...]:
    """What a public page of this campaign can show."""
    bank, has_segments = context.questionnaire.bank, bool(context.campaign.own_words.segments)
    there = {
        "troupe": bool(bank.totems),
        "triangle": bool(bank.totems),
        "gap": bool(bank.pairs),
        "segments": has_segments,
    }
    return tuple(block for block in BLOCKS if there.get(block, True))


def comment_form(words: Words) -> Form:
    typed = {f"heard_{language}": text for language, text in words.heard.items()}
    typed |= {f"will_do_{language}": text for language, text in words.will_do.items()}
    return Form({**typed, "signature": words.signature})


def segments_in(typed: Mapping[str, str]) -> tuple[Segment, ...]:
    """One a line: its name, or its name in each language with a bar between them."""
    lines = (line.strip(" |") for line in typed.get("segments", "").splitlines()[:MOST_LINES])
    names = [[part.strip() for part in line.split("|", maxsplit=1)] for line in lines if line]
    return tuple(
        Segment(f"s{number}", dict(zip(LANGUAGES, parts, strict=False))) for number, parts in enumerate(names, 1)
    )


def _unreadable(typed: Mapping[str, str], banks: Iterable[str], today: date) -> Iterator[CampaignInvalid]:
    if typed.get("bank", "") not in banks:
        yield CampaignInvalid("bank", N_("Choose one of these questionnaires."))
    yield from unreadable_days(typed, "opened_on", "closes_on")
    if (first := day_typed(typed.get("opened_on", ""))) and first < day_in(_zone_of(typed), today):
        yield CampaignInvalid("opened_on", N_("The first day is past: leave it empty to open today."))
    if typed.get("people") not in PEOPLE:
        yield CampaignInvalid("people", N_("Choose one of these words."))
    if typed.get("protection") not in PROTECTIONS:
        yield CampaignInvalid("protection", N_("Choose how people come in."))


def _zone_of(typed: Mapping[str, str]) -> str:
    """The one that days are in, for what can be read of them."""
    zone = typed.get("zone", USUAL_ZONE)
    return zone if is_zone(zone) else USUAL_ZONE
