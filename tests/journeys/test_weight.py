"""What goes over the wire, counted in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession

from tests.journeys.person import answer, at_step, skip_to
from tests.site import LiveSite
from tests.soak import many

pytestmark = pytest.mark.browser
KILOBYTE = 1000


class Wire:
    """Bytes of bodies as they were received, by request; what came from the browser's cache is no request."""

    def __init__(self, session: CDPSession) -> None:
        self.addresses: dict[str, str] = {}
        self.heads: dict[str, int] = {}
        self.received: dict[str, int] = {}
        session.on("Network.responseReceived", self._started)
        session.on("Network.loadingFinished", self._finished)
        session.send("Network.enable")

    def _started(self, event: dict[str, Any]) -> None:
        response = event["response"]
        if not response["fromDiskCache"] and response["encodedDataLength"]:
            self.addresses[event["requestId"]] = response["url"]
            self.heads[event["requestId"]] = response["encodedDataLength"]

    def _finished(self, event: dict[str, Any]) -> None:
        # A file that a later page takes from memory finishes again under its old number, with no bytes.
        if event["requestId"] in self.heads and event["encodedDataLength"]:
            self.received[event["requestId"]] = int(event["encodedDataLength"] - self.heads[event["requestId"]])

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
    assert 30 * KILOBYTE < wire.total(fonts=True) <= 55 * KILOBYTE
    page.goto(f"{site.address}/fr/quiz/totem", wait_until="networkidle")
    at_step(page, 1)
    steps = []
    for start, end in many(((1, 4), (12, 14)), ((1, 14),)):
        skip_to(page, start)
        page.wait_for_load_state("networkidle")
        for number in range(start, end):
            requests, before = len(wire.received), wire.total(fonts=True)
            answer(page)
            at_step(page, number + 1)
            page.wait_for_load_state("networkidle")
            # The browser looks at its icon again at each new address, in its cache.
            assert len(wire.received) == requests + 1
            steps.append(wire.total(fonts=True) - before)
    assert min(steps) > 100
    assert max(steps) <= KILOBYTE
    assert {address.split("/")[2] for address in wire.addresses.values()} == {f"127.0.0.1:{site.port}"}
    context.close()
