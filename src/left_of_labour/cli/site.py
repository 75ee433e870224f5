"""The command that writes a site for a static host."""

from pathlib import Path
from typing import Annotated

import typer

from left_of_labour import paths
from left_of_labour.cli.app import app, tell
from left_of_labour.cli.reports import run_list

__all__ = ["site"]


@app.command()
def site(
    folder: Annotated[Path, typer.Argument(metavar="DIR", file_okay=False, help="Empty, new, or an earlier site.")],
    address: Annotated[
        str,
        typer.Option(
            metavar="URL",
            envvar=paths.ADDRESS_VARIABLE,
            help="The site’s future address, for its sitemap and for shared pictures.",
        ),
    ] = "",
    repository: Annotated[
        str, typer.Option(metavar="OWNER/NAME", help="Where the code is, for a link that opens the explorer.")
    ] = "",
) -> None:
    """Write the built reports as a site for any static host."""
    from left_of_labour.batch.pages.publish import publish
    from left_of_labour.batch.store import Store
    from left_of_labour.collection import PROJECT
    from left_of_labour.methods import text_pages

    slugs = [run.slug for run in run_list().default]
    pages = text_pages(paths.data_dir(), repository, Store(paths.reports_dir()).corrections())
    count = publish(paths.reports_dir(), slugs, folder.absolute(), PROJECT, pages, address)
    tell(f"{count:,} files: {folder / 'index.html'}")
