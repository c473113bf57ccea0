"""Every page and state that a reader may meet, as addresses, for whatever looks at all of them.

Promises the same sheets each time, so the same pages. Refuses to go through the quiz for them: it seals its own links.
"""

import shutil
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from app.banks.exhibits import found
from app.banks.loader import load_catalogue
from app.banks.response_model import CENTRAL, populations
from app.barometer.barometers import Barometers
from app.barometer.spec_file import load_specs
from app.campaigns.keys import KeyKind, rotate
from app.campaigns.store import create, find
from app.campaigns.words import Segment, Words
from app.cli.demo import MIDDLING, invent
from app.db.engine import make_engine
from app.pool_keys.key_file import KeyFile
from app.resources import resource
from app.settings import Settings, load_secrets
from app.tallies.closing import close
from app.tallies.ledger import today_in_utc
from app.totem.course import Screen, steps
from app.totem.model import NO_OCCASION, Answers, Bank, blank
from app.web.quiz.thanks import THANKS
from app.web.result.guess import guess_path
from app.web.site.parts import DEMO_SURVEY
from app.web.tokens import LIFETIME_MINUTES, Sheet, Tokens, mark_of
from tests import editions
from tests.room_states import furnish, room_states
from tests.sheets import sheet_with
from tests.survey_states import furnish_surveys, survey_states
from tests.surveys import Surveyed

INVENTORY = Path(__file__).parent / "banks" / "inventory.yaml"
SEED = bytes(16)
SUBMIT = """([address, fields]) => {
  const form = Object.assign(document.createElement("form"), { method: "post", action: address });
  for (const [name, value] of Object.entries(fields))
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  document.body.append(form);
  form.submit();
}"""
"""How a page sends a form that it does not have: to be evaluated with an address and fields."""
OWN_WORDS = Words(
    title={"fr": "Le baromètre de la baie", "en": "The barometer of the bay"},
    introduction={"fr": "Cinq minutes, et personne ne verra vos réponses.", "en": "Five minutes, and nobody looks."},
    question={"fr": "Où travaillez-vous ?", "en": "Where do you work?"},
    segments=(Segment("north", {"fr": "Au nord", "en": "North"}), Segment("south", {"fr": "Au sud", "en": "South"})),
)


@dataclass(frozen=True, slots=True)
class State:
    """path: after the language, or with a slash and the language where it stands; form: posted, None to get."""

    name: str
    path: str
    form: Mapping[str, str] | None = None
    status: int = 200

    @property
    def in_languages(self) -> bool:
        return not self.path.startswith("/") or "{language}" in self.path

    def address(self, language: str) -> str:
        return self.path.replace("{language}", language) if self.path[:1] == "/" else f"/{language}/{self.path}"


def furnished(folder: Path, people: int) -> Settings:
    """A site with an invented crowd, editions, a one-sided bank, and a campaign of every kind and stage."""
    questions = folder / "questions"
    shutil.copytree(resource("questions"), questions)
    shutil.copy(INVENTORY, questions)
    settings = Settings(
        data_dir=folder / "data",
        database_url=f"sqlite:///{folder / 'data' / 'totem.db'}",
        secret_file=folder / "secrets" / "secret",
        pool_key_file=folder / "secrets" / "pool-keys",
        questions=questions,
        development=True,
    )
    with ThreadPoolExecutor(1) as thread:  # a browser's driver keeps an event loop running in this one
        thread.submit(invent, settings, people).result()
        thread.submit(editions.furnish, settings).result()
        thread.submit(editions.furnish_surveys, settings).result()
        thread.submit(furnish, settings).result()
        thread.submit(furnish_surveys, settings).result()
    engine = make_engine(settings.database_url)
    create(engine, "waiting", "totem", today_in_utc())
    create(engine, "coded", "totem", today_in_utc(), words=OWN_WORDS, protection="code", code="BAIE42")
    create(engine, "invited", "totem", today_in_utc(), protection="invitation")
    for bank in ("customers", "staff"):
        create(engine, f"our-{bank}", bank, today_in_utc())
    create(engine, "survey-to-come", "customers", today_in_utc(), opened_on=today_in_utc() + timedelta(days=9))
    survey = Surveyed(engine, KeyFile(settings.pool_key_file), [today_in_utc()])
    with ThreadPoolExecutor(1) as thread:
        thread.submit(survey.asked_again, today_in_utc()).result()
    over = create(engine, "over", "totem", today_in_utc())
    close(engine, KeyFile(settings.pool_key_file), over.id, today_in_utc())
    engine.dispose()
    return settings


