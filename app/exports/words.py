"""The words of a table: why figures are withheld.

Each text in French and in English, side by side.
"""

from collections.abc import Mapping

from app.banks.schema import Language
from app.publication.values import Reason

Labels = Mapping[Language, str]
REASONS: Mapping[Reason, Labels] = {
    Reason.FEWER_THAN_K: {"fr": "trop peu de réponses", "en": "too few answers"},
    Reason.PART_HIDDEN: {
        "fr": "partie non montrée\u00a0: moins de k personnes, ou masquée pour en protéger si peu",
        "en": "part not shown: fewer than k people, or hidden to protect so few",
    },
    Reason.FEWER_THAN_10: {"fr": "moins de 10 réponses", "en": "fewer than 10 answers"},
    Reason.FEWER_THAN_20: {"fr": "moins de 20 feuilles complètes", "en": "fewer than 20 complete sheets"},
    Reason.FEWER_THAN_30: {
        "fr": "moins de 30 réponses\u00a0: dit en mots",
        "en": "fewer than 30 answers: said in words",
    },
    Reason.FEWER_THAN_50: {"fr": "moins de 50 réponses", "en": "fewer than 50 answers"},
    Reason.FEWER_THAN_100: {"fr": "moins de 100 feuilles complètes", "en": "fewer than 100 complete sheets"},
    Reason.FEWER_THAN_200: {"fr": "moins de 200 feuilles complètes", "en": "fewer than 200 complete sheets"},
    Reason.ONE_QUESTION: {
        "fr": "une seule question\u00a0: rien à comparer",
        "en": "a single question: nothing to compare",
    },
    Reason.HARDLY_DIFFER: {"fr": "les réponses ne diffèrent guère", "en": "answers hardly differ"},
}
