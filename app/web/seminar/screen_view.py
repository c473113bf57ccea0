"""The projected screen of a room: its page, and what the beats before the reveal show.

Promises nothing of any answer before the reveal: counts of people, the questions, the animals that may come. Refuses
to name anyone.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar, Literal

import segno
from markupsafe import Markup

from app.banks.loader import Questionnaire
from app.figures.gathering import Gathering, gathering
from app.figures.mask import Mask
from app.publication.documents import ReleaseDocument
from app.seminars.codes import spelled
from app.seminars.cues import CORNERS
from app.seminars.reach import Reach
from app.seminars.rooms import version_of
from app.seminars.seminar import Seminar
from app.seminars.stage import BEFORE, LEAST, Stage
from app.web.drawings import gallery
from app.web.groups.talk_view import SmallTold, TalkAsked, TalkGroups, groups_view, shown_talk, small_told
from app.web.headlines import Headlines
from app.web.pages import Page
from app.web.seminar.prompts import Prompt, prompt_at, proposed
from app.web.seminar.screen_reveal import RevealView, reveal_view
from app.web.seminar.screen_vote import Asking, VoteView, asking_view, vote_view
from app.web.wording import Wording

Portraits = tuple[tuple[Mask, str], ...]
PLACE = "\ue000"
"""Stands for the place to join, which live.js puts in. No text and no name holds it: it is not printable."""
Newcomers = Literal["", "waiting", "ready", "lost"]


@dataclass(frozen=True, slots=True)
class ScreenRoom:
    """A seminar as one reader's screen has it. answered: how many phones answered the step that is open; scanned: its
    code as cameras read it; taken: who chose what to take home; since: when the room came to this, in seconds; mark:
    of the room as it is, where its screen stands still; now: in seconds of the server's clock."""

    seminar: Seminar
    questionnaire: Questionnaire
    wording: Wording
    told: Headlines
    arrived: int
    finished: int
    voted: int
    guessed: int
    answered: int
    rehearsal: bool
    released: ReleaseDocument | None
    scanned: str = ""
    taken: int = 0
    since: int = 0
    mark: str = ""
    now: float = 0.0

    @property
    def stage(self) -> Stage:
        return self.seminar.stage

    @property
    def newcomers(self) -> int:
        """Who finished after the newest release; nobody in a rehearsal, whose figures are invented."""
        return 0 if self.rehearsal or not self.released else max(0, self.finished - self.released.n)


@dataclass(frozen=True, slots=True)
class Join:
    """place: as people type it, without what browsers add by themselves; qr: SVG, with its quiet zone.

    Where all pages are rendered at once, place is PLACE and qr empty: the code is drawn once in each page.
    """

    code: str
    place: str
    qr: Markup


@dataclass(frozen=True, slots=True)
class Portrait:
    mask: Mask
    name: str
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenPage(Page):
    """beat: the partial to show; key: of the screen, which controls nothing; session: its name, or empty.

    portraits: every animal that may come; gathered: of those who are done; newcomers: how many wait for a second
    reveal, and what becomes of them.
    timer: its minutes, and when it began; voices: of CORNERS, in the order drawn; now: when this was made; both moments
    in seconds of the server's clock.
    """

    template: ClassVar[str] = "seminar/screen.html"
    beat: str
    key: str
    mark: str
    questionnaire: str
    session: str
    join: Join
    reach: Reach
    code_hidden: bool
    dark: bool
    frozen: bool
    timer: tuple[int, int]
    voices: tuple[str, ...]
    now: float
    is_open: bool
    paused: bool
    rehearsal: bool
    together: bool
    has_totems: bool
    after: bool
    arrived: int
    finished: int
    voted: int
    guessed: int
    answered: int
    least: int
    newcomers: int
    fate: Newcomers
    portraits: tuple[Portrait, ...]
    asking: Asking | None
    gathered: Gathering
    prompt: Prompt
    vote: VoteView | None
    talk: TalkAsked | None
    groups: TalkGroups | None
    small: SmallTold | None
    shown: RevealView | None


