"""The checks catch nearly every slip that some other figure contradicts, and say where it stands."""

import pytest
from mutants import KINDS, PER_KIND, as_text, measure, mutants, total, undetectable


@pytest.fixture(scope="module")
def tallies():
    return measure(mutants())


def test_at_least_97_of_100_detectable_slips_are_caught(tallies):
    everything = total(tallies)
    assert everything.tried >= 500
    assert everything.caught / everything.detectable >= 0.97, as_text(tallies)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_slip_escapes(tallies, kind):
    one = tallies[kind]
    assert one.tried == PER_KIND
    assert one.caught >= 0.9 * one.detectable, one.missed


def test_no_caught_slip_is_misplaced(tallies):
    assert total(tallies).misplaced == []


def test_most_slips_are_detectable(tallies):
    """What nothing can catch is the exception and has a reason."""
    everything = total(tallies)
    assert everything.beyond <= 0.1 * everything.tried
    assert sum(undetectable(mutants()).values()) >= everything.beyond


def test_the_same_seed_gives_the_same_mutants():
    draws = [[(one.kind, one.table, one.line, one.column) for one in mutants(2, seed)] for seed in (1, 1, 2)]
    assert draws[0] == draws[1] != draws[2]
