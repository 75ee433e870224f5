"""Measures of how close challengers to the left of the UK Labour Party have come."""

__version__ = "0.1.0"
