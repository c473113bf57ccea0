"""A noun and the forms a sentence needs: articles, elisions, plurals, possessives. Pure.

Every noun has all its forms in French and in English. French nouns declare their gender: it is not guessed.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

LANGUAGES = ("fr", "en")
"""The languages whose grammar is known here; a bank may be written in no other."""

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_STRAY_BRACE = re.compile(r"[{}]")
# “a user”, “a unit”, “a European”, “a one-way ticket” start with the sound of a consonant; “an hour” with a vowel's.
_ENGLISH_VOWEL = re.compile(r"(?!u[^aeiou\W][aeiou]|eu|one\b)[aeiou]|hour|honest|honou?r|heir", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Noun:
    """one, many: singular and plural; gender: "m" or "f", French only.

    elides: whether the article does (l’abeille, an owl); None derives it from the first letter.
    """

    one: str
    many: str
    gender: str = "m"
    elides: bool | None = None


def capital(text: str) -> str:
    """The same text with a capital first letter."""
    return text[:1].upper() + text[1:]


def the(noun: Noun, language: str, *, many: bool = False) -> str:
    """le caméléon, la louve, l’abeille, les abeilles; the bee, the bees."""
    if language == "en":
        return f"the {_bare(noun, many)}"
    if many:
        return f"les {noun.many}"
    return f"l’{noun.one}" if _elides(noun, language) else f"{'la' if _feminine(noun) else 'le'} {noun.one}"


def a(noun: Noun, language: str, *, many: bool = False) -> str:
    """un caméléon, une abeille, des abeilles; a bee, an elephant, bees."""
    if language == "en":
        return noun.many if many else f"{'an' if _elides(noun, language) else 'a'} {noun.one}"
    if many:
        return f"des {noun.many}"
    return f"{'une' if _feminine(noun) else 'un'} {noun.one}"


def of(noun: Noun, language: str, *, many: bool = False) -> str:
    """de caméléon, d’abeilles; of bees."""
    bare = _bare(noun, many)
    if language == "en":
        return f"of {bare}"
    return f"d’{bare}" if _elides(noun, language) else f"de {bare}"


def of_the(noun: Noun, language: str, *, many: bool = False) -> str:
    """du caméléon, de la louve, de l’abeille, des abeilles; of the bee."""
    return _joined("of", "de", noun, language, many=many)


def to_the(noun: Noun, language: str, *, many: bool = False) -> str:
    """au caméléon, à la louve, à l’abeille, aux abeilles; to the bee."""
    return _joined("to", "à", noun, language, many=many)


def possessive(noun: Noun, language: str, *, many: bool = False) -> str:
    """customer’s, customers’, people’s; in French the same as of_the."""
    if language != "en":
        return of_the(noun, language, many=many)
    bare = _bare(noun, many)
    return f"{bare}’" if many and bare.endswith("s") else f"{bare}’s"


def fill(text: str, language: str, people: Noun) -> str:
    """The text with each {placeholder} replaced by its form for these people. An unknown one is left as written."""

    def form(found: re.Match[str]) -> str:
        key = found[1]
        forms = FORMS[language]
        if key in forms:
            return forms[key](people)
        small = key[:1].lower() + key[1:]
        return capital(forms[small](people)) if small in forms else found[0]

    return PLACEHOLDER.sub(form, text)


def placeholder_faults(text: str, language: str) -> tuple[str, ...]:
    """The {placeholders} that name no form in this language, and braces that open or close nothing; as written."""
    unknown = []
    for found in PLACEHOLDER.finditer(text):
        key = found[1]
        if key not in FORMS[language] and key[:1].lower() + key[1:] not in FORMS[language]:
            unknown.append(found[0])
    return tuple(unknown) + tuple(_STRAY_BRACE.findall(PLACEHOLDER.sub("", text)))


def _bare(noun: Noun, many: bool) -> str:
    return noun.many if many else noun.one


def _feminine(noun: Noun) -> bool:
    return noun.gender == "f"


def _elides(noun: Noun, language: str) -> bool:
    if noun.elides is not None:
        return noun.elides
    if language == "en":
        return _ENGLISH_VOWEL.match(noun.one) is not None
    # Decomposed, an accented vowel starts with its plain letter; h is mute unless the noun says otherwise.
    return unicodedata.normalize("NFD", noun.one)[:1].lower() in set("aeiouhœæ")


def _joined(english: str, french: str, noun: Noun, language: str, *, many: bool) -> str:
    """A preposition and the article, contracted where French does (du, des, au, aux)."""
    article = the(noun, language, many=many)
    if language == "en":
        return f"{english} {article}"
    if many:
        return f"{'des' if french == 'de' else 'aux'} {noun.many}"
    if article.startswith("le "):
        return f"{'du' if french == 'de' else 'au'} {noun.one}"
    return f"{french} {article}"


FORMS: Mapping[str, Mapping[str, Callable[[Noun], str]]] = MappingProxyType({
    "fr": {
        "client": lambda n: n.one,
        "clients": lambda n: n.many,
        "le client": lambda n: the(n, "fr"),
        "les clients": lambda n: the(n, "fr", many=True),
        "un client": lambda n: a(n, "fr"),
        "des clients": lambda n: a(n, "fr", many=True),
        "du client": lambda n: of_the(n, "fr"),
        "au client": lambda n: to_the(n, "fr"),
        "aux clients": lambda n: to_the(n, "fr", many=True),
        "de client": lambda n: of(n, "fr"),
        "de clients": lambda n: of(n, "fr", many=True),
    },
    "en": {
        "customer": lambda n: n.one,
        "customers": lambda n: n.many,
        "a customer": lambda n: a(n, "en"),
        "the customer": lambda n: the(n, "en"),
        "the customers": lambda n: the(n, "en", many=True),
        "customer’s": lambda n: possessive(n, "en"),
        "customers’": lambda n: possessive(n, "en", many=True),
        "the customer’s": lambda n: f"the {possessive(n, 'en')}",
        "the customers’": lambda n: f"the {possessive(n, 'en', many=True)}",
    },
})  # fmt: skip
"""What a text may write between braces (docs/banks.md, “The people served”), and the form it stands for."""

PEOPLE: Mapping[str, Mapping[str, Noun]] = MappingProxyType({
    "customers": {"fr": Noun("client", "clients"), "en": Noun("customer", "customers")},
    "users": {"fr": Noun("usager", "usagers"), "en": Noun("user", "users")},
    "patients": {"fr": Noun("patient", "patients"), "en": Noun("patient", "patients")},
    "beneficiaries": {"fr": Noun("bénéficiaire", "bénéficiaires"), "en": Noun("beneficiary", "beneficiaries")},
    "members": {"fr": Noun("adhérent", "adhérents"), "en": Noun("member", "members")},
    "residents": {"fr": Noun("résident", "résidents"), "en": Noun("resident", "residents")},
    "passengers": {"fr": Noun("voyageur", "voyageurs"), "en": Noun("passenger", "passengers")},
    "students": {"fr": Noun("élève", "élèves"), "en": Noun("student", "students")},
})  # fmt: skip
"""The shipped words for the people served, in each language."""
