"""Prepare a release: version and date in every file that names them, a tag, and an archive ready for a DOI.

    python tools/release.py 0.2.0

It changes nothing unless the checkout is clean and the version is new.
"""

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

__all__ = ["ReleaseError", "dated", "main", "prepare"]

ROOT = Path(__file__).resolve().parents[1]
VERSION = re.compile(r"\d+\.\d+\.\d+")


class ReleaseError(Exception):
    """A release cannot be prepared."""


def dated(changelog: str, version: str, date: dt.date) -> str:
    """The changelog with what was unreleased under the version.

    Examples
    --------
    >>> dated("## [Unreleased]\\n\\n### Added\\n\\n- A.\\n", "1.0.0", dt.date(2026, 11, 27)).splitlines()[:3]
    ['## [Unreleased]', '', '## [1.0.0] - 2026-11-27']
    """
    head = "## [Unreleased]\n"
    if head not in changelog:
        raise ReleaseError("CHANGELOG.md: expected a line '## [Unreleased]'")
    return changelog.replace(head, f"{head}\n## [{version}] - {date}\n", 1)


def prepare(root: Path, version: str, date: dt.date) -> list[str]:
    """Write the version into every file that names it, and return their names.

    Raises
    ------
    ReleaseError
        If the version is not one, or a file does not name a version where expected.
    """
    if not VERSION.fullmatch(version):
        raise ReleaseError(f"{version!r} is not a version; expected three numbers, such as 0.2.0")
    places = {
        "pyproject.toml": (r'(?m)^version = "[^"]*"', f'version = "{version}"'),
        "src/left_of_labour/__init__.py": (r'(?m)^__version__ = "[^"]*"', f'__version__ = "{version}"'),
        "CITATION.cff": (r"(?m)^version: .*\n(?:date-released: .*\n)?", f"version: {version}\ndate-released: {date}\n"),
    }
    written = {"CHANGELOG.md": dated((root / "CHANGELOG.md").read_text(encoding="utf-8"), version, date)}
    for name, (pattern, line) in places.items():
        text, count = re.subn(pattern, line, (root / name).read_text(encoding="utf-8"))
        if count != 1:
            raise ReleaseError(f"{name}: expected one line with the version, found {count}")
        written[name] = text
    for name, text in written.items():
        (root / name).write_text(text, encoding="utf-8")
    return sorted(written)


def main(version: str) -> None:
    """Prepare the release in this repository: files, commit, tag, archive."""

    def git(*command: str) -> str:
        return subprocess.run(["git", *command], cwd=ROOT, check=True, capture_output=True, text=True).stdout

    if git("status", "--porcelain"):
        raise ReleaseError("the checkout has changes that are not committed")
    if f"v{version}" in git("tag", "--list").split():
        raise ReleaseError(f"there is a tag v{version} already")
    names = prepare(ROOT, version, dt.datetime.now(dt.UTC).date())
    git("commit", "--quiet", "--message", f"Release {version}", "--", *names)
    git("tag", "--annotate", f"v{version}", "--message", f"Left of Labour {version}")
    archive = ROOT / "dist" / f"left-of-labour-{version}.zip"
    archive.parent.mkdir(exist_ok=True)
    git("archive", f"--prefix=left-of-labour-{version}/", "--output", str(archive), f"v{version}")
    sys.stdout.write(f"{archive.relative_to(ROOT)}: push the tag, and deposit the archive for a DOI.\n")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (ReleaseError, TypeError) as error:
        sys.exit(f"release: {error}" if isinstance(error, ReleaseError) else "release: name the version, such as 0.2.0")
