"""The table of a mirror survey's edition written down: CSV and XLSX, with what each column and code means."""

from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO

from xlsxwriter import Workbook

from app.banks.schema import Language
from app.exports.files import SHEETS, WIDE, Decimal, add_sheet, csv_of
from app.exports.survey_table import SURVEY_HEAD, SurveyTable, survey_lines
from app.exports.words import Labels

Meaning = tuple[Labels, Labels]
"""A name, and what it means."""


def _meaning(nom: str, sens: str, name: str, meaning: str) -> Meaning:
    return {"fr": nom, "en": name}, {"fr": sens, "en": meaning}


SURVEY_COLUMNS: Mapping[str, Meaning] = {
    "survey": _meaning(
        "Enquête", "Son nom dans son adresse.", "Survey", "Its name in its address."
    ),
    "edition": _meaning(
        "Édition", "Telle que l’organisation la nomme.", "Edition", "As the organisation calls it."
    ),
    "composition": _meaning(
        "Composition", "Son numéro\u202f; une composition ne change jamais.",
        "Composition", "Its number; a composition never changes.",
    ),
    "figure": _meaning(
        "Mesure", "Ce que dit la ligne\u00a0: un des codes ci-dessous.",
        "Figure", "What the row says: one of the codes below.",
    ),
    "voice": _meaning("Voix", "Qui a répondu, par son code.", "Voice", "Who answered, by its code."),
    "side": _meaning(
        "Question", "Sur quoi\u00a0: vécu, reçu, attendu, ou ce qui compte.",
        "Side", "About what: lived, received, expected, or what matters.",
    ),
    "other_voice": _meaning(
        "Autre voix", "Celle à laquelle on compare.", "Other voice", "The one that it is compared with."
    ),
    "other_side": _meaning(
        "Autre question", "Ce à quoi on compare.", "Other side", "What it is compared with."
    ),
    "id": _meaning(
        "Code", "La dimension, ou l’édition et le numéro de l’engagement\u202f; vide pour l’ensemble.",
        "Code", "The dimension, or the edition and number of the commitment; empty for the whole.",
    ),
    "name": _meaning("Nom", "Le même, en toutes lettres.", "Name", "The same, in words."),
    "value": _meaning(
        "Valeur", "Le nombre, tel qu’il est publié\u202f; vide s’il n’y en a pas.",
        "Value", "The number, as published; empty if there is none.",
    ),
    "half_width": _meaning(
        "±",
        "La demi-largeur de l’intervalle à 95\u00a0%\u202f; d’un écart, tous ceux du tableau jugés ensemble.",
        "±", "Half the width of the 95% interval; of a gap, all of its table judged together.",
    ),
    "low": _meaning(
        "Plus de", "Le bas de l’intervalle, ou la borne d’une part.",
        "Above", "The lower end of the interval, or the bound of a share.",
    ),
    "high": _meaning(
        "Moins de", "Le haut de l’intervalle, ou la borne d’une part.",
        "Below", "The upper end of the interval, or the bound of a share.",
    ),
    "unit": _meaning("Unité", "Ce que compte la valeur.", "Unit", "What the value counts."),
    "reading": _meaning(
        "Lecture", "Ce que l’écart permet de dire, ou l’état de l’engagement.",
        "Reading", "What the gap allows one to say, or how the commitment stands.",
    ),
    "words": _meaning(
        "En mots", "Comment la page dit une part\u202f; d’un engagement, pour quel jour il est promis.",
        "In words", "How the page says a share; of a commitment, the day that it is promised for.",
    ),
    "reason": _meaning(
        "Raison", "Pourquoi une valeur ou son intervalle manque.",
        "Reason", "Why a value or its interval is missing.",
    ),
}  # fmt: skip
SURVEY_FIGURES: Mapping[str, Meaning] = {
    "people": _meaning(
        "Réponses", "Combien de personnes, ou pourquoi cette voix manque.",
        "Answers", "How many people, or why this voice is missing.",
    ),
    "level": _meaning("Niveau", "Moyen, de 0 à 100.", "Level", "The mean, from 0 to 100."),
    "favourable": _meaning(
        "Réponses favorables", "La part de «\u00a0plutôt\u00a0» et de «\u00a0tout à fait\u00a0».",
        "Favourable answers", "The share of the two highest points.",
    ),
    "stuffing": _meaning(
        "Fausses feuilles", "Combien suffiraient, au plus haut partout, à sortir la moyenne de sa marge.",
        "Fake sheets", "How many, at the top throughout, would push the mean past its margin.",
    ),
    "gap": _meaning(
        "Écart", "Ce qui était attendu moins ce qui a été répondu.",
        "Gap", "What was expected, less what was answered.",
    ),
    "deviation": _meaning(
        "Écart à sa moyenne", "Un niveau moins la moyenne de tous ceux de cette voix.",
        "Deviation", "A level, less the mean of all of this voice's.",
    ),
    "picked": _meaning(
        "Choix", "La part des personnes qui ont choisi ce sujet, ou pensé qu’il le serait.",
        "Picks", "The share of people who picked this subject, or thought that it would be.",
    ),
    "priority": _meaning(
        "Priorité", "Son rang\u202f; vide s’il y a trop peu de réponses pour classer.",
        "Priority", "Its rank; empty where there are too few answers to rank.",
    ),
    "commitment": _meaning("Engagement", "Ce qui est promis.", "Commitment", "What is promised."),
    "noticed": _meaning(
        "Remarqué", "La part de celles et ceux qui l’ont remarqué.", "Noticed", "The share of those who noticed it."
    ),
}  # fmt: skip
SURVEY_WIDTHS = {"name": 24, "words": 22, "reading": 20, "figure": 14}