def states(settings: Settings) -> list[State]:
    seals = Tokens(load_secrets(settings.secret_file))
    banks = {id_: questionnaire.bank for id_, questionnaire in load_catalogue(settings.questions).items()}
    return [
        State("home", ""),
        *_quiz(seals, banks["totem"], banks["express"], banks["five-traits"]),
        *_surveys(seals, banks["customers"], banks["staff"]),
        *_counters(settings, seals, banks["customers"]),
        *_results(seals, banks["totem"], banks["five-traits"]),
        *_duos(seals, banks["totem"], banks["five-traits"]),
        State("animal", "animal/totem/fox/wolf"),
        State("animal-long-names", "animal/totem/chameleon/elephant"),
        State("animals", "animals"),
        *(State(f"animals-{totem}", f"animals/{totem}") for totem in ("elephant", "bee", "chameleon")),
        State("dimensions", "dimensions"),
        State("dimensions-first", "dimensions/trust"),
        State("dimensions-later", "dimensions/human_digital"),
        State("dimensions-one-side", "dimensions/five-traits/calm"),
        State("figures", "figures/totem"),
        State("figures-express", "figures/express"),
        State("figures-one-side", "figures/five-traits"),
        State("figures-waiting", "figures/waiting"),
        State("figures-closed", "figures/over"),
        *_editions(),
        *_organising(settings),
        *(State(*found) for found in survey_states(settings)),
        *_promising(settings),
        *(State(*found) for found in room_states(settings)),
        *(State(f"text-{name}", name) for name in ("method", "privacy", "legal", "about")),
        State("style", "style"),
        State("docs", "/docs"),
        *_errors(seals, banks["totem"]),
    ]


def _quiz(seals: Tokens, full: Bank, express: Bank, one_sided: Bank) -> Iterator[State]:
    sheet = sheet_of(full, "fox")
    scene, last = len(full.question_screens), len(steps(full, sheet, SEED)) - 1

    def at(step: int, known: int | None = None, slug: str = "totem") -> str:
        token = _sealed(seals, slug, full, _until(full, sheet, step if known is None else known))
        return f"quiz/{slug}?s={token}&q={step + 1}"

    yield State("quiz-first", "quiz/totem")
    yield State("quiz-first-express", "quiz/express")
    yield State("quiz-later", at(4))
    yield State("quiz-answered", at(4, 5))
    nothing = replace(sheet, replies=(NO_OCCASION,) * len(sheet.replies))
    yield State("quiz-no-occasion", f"quiz/totem?s={_sealed(seals, 'totem', full, nothing)}&q=3")
    yield State("quiz-missing", "quiz/totem", _form(seals, full, _until(full, sheet, 4), 5), 422)
    yield State("quiz-one-side", f"quiz/five-traits?s={_sealed(seals, 'five-traits', one_sided, blank(one_sided))}")
    yield State("quiz-scene", at(scene))
    yield State("quiz-scene-chosen", at(scene, scene + 1))
    yield State("quiz-scene-missing", "quiz/totem", _form(seals, full, _until(full, sheet, scene), scene + 1), 422)
    yield State("quiz-last", at(last))
    yield State("quiz-last-closed", at(last, slug="over"))
    yield State("quiz-last-coded", at(last, slug="coded"))
    yield State("door-coded", "quiz/coded")
    yield State("door-coded-wrong", "entry/coded", {"code": "BAIE43", "segment": "north"}, 422)
    yield State("door-invited", f"invitation/invited/{'a' * 22}")
    yield State("door-uninvited", "quiz/invited")
    yield State("door-closed", "quiz/over")


