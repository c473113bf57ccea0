"""A whole seminar in real browsers: a projected screen, a remote, phones; from the home page to the recap."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import httpx2
from playwright.sync_api import Browser, Page, expect

from tests.faults.phones import play
from tests.journeys.person import EXPRESS_STEPS, answer, answer_all, at_step, skip_to_the_end, tick
from tests.patience import PATIENCE_SECONDS
from tests.site import LiveSite
from tests.soak import IS_SOAK, many

SCREEN, REMOTE, PHONE = (
    {"width": 1920, "height": 1080},
    {"width": 390, "height": 844},
    {"width": 360, "height": 740},
)
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')
AFTER_REVEAL = ("sentence", "triangle", "dimensions", "gap", "prompt")


class WholeRoom:
    """shots: the folder for a picture of each phase, None for none."""

    def __init__(self, browser: Browser, site: LiveSite, language: str, pace: str, shots: Path | None = None) -> None:
        self.site, self.language, self.pace, self.shots = site, language, pace, shots
        self._browser, self._stack, self._pictures = browser, ExitStack(), 0
        self.complaints: list[str] = []
        self.remote = self._page(REMOTE)
        self.phones: list[Page] = []
        self.elsewhere: list[str] = []
        self._client = self._stack.enter_context(httpx2.Client(base_url=site.address, timeout=PATIENCE_SECONDS))
        self.screen = self._opened()

    def close(self) -> None:
        self._stack.close()

    def _page(self, size: dict[str, int]) -> Page:
        touch = size is not SCREEN
        motion = None if self.shots or IS_SOAK else "reduce"
        context = self._browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            has_touch=touch,
            locale=self.language,
            reduced_motion=motion,  # type: ignore[arg-type]
        )
        self._stack.callback(context.close)
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE_SECONDS)
        self._watch(page)
        return page

    def _watch(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)

    def _opened(self) -> Page:
        """The screen, in three presses from the home page; the remote stays in its own window."""
        self.remote.goto(f"{self.site.address}/{self.language}/")
        self.remote.locator("a[href$='/seminar']").click()
        self.remote.locator(f"input[name=pace][value={self.pace}]").check()
        self.remote.locator("input[name=script][value='45']").check()
        self.picture("opening", self.remote)
        self.remote.locator("form.sheet button").first.click()
        self.remote.wait_for_url("**/remote/*")
        with self.remote.expect_popup() as popup:
            self.remote.locator("#project").click()
        screen = popup.value
        self._watch(screen)
        screen.set_viewport_size({"width": SCREEN["width"], "height": SCREEN["height"]})
        expect(screen.locator("main.beat-lobby")).to_be_visible()
        return screen

    @property
    def code(self) -> str:
        return (self.remote.locator(".code strong").first.inner_text()).replace(" ", "")

    def picture(self, name: str, *pages: Page) -> None:
        """Of each page; the first ones that there are, where none is named."""
        self._pictures += 1
        if self.shots is None:
            return
        named = {"screen": self.screen, "remote": self.remote} if not pages else {}
        if not pages and self.phones:
            named["phone"] = self.phones[0]
        for who, page in named.items() or {"page": pages[0]}.items():
            page.wait_for_timeout(300)
            file = f"{self.language}-{self.pace}-{self._pictures:02}-{name}-{who}.png"
            page.screenshot(path=self.shots / file, animations="disabled")

    def arrive(self, many: int) -> None:
        for place in range(many):
            phone = self._page(PHONE)
            phone.goto(f"{self.site.address}/j/{self.code}")
            if not place:
                self.phones.append(phone)
                self.picture("joining")
                self.phones.pop()
            phone.locator("form.room button").click()
            phone.wait_for_url(re.compile(r"/quiz/"))
            self.phones.append(phone)
        expect(self.remote.locator("#live")).to_contain_text(str(many))

    def press(self, key: str = "Enter") -> None:
        """On the screen's own keyboard."""
        self.screen.wait_for_timeout(450)
        self.screen.keyboard.press(key)

    def at(self, beat: str) -> None:
        expect(self.screen.locator(f"main.beat-{beat}")).to_be_visible()

    def answer_alone(self) -> None:
        for place, phone in enumerate(self.phones):
            answer_all(phone, EXPRESS_STEPS) if place % 3 else self._leaning(phone)

    def _leaning(self, phone: Page) -> None:
        for number in range(1, EXPRESS_STEPS):
            at_step(phone, number)
            answer(phone, number % 3)
        at_step(phone, EXPRESS_STEPS)

    def answer_together(self) -> None:
        """Each step opened by the trainer, answered by all; then the last choice."""
        last = EXPRESS_STEPS if self.shots else many(5, EXPRESS_STEPS)
        for number in range(1, last):
            for place, phone in enumerate(self.phones):
                at_step(phone, number)
                tick(phone, place)
            if number in (1, EXPRESS_STEPS - 1):
                self.picture(f"question-{number}")
            if number < EXPRESS_STEPS - 1:
                self.press()
        for phone in self.phones:
            at_step(phone, last)  # before the presses of another hand, which would make that of the screen one too late
        for _ in range(last, EXPRESS_STEPS - 1):
            self._client.post(urlsplit(self.remote.url).path, data={"action": "next"})
        for phone in self.phones:
            skip_to_the_end(phone)

    def others(self, many: int) -> None:
        """People whose phones nobody looks at, over HTTP, once every step is open."""
        self.elsewhere += [play(self._client, f"/j/{self.code}", Random(person)) for person in range(many)]

    def finish(self) -> None:
        for phone in self.phones:
            phone.locator("button[name=finish][value=count]").click()
            phone.wait_for_url(re.compile(r"/room/"))

    def follow(self) -> None:
        """Until every phone shows the room's own turn, and nobody taps on what is just going away."""
        for phone in self.phones:
            followed = phone.locator("#step [data-live]")
            state = f"{self.site.address}{followed.get_attribute('data-state')}"
            expect(followed).to_have_attribute("data-live-now", httpx2.get(state).text)

    def guess(self) -> None:
        self.follow()
        for place, phone in enumerate(self.phones):
            phone.locator("button[name=guess]").nth(place % 7).click()
            expect(phone.locator(".noted")).to_be_visible()

    def vote(self, scene: int, lean: int) -> None:
        """The scene put to the room from the remote; every phone votes; the round is closed."""
        self.remote.locator("#scenes summary").first.click()
        self.remote.locator(f"#scene{scene}").click()
        self.at("vote")
        self.follow()
        for place, phone in enumerate(self.phones):
            phone.locator("button[name=vote]").nth((place * lean) % 3).click()
            expect(phone.locator(".noted")).to_be_visible()
        for place, address in enumerate(self.elsewhere):
            fields = dict(HIDDEN.findall(self._client.get(address).text))
            voted = self._client.post(address.partition("?")[0], data={**fields, "vote": str((place * lean) % 3)})
            assert voted.status_code == 303
        self.picture("vote-open")
        self.press()
        expect(self.screen.locator(".options .round").first).to_be_visible()
        self.picture("vote-told")

    def end(self) -> None:
        self.remote.goto(self.remote.url.partition("?")[0] + "?ask=close")
        self.picture("closing", self.remote)
        self.remote.locator("button[value=close]").click()
        expect(self.remote.locator("#over-title")).to_be_visible()


