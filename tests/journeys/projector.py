"""A page on which any projected screen is shown in turn: what differs between two of them is all that is set anew."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from app.resources import resource
from app.seminars.stage import Stage
from tests.web.screens import html_of, room_at

SHOW = "(html) => { document.getElementById('live').innerHTML = html; }"


@pytest.fixture(scope="module")
def projector(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    yield projector_in(context)
    context.close()


def projector_in(context: BrowserContext) -> Page:
    """A page on which any screen is shown, with the site's own style and letters, its button of help and no script."""
    whole = html_of(room_at(Stage(), 14)).replace("data-help hidden", "data-help")
    page = context.new_page()
    page.route("**/*", lambda route: _answer(route, re.sub(r"<script.*?</script>", "", whole)))
    page.goto("http://screen.test/")
    page.evaluate("document.fonts.load('1em Atkinson').then(() => document.fonts.ready).then(() => {})")
    return page


def _answer(route: Route, whole: str) -> None:
    found = re.search(r"/static/\w+/([\w./-]+)$", route.request.url)
    if found:
        route.fulfill(path=resource("static") / found[1])
    else:
        route.fulfill(body=whole, content_type="text/html; charset=utf-8")
