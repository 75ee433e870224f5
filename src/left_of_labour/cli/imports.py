"""The command that takes in contests from the files that people have."""

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from left_of_labour import paths
from left_of_labour.cli.app import Data, app, say, use_data
from left_of_labour.errors import ParameterError

if TYPE_CHECKING:
    from left_of_labour.data.imports import Plan

__all__ = ["import_"]

_QUESTIONS = Path("import-questions.csv")
_FORMS = ("democracy-club", "parliament", "leap", "handbook", "second-counts")
_NATIONAL = ("parliament", "handbook", "second-counts")


@app.command("import")
def import_(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="The files as published."),
    ] = None,
    form: Annotated[str | None, typer.Option("--from", metavar="|".join(_FORMS), help="Whose files they are.")] = None,
    only: Annotated[
        str | None,
        typer.Option(metavar="PATTERN", help="Contests whose id or name contains this; * stands for anything."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan, write nothing.")] = False,
    answers: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", exists=True, dir_okay=False, help="The file of questions, with the answers filled in."
        ),
    ] = None,
    date: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Polling day, if the files do not give it.")
    ] = None,
    national: Annotated[
        bool,
        typer.Option(
            "--national",
            help="Refresh the national tables, without files by our own second counts.",
        ),
    ] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Undo the last import.")] = False,
    data: Data = None,
) -> None:
    """Add contests from a file: show what it adds, changes or contradicts, then write all of it or nothing."""
    from left_of_labour.data import imports

    use_data(data)
    folder = paths.data_dir()
    if undo:
        say(f"Taken back: {', '.join(imports.undo(folder))}.")
        return
    imports.start(folder, paths.project_dir() / "data")
    if national and not files:
        plan = imports.plan_second_counts(folder)
    elif not files or form not in _FORMS or form not in (_NATIONAL if national else _FORMS[:-1]):
        raise ParameterError(
            f"expected files and --from with one of {', '.join(_FORMS)}; --national with one of "
            f"{', '.join(_NATIONAL)}, or alone; second-counts only with --national"
        )
    else:
        day = date.date() if date else None
        plan = imports.make_plan(folder, files, imports.Form(form), only, answers, day, national)
    for line in imports.lines(plan):
        say(line)
    imports.check(folder, plan)
    if dry_run:
        say("Nothing written: this was a dry run.")
        return
    _ask(plan, answers)
    if number := imports.write(folder, plan):
        say(f"Written as import {number}; `left-of-labour import --undo` takes it back.")
    else:
        say("Nothing to write.")


def _ask(plan: "Plan", answers: Path | None) -> None:
    """Leave the questions in a file, unless they are in one already."""
    from left_of_labour.data.imports import questions_as_csv
    from left_of_labour.data.whole import put_whole

    if not plan.questions:
        return
    if answers:
        say(f"Still open: {len(plan.questions)} of the questions; fill in {answers} and import again.")
    elif os.path.lexists(_QUESTIONS):
        say(f"{_QUESTIONS} is there already: fill it in and give it with --answers, or move it away.")
    else:
        put_whole(_QUESTIONS, questions_as_csv(plan.questions).encode())
        say(f"The questions are in {_QUESTIONS}: fill it in and import again with --answers {_QUESTIONS}.")
