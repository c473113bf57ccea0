"""What a room reads along: the step that all answer together; a vote, what each option got, and what moved."""

from dataclasses import dataclass
from string import ascii_uppercase

from app.banks.loader import Questionnaire
from app.banks.schema import BankFile
from app.seminars.stage import Vote
from app.totem.course import SceneStep, Screen, steps
from app.totem.model import blank
from app.web.wording import Wording


@dataclass(frozen=True, slots=True)
class Asking:
    """The step that is open, of a room that answers together. texts: of its questions, or of its scene; moves: of a
    scene, each with its letter; sides: of a statement, each with what it sounds like there, or nothing."""

    at: int
    last: int
    texts: tuple[str, ...]
    is_scene: bool
    place: str = ""
    occasion: str = ""
    moves: tuple[tuple[str, str], ...] = ()
    sides: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class VoteOption:
    """letter: what a room calls a scene's first move; rounds: what each closed round gave, None for one that is not
    shown; parts: the same in percent of its votes; is_first: the only one chosen most in the last round."""

    letter: str
    text: str
    rounds: tuple[int | None, ...]
    parts: tuple[float, ...]
    is_first: bool


@dataclass(frozen=True, slots=True)
class VoteView:
    """side: of a statement, by name; votes: of each closed round, None for fewer than five.

    moved: the option that gained most between the last two rounds, with both parts in percent.
    """

    text: str
    occasion: str
    side: str
    is_open: bool
    options: tuple[VoteOption, ...]
    votes: tuple[int | None, ...]
    moved: tuple[str, float, float] | None


def vote_view(vote: Vote, file: BankFile, say: Wording) -> VoteView:
    scene = next((one for one in (*file.scenes, *file.spare_scenes) if one.id == vote.item and not vote.side), None)
    question = next((one for one in file.questions if one.id == vote.item), None)
    if scene:
        text, occasion, side = say(scene.text), "", ""
        labels = [say(option.text) for option in scene.options]
    elif question:
        text, occasion = say(question.text), say(file.scale.occasion)
        side = next((say(one.name) for one in file.sides if one.id == vote.side), "")
        labels = [say(point) for point in file.scale.points]
    else:
        text, occasion, side, labels = "", "", "", [""] * vote.options
    totals = tuple(sum(votes) if votes else None for votes in vote.rounds)
    options = tuple(
        VoteOption(
            letter="" if vote.side else ascii_uppercase[at],
            text=label,
            rounds=tuple(votes[at] if votes else None for votes in vote.rounds),
            parts=tuple(100 * votes[at] / max(1, sum(votes)) if votes else 0.0 for votes in vote.rounds),
            is_first=not vote.is_open and _only_most(vote.rounds) == at,
        )
        for at, label in enumerate(labels[: vote.options])
    )
    return VoteView(text, occasion, side, vote.is_open, options, totals, _moved(options, totals))


def _only_most(rounds: tuple[tuple[int, ...] | None, ...]) -> int | None:
    """The option that was chosen most in the last round; None for a tie, or where it is not shown."""
    last = (rounds[-1] if rounds else None) or ()
    most = [at for at, many in enumerate(last) if many == max(last) > 0]
    return most[0] if len(most) == 1 else None


def _moved(options: tuple[VoteOption, ...], totals: tuple[int | None, ...]) -> tuple[str, float, float] | None:
    """None for a first round, for one that is not shown, and where nothing changed."""
    if len(totals) < 2 or None in totals[-2:]:
        return None
    most = max(options, key=lambda option: option.parts[-1] - option.parts[-2])
    before, now = most.parts[-2:]
    return None if before == now else (most.text, before, now)


def asking_view(questionnaire: Questionnaire, say: Wording, question: int) -> Asking:
    """question: counted from 0; the last one for any that is later."""
    bank, file = questionnaire.bank, questionnaire.file
    course = steps(bank, blank(bank), b"")[:-1]
    at = min(question, len(course) - 1)
    step = course[at]
    if isinstance(step, SceneStep):
        scene = file.scenes[step.scene]
        place = say(scene.place) if scene.place else ""
        # Each scene begins with another one, or A would be of the same force in all of them.
        first, many = step.scene, len(scene.options)
        texts = (say(scene.options[(first + place) % many].text) for place in range(many))
        moves = tuple(zip(ascii_uppercase, texts, strict=False))
        return Asking(at + 1, len(course), (say(scene.text),), is_scene=True, place=place, moves=moves)
    assert isinstance(step, Screen)
    asked = [file.questions[one] for one in step.questions]
    examples = (len(asked) == 1 and asked[0].examples) or {}
    names = {one.id: say(one.name) for one in file.sides}
    sides = tuple(
        (names[side], say(examples[side]) if side in examples else "")
        for side in bank.questions[step.questions[0]].sides
    )
    statements, occasion = tuple(say(one.text) for one in asked), say(file.scale.occasion)
    return Asking(at + 1, len(course), statements, is_scene=False, occasion=occasion, sides=sides)
