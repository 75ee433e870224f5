"""Votes and seats over time: what is known, what is missing, and the seats on record."""

from math import isclose

import pytest

from left_of_labour.analysis.councils import VOTE_BASES, council_election, party_table
from left_of_labour.analysis.proportionality import gallagher
from left_of_labour.analysis.seats import base_comparison, seat_series, shares_by_base
from left_of_labour.data import load


@pytest.fixture(scope="module")
def data():
    return load()


def test_measures_are_missing_where_votes_are(data):
    series = seat_series(data, "tower-hamlets").set_index("date")
    assert series["gallagher"].isna().tolist() == [year == 2010 for year in series.index.year]
    # Respect's share of 2010 was published, so its ratio is known: 1 of 51 seats on 15.5%.
    assert isclose(series.loc["2010-05-06", "left_advantage_ratio"], (100 / 51) / 15.5)


def test_seats_of_the_left_as_declared(data):
    series = seat_series(data, "tower-hamlets")
    assert dict(zip(series["date"].dt.year, series["left_seats"], strict=True)) == {
        2002: 0,
        2006: 12,
        2010: 1,
        2014: 18,
        2018: 1,
        2022: 24,
        2026: 33,
    }
    assert seat_series(data, "hackney", "with_greens")["left_seats"].iloc[-1] == 42


def test_the_left_and_its_strongest_party_on_every_base(data):
    """Counted by hand from results.csv: Tower Hamlets First, Aspire and all of the left."""
    rows = shares_by_base(data, "tower-hamlets").set_index("group")
    rows = {date.year: of for date, of in rows.groupby("date")}
    assert rows[2014].loc["left", ["top", "total"]].round(1).tolist() == [32.4, 36.2]
    assert rows[2018].loc[["left", "Aspire"], ["top", "total"]].round(1).values.tolist() == [[29.1, 26.7], [15.6, 15.4]]


def test_by_thirds_one_vote_a_voter_all_bases_agree(data):
    election = council_election(data, "preston", "2024-05-02")
    assert election.kind == "by thirds"
    assert len({gallagher(*party_table(data, election, base)[["votes", "seats"]].T.values) for base in VOTE_BASES}) == 1
    assert base_comparison(data, "preston")["date"].dt.year.tolist() == [2019]
