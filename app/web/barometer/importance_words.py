"""What is said of what matters most, and of what comes first. Nothing agrees with the people served."""

from app.banks.faults import N_

BASE = {
    1: N_("Each person picked one subject at most. The numbers of picks are rounded to a multiple of 5."),
    2: N_("Each person picked two subjects at most. The numbers of picks are rounded to a multiple of 5."),
    3: N_("Each person picked three subjects at most. The numbers of picks are rounded to a multiple of 5."),
}
"""By how many a person picks at most."""
PICKED = "%(dimension)s (%(share)s)"

MATTERS = {
    "several": N_("What matters most to {customers}: %(list)s."),
    "one": N_("What matters most to {customers}: %(list)s. The rest cannot be told apart."),
    "none": N_("To {customers}, no subject stands out: the picks are spread."),
}
"""By how many subjects are picked clearly above chance."""
TO_STAFF = N_("And to staff themselves: %(list)s.")
GUESSED_BOTH = N_("Staff had guessed both.")
GUESSED_ONE = N_("Staff had guessed one: %(first)s.")
ALSO = N_("They also thought of %(other)s.")
RATHER = N_("Staff thought rather of %(list)s.")
THOUGHT = N_("Staff thought of %(list)s.")
UNCLEAR = N_("What staff thought cannot be told apart.")
UNRANKED = N_("In order of picks, without a ranking: %(n)s answers cannot tell %(many)s subjects apart.")
WITHHELD = {
    "customers": N_("Fewer than 50 answers from {customers}: their picks are not shown."),
    "staff": N_("Fewer than 50 answers from staff: their picks are not shown."),
}
WITHHELD_HERE = {
    "customers": N_("Fewer than 50 answers from {customers} to this question: their picks are not shown."),
    "staff": N_("Fewer than 50 answers from staff to this question: their picks are not shown."),
}
"""Where 50 answered the rest."""

PRIORITIES = {
    1: N_("One priority: %(list)s."),
    2: N_("Two priorities: %(list)s."),
    3: N_("Three priorities: %(list)s."),
}
NO_PRIORITY = N_("No clear priority: nothing is both often picked, and either low or a blind spot.")
NOTHING_FIRST = N_("Nothing stands out: %(n)s answers are not enough to rank %(many)s subjects.")
NOT_RANKED = N_("Without a ranking: %(n)s answers are not enough to rank %(many)s subjects.")
NO_PICKS = N_("No priorities: with fewer than 50 answers, picks are not shown.")
WHERE_TO_LOOK = N_("A priority says where to look first. It does not say why, nor because of whom.")
WHY = {
    (False, True): N_("%(dimension)s: often picked ({customers}: %(share)s), and lower than the rest."),
    (True, False): N_("%(dimension)s: often picked ({customers}: %(share)s), and a blind spot of the teams."),
    (True, True): N_(
        "%(dimension)s: often picked ({customers}: %(share)s), lower than the rest, and a blind spot of the teams."
    ),
}
"""By whether it is a blind spot, and whether it is below the mean."""
