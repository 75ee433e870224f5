"""The guide for new readers."""