@contextmanager
def whole_room(
    browser: Browser, site: LiveSite, language: str, pace: str, shots: Path | None = None
) -> Iterator[WholeRoom]:
    room = WholeRoom(browser, site, language, pace, shots)
    try:
        yield room
    finally:
        room.close()


def held(room: WholeRoom, phones: int, others: int = 0) -> None:
    """From the lobby to the recap, with so many phones in browsers. Every phase has its picture."""
    room.picture("lobby")
    room.arrive(phones)
    room.picture("arrived")
    room.press()
    room.at("answering")
    room.answer_together() if room.pace == "together" else room.answer_alone()
    room.picture("last-choice")
    room.others(others)
    room.finish()
    room.picture("finished")
    room.press()
    room.at("own")
    room.guess()
    room.picture("own")
    room.press()
    room.at("animals")
    room.screen.wait_for_timeout(6000 if room.shots else 0)
    room.picture("animals")
    for beat in AFTER_REVEAL:
        room.press()
        room.at(beat)
        room.picture(beat)
    room.vote(1, 1)
    room.press("Enter")
    room.at("prompt")
    room.vote(1, 2)
    room.press("Enter")
    room.at("prompt")
    room.press()
    room.at("end")
    room.picture("end")
    room.end()
    room.picture("closed")
    room.remote.goto(room.screen.url.partition("?")[0] + "/recap")
    room.remote.set_viewport_size({"width": 1280, "height": 1800})
    room.picture("recap", room.remote)
