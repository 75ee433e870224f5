"""Seats under other rules: against hand-worked examples and two other people's code, on every election here."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from poli_sci_kit.appointment.methods import highest_averages
from votelib.evaluate.proportional import HighestAverages

from left_of_labour.analysis.allocation import METHODS, SCOPES, allot, other_rules, seat_ranges
from left_of_labour.analysis.councils import VOTE_BASES, WARD_RESULTS, council_election, council_elections, ward_lists
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError, ParameterError

PLACES = ["hackney", "tower-hamlets", "preston"]
STYLES = {"d_hondt": "Jefferson", "sainte_lague": "Webster"}


@pytest.fixture(scope="module")
def data():
    return load()


def elections(data):
    return [one for place in PLACES for one in council_elections(data, place) if one.base == WARD_RESULTS]


def by_votelib(votes, seats, method, most=None):
    found = HighestAverages(method).evaluate(votes, seats, max_seats=most or {})
    return {name: found.get(name, 0) for name in votes}


def by_poli_sci_kit(votes, seats, method):
    found = highest_averages(STYLES[method], shares=list(votes.values()), total_alloc=seats)
    return dict(zip(votes, found, strict=True))


def test_a_worked_example():
    """Quotients of 100, 80, 30, 20 for eight seats, from the usual textbook table."""
    votes = {"A": 100, "B": 80, "C": 30, "D": 20}
    assert allot(votes, 8, "d_hondt") == {"A": 4, "B": 3, "C": 1, "D": 0}
    assert allot(votes, 8, "sainte_lague") == {"A": 3, "B": 3, "C": 1, "D": 1}


def test_a_threshold_is_a_share_of_all_votes_and_reaching_it_is_enough():
    assert allot({"A": 95, "B": 5}, 20, "sainte_lague", threshold_pct=5)["B"] == 1
    assert allot({"A": 951, "B": 49}, 20, "sainte_lague", threshold_pct=5)["B"] == 0


def test_a_list_fills_no_more_seats_than_it_has_people():
    assert allot({"A": 90, "B": 10}, 3, "d_hondt", most={"A": 1}) == {"A": 1, "B": 2}
    with pytest.raises(NotComparableError, match="only 2 of 3 seats"):
        allot({"A": 90, "B": 10}, 3, "d_hondt", most={"A": 1, "B": 1})


def test_nobody_is_chosen_by_lot():
    with pytest.raises(NotComparableError, match="equal votes"):
        allot({"A": 10, "B": 10}, 1, "d_hondt")
    assert allot({"A": 10, "B": 10}, 2, "d_hondt") == {"A": 1, "B": 1}
    assert allot({"A": 20, "B": 10}, 2, "d_hondt") == {"A": 2, "B": 0}  # 20/2 equals 10: the larger list


def test_an_unknown_method_is_named():
    with pytest.raises(ParameterError, match=r"no method 'dhondt'.*d_hondt"):
        allot({"A": 1}, 1, "dhondt")


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=9, unique=True), st.integers(1, 60))
def test_all_seats_are_filled_and_more_votes_never_mean_fewer_seats(cast, seats):
    votes = dict(enumerate(cast))
    for method in METHODS:
        won = allot(votes, seats, method)
        assert sum(won.values()) == seats
        ordered = [won[name] for name in sorted(votes, key=votes.__getitem__)]
        assert ordered == sorted(ordered)


@pytest.mark.parametrize("method", METHODS)
def test_whole_councils_agree_with_two_libraries(data, method):
    checked = 0
    for election in elections(data):
        lists = ward_lists(data, election.contest_ids)
        for base in ("top", "total"):
            votes = {name: int(number) for name, number in lists.groupby("list")[base].sum().items() if number}
            ours = allot(votes, election.seats, method)
            assert ours == by_votelib(votes, election.seats, method)
            assert ours == by_poli_sci_kit(votes, election.seats, method)
            checked += 1
    assert checked == 2 * 17


@pytest.mark.parametrize("method", METHODS)
def test_every_ward_agrees_with_two_libraries(data, method):
    checked = 0
    for election in elections(data):
        lists = ward_lists(data, election.contest_ids)
        for _, ward in lists[lists["seats"] > 1].groupby("contest_id"):
            for base in VOTE_BASES:
                votes = {
                    row["list"]: Fraction(int(row["total"]), int(row["candidates"]))
                    if base == "mean"
                    else int(row[base])
                    for row in ward.to_dict("records")
                    if row[base]
                }
                seats = int(ward["seats"].iloc[0])
                ours = allot(votes, seats, method)
                assert ours == by_votelib(votes, seats, method)
                assert ours == by_poli_sci_kit({name: float(number) for name, number in votes.items()}, seats, method)
                checked += 1
    assert checked > 500


def test_every_seat_is_allotted_once_under_every_rule(data):
    for election in elections(data):
        table = other_rules(data, election)
        totals = table.groupby(["scope", "method", "base"])[["seats", "seats_won"]].sum()
        assert (totals == election.seats).all(axis=None)
        assert table["gallagher"].between(0, 100).all()


def test_where_wards_elect_one_the_rule_that_was_used_is_not_shown(data):
    single = other_rules(data, council_election(data, "preston", "2024-05-02"))
    several = other_rules(data, council_election(data, "preston", "2019-05-02"))
    assert set(single["scope"]) == set(SCOPES) - {"wards"} and set(several["scope"]) == set(SCOPES)


def test_an_independent_is_one_person(data):
    """Tower Hamlets 2006: five independents together had votes for more seats than they are people in some wards."""
    table = other_rules(data, council_election(data, "tower-hamlets", "2006-05-04"))
    lists = ward_lists(data, council_election(data, "tower-hamlets", "2006-05-04").contest_ids)
    people = (lists["party_id"] == "independent").sum()
    assert table.loc[table["party_id"] == "independent", "seats"].max() <= people


def test_ranges_hold_every_base(data):
    table = other_rules(data, council_election(data, "tower-hamlets", "2026-05-07"))
    ranges = seat_ranges(table).set_index(["scope", "method", "party_id"])
    aspire = table[(table["party_id"] == "aspire") & (table["scope"] == "council") & (table["method"] == "d_hondt")]
    row = ranges.loc[("council", "d_hondt", "aspire")]
    assert (row["least"], row["most"]) == (aspire["seats"].min(), aspire["seats"].max())
    assert row["seats_won"] == 33


def test_without_ward_results_nothing_is_allotted(data):
    with pytest.raises(NotComparableError, match="votes of the parties not known"):
        other_rules(data, next(one for one in council_elections(data, "hackney") if one.date.year == 2010))
