"""Volatility by type, and undertakings that go on under another name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from left_of_labour.analysis.changes import changes
from left_of_labour.analysis.councils import council_election, ward_lists
from left_of_labour.analysis.swing import pedersen_volatility, shares
from left_of_labour.analysis.volatility import volatility
from left_of_labour.data import load

VOTES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 1000), min_size=1)


@pytest.fixture(scope="module")
def data():
    return load()


@given(VOTES, VOTES)
def test_both_types_add_to_pedersens_index(before, after):
    found = volatility(shares(before), shares(after))
    assert found.total == pytest.approx(pedersen_volatility(shares(before), shares(after)))
    assert 0 <= found.entry_and_exit <= 1 and 0 <= found.between_parties <= 1


@given(VOTES, VOTES, st.randoms())
def test_the_order_of_the_parties_changes_no_digit(before, after, draw):
    """A set of names has another order in every process, and a report must not."""

    def shuffled(parts):
        return dict(draw.sample(list(parts.items()), len(parts)))

    before, after = shares(before), shares(after)
    assert volatility(shuffled(before), shuffled(after)) == volatility(before, after)


@given(VOTES)
def test_other_parties_altogether_are_entry_and_exit_alone(votes):
    renamed = {name.upper(): number for name, number in votes.items()}
    found = volatility(shares(votes), shares(renamed))
    assert (found.entry_and_exit, found.between_parties) == (pytest.approx(1), 0)


def test_by_hand():
    found = volatility({"labour": 0.5, "tory": 0.3, "sdp": 0.2}, {"labour": 0.6, "tory": 0.1, "aspire": 0.3})
    assert found.entry_and_exit == pytest.approx(0.25)  # half of 20 and 30
    assert found.between_parties == pytest.approx(0.15)  # half of 10 and 20


def test_a_list_under_a_new_name_is_no_new_party(data):
    # Tower Hamlets council 2014 to 2018: Tower Hamlets First was struck off the register, and Aspire went on.
    pairs = changes(data, "tower-hamlets")
    (council,) = pairs[
        (pairs["seat"] == "tower-hamlets-wards") & (pairs["date"] == "2018-05-03") & pairs["comparable"]
    ].to_dict("records")
    assert council["entry_and_exit"] + council["between_parties"] < council["volatility"] - 5
    kept = votes_by_list(data)
    assert council["entry_and_exit"] == pytest.approx(100 * kept.entry_and_exit)
    assert council["between_parties"] == pytest.approx(100 * kept.between_parties)


def votes_by_list(data):
    """Types A and B of that pair by hand: each party's best candidate per ward, Aspire counted as its forerunner."""
    found = []
    for date in ("2014-05-22", "2018-05-03"):
        lists = ward_lists(data, council_election(data, "tower-hamlets", date).contest_ids)
        keys = lists["list"].replace({"tower-hamlets-first": "rahman", "aspire": "rahman"})
        found.append(shares(lists.groupby(keys)["top"].sum().astype(int).to_dict()))
    return volatility(*found)


@pytest.mark.parametrize("place", ["hackney", "tower-hamlets", "preston"])
def test_without_lineages_both_types_add_to_the_volatility_by_label(data, place):
    pairs = changes(data, place)
    pairs = pairs[pairs["comparable"]]
    both = pairs["entry_and_exit"] + pairs["between_parties"]
    assert (both <= pairs["volatility"] + 1e-9).all()
    if place == "hackney":
        assert both.to_numpy() == pytest.approx(pairs["volatility"].to_numpy())