def survey_csv(table: SurveyTable, decimal: Decimal) -> bytes:
    return csv_of(SURVEY_HEAD, survey_lines(table), decimal)


def survey_xlsx(table: SurveyTable, address: str) -> bytes:
    """Three sheets: figures, what stands behind them, what columns and codes mean."""
    file, language = BytesIO(), table.language
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    made_on = datetime.fromisoformat(table.made_on).replace(tzinfo=UTC)
    book.set_properties({"title": table.content["title"], "created": made_on})
    figures, behind, meanings = SHEETS[language]
    columns = [SURVEY_COLUMNS[code][0][language] for code in SURVEY_HEAD]
    widths = [SURVEY_WIDTHS.get(code, 12) for code in SURVEY_HEAD]
    add_sheet(book, figures, columns, survey_lines(table), widths, filters=True)
    add_sheet(book, behind, None, _behind(table, address), [30, WIDE])
    add_sheet(book, meanings, None, survey_dictionary(language), [16, 22, 2 * WIDE])
    book.close()
    return file.getvalue()


def survey_dictionary(language: Language) -> list[tuple[str, str, str]]:
    """Code, name and meaning of each column and each figure."""
    terms = [*SURVEY_COLUMNS.items(), *SURVEY_FIGURES.items()]
    return [(code, name[language], meaning[language]) for code, (name, meaning) in terms]


def _behind(table: SurveyTable, address: str) -> list[tuple[str, str | int]]:
    """What stands behind the figures, codes as in the document."""
    said = [(name, table.content[name]) for name in ("title", "slug", "edition", "signature", "public_on")]
    own = [("composition", table.number), ("made_on", table.made_on), ("digest", table.digest), ("address", address)]
    sources = [
        (f"{source['voice']}.{name}", source[name])
        for source in table.content["sources"]
        for name in (
            "n",
            "k",
            "opened_on",
            "closed_on",
            "protection",
            "bank",
            "fingerprint",
            "slug",
            "number",
            "digest",
        )
        if source[name] is not None
    ]
    return [*said, *own, *sources]
