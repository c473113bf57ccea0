"""One edition of a mirror survey: what follows from the release that each voice has published, and from nothing else.
Source: `barometer.md` §3 and §4. Anyone can work it out again from those files (tests/barometer/recompute.py). Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.barometer.contrast_told import contrast_told, profile_of
from app.barometer.contrasts import stuffing_cost
from app.barometer.priorities import PickShare, pick_share, priorities_of
from app.barometer.published import JsonMap, VoiceRelease, voice_release
from app.barometer.spec import Spec, SpecImportance, VoicePart

DOCUMENT_SCHEMA = 1
TOO_FEW_PEOPLE = "fewer_than_k"
SOURCE = (
    "slug",
    "number",
    "n",
    "k",
    "made_on",
    "opened_on",
    "closed_on",
    "bank",
    "fingerprint",
    "people",
    "protection",
)
"""What is copied of each release."""
Voices = Mapping[str, VoiceRelease]


def composed(
    spec: Spec,
    edition: str,
    releases: Mapping[str, str],
    *,
    dropped: Mapping[str, str] | None = None,
    commitments: Sequence[Mapping[str, Any]] = (),
    made: Sequence[Mapping[str, Any]] = (),
    measures: Sequence[Mapping[str, Any]] = (),
) -> JsonMap:
    """The document, as plain JSON.

    releases: by voice, the document of its release; dropped: by voice without one, the reason, where it is not that too
    few answered. commitments: of the edition before, which these voices were asked about, each with number, words,
    due_on, state, and whatever else is shown of it; made: those of this edition; measures: of indicators, as they are.
    """
    voices = {voice.id: voice_release(voice.id, releases[voice.id]) for voice in spec.voices if voice.id in releases}
    reasons = {voice.id: TOO_FEW_PEOPLE for voice in spec.voices if voice.id not in voices} | dict(dropped or {})
    return {
        "schema": DOCUMENT_SCHEMA,
        "barometer": spec.id,
        "edition": edition,
        "sources": [_source(release) for release in voices.values()],
        "dropped": [{"voice": voice, "reason": reason} for voice, reason in reasons.items()],
        "levels": [level for release in voices.values() for level in _levels(release)],
        **_told(spec, voices),
        "commitments": [_noticed(one, voices) for one in commitments] + [_noticed(one, {}) for one in made],
        "measures": [dict(measure) for measure in measures],
    }


def _told(spec: Spec, voices: Voices) -> JsonMap:
    """Of what is there: each contrast whose two voices are."""
    there = [one for one in spec.contrasts if {one.first.voice, one.second.voice} <= {*voices}]
    contrasts = [contrast_told(one, voices) for one in there]
    asked = [one for one in spec.importance if one.asked.voice in voices]
    return {
        "contrasts": contrasts,
        "importance": [_importance(one, voices) for one in asked],
        "priorities": [priority for one in asked for priority in _priorities(one, spec, voices, contrasts)],
    }


def _source(release: VoiceRelease) -> JsonMap:
    return {"voice": release.voice, "digest": release.digest, **{name: release.content[name] for name in SOURCE}}


def _levels(release: VoiceRelease) -> Iterator[JsonMap]:
    """What each side says, as published. stuffing: how many false sheets would move its whole."""
    for side in (side["id"] for side in release.content["sides"]):
        whole = release.whole_of(side)
        mean = release.published(whole)
        yield {
            "voice": release.voice,
            "side": side,
            "whole": _shown(whole) if whole else None,
            "stuffing": stuffing_cost(mean) if mean else None,
            "dimensions": [
                {"id": dimension["id"], **_shown(level)}
                for dimension in release.content["dimensions"]
                if (level := release.level_of(dimension["id"], side))
            ],
        }


def _shown(level: JsonMap) -> JsonMap:
    mean, half_width = level["mean"], level["half_width"]
    return {
        "mean": mean["value"],
        "half_width": half_width["value"],
        "reason": mean["reason"] or half_width["reason"],
        "favourable": level.get("favourable"),
    }


def _importance(importance: SpecImportance, voices: Voices) -> JsonMap:
    asked, guessed = (_shares(part, importance, voices) for part in (importance.asked, importance.guessed))
    return {
        "asked": str(importance.asked),
        "guessed": str(importance.guessed),
        "most": importance.most,
        "dimensions": [
            {"id": id_, "asked": _picked(asked.get(id_)), "guessed": _picked(guessed.get(id_))}
            for id_ in importance.dimensions
        ],
    }


def _shares(part: VoicePart, importance: SpecImportance, voices: Voices) -> dict[str, PickShare]:
    """By dimension; empty for a voice that is missing, and below 50 people."""
    if part.voice not in voices:
        return {}
    release, of = voices[part.voice], len(importance.dimensions)
    shown = {id_: _percent(share) for id_, share in release.shares_of(part.id).items()}
    found = {id_: pick_share(percent, release.n, of) for id_, percent in shown.items() if percent is not None}
    return {id_: share for id_, share in found.items() if share}


def _percent(share: JsonMap) -> int | None:
    """Of a bound, the bound; None where only words are said."""
    return next((share[name] for name in ("percent", "below", "above") if share[name] is not None), None)


def _picked(share: PickShare | None) -> JsonMap | None:
    return share._asdict() if share else None


def _priorities(
    importance: SpecImportance, spec: Spec, voices: Voices, contrasts: Sequence[JsonMap]
) -> Iterator[JsonMap]:
    """A blind spot is one of those who guessed what matters to the others, in what the others live."""
    asked, guessed = importance.asked.voice, importance.guessed.voice
    beside = [one for one in spec.contrasts if one.second.voice == asked]
    ids = {one.id for one in beside if one.first.voice == guessed}
    rows = [row for one in contrasts if one["id"] in ids for row in one["dimensions"]]
    blind_spots = {row["id"] for row in rows if row["reading"] == "blind_spot"}
    below = {id_ for one in beside for id_ in profile_of(one.second, one.dimensions, voices).below_mean}
    shares, chance = _shares(importance.asked, importance, voices), 100 * importance.most / len(importance.dimensions)
    for priority in priorities_of(shares, voices[asked].n, chance, blind_spots, below):
        yield {"asked": str(importance.asked), **priority._asdict()}


def _noticed(commitment: Mapping[str, Any], voices: Voices) -> JsonMap:
    """With how many noticed it, by voice, as published."""
    found = {voice: release.promise(commitment["number"]) for voice, release in voices.items()}
    return {**commitment, "noticed": {voice: share for voice, share in found.items() if share}}
