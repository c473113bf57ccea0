"""What is said of a contrast, of each reading: of a prediction as a whole, of one dimension, of a pattern.

Two readings that are one another turned round have one sentence with one word turned: none presumes a direction.
Nothing agrees with the people served.
"""

from collections.abc import Mapping

from app.banks.faults import N_

VoicePair = tuple[str, str]
"""Who believes, or lives it inside; and of whom, or those served."""

LABELS = {
    "blind_spot": N_("Blind spot"),
    "pleasant_surprise": N_("Pleasant surprise"),
    "seen_right": N_("Seen right"),
    "not_settled": N_("Not settled"),
    "too_few": N_("Too few to say"),
    "shared_flaw": N_("Shared flaw"),
    "shared_strength": N_("Shared strength"),
    "teams_carry": N_("The teams carry it"),
    "does_not_get_through": N_("It does not get through"),
}

STAFF_OF_CUSTOMERS = {
    "blind_spot": N_("Things are less good for {customers} than staff expected: %(gap)s points apart (± %(half)s)."),
    "pleasant_surprise": N_(
        "Things are better for {customers} than staff expected: %(gap)s points apart (± %(half)s)."
    ),
    "seen_right": N_("Staff saw it right: {customers} answer as expected, to within 10 points."),
}
LEADERS_OF_CUSTOMERS = {
    "blind_spot": N_("Things are less good for {customers} than leaders expected: %(gap)s points apart (± %(half)s)."),
    "pleasant_surprise": N_(
        "Things are better for {customers} than leaders expected: %(gap)s points apart (± %(half)s)."
    ),
    "seen_right": N_("Leaders saw it right: {customers} answer as expected, to within 10 points."),
}
LEADERS_OF_STAFF = {
    "blind_spot": N_("Things are less good for staff than leaders expected: %(gap)s points apart (± %(half)s)."),
    "pleasant_surprise": N_("Things are better for staff than leaders expected: %(gap)s points apart (± %(half)s)."),
    "seen_right": N_("Leaders saw it right: staff answer as expected, to within 10 points."),
}
WHOLES: Mapping[VoicePair, dict[str, str]] = {
    ("staff", "customers"): STAFF_OF_CUSTOMERS,
    ("leaders", "customers"): LEADERS_OF_CUSTOMERS,
    ("leaders", "staff"): LEADERS_OF_STAFF,
}
ANY_WHOLE = {
    "blind_spot": N_("Things are less good than expected: %(gap)s points apart (± %(half)s)."),
    "pleasant_surprise": N_("Things are better than expected: %(gap)s points apart (± %(half)s)."),
    "seen_right": N_("Seen right: the answers are as expected, to within 10 points."),
    "not_settled": N_(
        "We cannot tell: with %(there)s answers on one side and %(here)s on the other, the gap stays blurred "
        "(± %(half)s)."
    ),
    "too_few": N_("Too few answers to compare: %(there)s on one side, %(here)s on the other. It takes 20 on each."),
}
"""Of whichever voices; here: those who believe."""
INCOMPLETE = N_("Too few complete answers to compare.")
"""Where there are 20 people on each side."""

MEANS = N_("On average over the %(many)s subjects, from 0 to 100: expected %(believed)s, answered %(lived)s.")
MEANS_SHOWN = N_("On average over the subjects shown, from 0 to 100: expected %(believed)s, answered %(lived)s.")
KNEW = N_("Staff knew the figures of %(edition)s: the gap also tells what they took from them.")

PREDICTED = {
    "blind_spot": N_(
        "%(dimension)s: a blind spot. Expected %(believed)s, answered %(lived)s: %(gap)s points lower (± %(half)s)."
    ),
    "pleasant_surprise": N_(
        "%(dimension)s: a pleasant surprise. Expected %(believed)s, answered %(lived)s: %(gap)s points higher "
        "(± %(half)s)."
    ),
    "seen_right": N_(
        "%(dimension)s: seen right. Expected %(believed)s, answered %(lived)s: the same, to within 10 points."
    ),
    "not_settled": N_(
        "%(dimension)s: not settled. Expected %(believed)s, answered %(lived)s: the gap is known to %(half)s points, "
        "no better."
    ),
    "too_few": N_("%(dimension)s: too few answers to say."),
}
STAFF_AND_CUSTOMERS = {
    "shared_flaw": N_(
        "%(dimension)s: a shared flaw. Lower than the rest for {customers}, lower than the rest for staff."
    ),
    "shared_strength": N_(
        "%(dimension)s: a shared strength. Higher than the rest for {customers}, higher than the rest for staff."
    ),
    "teams_carry": N_(
        "%(dimension)s: the teams carry it. Higher than the rest for {customers}, lower than the rest for staff."
    ),
    "does_not_get_through": N_(
        "%(dimension)s: it does not get through. Lower than the rest for {customers}, higher than the rest for staff."
    ),
}
PATTERNS: Mapping[VoicePair, dict[str, str]] = {("staff", "customers"): STAFF_AND_CUSTOMERS}
APART = N_("%(dimension)s: higher than the rest on one side, lower than the rest on the other.")
ANY_PATTERN = {
    "shared_flaw": N_("%(dimension)s: a shared flaw. Lower than the rest on both sides."),
    "shared_strength": N_("%(dimension)s: a shared strength. Higher than the rest on both sides."),
    "teams_carry": APART,
    "does_not_get_through": APART,
    "not_settled": N_("%(dimension)s: not settled. Both sides would have to stand clear of their own average."),
    "too_few": PREDICTED["too_few"],
}
"""Of whichever voices."""
WEARING = N_("What goes well outside and less well inside can wear people out: look at it first, with the teams.")

NUMBERED = {True: N_("What stands out, the clearest first"), False: N_("What stands out")}
"""Whether there are several."""
STRENGTHS = N_("Shared strengths")
WIDEST = N_("The widest gap: %(dimension)s.")
NOTHING_YET = N_("Subject by subject, nothing is settled. The whole says more: see the title.")
NOTHING_EITHER = N_("Subject by subject, nothing is settled either.")
NOTHING = N_("Subject by subject, nothing is settled.")
NO_PATTERN = N_("Nothing stands out on both sides at once.")