def _surveys(seals: Tokens, customers: Bank, staff: Bank) -> Iterator[State]:
    """Of banks that end on thanks."""

    def at(bank: Bank, step: int, known: int) -> str:
        replies = tuple(1 + item % 5 if item < known else None for item in range(len(bank.items)))
        token = _sealed(seals, f"our-{bank.id}", bank, replace(blank(bank), replies=replies))
        return f"quiz/our-{bank.id}?s={token}&q={step}"

    yield State("survey-first", "quiz/our-customers")
    yield State("survey-answered", at(customers, 3, 4))
    yield State("survey-expected", at(staff, 12, 11))
    yield State("survey-picks", at(customers, 12, 11))
    many = {"s": at(customers, 12, 11).partition("s=")[2].partition("&")[0], "q": "12", "d0": "1", "d3": "1", "d5": "1"}
    yield State("survey-picks-many", "quiz/our-customers", many, 422)
    yield State("survey-to-come", "quiz/survey-to-come")
    yield State("figures-survey-to-come", "figures/survey-to-come")
    yield State("figures-survey-waiting", "figures/our-customers")
    for crowd in ("few", "some", "many"):
        yield State(f"figures-survey-{crowd}", f"figures/heard-{crowd}")
    yield State("embed-survey", "/embed/{language}/heard-many")
    for outcome in ("counted", "private"):
        yield State(f"survey-{outcome}", f"thanks/our-customers?{_end(seals, 'our-customers', outcome)}")


def _end(seals: Tokens, slug: str, outcome: str) -> str:
    return f"finish={outcome}&by={seals.sign(THANKS, f'{slug} {outcome}')}"


