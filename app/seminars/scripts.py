"""The scripts that a trainer chooses among: which beats each keeps, and which it shortens. Pure."""

from typing import Literal, get_args

Script = Literal["10", "20", "45"]
SCRIPTS: tuple[Script, ...] = get_args(Script)
"""By the minutes that each takes with the express questionnaire, everyone at their own pace."""
USUAL: Script = "20"
LEFT_OUT: dict[str, frozenset[str]] = {
    "10": frozenset({"sentence", "triangle", "dimensions", "gap"}),
    "20": frozenset({"triangle"}),
}
"""Beats that a script goes without; a room without a script has them all."""
SHORTENED: dict[str, dict[str, int]] = {"10": {"lobby": 1, "round": 3}}
"""Minutes of beats that take less than usual."""
LEAST_TALK = 2
"""Minutes for the question at the end, which has what the others leave of a script's time."""
ONE_QUESTION, TWO_ROUNDS = 8, 10
"""Minutes: of the question, where there is time for more; of a scene put to the vote, talked about, and voted again."""


def script_from(text: object) -> Script | None:
    """As a form or a document has it; None for no script, or for one that is not known here."""
    return next((one for one in SCRIPTS if one == text), None)


def scenes_in(talk: int) -> int:
    """How many scenes there is time to vote on twice in so many minutes of talk, after the question."""
    return max(0, talk - ONE_QUESTION) // TWO_ROUNDS
