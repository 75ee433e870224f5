"""The front page: how close have challengers come, in a sentence, a picture, five findings and a table of contests."""

from left_of_labour.reports.front_page.figures import hero
from left_of_labour.reports.front_page.parts import contests, finding, highlights, places, under_readings

__all__ = ["contests", "finding", "hero", "highlights", "places", "under_readings"]
