"""Real Chromium from the system, with the site's own Content-Security-Policy enforced."""

import asyncio
import os
import shutil
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.patience import PATIENCE_SECONDS
from tests.programs import program
from tests.soak import IS_SOAK

WITH_WINDOWS = ("chromium", "chromium-browser", "google-chrome")
# The same engine without its windows: a page costs half as much, and a context of its own a quarter.
CHROMIUMS = ("chromium-headless-shell", *WITH_WINDOWS)
CHROMIUM = next(filter(None, map(shutil.which, CHROMIUMS)), None)
QUIET = (
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--disable-gpu", "--disable-quic", "--font-render-hinting=none",  # letters as wide as on a phone
    "--renderer-process-limit=1",  # in each context: a new one then starts one process, not two
)  # fmt: skip
AS_ROOT = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
ARGUMENTS = (*QUIET, *AS_ROOT)
expect.set_options(timeout=1000 * PATIENCE_SECONDS)


@pytest.fixture(scope="session", autouse=True)
def still() -> Iterator[None]:
    """Pages move for tests that ask for it: each frame of a movement is painted. In `make soak`, for all."""
    opened = Browser.new_context

    def opens(browser: Browser, **how: Any) -> BrowserContext:
        return opened(browser, **({} if IS_SOAK else {"reduced_motion": "reduce"}) | how)

    setattr(Browser, "new_context", opens)  # noqa: B010
    yield
    setattr(Browser, "new_context", opened)  # noqa: B010


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": program(*CHROMIUMS, package="chromium"), "args": list(ARGUMENTS)}


@contextmanager
def without_the_drivers_loop(item: pytest.Item) -> Iterator[None]:
    """The browsers' driver keeps an event loop running in this thread once a test has used it: those that use none run
    theirs as if it were not there."""
    loop = asyncio._get_running_loop()
    if loop is None or item.get_closest_marker("browser"):
        yield
        return
    asyncio._set_running_loop(None)
    try:
        yield
    finally:
        asyncio._set_running_loop(loop)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:
    with without_the_drivers_loop(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    with without_the_drivers_loop(item):
        return (yield)


class Watch:
    """What a page complained of, and whom it called."""

    def __init__(self, page: Page) -> None:
        self.complaints: list[str] = []
        self.addresses: list[str] = []
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.addresses.append(request.url))

    def _heard(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(text)


@pytest.fixture
def watched(page: Page) -> Iterator[Watch]:
    """At the end of the test: no error, no violation, no request to another host."""
    watch = Watch(page)
    yield watch
    assert watch.complaints == []
    hosts = {address.split("/")[2] for address in watch.addresses if address.startswith("http")}
    assert len(hosts) <= 1, hosts
