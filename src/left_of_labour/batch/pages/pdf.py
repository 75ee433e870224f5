"""Report pages as tagged PDF files, printed by a Chromium that is already installed."""

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from left_of_labour.batch.events import Done
from left_of_labour.batch.interrupts import Interrupted, Interrupts
from left_of_labour.batch.progress import Reporter
from left_of_labour.batch.scratch import scratch
from left_of_labour.batch.store import INDEX, ReportsError, Store
from left_of_labour.errors import LeftOfLabourError

__all__ = ["PDF", "PdfError", "Printed", "find_browser", "print_page", "print_reports", "with_relative_links"]

PDF = "report.pdf"

Browser = subprocess.Popen[str]

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


@dataclass
class Printed:
    """What became of the pages to print.

    Attributes
    ----------
    signal
        Which ended the printing early, or 0.
    """

    printed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    signal: int = 0

    def __str__(self) -> str:
        texts = f"{len(self.printed)} printed as {PDF}"
        texts += f", {len(self.failed)} failed" if self.failed else ""
        return texts + (", interrupted" if self.signal else "")


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


def print_reports(folder: Path, slugs: Iterable[str], browser: str, jobs: int, reporter: Reporter) -> Printed:
    """Print those reports that have no PDF yet, each as report.pdf in its folder.

    A report that is built again starts without a PDF, which is recorded with its other files. A page that cannot be
    printed does not keep others from it.

    Parameters
    ----------
    folder
        Where the reports are.
    slugs
        Which of them; those that are not there are left out.
    browser
        From `find_browser`.
    jobs
        How many at a time.
    reporter
        Learns what happens.

    Raises
    ------
    ReportsError
        If the folder cannot be used.
    """
    store, done, interrupts = Store(folder), Printed(), Interrupts()
    due = [slug for slug, record in store.records(slugs).items() if PDF not in record["files"]]
    if not due:
        return done
    running: set[Browser] = set()
    with suppress(Interrupted), interrupts.caught(), store.locked(), _threads(jobs, running) as threads:
        reporter.begin(len(due), 0, "PDFs")
        pages = {threads.submit(print_page, store.place(slug) / INDEX, browser, 120, running): slug for slug in due}
        for page in as_completed(pages):
            slug, error = pages[page], None
            with interrupts.hold():
                try:
                    store.add(slug, PDF, page.result())
                    done.printed.append(slug)
                except (PdfError, ReportsError) as fault:
                    error = str(fault)
                    done.failed.append(slug)
            reporter.event(Done(slug, {}), error)
    done.signal = interrupts.arrived
    reporter.end({"printed": len(done.printed), "failed": len(done.failed)})
    return done


@contextmanager
def _threads(jobs: int, running: set[Browser]) -> Iterator[ThreadPoolExecutor]:
    """Threads that leave what they have not begun, and end what is running, when the block ends."""
    threads = ThreadPoolExecutor(jobs)
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        for browser in list(running):
            _end(browser)
        threads.shutdown()


def _end(browser: Browser) -> None:
    """End a browser with the processes that it has started."""
    with suppress(OSError):
        os.killpg(browser.pid, signal.SIGKILL)


def print_page(page: Path, browser: str, timeout: float = 120, running: set[Browser] | None = None) -> bytes:
    """A page as a PDF.

    Parameters
    ----------
    page
        The HTML file.
    browser
        From `find_browser`.
    timeout
        Seconds that it may take.
    running
        Where the browser is kept as long as it runs.

    Raises
    ------
    PdfError
        If it could not be printed.
    """
    with scratch() as folder:
        made = folder / PDF
        # Chromium's own sandbox does not start for root, as in a container.
        root = ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
        command = [browser, *_QUIET, *root, f"--user-data-dir={folder}/profile", f"--print-to-pdf={made}"]
        running = set() if running is None else running
        try:
            with subprocess.Popen(
                [*command, page.resolve().as_uri()],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                text=True,
                errors="replace",
                start_new_session=True,
            ) as process:
                running.add(process)
                try:
                    _, said = process.communicate(timeout=timeout)
                finally:
                    _end(process)
                    running.discard(process)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PdfError(f"{page}: {browser} could not print it ({error})") from error
        if not made.is_file():
            last = (said.strip().splitlines() or ["it gave no reason"])[-1]
            raise PdfError(f"{page}: {browser} could not print it ({last})")
        return with_relative_links(made.read_bytes(), page.resolve())


def with_relative_links(content: bytes, page: Path) -> bytes:
    """A printed page whose links lead on from where it lies, as those of the page itself do.

    Chromium writes the whole path of the folder that the page was printed in: it tells of the machine, and leads
    nowhere on any other. What is left of a link's room is filled with blanks, as a PDF says at which byte each part of
    it begins.

    Parameters
    ----------
    content
        The PDF.
    page
        The page that it was printed from, as an absolute path.

    Examples
    --------
    >>> with_relative_links(b"/URI (file:///reports/index.html)>>", Path("/reports/a/index.html"))
    b'/URI (../index.html)            >>'
    """

    def relative(found: re.Match[bytes]) -> bytes:
        path, mark, fragment = found[1].partition(b"#")
        here = page.parent.as_uri().removeprefix("file://").encode()
        link = b"/URI (" + (os.path.relpath(path, here) + mark + fragment) + b")"
        return link.ljust(len(found[0])) if len(link) <= len(found[0]) else b"/URI (.)".ljust(len(found[0]))

    return re.sub(rb"/URI \(file://([^()\\]*)\)", relative, content)
