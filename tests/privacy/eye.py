"""The eye of whoever looks after a campaign or a room: each page and file that the route table has, each press.

What it takes from the table it plays by itself, so that a new page joins. Refuses a page, a field or an act that it
does not know how to play.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random
from typing import Any, Literal, NamedTuple, get_args, get_origin

from httpx2 import Response
from starlette.testclient import TestClient

from app.seminars.stage import ACTIONS
from app.web.seminar.remote import CHANGES

ORGANISERS, REMOTE, SCREEN = "/{language}/organise/{slug}/{key}", "/{language}/remote/{key}", "/{language}/screen/{key}"
SURVEYS = "/{language}/organise/barometer/{slug}/{key}"
STAFF = "/{language}/barometer/{slug}/{edition}/staff/{key}"
OF_PEOPLE = ("/{language}/result/", "/{language}/duo", "/{language}/animal/")
"""A person's own pages: whoever holds a result's link reads it, and no organiser has one."""
SLOW = (".pdf", "card.png", "/papers/{name}")
"""Painted and printed apart, from the release alone."""
SEEN = ("slug", "campaign", "series", "key", "code")
"""What names a campaign or a room in an address; other pages know of neither."""
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


class Door(NamedTuple):
    method: str
    path: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """What an organiser or a trainer holds. tokens: of the invitations that two people were sent; survey: of which the
    campaign is a voice, and its edition, empty and 1 for none."""

    slug: str
    keys: Mapping[str, tuple[str, ...]]
    code: str = "NOTHING"
    tokens: tuple[str, ...] = ()
    survey: str = ""
    edition: str = "1"


@dataclass
class Eye:
    """draws: what the site draws from while it is looked at, so that two sites draw the same."""

    client: TestClient
    doors: list[Door]
    place: Place
    draws: Random
    is_whole: bool = False
    seen: list[tuple[str, Answer]] = field(default_factory=list)

    def ask(self, method: str, address: str, form: Mapping[str, str] | None = None) -> Response:
        self.draws.seed(f"{len(self.seen)}")
        response = self.client.request(method, address, data=dict(form or {}), follow_redirects=False)
        headers = tuple(sorted(response.headers.items()))
        self.seen.append((f"{method} {address} {form or ''}", (response.status_code, headers, response.content)))
        return response

    def look(self) -> None:
        """Every page and file, with whatever their addresses may say, the token of one of the two people too."""
        for door, address in self._shown(self.doors, slow=self.is_whole):
            self.ask("GET", address)
            if "/en/" not in address and not address.endswith(self.place.keys.get(ORGANISERS, ("",))[-1]):
                for query in queries(door, self.place.tokens[0]):
                    self.ask("GET", f"{address}?{query}")

    def look_again(self, *families: str) -> None:
        """After an act, in one language, but for what is slow. families: what the paths start with."""
        for _, address in self._shown([door for door in self.doors if door.path.startswith(families or ("/",))]):
            if "/en/" not in address:
                self.ask("GET", address)

    def _shown(self, doors: list[Door], *, slow: bool = False) -> Iterator[tuple[Door, str]]:
        for door in doors:
            if door.method == "GET" and (slow or not door.path.endswith(SLOW)):
                yield from ((door, address) for address in addresses(door, self.place))

    def press(self, act: str, form: Mapping[str, str] | None = None) -> None:
        """One of an organiser's buttons, and the page that it leads to."""
        manager = f"/fr/organise/{self.place.slug}/{self.place.keys[ORGANISERS][0]}"
        if act == "publish":
            digest = re.search(r'name="digest" value="(\w+)"', self.ask("GET", f"{manager}/preview").text)
            form = {"digest": digest[1] if digest else "none"}
        response = self.ask("POST", f"{manager}/{act}", form)
        if location := response.headers.get("location"):
            key = location.partition("?")[0].rpartition("/")[2]
            if act == "rotate":
                self.place = replace(self.place, keys={**self.place.keys, ORGANISERS: (key,)})
            self.ask("GET", location.partition("#")[0])

    def organise(self, *, closes: bool) -> None:
        """Every act, in an order in which each does something. closes: on to the end of the campaign."""
        one, other = self.place.tokens
        acts = acts_of(one, other)
        known = {
            door.path.rpartition("/")[2] for door in self.doors if door.method == "POST" and ORGANISERS in door.path
        }
        assert known == {act for act, _ in (*acts, *ENDS)}, "an act that this eye does not play"
        for act, form in acts:
            self.press(act, form)
        self.look_again()
        for act, form in ENDS if closes else ():
            self.press(act, {"slug": self.place.slug} if act == "delete" else form)
            self.look_again()

    def lead_survey(self) -> None:
        """Every act of the organiser of a mirror survey, before anybody reads it."""
        key, survey = self.place.keys[SURVEYS][0], self.place.survey
        posts = (door.path for door in self.doors if door.method == "POST" and door.path.startswith(SURVEYS))
        acts = {path.removeprefix(SURVEYS).replace("{place}", "lille") for path in posts}
        played = surveyed(self.place.slug.rpartition("-")[2], *self.place.tokens[:2])
        assert acts == {act for act, _ in played}, acts ^ {act for act, _ in played}
        for act, form in played:
            location = self.ask("POST", f"/fr/organise/barometer/{survey}/{key}{act}", form).headers.get("location", "")
            if act == "/rotate":
                key = location.partition("?")[0].rpartition("/")[2]
                self.place = replace(self.place, keys={**self.place.keys, SURVEYS: (key,)})
            if location:
                self.ask("GET", location.partition("#")[0])
        staff = STAFF.format(language="fr", slug=survey, edition=self.place.edition, key=self.place.keys[STAFF][0])
        self.ask("POST", staff, {"first": "ease", "receipt": "x" * 22})
        self.look_again()

    def lead(self, *, reveals: bool) -> None:
        """Every act of a remote; reveals: up to and past the reveal, to the end of the room."""
        assert {*ACTIONS, *CHANGES, "own"} == {name for name, _ in (*LEADS, *REVEALS)}, (
            "an act that this eye does not play"
        )
        for action, form in (*LEADS, *(REVEALS if reveals else ()), ("again", {}), ("join", {"organiser": "nothing"})):
            for key in self.place.keys[REMOTE]:
                address = self.ask("POST", f"/fr/remote/{key}", {"action": action, **form}).headers.get("location")
                if address:
                    self.ask("GET", address)
            self.look_again(REMOTE, SCREEN)


