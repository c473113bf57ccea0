"""What each column of a table is called and holds, in each language."""

from collections.abc import Mapping
from typing import NamedTuple

from app.exports.words import Labels


class Definition(NamedTuple):
    name: Labels
    meaning: Labels


def definition(nom: str, sens: str, name: str, meaning: str) -> Definition:
    return Definition({"fr": nom, "en": name}, {"fr": sens, "en": meaning})


COLUMNS: Mapping[str, Definition] = {
    "campaign": definition(
        "Campagne", "Le nom de la campagne dans son adresse.", "Campaign", "The campaign’s name in its address."
    ),
    "edition": definition(
        "Édition", "L’édition, telle que l’organisateur la nomme.", "Edition", "The edition, as its organiser calls it."
    ),
    "release": definition(
        "Publication",
        "Le numéro de la publication\u202f; une publication ne change jamais.",
        "Release",
        "The number of the release; a release never changes.",
    ),
    "segment": definition(
        "Partie",
        "Le code de la partie des répondants\u202f; vide pour l’ensemble, «\u00a0others\u00a0» pour les autres.",
        "Part",
        "The code of a part of the respondents; empty for all of them, “others” for the rest.",
    ),
    "segment_name": definition(
        "Nom de la partie", "Cette partie, en toutes lettres.", "Part’s name", "This part, in words."
    ),
    "as_of": definition(
        "À jour de",
        "Le numéro de la publication jusqu’à laquelle cette partie compte tout le monde\u00a0: plus ancien "
        "si trop peu de réponses sont venues depuis.",
        "As of",
        "The number of the release up to which this part counts everyone: an earlier one where too "
        "few answers have come since.",
    ),
    "n": definition(
        "Réponses",
        "Combien de personnes sont derrière la ligne\u202f; vide si la partie n’est pas montrée.",
        "Answers",
        "How many people stand behind the row; empty where the part is not shown.",
    ),
    "figure": definition(
        "Mesure",
        "Ce que dit la ligne\u00a0: un des codes ci-dessous.",
        "Figure",
        "What the row says: one of the codes below.",
    ),
    "id": definition(
        "Code",
        "Le totem, la dimension ou la force, par son code\u202f; vide pour toutes les dimensions ensemble.",
        "Code",
        "The totem, dimension or force, by its code; empty for all dimensions together.",
    ),
    "name": definition("Nom", "Le même, en toutes lettres.", "Name", "The same, in words."),
    "side": definition(
        "Côté",
        "Le côté du miroir, par son code\u202f; le premier, pour un écart.",
        "Side",
        "The side of the mirror, by its code; the first one, for a gap.",
    ),
    "other_side": definition(
        "Autre côté",
        "Le second côté d’un écart ou d’une corrélation.",
        "Other side",
        "The second side of a gap or a correlation.",
    ),
    "value": definition(
        "Valeur",
        "Le nombre, tel qu’il est publié\u202f; vide s’il n’y en a pas.",
        "Value",
        "The number, as published; empty if there is none.",
    ),
    "half_width": definition(
        "±",
        "La demi-largeur de l’intervalle à 95\u00a0%, arrondi compris.",
        "±",
        "Half the width of the 95% interval, rounding included.",
    ),
    "low": definition(
        "Plus de",
        "Le bas de l’intervalle à 95\u00a0%, ou la borne d’une part dite «\u00a0plus de\u00a0».",
        "Above",
        "The lower end of the 95% interval, or the bound of a share said as “more than”.",
    ),
    "high": definition(
        "Moins de",
        "Le haut de l’intervalle à 95\u00a0%, ou la borne d’une part dite «\u00a0moins de\u00a0».",
        "Below",
        "The upper end of the 95% interval, or the bound of a share said as “less than”.",
    ),
    "unit": definition(
        "Unité",
        "Ce que compte la valeur\u00a0: un des codes ci-dessous.",
        "Unit",
        "What the value counts: one of the codes below.",
    ),
    "words": definition("En mots", "Comment la page dit une part.", "In words", "How the page says a share."),
    "reason": definition(
        "Raison",
        "Pourquoi une valeur ou son intervalle manque, par un des codes ci-dessous.",
        "Reason",
        "Why a value or its interval is missing, by one of the codes below.",
    ),
    "why": definition(
        "Raison en mots", "La même raison, en toutes lettres.", "Reason in words", "The same reason, in words."
    ),
    "base": definition(
        "Feuilles complètes",
        "Sur combien de feuilles, au moins, reposent la valeur et son intervalle\u00a0: celles qui répondent à tout ce "
        "qu’ils demandent (pour l’écart d’ensemble, à quatre paires sur cinq). Par pas de k\u202f; vide en dessous.",
        "Complete sheets",
        "On how many sheets, at least, the value and its interval rest: those that answer all that they ask (for the "
        "overall gap, four pairs of five). In steps of k; empty below.",
    ),
    "made_on": definition(
        "Publiée le",
        "Le jour de la publication, comme 2027-01-31.",
        "Published on",
        "The day of the release, as 2027-01-31.",
    ),
    "source": definition(
        "Source",
        "L’adresse de la page de cette publication\u202f; vide si le site ne connaît pas la sienne.",
        "Source",
        "The address of this release’s page; empty where the site does not know its own.",
    ),
    "licence": definition(
        "Licence",
        "Sous quelle licence on peut s’en servir (code SPDX)\u202f; vide si aucune n’est donnée.",
        "Licence",
        "Under which licence they may be used (SPDX’s code); empty where none is given.",
    ),
}