def screen_page(room: ScreenRoom, key: str, base: str | None, reach: Reach = "") -> ScreenPage:
    """key: of the screen; base: the site's public address, None for all pages at once; reach: of that address."""
    stage, seminar, say, file = room.stage, room.seminar, room.wording, room.questionnaire.file
    cues = seminar.cues
    beat: str = "talk" if seminar.talk.is_on else "vote" if stage.vote else stage.beat
    after = stage.beat not in BEFORE
    shown = reveal_view(room.questionnaire, say, room.told, room.released, stage.guesses) if after else None
    if shown is None and beat in ("animals", "sentence", "triangle", "dimensions", "gap"):
        beat = "round"
    beat = cues.cover or beat
    prompts = proposed(room.questionnaire, say, room.released if after else None, seminar.id)
    newcomers = room.newcomers if after else 0
    return ScreenPage(
        language=say.language,
        path=f"screen/{key}",
        beat=beat,
        key=key,
        mark=room.mark or version_of(seminar),
        dark=cues.dark,
        frozen=cues.still is not None,
        timer=cues.timer or (0, 0),
        voices=tuple(CORNERS[at] for at in cues.voices),
        now=room.now,
        questionnaire=say(room.questionnaire.file.title),
        session=seminar.name,
        join=join_of(base, seminar.code, room.scanned) if base else Join(spelled(seminar.code), PLACE, Markup()),
        reach=reach,
        code_hidden=stage.code_hidden,
        is_open=seminar.is_open,
        paused=stage.paused,
        rehearsal=room.rehearsal,
        together=seminar.pace == "together",
        has_totems=bool(room.questionnaire.bank.totems),
        after=after,
        arrived=room.arrived,
        finished=room.finished,
        voted=room.voted,
        guessed=room.guessed,
        answered=room.answered,
        least=LEAST,
        newcomers=newcomers,
        fate=_fate(newcomers, ended=stage.beat == "end" or not seminar.is_open),
        portraits=_portraits(room),
        asking=asking_view(room.questionnaire, say, stage.question)
        if seminar.pace == "together" and beat == "answering"
        else None,
        gathered=_gathered(room, beat),
        prompt=prompt_at(prompts, stage.prompt),
        vote=vote_view(stage.vote, room.questionnaire.file, room.wording) if stage.vote else None,
        talk=shown_talk(room.told.say, say, file, seminar, room.released),
        groups=groups_view(say, file, seminar.talk.groups, room.since),
        small=small_told(room.told.say, say, file, seminar, room.taken),
        shown=shown,
    )


# Half of a rendering, and the same each time.
@lru_cache(64)
def join_of(base: str, code: str, scanned: str) -> Join:
    address = f"{base}/j/{scanned or code}"
    drawn = segno.make(address, micro=False, error="m")
    svg = drawn.svg_inline(
        border=4, dark="#1b1815", light="#fff", omitsize=True, svgid="scan", svgclass=None, lineclass=None
    )
    place = f"{base.removeprefix('https://').removeprefix('http://')}/j"
    return Join(spelled(code), place, Markup(svg))  # noqa: S704 - drawn here, of a code and the site's own address


def _fate(newcomers: int, *, ended: bool) -> Newcomers:
    if not newcomers:
        return ""
    if ended:
        return "lost"
    return "ready" if newcomers >= LEAST else "waiting"


def _portraits(room: ScreenRoom) -> tuple[Portrait, ...]:
    drawn = gallery(room.questionnaire, room.wording.language)
    lines = (room.wording(totem.line) for totem in room.questionnaire.file.totems)
    return tuple(Portrait(mask, name, line) for (mask, name), line in zip(drawn, lines, strict=True))


def _gathered(room: ScreenRoom, beat: str) -> Gathering:
    """Masks that meet with each person who is done, of all kinds in turn: of the counts alone."""
    if room.seminar.pace == "together":
        done, size = room.answered, (1100.0, 150.0)
    else:
        done, size = room.finished, (1000.0, 500.0)
    people = room.arrived if beat == "answering" else 0
    return gathering(done, people, len(room.questionnaire.file.totems), *size)