def acts_of(one: str, other: str) -> list[tuple[str, dict[str, str]]]:
    """one, other: what two people were sent. Replaced and voided, and asked for again afterwards."""
    return [
        ("change", {"title_fr": "Le baromètre", "expected": "40", "closes_on": ""}),
        ("comment", {"heard_fr": "Plus de clarté.", "signature": "Nadia"}),
        ("blocks", {"block": "troupe"}),
        ("readers", {"audience": "code", "reading_code": "LIRE42", "shown_on": "2031-01-01"}),
        ("readers", {"audience": "everyone"}),
        ("share", {}),
        ("share", {}),
        ("unshare", {}),
        ("deposit", {}),
        ("undeposit", {}),
        ("invite", {"many": "3"}),
        ("invite", {"many": "none"}),
        ("replace", {"invitation": one}),
        ("replace", {"invitation": one}),
        ("void", {"invitation": one}),
        ("void", {"invitation": other}),
        ("void", {"invitation": other}),
        ("replace", {"invitation": other}),
        ("replace", {"invitation": "x" * 22}),
        ("rotate", {}),
    ]


def surveyed(voice: str, one: str, other: str) -> list[tuple[str, dict[str, str]]]:
    """In an order in which each does something, or is refused as it is for everyone before the reveal."""
    promise = {"words_fr": "Un numéro", "whom_fr": "tous", "signed_fr": "la direction", "due_on": "2031-01-01"}
    return [
        ("/delay", {"reveal": "2028-01-01", "public": "2028-01-09"}),
        ("/delay", {"reveal": "2020-01-01", "public": "2020-01-09"}),
        ("/reveal", {}),
        ("/withdraw", {"notice_fr": "Nous les relisons."}),
        ("/archive", {}),
        ("/share", {}),
        ("/unshare", {}),
        ("/staff", {}),
        ("/edition", {"label": "2"}),
        ("/doors", {"voice": voice, "door": "code"}),
        ("/doors/links", {"voice": voice, f"many-{voice}": "2"}),
        ("/posters/lille/replace", {}),
        ("/posters/lille/cards", {"sheets": "1"}),
        ("/commitments", promise),
        ("/commitments/say", {"number": "1", "state": "kept"}),
        ("/commitments/take-back", {"number": "1"}),
        ("/commitments/first", {}),
        ("/rotate", {}),
    ]


