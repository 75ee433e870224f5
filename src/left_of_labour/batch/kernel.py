"""Where an earlier version had its engine for papermill, which loads it until the package is installed again."""

from left_of_labour.batch.run.engine import LazyEngine

__all__ = ["engine"]

engine = LazyEngine(())
