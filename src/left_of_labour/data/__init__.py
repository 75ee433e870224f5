"""The curated facts: what a valid table is, and how a data folder becomes a `Dataset`."""

from left_of_labour.data.dataset import Dataset, inspect, load

__all__ = ["Dataset", "inspect", "load"]