def _counters(settings: Settings, seals: Tokens, bank: Bank) -> Iterator[State]:
    """Of a survey’s second edition, at the counters of its places, in a language of theirs too; and its papers, with a
    new key."""
    engine = make_engine(settings.database_url)
    survey = Surveyed(engine, KeyFile(settings.pool_key_file), [today_in_utc()])
    barometer = survey.barometers.find("accueil")
    assert barometer
    edition = survey.barometers.editions(barometer)[-1]
    leaders, codes = survey.barometers.voices(edition)["leaders"], survey.barometers.place_codes(barometer)
    slug, key = survey.barometers.voices(edition)["customers"].slug, survey.barometers.new_key(barometer, "manager")
    engine.dispose()
    segment = mark_of(edition.places[0].group)
    replies = tuple(1 + item % 5 for item in range(len(bank.items)))
    answers = replace(blank(bank), replies=replies, importance=((0, 2),))
    sheet = Sheet(SEED, int(time.time() // 60) + LIFETIME_MINUTES, answers, segment=segment, has_code=True)
    token, at = seals.seal_sheet(slug, bank, sheet), f"at/{codes['lille']}"
    yield State("counter-start", at)
    yield State("counter-start-spanish", f"/es/{at}")
    yield State("counter-tablet", f"{at}?tablet=fr")
    yield State("counter-step", f"{at}?s={token}&q=3")
    yield State("counter-picks-spanish", f"/es/{at}?s={token}&q=12")
    yield State("counter-promise", f"{at}?s={token}&q=13")
    yield State("counter-step-tablet", f"{at}?tablet=fr", {"s": token, "q": "13", "back": "1"})
    yield State("counter-thanks", f"{at}?{_end(seals, slug, 'counted')}")
    yield State("counter-thanks-tablet", f"{at}?tablet=fr&{_end(seals, slug, 'private')}")
    yield State("counter-code", "at")
    yield State("counter-code-unknown", "at/NNNNNN", status=404)
    yield State("counter-elsewhere", f"quiz/{slug}")
    yield State("door-leaders", f"invitation/{leaders.slug}/{'a' * 22}")
    yield State("door-leaders-other", f"invitation/{leaders.slug}/{'a' * 22}", {"voice": "other"})
    yield State("surveys-posters", f"organise/barometer/accueil/{key}/posters")


def _results(seals: Tokens, full: Bank, one_sided: Bank) -> Iterator[State]:
    def link(answers: Answers, bank: Bank = full, slug: str = "totem") -> str:
        return f"result/{seals.seal_result(slug, bank, answers)}"

    for finish, totem in (("counted", "wolf"), ("private", "fox"), ("unsure", "bee"), ("closed", "elephant")):
        yield State(f"result-{finish}", f"{link(sheet_of(full, totem))}?finish={finish}")
    for again, totem in (("count", "wolf"), ("private", "fox")):
        yield State(f"result-again-{again}", f"{link(sheet_of(full, totem))}?again={again}&finish=counted")
    for totem in ("dolphin", "beaver", "chameleon"):
        yield State(f"result-{totem}", link(sheet_of(full, totem)))
    yield State("result-among", link(sheet_of(full, "bee"), slug="printemps-2026"))
    yield State("result-leaning", link(_leaning(full)))
    yield State("result-even", link(_even(full)))
    yield State("result-one-side", link(_plain(one_sided, 4), one_sided, "five-traits"))


def _duos(seals: Tokens, full: Bank, one_sided: Bank) -> Iterator[State]:
    fox, wolf = (seals.seal_result("totem", full, sheet_of(full, totem)) for totem in ("fox", "wolf"))
    leaning = seals.seal_result("totem", full, _leaning(full))
    even = seals.seal_result("totem", full, _even(full))
    plain, other = (seals.seal_result("five-traits", one_sided, _plain(one_sided, reply)) for reply in (4, 2))
    asked = guess_path(seals, full, "wolf", wolf)
    yield State("guess", asked)
    yield State("guess-other", f"{asked}/fox")
    yield State("guess-right", f"{asked}/wolf")
    yield State("duo-form", "duo")
    yield State("duo-form-mistakes", "duo", {"one": "https://totem.example/fr/result/x3t", "two": ""}, 422)
    yield State("duo-form-apart", "duo", {"one": f"/result/{fox}", "two": f"/result/{plain}"}, 422)
    yield State("duo-form-damaged", f"duo/{fox}/damaged", status=400)
    yield State("duo", f"duo/{fox}/{wolf}")
    yield State("duo-mine", f"duo/{fox}/{wolf}?mine=1")
    yield State("duo-mine-twins", f"duo/{wolf}/{wolf}?mine=1")
    yield State("duo-leaning", f"duo/{leaning}/{wolf}")
    yield State("duo-same", f"duo/{fox}/{fox}")
    yield State("duo-even", f"duo/{fox}/{even}")
    yield State("duo-one-side", f"duo/{plain}/{other}")
    yield from _teams(seals, full)


def _teams(seals: Tokens, full: Bank) -> Iterator[State]:
    wolf, leading = (replace(sheet_of(full, "wolf"), leads=leads) for leads in (False, True))
    some = [wolf, leading, sheet_of(full, "bee"), _leaning(full), _even(full)]
    random = Random(12)
    many = [
        sheet_with(
            full,
            tuple(random.randint(1, 5) for _ in full.items),
            tuple(random.randrange(3) for _ in full.scenes),
        )
        for _ in range(12)
    ]
    links = [[seals.seal_result("totem", full, sheet) for sheet in sheets] for sheets in (some, many)]
    yield State("team-form", "team")
    yield State("team-form-one", f"team/{links[0][0]}")
    yield State("team-form-mistakes", "team", {"links": f"/result/{links[0][0]}\nbonjour\n/result/x3t"}, 422)
    yield State("team", f"team/{'/'.join(links[0])}")
    yield State("team-twelve", f"team/{'/'.join(links[1])}")


def _editions() -> Iterator[State]:
    yield State("figures-edition", "figures/printemps-2026")
    yield State("figures-edition-fixed", "figures/printemps-2026?release=1")
    yield State("figures-edition-other-questionnaire", "figures/printemps-2025")
    yield State("figures-small", "figures/small")
    yield State("figures-gone", "figures/gone")
    yield State("figures-to-come", "figures/to-come")
    yield State("dictionary", "dictionary")
    yield State("embed", "/embed/{language}/printemps-2026")
    yield State("embed-one-side", "/embed/{language}/five-traits")
    yield State("embed-waiting", "/embed/{language}/to-come")
    yield State("embed-gone", "/embed/{language}/gone", status=410)


def _organising(settings: Settings) -> Iterator[State]:
    """With new keys: the former ones, of other states, open nothing any more."""
    engine = make_engine(settings.database_url)

    def page_of(slug: str, kind: KeyKind = "manager") -> str:
        campaign = find(engine, slug)
        assert campaign
        return f"organise/{slug}/{rotate(engine, campaign.id, kind)}"

    stages = {
        "draft": "to-come", "open": "coded", "invited": "invited", "due": "due", "closed": "over",
        "published": "printemps-2026", "withdrawn": "gone",
    }  # fmt: skip
    pages = {stage: page_of(slug) for stage, slug in stages.items()}
    reading, fresh, due = page_of("due", "reader"), pages["open"], pages["due"]
    engine.dispose()
    wrong = {"slug": "Été", "expected": "many", "closes_on": "2001-01-01", "segments": "Nord", "title_fr": "Ici"}
    yield State("organise-form", "organise")
    yield State("organise-form-mistakes", "organise", wrong, 422)
    for stage, page in pages.items():
        yield State(f"organise-{stage}", page)
    yield State("organise-made", f"{fresh}?done=made")
    yield State("organise-reader", reading)
    yield State("organise-change", f"{fresh}/change")
    yield State("organise-preview", f"{due}/preview")
    yield State("organise-preview-early", f"{fresh}/preview")
    yield State("organise-comment-mistake", f"{due}/comment", {"heard_fr": "y" * 2001}, 422)
    for question in ("close", "withdraw", "archive", "delete", "rotate"):
        yield State(f"organise-ask-{question}", f"{due}/ask/{question}")
    for name in ("notice", "register", "staff", "never"):
        yield State(f"organise-kit-{name}", f"{fresh}/kit/{name}")
    yield State("organise-example", f"{fresh}/example")
    yield State("organise-deleted", "organise/deleted")
    yield State("organise-wrong-key", f"{due}x", status=404)


def _promising(settings: Settings) -> Iterator[State]:
    """Of the mirror survey that the demo invents: its second edition is public, and its first one has been followed."""
    engine = make_engine(settings.database_url)
    surveys = Barometers(engine, load_specs(settings.questions, load_catalogue(settings.questions)))
    survey = surveys.find(DEMO_SURVEY)
    assert survey
    page = f"organise/barometer/{survey.slug}/{surveys.new_key(survey, 'manager')}/commitments"
    first, second = (edition.label for edition in surveys.editions(survey))
    engine.dispose()
    yield State("surveys-commitments", page)
    yield State("surveys-commitments-say", f"{page}?edition={first}&act=say&number=3")
    wrong = {"number": "3", "fresh": "yes", "words_fr": "Mme Durand rappelle", "words_en": "y" * 130, "whom_fr": ""}
    yield State("surveys-commitments-mistakes", f"{page}?edition={second}", wrong, 422)


def _errors(seals: Tokens, full: Bank) -> Iterator[State]:
    expired = Sheet(SEED, 0, blank(full))
    yield State("error-absent", "nowhere", status=404)
    yield State("error-damaged", "quiz/totem?s=damaged", status=400)
    yield State("error-expired", f"quiz/totem?s={seals.seal_sheet('totem', full, expired)}", status=410)
    yield State("error-refused", "quiz/totem?q=none", status=400)
    before = seals.seal_result("totem", replace(full, id="before"), sheet_of(full, "fox"))
    yield State("error-outdated", f"result/{before}", status=410)


def sheet_of(bank: Bank, totem: str) -> Answers:
    """Of the first invented person who is given this totem."""
    sheets = (
        population.sheet(population.person()) for _, population in populations(bank, CENTRAL, MIDDLING, 1000, "states")
    )
    return next(sheet for sheet in sheets if found(bank, sheet).totem == totem)


def _leaning(bank: Bank) -> Answers:
    """One point more on the first side, one less on the second."""
    sheet = sheet_of(bank, "fox")
    shifts = (1 if item.side == bank.sides[0] else -1 for item in bank.items)
    turned = ((reply or 0) + shift for reply, shift in zip(sheet.replies, shifts, strict=True))
    return replace(sheet, replies=tuple(min(max(reply, 1), bank.points) for reply in turned))


def _even(bank: Bank) -> Answers:
    return sheet_with(bank, (3,) * len(bank.items), (0,) * len(bank.all_scenes), even=True)


def _plain(bank: Bank, reply: int) -> Answers:
    return Answers(tuple(max(1, reply - at % 3) for at in range(len(bank.items))), ())


def _until(bank: Bank, answers: Answers, step: int) -> Answers:
    """What the sheet holds before this step, counted from 0."""
    known = steps(bank, answers, SEED)[:step]
    items = {item for one in known if isinstance(one, Screen) for item in one.items}
    scenes = len([one for one in known if not isinstance(one, Screen)])
    return Answers(
        tuple(reply if at in items else None for at, reply in enumerate(answers.replies)),
        tuple(first if at < scenes else None for at, first in enumerate(answers.choices)),
        lasts=tuple(last if at < scenes else None for at, last in enumerate(answers.lasts)),
    )


def _form(seals: Tokens, bank: Bank, answers: Answers, number: int) -> dict[str, str]:
    """A step that is sent without an answer."""
    return {"s": _sealed(seals, bank.id, bank, answers), "q": str(number)}


def _sealed(seals: Tokens, slug: str, bank: Bank, answers: Answers) -> str:
    return seals.seal_sheet(slug, bank, Sheet(SEED, int(time.time() // 60) + LIFETIME_MINUTES, answers))
