"""What the shape of a file cannot say: ids that resolve, sides that mirror each other, totems that can be met.

Promises a complaint for every fault of structure, each at the value to change. Refuses to judge the wording.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.banks.faults import N_, Complaint, Trail, listed
from app.banks.schema import BankFile, Dimension, Question, Scene
from app.banks.shape import MISSING

SAME_ID = N_("Another entry has the id “%(id)s” already. Give this one an id of its own.")
NO_SUCH = N_("“%(id)s” is not declared under “%(list)s”. Choose among: %(known)s.")
NONE_DECLARED = N_("“%(id)s” cannot be used, because the bank declares no %(list)s. Declare them, or delete this.")
TWICE = N_("“%(id)s” is written twice here. Keep one of the two.")
FORCES_THREE = N_("A bank has three forces, or none at all. Write three, or delete them.")
SELF_PAIR = N_("A side cannot mirror itself. Name two different sides.")
SAME_PAIR = N_("This pair is already declared. Keep one of the two.")
SIDE_MISSING = N_("There is no text for the side “%(side)s”. Add it under “%(side)s:”.")
NOT_ASKED = N_("The side “%(side)s” is not asked here. Delete it, or add it to the sides of the question.")
NOT_ON_SCALE = N_("The scale has no answer for a missing occasion. Add “no_occasion:” to it, or delete this key.")
ONE_SIDED = N_("The question is asked for “%(first)s”, and not for “%(second)s”, its mirror. Ask it for both.")
ONE_EXAMPLE = N_("There is an example for “%(first)s”, and none for “%(second)s”, its mirror. Write both, or neither.")
UNEVEN_EXAMPLES = N_(
    "The examples of a pair should be of similar length: in “%(language)s”, one has %(long)s characters, the other "
    "%(short)s. Make the longer one less than twice as long."
)
NO_QUESTION = N_("No question asks about “%(id)s”. Add one, or delete the dimension.")
SCENES_NEED_FORCES = N_("Scenes need forces, and the bank has none. Declare three forces, or delete the scenes.")
NO_FORCE = N_("The dimension “%(id)s” has no force, so no option can draw on it. Give it one, or choose another.")
FORCE_TWICE = N_("Two options draw on the force “%(force)s”. Give each force one option.")
UNEVEN_OPTIONS = N_(
    "The options of a scene should be of similar length: in “%(language)s”, the longest has %(long)s characters, the "
    "shortest %(short)s. Keep the longest under 1.8 times the shortest."
)
UNEVEN_SIDES = N_(
    "Scenes that face “%(first)s”: %(many)s; scenes that face “%(second)s”, its mirror: %(few)s. "
    "Write as many for each, or one more."
)
NO_OPTION = N_("No option of a scene draws on “%(id)s”. Let one do so.")
THREE_SPARES = N_("A bank with scenes has three to five spare scenes; here there are %(actual)s. Write three.")
SPARES_ALONE = N_("Spare scenes make no sense without scenes. Write scenes, or delete these.")
NEVER_LEADS = N_("This is never shown, because nobody is asked whether they lead. Add “leading:” to the bank.")
LEADS_TO_NOTHING = N_("Nothing depends on this question. Add “actions_when_leading:” to a totem, or delete it.")
THANKS_ALONE = N_("A bank that ends on thanks shows nobody a result of their own. Delete this, or “ends: thanks”.")
NEEDS_THANKS = N_("This is asked in a bank that ends on thanks alone. Add “ends: thanks”, or delete this.")
SECOND_OVERALL = N_("Another dimension is the whole itself already. Keep one “overall: true”.")
NOTHING_WITHIN = N_("Every dimension is the whole itself, so there is nothing to take a mean of. Declare another one.")
PICKS_ALL = N_("Only %(many)s dimensions can be picked. Let “most:” be fewer than that.")

EXAMPLES_APART, OPTIONS_APART = 2.0, 1.8


def structure_complaints(file: BankFile) -> Iterator[Complaint]:
    """Everything but the totems and the words (`postures`, `prose`)."""
    yield from _ids(file)
    if len(file.forces) not in (0, 3):
        yield Complaint(("forces",), FORCES_THREE, key=True)
    yield from _pairs(file)
    yield from _dimensions(file)
    for position, question in enumerate(file.questions):
        yield from _question(file, question, ("questions", position))
    for name, many in (("scenes", file.scenes), ("spare_scenes", file.spare_scenes)):
        for position, scene in enumerate(many):
            yield from _scene(file, scene, (name, position))
    yield from _balance(file)
    yield from _leading(file)
    yield from _endings(file)


def known_ids(file: BankFile, name: str) -> tuple[str, ...]:
    return tuple(entry.id for entry in getattr(file, name))


def resolves(file: BankFile, name: str, id_: str, trail: Trail, *, key: bool = False) -> Iterator[Complaint]:
    """A complaint unless the id is one of the bank's list of that name."""
    known = known_ids(file, name)
    if not known:
        yield Complaint(trail, NONE_DECLARED, {"id": id_, "list": name}, key)
    elif id_ not in known:
        yield Complaint(trail, NO_SUCH, {"id": id_, "list": name, "known": listed(known)}, key)