ENDS: list[tuple[str, dict[str, str]]] = [
    ("close", {}),
    ("publish", {}),
    ("withdraw", {"notice_fr": "Nous les relisons."}),
    ("restore", {}),
    ("archive", {}),
    ("delete", {}),
]
LEADS: list[tuple[str, dict[str, str]]] = [
    ("hide", {"hidden": "yes"}),
    ("rehearse", {"on": "yes"}),
    ("own", {"own": "Prêts ?", "answer_1": "Oui", "answer_2": "Non"}),
    ("next", {}),
    ("pause", {}),
    ("pause", {}),
    ("back", {}),
]
REVEALS: list[tuple[str, dict[str, str]]] = [
    ("next", {}),
    ("reveal", {}),
    ("prompt", {"at": "1"}),
    ("vote", {"item": "trust", "side": "colleagues"}),
    ("next", {}),
    ("talk", {"what": "group", "size": "2", "minutes": "3", "item": "trust"}),
    ("talk", {"what": "ask", "item": "*word"}),
    ("talk", {"what": "ask", "item": "*corners trust"}),
    ("next", {}),
    ("close", {}),
    ("reset", {}),
]


def doors_of(pages: Any, *others: Any) -> list[Door]:
    """The route table. others: routes beside it."""
    found = [
        one for each in pages.routes for one in getattr(each, "effective_route_contexts", lambda each=each: [each])()
    ]
    doors = [
        Door(method, re.sub(r":\w+}", "}", one.path), inspect.signature(one.endpoint).parameters)
        for one in (*found, *others)
        for method in sorted(one.methods - {"HEAD"})
    ]
    seen = [door for door in doors if {*names_in(door.path)} & {*SEEN} or door.path == "/oembed"]
    return [door for door in seen if not door.path.startswith(OF_PEOPLE) and not door.path.endswith("/stream")]


def names_in(path: str) -> list[str]:
    return re.findall(r"{(\w+)}", path)


def addresses(door: Door, place: Place) -> Iterator[str]:
    if door.path == "/oembed":
        yield f"/oembed?url=http://totem.example/fr/figures/{place.slug}"
        return
    names = names_in(door.path)
    for values in product(*(values_of(name, door, place) for name in names)):
        yield door.path.format(**dict(zip(names, values, strict=True)))


def values_of(name: str, door: Door, place: Place) -> tuple[str, ...]:
    known = {
        "language": ("fr", "en"),
        **dict.fromkeys(("campaign", "series"), (place.slug,)),
        "slug": (place.survey or place.slug if "/barometer" in door.path else place.slug,),
        **dict.fromkeys(("number", "release"), ("1",)),
        "edition": (place.edition,),
        "token": place.tokens,
        "code": (place.code,),
        "place": ("lille", "nowhere"),
        "key": next((keys for path, keys in place.keys.items() if door.path.startswith(path)), ()),
    }
    annotation = door.fields[name].annotation if name in door.fields else None
    if name not in known:
        assert get_origin(annotation) is Literal, f"{door.path} says {name}, which this eye cannot fill in"
        return tuple(get_args(annotation))
    return known[name]


def queries(door: Door, token: str) -> Iterator[str]:
    """Each value of each field that has a few, alone and with the token in every field that takes a text."""
    names = names_in(door.path)
    own = {
        name: one
        for name, one in door.fields.items()
        if name not in names and one.default is not inspect.Parameter.empty
    }
    few = [f"{name}={value}" for name, one in own.items() for value in literals(one.annotation)]
    texts = "&".join(f"{name}={token}" for name, one in own.items() if one.annotation is str)
    yield from few
    if texts:
        yield texts
        yield from (f"{one}&{texts}" for one in few)


def literals(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(get_args(annotation))
    return tuple(value for one in get_args(annotation) for value in literals(one))
