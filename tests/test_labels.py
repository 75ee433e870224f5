"""Names beside points: near, apart from each other and from every mark."""

import figure_kit
import numpy as np
import pytest

from left_of_labour.presentation import style
from left_of_labour.presentation.labels import name_points


@pytest.fixture
def plot():
    style.apply()
    fig, ax = style.figure(4)
    ax.set(xlim=(0, 10), ylim=(0, 10))
    return fig, ax


def test_a_name_with_room_is_beside_its_point(plot):
    fig, ax = plot
    ax.scatter([5], [5])
    (note,) = name_points(ax, [(5, 5, "Preston")])
    assert note.arrow_patch is None and np.hypot(*note.xyann) < 10
    style.headline(fig, "A point")
    assert figure_kit.faults(fig) == []


def test_names_in_a_crowd_go_where_there_is_room(plot):
    fig, ax = plot
    crowd = np.random.default_rng(7).uniform((0, 0), (3, 3), (150, 2))
    ax.scatter(*crowd.T, s=14)
    ax.plot((0, 10), (0, 10))
    notes = name_points(ax, [(*crowd[n], f"A place of some length {n}") for n in range(5)], crowd)
    style.headline(fig, "A crowd")
    assert figure_kit.faults(fig) == []
    assert all(note.arrow_patch is not None for note in notes)


def test_where_there_is_no_room_every_name_is_written_all_the_same(plot):
    _, ax = plot
    everywhere = [(x / 4, y / 4) for x in range(41) for y in range(41)]
    ax.scatter(*zip(*everywhere, strict=True))
    assert len(name_points(ax, [(5, 5, "One"), (5, 5, "Another")], everywhere)) == 2


def test_beside_other_words_a_name_without_room_is_left_out(plot):
    _, ax = plot
    ax.scatter([5, 1], [5, 1])
    walls = [(5 + x / 8, 5 + y / 8) for x in range(-8, 9) for y in range(-8, 9) if max(abs(x), abs(y)) > 3]
    words = ax.text(1.2, 1, "Words beside the other")
    (note,) = name_points(ax, [(5, 5, "Between walls"), (1, 1, "Another")], walls, texts=[words])
    assert note.get_text() == "Another" and not words.get_window_extent().overlaps(note.get_window_extent())
