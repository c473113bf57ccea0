"""The data dictionary: every column and every code of a table, in each language.

It has an entry for whatever a table may hold, and none for what no release has.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.banks.schema import Language
from app.exports.columns import COLUMNS, Definition, definition
from app.exports.rows import HEAD
from app.exports.words import REASONS, Labels
from app.publication.values import Reason


class Term(NamedTuple):
    """kind: one of KINDS, in words; code: as files write it; name, meaning: for people."""

    kind: str
    code: str
    name: str
    meaning: str


KINDS: Mapping[str, Labels] = {
    "column": {"fr": "Colonne", "en": "Column"},
    "figure": {"fr": "Mesure", "en": "Figure"},
    "unit": {"fr": "Unité", "en": "Unit"},
    "reason": {"fr": "Raison", "en": "Reason"},
}
FIGURES: Mapping[str, Definition] = {
    "people": definition(
        "Réponses",
        "Combien de personnes ont répondu et choisi de compter.",
        "Answers",
        "How many people answered and chose to be counted.",
    ),
    "totem": definition(
        "Part d’un totem",
        "La part des personnes qui ont ce totem. Les parts sont arrondies au hasard, de peu\u00a0: leur "
        "somme peut différer de 100.",
        "Share of a totem",
        "The share of people who have this totem. Shares are rounded at random by a little: they need "
        "not add up to 100.",
    ),
    "no_totem": definition(
        "Sans totem", "La part des feuilles qui ne disent rien.", "No totem", "The share of sheets that say nothing."
    ),
    "level": definition(
        "Niveau",
        "Le niveau moyen d’une dimension sur un côté, de 0 à 100.",
        "Level",
        "The mean level of a dimension on one side, from 0 to 100.",
    ),
    "spread": definition(
        "Dispersion",
        "L’écart-type des niveaux entre les personnes.",
        "Spread",
        "The standard deviation of levels between people.",
    ),
    "alpha": definition(
        "Alpha",
        "L’alpha de Cronbach\u00a0: à quel point les questions vont ensemble.",
        "Alpha",
        "Cronbach’s alpha: how well the questions hang together.",
    ),
    "gap": definition(
        "Écart",
        "Le premier côté moins le second, d’après les niveaux montrés. Sans code de dimension\u00a0: "
        "l’écart d’ensemble.",
        "Gap",
        "The first side minus the second, from the levels as shown. Without a dimension’s code: the overall gap.",
    ),
    "correlation": definition(
        "Corrélation",
        "À quel point les deux côtés varient ensemble, d’une personne à l’autre.",
        "Correlation",
        "How far the two sides vary together, from one person to another.",
    ),
    "chosen": definition(
        "Force choisie",
        "Combien de fois, sur cent choix dans les scènes, la force a été choisie.",
        "Force chosen",
        "How often the force was chosen, of a hundred choices in scenes.",
    ),
    "not_counted": definition(
        "Non comptés",
        "À la fermeture, au moins une partie est restée trop petite\u00a0: ses réponses ne sont pas dans les totaux.",
        "Not counted",
        "At the close, at least one part had stayed too small: its answers are not in the totals.",
    ),
}
OF_THANKS: Mapping[str, Definition] = {
    "level": definition(
        "Niveau",
        "Le niveau moyen d’une dimension sur un côté, de 0 à 100. Sans code de dimension\u00a0: la moyenne du côté "
        "entier, d’après les niveaux montrés, sans la question d’ensemble\u202f; son intervalle repose sur les "
        "feuilles qui répondent aux quatre cinquièmes du côté.",
        "Level",
        "The mean level of a dimension on one side, from 0 to 100. Without a dimension’s code: the mean of the whole "
        "side, from the levels as shown, without the overall question; its interval rests on the sheets that answer "
        "four fifths of the side.",
    ),
    "favourable": definition(
        "Part favorable",
        "Parmi les personnes qui ont répondu, la part de celles qui ont choisi l’une des deux réponses les plus hautes "
        "(la plus haute seule, s’il y en a trois au plus). Arrondie au hasard, de peu.",
        "Favourable share",
        "Of those who answered, the share who chose one of the two highest answers (the highest alone, where there are "
        "three at most). Rounded at random by a little.",
    ),
    "importance": definition(
        "Ce qui compte le plus",
        "La part des personnes qui ont choisi cette dimension parmi ce qui compte le plus. Les nombres de choix sont "
        "arrondis à un multiple de 5.",
        "What matters most",
        "The share of people who picked this dimension among what matters most. The numbers of picks are rounded to a "
        "multiple of 5.",
    ),
    "no_importance": definition(
        "Rien de choisi",
        "La part des personnes qui n’ont choisi aucune dimension parmi ce qui compte le plus.",
        "Nothing picked",
        "The share of people who picked no dimension among what matters most.",
    ),
    "noticed": definition(
        "Promesse remarquée",
        "Parmi les personnes qui ont répondu sur cette promesse, la part de celles qui l’ont remarquée. Le code est le "
        "numéro de la promesse.",
        "Promise noticed",
        "Of those who answered about this promise, the share who noticed it. The code is the promise’s number.",
    ),
    "not_noticed": definition(
        "Promesse non remarquée",
        "Parmi les mêmes personnes, la part de celles qui ne l’ont pas remarquée.",
        "Promise not noticed",
        "Of the same people, the share who did not notice it.",
    ),
    "cannot_say": definition(
        "Ne savent pas",
        "Parmi les mêmes personnes, la part de celles qui ne sauraient pas dire si elles l’ont remarquée.",
        "Could not say",
        "Of the same people, the share who could not say whether they noticed it.",
    ),
}
"""Of banks that end on thanks alone: in their words, or besides."""
UNITS: Mapping[str, Definition] = {
    "percent": definition(
        "Pour cent",
        "Pour cent des personnes (ou des choix, pour une force).",
        "Percent",
        "Percent of people (or of choices, for a force).",
    ),
    "points": definition("Points", "Points, de 0 à 100.", "Points", "Points, from 0 to 100."),
    "coefficient": definition("Coefficient", "De −1 à 1.", "Coefficient", "From −1 to 1."),
    "people": definition("Personnes", "Un nombre de personnes.", "People", "A number of people."),
}


def dictionary(language: Language, *, of_thanks: bool = True) -> tuple[Term, ...]:
    """of_thanks: with what banks that end on thanks alone have."""
    figures = {**FIGURES, **OF_THANKS} if of_thanks else FIGURES
    kinds = {"column": {code: COLUMNS[code] for code in HEAD}, "figure": figures, "unit": UNITS}
    terms = [
        Term(KINDS[kind][language], code, entry.name[language], entry.meaning[language])
        for kind, entries in kinds.items()
        for code, entry in entries.items()
    ]
    reasons = [Term(KINDS["reason"][language], reason.value, "", REASONS[reason][language]) for reason in Reason]
    return (*terms, *reasons)
