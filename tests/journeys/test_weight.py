"""What goes over the wire, counted in a real browser."""

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.journeys.person import answer, at_step
from tests.site import LiveSite

pytestmark = pytest.mark.browser
KILOBYTE = 1000


class Wire:
    """Bytes received, headers left out, by address; and what was asked of other hosts."""

    def __init__(self, session: CDPSession) -> None:
        self.addresses: dict[str, str] = {}
        self.received: dict[str, int] = {}
        session.on("Network.requestWillBeSent", lambda event: self._asked(event["requestId"], event["request"]["url"]))
        session.on("Network.dataReceived", lambda event: self._got(event["requestId"], event["encodedDataLength"]))
        session.send("Network.enable")

    def _asked(self, request: str, address: str) -> None:
        self.addresses[request] = address

    def _got(self, request: str, length: int) -> None:
        self.received[request] = self.received.get(request, 0) + length

    def total(self, *, fonts: bool) -> int:
        return sum(
            length
            for request, length in self.received.items()
            if fonts or not self.addresses[request].endswith(".woff2")
        )


def test_the_first_visit_and_every_step_are_light_and_call_nobody_else(site: LiveSite, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    wire = Wire(context.new_cdp_session(page))
    page.goto(f"{site.address}/fr/", wait_until="networkidle")
    page.locator("a.button").first.click()
    at_step(page, 1)
    page.wait_for_load_state("networkidle")
    assert 5 * KILOBYTE < wire.total(fonts=False) <= 30 * KILOBYTE
    assert 30 * KILOBYTE < wire.total(fonts=True) <= 65 * KILOBYTE
    steps = []
    for number in range(2, 14):
        requests, before = len(wire.received), wire.total(fonts=True)
        answer(page)
        at_step(page, number)
        page.wait_for_load_state("networkidle")
        # The browser looks at its icon again at each new address, in its cache.
        assert len(wire.received) == requests + 1
        steps.append(wire.total(fonts=True) - before)
    assert 100 < min(steps)
    assert max(steps) <= KILOBYTE
    assert {address.split("/")[2] for address in wire.addresses.values()} == {f"127.0.0.1:{site.port}"}
    context.close()
