"""The data dictionary: every column and every code of a table, in each language.

It has an entry for whatever a table may hold, and none for what no release has.
"""

from collections.abc import Mapping
from typing import NamedTuple

from app.banks.schema import Language
from app.exports.table import HEAD
from app.exports.words import REASONS, Labels
from app.publication.values import Reason


class Definition(NamedTuple):
    name: Labels
    meaning: Labels


class Term(NamedTuple):
    """kind: one of KINDS, in words; code: as files write it; name, meaning: for people."""

    kind: str
    code: str
    name: str
    meaning: str


def _entry(nom: str, sens: str, name: str, meaning: str) -> Definition:
    return Definition({"fr": nom, "en": name}, {"fr": sens, "en": meaning})


KINDS: Mapping[str, Labels] = {
    "column": {"fr": "Colonne", "en": "Column"},
    "figure": {"fr": "Mesure", "en": "Figure"},
    "unit": {"fr": "Unité", "en": "Unit"},
    "reason": {"fr": "Raison", "en": "Reason"},
}
COLUMNS: Mapping[str, Definition] = {
    "campaign": _entry(
        "Campagne", "Le nom de la campagne dans son adresse.", "Campaign", "The campaign’s name in its address."
    ),
    "edition": _entry(
        "Édition", "L’édition, telle que l’organisateur la nomme.", "Edition", "The edition, as its organiser calls it."
    ),
    "release": _entry(
        "Publication",
        "Le numéro de la publication\u202f; une publication ne change jamais.",
        "Release",
        "The number of the release; a release never changes.",
    ),
    "segment": _entry(
        "Partie",
        "Le code de la partie des répondants\u202f; vide pour l’ensemble, «\u00a0others\u00a0» pour les autres.",
        "Part",
        "The code of a part of the respondents; empty for all of them, “others” for the rest.",
    ),
    "segment_name": _entry(
        "Nom de la partie", "Cette partie, en toutes lettres.", "Part’s name", "This part, in words."
    ),
    "as_of": _entry(
        "À jour de",
        "Le numéro de la publication jusqu’à laquelle cette partie compte tout le monde\u00a0: plus ancien "
        "si trop peu de réponses sont venues depuis.",
        "As of",
        "The number of the release up to which this part counts everyone: an earlier one where too "
        "few answers have come since.",
    ),
    "n": _entry(
        "Réponses",
        "Combien de personnes sont derrière la ligne\u202f; vide si la partie n’est pas montrée.",
        "Answers",
        "How many people stand behind the row; empty where the part is not shown.",
    ),
    "figure": _entry(
        "Mesure",
        "Ce que dit la ligne\u00a0: un des codes ci-dessous.",
        "Figure",
        "What the row says: one of the codes below.",
    ),
    "id": _entry(
        "Code",
        "Le totem, la dimension ou la force, par son code\u202f; vide pour toutes les dimensions ensemble.",
        "Code",
        "The totem, dimension or force, by its code; empty for all dimensions together.",
    ),
    "name": _entry("Nom", "Le même, en toutes lettres.", "Name", "The same, in words."),
    "side": _entry(
        "Côté",
        "Le côté du miroir, par son code\u202f; le premier, pour un écart.",
        "Side",
        "The side of the mirror, by its code; the first one, for a gap.",
    ),
    "other_side": _entry(
        "Autre côté",
        "Le second côté d’un écart ou d’une corrélation.",
        "Other side",
        "The second side of a gap or a correlation.",
    ),
    "value": _entry(
        "Valeur",
        "Le nombre, tel qu’il est publié\u202f; vide s’il n’y en a pas.",
        "Value",
        "The number, as published; empty if there is none.",
    ),
    "half_width": _entry(
        "±",
        "La demi-largeur de l’intervalle à 95\u00a0%, arrondi compris.",
        "±",
        "Half the width of the 95% interval, rounding included.",
    ),
    "low": _entry(
        "Plus de",
        "Le bas de l’intervalle à 95\u00a0%, ou la borne d’une part dite «\u00a0plus de\u00a0».",
        "Above",
        "The lower end of the 95% interval, or the bound of a share said as “more than”.",
    ),
    "high": _entry(
        "Moins de",
        "Le haut de l’intervalle à 95\u00a0%, ou la borne d’une part dite «\u00a0moins de\u00a0».",
        "Below",
        "The upper end of the 95% interval, or the bound of a share said as “less than”.",
    ),
    "unit": _entry(
        "Unité",
        "Ce que compte la valeur\u00a0: un des codes ci-dessous.",
        "Unit",
        "What the value counts: one of the codes below.",
    ),
    "words": _entry("En mots", "Comment la page dit une part.", "In words", "How the page says a share."),
    "reason": _entry(
        "Raison",
        "Pourquoi une valeur ou son intervalle manque, par un des codes ci-dessous.",
        "Reason",
        "Why a value or its interval is missing, by one of the codes below.",
    ),
    "why": _entry(
        "Raison en mots", "La même raison, en toutes lettres.", "Reason in words", "The same reason, in words."
    ),
    "base": _entry(
        "Feuilles complètes",
        "Sur combien de feuilles, au moins, reposent la valeur et son intervalle\u00a0: celles qui répondent à tout ce "
        "qu’ils demandent (pour l’écart d’ensemble, à quatre paires sur cinq). Par pas de k\u202f; vide en dessous.",
        "Complete sheets",
        "On how many sheets, at least, the value and its interval rest: those that answer all that they ask (for the "
        "overall gap, four pairs of five). In steps of k; empty below.",
    ),
}
FIGURES: Mapping[str, Definition] = {
    "people": _entry(
        "Réponses",
        "Combien de personnes ont répondu et choisi de compter.",
        "Answers",
        "How many people answered and chose to be counted.",
    ),
    "totem": _entry(
        "Part d’un totem",
        "La part des personnes qui ont ce totem. Les parts sont arrondies au hasard, de peu\u00a0: leur "
        "somme peut différer de 100.",
        "Share of a totem",
        "The share of people who have this totem. Shares are rounded at random by a little: they need "
        "not add up to 100.",
    ),
    "no_totem": _entry(
        "Sans totem", "La part des feuilles qui ne disent rien.", "No totem", "The share of sheets that say nothing."
    ),
    "level": _entry(
        "Niveau",
        "Le niveau moyen d’une dimension sur un côté, de 0 à 100.",
        "Level",
        "The mean level of a dimension on one side, from 0 to 100.",
    ),
    "spread": _entry(
        "Dispersion",
        "L’écart-type des niveaux entre les personnes.",
        "Spread",
        "The standard deviation of levels between people.",
    ),
    "alpha": _entry(
        "Alpha",
        "L’alpha de Cronbach\u00a0: à quel point les questions vont ensemble.",
        "Alpha",
        "Cronbach’s alpha: how well the questions hang together.",
    ),
    "gap": _entry(
        "Écart",
        "Le premier côté moins le second, d’après les niveaux montrés. Sans code de dimension\u00a0: "
        "l’écart d’ensemble.",
        "Gap",
        "The first side minus the second, from the levels as shown. Without a dimension’s code: the overall gap.",
    ),
    "correlation": _entry(
        "Corrélation",
        "À quel point les deux côtés varient ensemble, d’une personne à l’autre.",
        "Correlation",
        "How far the two sides vary together, from one person to another.",
    ),
    "chosen": _entry(
        "Force choisie",
        "Combien de fois, sur cent choix dans les scènes, la force a été choisie.",
        "Force chosen",
        "How often the force was chosen, of a hundred choices in scenes.",
    ),
    "not_counted": _entry(
        "Non comptés",
        "À la fermeture, au moins une partie est restée trop petite\u00a0: ses réponses ne sont pas dans les totaux.",
        "Not counted",
        "At the close, at least one part had stayed too small: its answers are not in the totals.",
    ),
}
UNITS: Mapping[str, Definition] = {
    "percent": _entry(
        "Pour cent",
        "Pour cent des personnes (ou des choix, pour une force).",
        "Percent",
        "Percent of people (or of choices, for a force).",
    ),
    "points": _entry("Points", "Points, de 0 à 100.", "Points", "Points, from 0 to 100."),
    "coefficient": _entry("Coefficient", "De −1 à 1.", "Coefficient", "From −1 to 1."),
    "people": _entry("Personnes", "Un nombre de personnes.", "People", "A number of people."),
}


def dictionary(language: Language) -> tuple[Term, ...]:
    kinds = {"column": {code: COLUMNS[code] for code in HEAD}, "figure": FIGURES, "unit": UNITS}
    terms = [
        Term(KINDS[kind][language], code, entry.name[language], entry.meaning[language])
        for kind, entries in kinds.items()
        for code, entry in entries.items()
    ]
    reasons = [Term(KINDS["reason"][language], reason.value, "", REASONS[reason][language]) for reason in Reason]
    return (*terms, *reasons)
