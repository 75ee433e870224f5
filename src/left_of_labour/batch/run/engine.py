"""papermill's way to the runner: `papermill --engine left-of-labour` runs each notebook in a process forked for it.

papermill loads its engines while it is itself being imported, so neither papermill nor the runner is imported here.
"""

import os
from typing import Any

__all__ = ["LazyEngine"]


class LazyEngine:
    """papermill's own engine but for how cells are executed, made when papermill first asks it for something."""

    def __init__(self, preload: tuple[str, ...]):
        self._preload = preload  # what the warm process imports; see `Project.preload`

    def __getattr__(self, name: str) -> Any:
        from papermill.engines import Engine

        return getattr(type("ForkingEngine", (Engine,), {"execute_managed_notebook": self._execute}), name)

    def _execute(self, nb_man: Any, kernel_name: str, **options: Any) -> None:
        import nbformat
        from papermill.exceptions import PapermillException

        from left_of_labour.batch.events import Cell, Done
        from left_of_labour.batch.run.pool import lasting_runner

        if options.get("execution_timeout"):
            raise PapermillException("the engine left-of-labour knows no --execution-timeout for cells")
        cells = nb_man.nb.cells
        task = {
            "slug": "",
            "do": "left_of_labour.batch.run.execute:execute_cells",
            "source": nbformat.writes(nb_man.nb),
            "timeout": None,
            "environment": dict(os.environ),
            "folder": os.getcwd(),  # noqa: PTH109  # a name to send, not a path to use
        }
        for event in lasting_runner(self._preload).run([task]):
            if isinstance(event, Cell):
                if event.number > 1:
                    nb_man.cell_complete(cells[event.number - 2], event.number - 2)
                nb_man.cell_start(cells[event.number - 1], event.number - 1)
            elif isinstance(event, Done):
                if "notebook" not in event.result:
                    raise PapermillException(event.result["error"])
                executed = nbformat.reads(event.result["notebook"], as_version=4)
                for cell, done in zip(cells, executed.cells, strict=True):
                    cell.update({**done, "metadata": cell.metadata})
                last = (event.result["failed"] or len(cells)) - 1
                if event.result["failed"]:
                    nb_man.cell_exception(cells[last], last)
                nb_man.cell_complete(cells[last], last)
