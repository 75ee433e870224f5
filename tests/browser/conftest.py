"""A browser for tests, and the reports to look at."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


@pytest.fixture(scope="session")
def browser():
    """An installed Chromium; without one these tests are skipped, but not where they must run."""
    command = next(filter(None, map(shutil.which, _NAMES)), None)
    if not command:
        reason = f"no browser: none of {', '.join(_NAMES)} is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and with CI=true the browser tests must run")
        pytest.skip(reason)
    with sync_playwright() as playwright:
        # Chromium's own sandbox does not start for root, as in a container.
        root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        started = playwright.chromium.launch(executable_path=command, args=root)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Browser):
    """Opens a file or address in a page of its own, and keeps what it asks for and complains about."""
    contexts = []

    def opened(address: Path | str, **options) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.asked, page.complaints = [], []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def reports(all_reports) -> Path:
    """A folder with every report, and the index."""
    return all_reports