def all_resolve(file: BankFile, name: str, ids: Iterable[str], trail: Trail) -> Iterator[Complaint]:
    """The same for a list of ids, none of which may stand twice."""
    seen: set[str] = set()
    for position, id_ in enumerate(ids):
        yield from resolves(file, name, id_, (*trail, position))
        if id_ in seen:
            yield Complaint((*trail, position), TWICE, {"id": id_})
        seen.add(id_)


def every_side(file: BankFile, texts: Iterable[str], trail: Trail, required: Iterable[str]) -> Iterator[Complaint]:
    """The keys of a map of sides are sides of the bank, and none that is wanted is missing."""
    written = tuple(texts)
    for side in written:
        yield from resolves(file, "sides", side, (*trail, side), key=True)
    for side in required:
        if side not in written:
            yield Complaint(trail, SIDE_MISSING, {"side": side}, key=True)


def _ids(file: BankFile) -> Iterator[Complaint]:
    """A scene and a spare scene may not share an id: a sheet may hold both."""
    alone = ("sides", "forces", "dimensions", "questions", "importance", "totems")
    for names in (*((name,) for name in alone), ("scenes", "spare_scenes")):
        seen: set[str] = set()
        for name in names:
            for position, id_ in enumerate(known_ids(file, name)):
                if id_ in seen:
                    yield Complaint((name, position, "id"), SAME_ID, {"id": id_})
                seen.add(id_)
    for position, language in enumerate(file.languages):
        if language in file.languages[:position]:
            yield Complaint(("languages", position), TWICE, {"id": language})


def _pairs(file: BankFile) -> Iterator[Complaint]:
    seen: set[frozenset[str]] = set()
    for position, pair in enumerate(file.pairs):
        for place, side in enumerate(pair):
            yield from resolves(file, "sides", side, ("pairs", position, place))
        if len(set(pair)) == 1:
            yield Complaint(("pairs", position), SELF_PAIR)
        elif frozenset(pair) in seen:
            yield Complaint(("pairs", position), SAME_PAIR)
        seen.add(frozenset(pair))


def _dimensions(file: BankFile) -> Iterator[Complaint]:
    asked = {question.dimension for question in file.questions}
    offered = {option.dimension for scene in file.scenes for option in scene.options}
    for position, dimension in enumerate(file.dimensions):
        trail: Trail = ("dimensions", position)
        if dimension.force is not None:
            yield from resolves(file, "forces", dimension.force, (*trail, "force"))
        yield from _told(file, dimension, trail)
        if dimension.id not in asked:
            yield Complaint((*trail, "id"), NO_QUESTION, {"id": dimension.id})
        if file.scenes and dimension.force is not None and dimension.id not in offered:
            yield Complaint((*trail, "id"), NO_OPTION, {"id": dimension.id})


def _told(file: BankFile, dimension: Dimension, trail: Trail) -> Iterator[Complaint]:
    """What a result says of it: whole, or in a bank that ends on thanks left out."""
    for name in ("high", "low", "actions", "prompt"):
        if name not in dimension.model_fields_set and file.ends == "result":
            yield Complaint(trail, MISSING, {"key": name}, key=True)
        elif name in dimension.model_fields_set and name != "prompt":
            yield from every_side(file, getattr(dimension, name), (*trail, name), known_ids(file, "sides"))


def _question(file: BankFile, question: Question, trail: Trail) -> Iterator[Complaint]:
    sides = question.sides or known_ids(file, "sides")
    yield from resolves(file, "dimensions", question.dimension, (*trail, "dimension"))
    yield from all_resolve(file, "sides", question.sides or (), (*trail, "sides"))
    if question.no_occasion and file.scale.no_occasion is None:
        yield Complaint((*trail, "no_occasion"), NOT_ON_SCALE, key=True)
    yield from all_resolve(file, "sides", question.no_occasion or (), (*trail, "no_occasion"))
    yield from every_side(file, question.examples or (), (*trail, "examples"), ())
    known = known_ids(file, "sides")
    for position, side in enumerate(question.no_occasion or ()):
        if side in known and side not in sides:
            yield Complaint((*trail, "no_occasion", position), NOT_ASKED, {"side": side})
    for side in question.examples or ():
        if side in known and side not in sides:
            yield Complaint((*trail, "examples", side), NOT_ASKED, {"side": side}, key=True)
    for pair in file.pairs:
        yield from _mirrored(question, sides, pair, trail)


