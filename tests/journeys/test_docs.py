"""The page that documents the API: our own files, under the same policy."""

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Watch
from tests.site import LiveSite

pytestmark = pytest.mark.browser


def test_the_documentation_opens_and_tries_the_api_without_a_violation(
    site: LiveSite, page: Page, watched: Watch
) -> None:
    page.goto(f"{site.address}/docs")
    page.locator(".opblock-summary").first.click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_placeholder("campaign").fill("totem")
    page.get_by_role("button", name="Execute").click()
    expect(page.locator(".live-responses-table")).to_contain_text("no_release_yet")
