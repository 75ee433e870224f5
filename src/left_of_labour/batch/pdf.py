"""Report pages as tagged PDF files, printed by a Chromium that is already installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from left_of_labour.errors import LeftOfLabourError

__all__ = ["PDF", "PdfError", "find_browser", "print_pages", "unprinted"]

PDF = "report.pdf"

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
_QUIET = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
    "--export-tagged-pdf",
)


class PdfError(LeftOfLabourError):
    """A PDF could not be made."""


def find_browser(which: Callable[[str], str | None] = shutil.which) -> str:
    """The command of an installed browser that can print.

    Raises
    ------
    PdfError
        If there is none.
    """
    found = next(filter(None, map(which, _BROWSERS)), None)
    if not found:
        raise PdfError(
            f"--pdf needs Chromium or Chrome, and none is installed (looked for {', '.join(_BROWSERS)}). "
            "Without --pdf the reports are built as pages, which any browser can print"
        )
    return found


def unprinted(folder: Path, slugs: Iterable[str]) -> list[Path]:
    """The pages of those reports that have no PDF yet; a report that is built again starts without one."""
    pages = (folder / slug / "index.html" for slug in slugs)
    return [page for page in pages if page.is_file() and not page.with_name(PDF).is_file()]


def print_pages(pages: Iterable[Path], browser: str, jobs: int = 1, timeout: float = 120) -> Mapping[Path, Path]:
    """Print report pages, each as report.pdf beside it.

    Parameters
    ----------
    pages
        The HTML files.
    browser
        From `find_browser`.
    jobs
        How many at a time.
    timeout
        Seconds that one page may take.

    Returns
    -------
    dict
        The PDF by page.

    Raises
    ------
    PdfError
        If a page could not be printed.
    """
    pages = list(pages)
    with ThreadPoolExecutor(jobs) as threads:
        return dict(zip(pages, threads.map(partial(_print, browser=browser, timeout=timeout), pages), strict=True))


def _print(page: Path, browser: str, timeout: float) -> Path:
    target = page.with_name(PDF)
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        made = Path(folder) / PDF
        # Chromium's own sandbox does not start for root, as in a container.
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        command = [browser, *_QUIET, *root, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}"]
        try:
            done = subprocess.run(
                [*command, page.resolve().as_uri()], capture_output=True, text=True, timeout=timeout, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PdfError(f"{page}: {browser} could not print it ({error})") from error
        if not made.is_file():
            last = (done.stderr.strip().splitlines() or ["it gave no reason"])[-1]
            raise PdfError(f"{page}: {browser} could not print it ({last})")
        shutil.move(made, target)
    return target