def _mirrored(question: Question, sides: Iterable[str], pair: tuple[str, ...], trail: Trail) -> Iterator[Complaint]:
    """What is said to one side of a pair is said to the other, at about the same length."""
    for first, second in (pair, pair[::-1]):
        names = {"first": first, "second": second}
        if first in sides and second not in sides:
            yield Complaint((*trail, "sides"), ONE_SIDED, names)
        if question.examples and first in question.examples and second not in question.examples:
            yield Complaint((*trail, "examples", first), ONE_EXAMPLE, names, key=True)
    if question.examples and all(side in question.examples for side in pair):
        for language, text in question.examples[pair[0]].items():
            other = question.examples[pair[1]].get(language, text)
            short, long = sorted((len(text), len(other)))
            if long > EXAMPLES_APART * short:
                params = {"language": language, "long": long, "short": short}
                yield Complaint((*trail, "examples"), UNEVEN_EXAMPLES, params, key=True)


def _scene(file: BankFile, scene: Scene, trail: Trail) -> Iterator[Complaint]:
    yield from resolves(file, "sides", scene.side, (*trail, "side"))
    force_of = {dimension.id: dimension.force for dimension in file.dimensions}
    seen: set[str | None] = set()
    for position, option in enumerate(scene.options):
        place = (*trail, "options", position, "dimension")
        yield from resolves(file, "dimensions", option.dimension, place)
        force = force_of.get(option.dimension)
        if file.forces and force is None and option.dimension in force_of:
            yield Complaint(place, NO_FORCE, {"id": option.dimension})
        elif force is not None and force in seen:
            yield Complaint(place, FORCE_TWICE, {"force": force})
        seen.add(force)
    for language in file.languages:
        lengths = sorted(len(option.text.get(language, "")) for option in scene.options)
        if lengths[0] and lengths[-1] > OPTIONS_APART * lengths[0]:
            params = {"language": language, "long": lengths[-1], "short": lengths[0]}
            yield Complaint((*trail, "options"), UNEVEN_OPTIONS, params, key=True)


def _balance(file: BankFile) -> Iterator[Complaint]:
    """Each force has one option a scene; each side of a pair as many scenes as the other, give or take one."""
    facing = Counter(scene.side for scene in file.scenes)
    for first, second in file.pairs:
        if abs(facing[first] - facing[second]) > 1:
            params = {"first": first, "many": facing[first], "second": second, "few": facing[second]}
            yield Complaint(("scenes",), UNEVEN_SIDES, params, key=True)
    if file.scenes and not file.forces:
        yield Complaint(("scenes",), SCENES_NEED_FORCES, key=True)
    if file.scenes and len(file.spare_scenes) < 3:
        yield Complaint(("spare_scenes",), THREE_SPARES, {"actual": len(file.spare_scenes)}, key=True)
    if file.spare_scenes and not file.scenes:
        yield Complaint(("spare_scenes",), SPARES_ALONE, key=True)


def _leading(file: BankFile) -> Iterator[Complaint]:
    variants = [position for position, totem in enumerate(file.totems) if totem.actions_when_leading]
    if file.leading and not variants:
        yield Complaint(("leading",), LEADS_TO_NOTHING, key=True)
    for position in variants if file.leading is None else ():
        yield Complaint(("totems", position, "actions_when_leading"), NEVER_LEADS, key=True)


def _endings(file: BankFile) -> Iterator[Complaint]:
    """What only one of the two endings has, and which dimension is the whole."""
    thanks = file.ends == "thanks"
    wrong = ("forces", "scenes", "totems", "posture", "leading") if thanks else ("importance", "promises")
    message = THANKS_ALONE if thanks else NEEDS_THANKS
    yield from (Complaint((name,), message, key=True) for name in wrong if getattr(file, name))
    wholes = [at for at, dimension in enumerate(file.dimensions) if dimension.overall]
    for position in wholes[thanks:]:
        yield Complaint(("dimensions", position, "overall"), SECOND_OVERALL if thanks else NEEDS_THANKS, key=True)
    if not (within := len(file.dimensions) - len(wholes)):
        yield Complaint(("dimensions",), NOTHING_WITHIN, key=True)
    for position, asked in enumerate(file.importance):
        yield from resolves(file, "sides", asked.side, ("importance", position, "side"))
        if asked.side in [one.side for one in file.importance[:position]]:
            yield Complaint(("importance", position, "side"), TWICE, {"id": asked.side})
        if asked.most >= within:
            yield Complaint(("importance", position, "most"), PICKS_ALL, {"many": within})
