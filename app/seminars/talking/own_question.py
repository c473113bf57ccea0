"""A trainer's own question, as it was typed: what may be asked of a room, and what is wrong with the rest.

Promises linear time on any text. Refuses what could not be shown, on one line, to the last row.
"""

from collections.abc import Sequence

from app.campaigns.draft import N_, UNPRINTED, CampaignInvalid
from app.seminars.talking.talk import MOST_OWN, OWN_ANSWERS, Talk, with_question

TOO_LONG = N_("This text takes at most %(most)s characters.")
TOO_MANY = N_("A room keeps at most %(most)s questions of yours: take one away first.")
LONGEST_QUESTION, LONGEST_ANSWER = 160, 60
QUESTION, ANSWERS = "own", "own_answers"
"""What faults name."""


def with_typed(talk: Talk, text: str, answers: Sequence[str]) -> Talk:
    """The talk with one question more. Raises CampaignInvalid with the first fault."""
    if max(len(text), *map(len, answers), 0) > 4 * LONGEST_QUESTION:
        raise CampaignInvalid(QUESTION, TOO_LONG, most=LONGEST_QUESTION)
    asked, given = " ".join(text.split()), [" ".join(one.split()) for one in answers if one.strip()]
    if not asked:
        raise CampaignInvalid(QUESTION, N_("Write the question."))
    if len(given) not in OWN_ANSWERS:
        raise CampaignInvalid(ANSWERS, N_("A question takes from 2 to 4 answers, all different."))
    if len({one.casefold() for one in given}) < len(given):
        raise CampaignInvalid(ANSWERS, N_("A question takes from 2 to 4 answers, all different."))
    for field, one, most in ((QUESTION, asked, LONGEST_QUESTION), *((ANSWERS, one, LONGEST_ANSWER) for one in given)):
        if len(one) > most:
            raise CampaignInvalid(field, TOO_LONG, most=most)
        if UNPRINTED.search(one) or not one.isprintable():
            raise CampaignInvalid(field, N_("This text holds a character that cannot be shown."))
    if len(talk.own) >= MOST_OWN:
        raise CampaignInvalid(QUESTION, TOO_MANY, most=MOST_OWN)
    return with_question(talk, asked, given)
