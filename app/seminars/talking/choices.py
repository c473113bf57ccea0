"""How many choices a room has in what it talks about."""

from app.banks.schema import BankFile
from app.seminars.talking.talk import CORNER, CORNERS, OTHER, SMALL, WORD, WORDS, Talk


def talk_options(file: BankFile, talk: Talk, item: str) -> int:
    """Choices of what a room talks about, 0 for what it cannot be asked."""
    questions = {one.item: len(one.answers) for one in talk.own}
    sides = tuple(side.id for side in file.sides)
    small = file.totems and all(set(one.actions) >= set(sides) for one in file.totems)
    corners = {f"{CORNERS}{one.id}": CORNER for one in file.questions if len(sides) == 2}
    others = {WORD: WORDS, SMALL: len(sides) + 1 if small else 0, OTHER: len(file.dimensions) if len(sides) == 2 else 0}
    return (questions | corners | others).get(item, 0)
