"""What stands behind a table's figures, line by line: whose answers, when, under which rules.

It says what the public page says of a release; figures are in the table.
"""

from typing import NamedTuple

from app.exports.table import Table
from app.exports.words import Labels


class Fact(NamedTuple):
    """code: for programs; name: for people; value: a text, a number, or None where there is nothing to say."""

    code: str
    name: str
    value: str | int | None


NAMES: dict[str, Labels] = {
    "title": {"fr": "Questionnaire", "en": "Questionnaire"},
    "campaign": {"fr": "Campagne", "en": "Campaign"},
    "series": {"fr": "Série", "en": "Series"},
    "edition": {"fr": "Édition", "en": "Edition"},
    "release": {"fr": "Publication", "en": "Release"},
    "made_on": {"fr": "Publiée le", "en": "Published on"},
    "n": {"fr": "Réponses", "en": "Answers"},
    "k": {"fr": "Rien en dessous de (personnes)", "en": "Nothing below (people)"},
    "opened_on": {"fr": "Ouverte le", "en": "Opened on"},
    "closed_on": {"fr": "Close le", "en": "Closed on"},
    "respondents": {"fr": "Qui a répondu", "en": "Who answered"},
    "protection": {"fr": "Qui pouvait répondre", "en": "Who could answer"},
    "not_counted": {"fr": "Petits segments", "en": "Small segments"},
    "bank": {"fr": "Code du questionnaire", "en": "Questionnaire’s code"},
    "fingerprint": {"fr": "Version du questionnaire", "en": "Questionnaire’s version"},
    "digest": {"fr": "Empreinte de la publication", "en": "Digest of the release"},
    "address": {"fr": "Adresse", "en": "Address"},
    "licence": {"fr": "Licence", "en": "Licence"},
    "licence_text": {"fr": "Texte de la licence", "en": "Text of the licence"},
}
RESPONDENTS: Labels = {"fr": "des personnes qui ont choisi de répondre", "en": "self-selected respondents"}
PROTECTION: dict[str, Labels] = {
    "open": {
        "fr": "tous ceux qui avaient le lien, plusieurs fois peut-être",
        "en": "anyone with the link, perhaps several times",
    },
    "code": {
        "fr": "tous ceux qui avaient le code, plusieurs fois peut-être",
        "en": "anyone with the code, perhaps several times",
    },
    "invitation": {"fr": "une fois par invitation", "en": "once for each invitation"},
    "place": {
        "fr": "qui a vu l’affiche d’un lieu, plusieurs fois peut-être",
        "en": "anyone who has seen the poster of a place, perhaps several times",
    },
}
NO_LICENCE: Labels = {
    "fr": "aucune n’est donnée : demandez à qui organise",
    "en": "none is given: ask those who organise",
}
NOT_COUNTED: Labels = {
    "fr": "certains sont restés trop petits : leurs réponses ne sont pas comptées",
    "en": "some stayed too small: their answers are not counted",
}


def about(table: Table, address: str) -> tuple[Fact, ...]:
    """address: of the release's page."""
    released, language = table.released, table.language
    values: dict[str, str | int | None] = {
        "title": table.title,
        "campaign": released.slug,
        "series": released.series or None,
        "edition": released.edition,
        "release": released.number,
        "made_on": released.made_on,
        "n": released.n,
        "k": released.k,
        "opened_on": released.opened_on,
        "closed_on": released.closed_on,
        "respondents": RESPONDENTS[language],
        "protection": PROTECTION.get(released.protection, {}).get(language, released.protection),
        "not_counted": NOT_COUNTED[language] if released.not_counted else None,
        "bank": released.bank,
        "fingerprint": released.fingerprint,
        "digest": released.digest,
        "address": address,
        "licence": table.licence.name if table.licence else NO_LICENCE[language],
        "licence_text": table.licence.address if table.licence else None,
    }
    return tuple(Fact(code, NAMES[code][language], value) for code, value in values.items())
