"""Whether what is stored of mirror surveys can be true: each document from its sources again, days, promises, codes.

Promises to change nothing, and to name each fault without a figure. What counts hold is for `app.tallies.verify`.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, select
from sqlmodel import col

from app.barometer import store
from app.barometer.commitment_store import commitments_of
from app.barometer.commitments import MOST
from app.barometer.composed import DOCUMENT_SCHEMA, composed
from app.barometer.edition import Barometer, Days, Edition
from app.barometer.places import WHOLE
from app.barometer.priorities import candidates
from app.barometer.published import JsonMap
from app.barometer.releases import NOT_ASKED, canonical_text
from app.barometer.spec import Spec
from app.barometer.stored_edition import StoredEdition, stored_edition
from app.db.snapshot import whole
from app.db.tables import BallotRow, BarometerRow, CampaignRow, PlaceCodeRow, ProgressRow
from app.publication.documents import digest_of
from app.publication.policy import MULTIPLE

PARTS = {"segments", "others", "behind"}
"""What a release with its places says, and the same release for everyone does not."""
GROWS = {"state", "progress", "noticed"}
"""Of a commitment, what is said of it since."""
SURVEYS_OWN = {"slug", "title", "signature", "people", *Days._fields}
"""What a composition says that follows from no release."""


class SurveyFault(NamedTuple):
    """name: one word for each kind of fault; where: the row; what: more, where it may be told."""

    name: str
    where: str
    what: str = ""


def survey_faults(
    engine: Engine, specs: Mapping[str, Spec], today: date, *, read_only: bool = False
) -> list[SurveyFault]:
    """Every fault found; empty when all is well. Nobody writes meanwhile, or, read_only, nobody waits. today: or an
    instant."""
    with whole(engine, read_only=read_only) as connection:
        surveys = connection.scalars(select(col(BarometerRow.id)).order_by(col(BarometerRow.id))).all()
        found = {id_: store.editions_of(connection, int(id_ or 0), today) for id_ in surveys}
        return [
            *_stray_faults(connection),
            *_code_faults(connection, found),
            *(fault for editions in found.values() for fault in _faults_of(connection, editions, specs, today)),
        ]


def _stray_faults(connection: Connection) -> Iterator[SurveyFault]:
    for row in connection.execute(select(CampaignRow)):
        if (row.edition_id is None) is not (row.voice == ""):
            yield SurveyFault("voice of no edition", row.slug)
        if row.edition_id and (row.publishes_itself or row.manager or row.reader):
            yield SurveyFault("voice that another leads", row.slug)


def _code_faults(connection: Connection, found: Mapping[Any, Sequence[Edition]]) -> Iterator[SurveyFault]:
    here = Counter[tuple[int, str]]()
    for row in connection.execute(select(PlaceCodeRow)):
        places = {place.id for edition in found.get(row.barometer_id, ()) for place in edition.places}
        if not found.get(row.barometer_id):
            yield SurveyFault("code of no survey", f"code {row.code}")
        elif row.place not in places | {WHOLE}:
            yield SurveyFault("code of no place", f"code {row.code}, place {row.place!r}")
        here[row.barometer_id, row.place] += row.voided_on is None
    yield from (SurveyFault("place with two codes", f"{place!r}") for (_, place), many in here.items() if many > 1)


def _faults_of(
    connection: Connection, editions: Sequence[Edition], specs: Mapping[str, Spec], today: date
) -> Iterator[SurveyFault]:
    """Of one survey."""
    if not editions:
        return
    barometer: Barometer = editions[0].barometer
    spec = specs.get(barometer.spec)
    if spec is None:
        yield SurveyFault("survey without its file", f"{barometer.slug}", barometer.spec)
    stored = [stored_edition(connection, edition, today) for edition in editions]
    for one in stored:
        yield from _document_faults(one)
        yield from _early_faults(one)
        yield from _vote_faults(connection, one)
        if spec:
            yield from _voice_faults(one, spec)
            yield from _composed_faults(one, spec)
        later = stored[stored.index(one) + 1 :]
        yield from _promise_faults(connection, one, later[0] if later else None)


def _document_faults(one: StoredEdition) -> Iterator[SurveyFault]:
    """What the table of releases itself holds is looked at with every other release."""
    for row in one.compositions:
        if row.number not in one.texts:
            yield SurveyFault("composition altered", f"{one.where}, number {row.number}")
    if [row.number for row in one.compositions] != [*range(1, len(one.compositions) + 1)]:
        yield SurveyFault("composition missing", one.where)
    for voice, rows in one.with_places.items():
        whole = {row.number: row.document for row in one.releases[voice] if digest_of(row.document) == row.digest}
        for row in rows:
            where = f"{one.where}, {voice}, release {row.number} with places"
            if digest_of(row.document) != row.digest:
                yield SurveyFault("release altered", where)
            elif _without_places(row.document) != _without_places(whole.get(row.number, "{}")):
                yield SurveyFault("release of other figures", where)


def _without_places(document: str) -> JsonMap:
    return {name: value for name, value in json.loads(document).items() if name not in PARTS}


def _early_faults(one: StoredEdition) -> Iterator[SurveyFault]:
    day = one.edition.days.staff_see_on
    for voice, rows in one.releases.items():
        if rows and (not one.compositions or any(row.made_on < day for row in rows)):
            yield SurveyFault("release before its reveal", f"{one.where}, {voice}")
        if len(rows) > 1:
            yield SurveyFault("voice released twice", f"{one.where}, {voice}")
        if one.compositions and one.voices[voice].closed_on is None:
            yield SurveyFault("voice open after its reveal", f"{one.where}, {voice}")
    if any(row.made_on < day for row in one.compositions):
        yield SurveyFault("composed before its day", one.where)


def _voice_faults(one: StoredEdition, spec: Spec) -> Iterator[SurveyFault]:
    for voice in spec.voices:
        if voice.id not in one.voices and not voice.optional:
            yield SurveyFault("edition without its campaigns", one.where, voice.id)
    for stranger in one.voices.keys() - {voice.id for voice in spec.voices}:
        yield SurveyFault("voice of no survey", f"{one.where}, {stranger}")


def _composed_faults(one: StoredEdition, spec: Spec) -> Iterator[SurveyFault]:
    texts = {(voice, digest_of(row.document)): row.document for voice, rows in one.releases.items() for row in rows}
    published = {voice for voice, rows in one.releases.items() if rows}
    for number, content in one.texts.items():
        where = f"{one.where}, number {number}"
        sources = {(source["voice"], source["digest"]) for source in content["sources"]}
        if not sources <= texts.keys():
            yield SurveyFault("composition of other releases", where)
        elif {voice for voice, _ in sources} != published:
            yield SurveyFault("composition without a voice", where)
        elif content["schema"] == DOCUMENT_SCHEMA:
            again = _recomposed(one, content, spec, {voice: texts[voice, digest] for voice, digest in sources})
            if digest_of(canonical_text(again)) != digest_of(canonical_text(content)):
                yield SurveyFault("composition that does not follow", where)


def _recomposed(one: StoredEdition, content: JsonMap, spec: Spec, releases: Mapping[str, str]) -> JsonMap:
    """From its sources, with what was promised and which days it had when it was made."""
    told = [{name: value for name, value in made.items() if name != "noticed"} for made in content["commitments"]]
    again = composed(
        spec,
        one.edition.label,
        releases,
        dropped={voice.id: NOT_ASKED for voice in spec.voices if voice.id not in one.voices},
        commitments=[made for made in told if made["made_in"] != one.edition.label],
        made=[made for made in told if made["made_in"] == one.edition.label],
        measures=content["measures"],
    )
    of = one.edition.barometer
    fixed = {"slug": of.slug, "title": of.title, "signature": of.signature, "people": of.people}
    return again | {name: content[name] for name in SURVEYS_OWN if name in content} | fixed


def _promise_faults(
    connection: Connection, one: StoredEdition, following: StoredEdition | None
) -> Iterator[SurveyFault]:
    """following: the edition after, which asked what was noticed of these commitments."""
    label, where = one.edition.label, one.where
    made = commitments_of(connection, one.edition.id)
    known = {commitment.number: commitment.told(label) for commitment in made}
    if sorted(known) != [*range(1, len(known) + 1)] or len(known) > MOST:
        yield SurveyFault("commitment of no slot", where)
    yield from _progress_faults(connection, one, known)
    for stored in filter(None, (one, following)):
        seen = [_promised_in(content, label) for _, content in sorted(stored.texts.items())]
        at = stored.where
        for told in seen:
            yield from (SurveyFault("commitment changed", at, what) for what in _changes(told, known))
        if any(_changes(before, after) for before, after in pairwise(seen)):
            yield SurveyFault("commitment told otherwise", at)
    asked = {voice: campaign.own_words.promises for voice, campaign in following.voices.items()} if following else {}
    for voice, words in asked.items():
        if [*words] != [dict(one.words) for one in made[: len(words)]]:
            yield SurveyFault("promise asked in other words", f"{following.where if following else ''}, {voice}")


def _vote_faults(connection: Connection, one: StoredEdition) -> Iterator[SurveyFault]:
    """What staff voted: about what the edition names, whole, and once."""
    voted, campaign = one.edition.first_voted, one.voices.get("staff")
    if voted is None:
        return
    named = {id_ for content in one.texts.values() for id_ in candidates(content)}
    if (
        campaign is None
        or not {*voted.counts} <= named
        or voted.n < voted.k
        or any(map(_not_drawn, voted.counts.values()))
    ):
        yield SurveyFault("vote that cannot be", one.where)
    of = col(BallotRow.campaign_id) == (campaign.id if campaign else None)
    if connection.execute(select(BallotRow).where(of)).first():
        yield SurveyFault("vote that goes on", one.where)


def _not_drawn(count: int) -> bool:
    return count < 0 or count % MULTIPLE != 0


def _progress_faults(connection: Connection, one: StoredEdition, known: Mapping[int, JsonMap]) -> Iterator[SurveyFault]:
    here = select(ProgressRow).where(col(ProgressRow.edition_id) == one.edition.id)
    numbers: dict[int, list[int]] = {}
    for row in connection.execute(here.order_by(col(ProgressRow.number))):
        numbers.setdefault(row.commitment, []).append(row.number)
    for commitment, said in numbers.items():
        if commitment not in known:
            yield SurveyFault("progress of no commitment", f"{one.where}, {commitment}")
        if said != [*range(1, len(said) + 1)]:
            yield SurveyFault("progress missing", f"{one.where}, {commitment}")


def _promised_in(content: JsonMap, label: str) -> dict[int, JsonMap]:
    return {made["number"]: made for made in content["commitments"] if made["made_in"] == label}


def _changes(before: Mapping[int, JsonMap], after: Mapping[int, JsonMap]) -> list[str]:
    """What is no longer as it was: words may only be added of what became of them."""
    found = []
    for number, told in before.items():
        now = after.get(number, {})
        if any(now.get(name) != value for name, value in told.items() if name not in GROWS):
            found.append(f"{number}: its words or its day")
        elif now["progress"][: len(told["progress"])] != told["progress"]:
            found.append(f"{number}: what was said of it")
    return found
