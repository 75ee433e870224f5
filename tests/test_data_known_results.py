"""Official results of every headline contest, re-derived from the tables; shares are those that were published."""

import pytest

from left_of_labour.data import load

# contest: winner, the winner's votes in the deciding count, valid votes, published share of the winner's first votes
KNOWN = {
    "hackney-mayor-2002": ("Jules Pipe", 16234, 32926, 41.95),
    "hackney-mayor-2006": ("Jules Pipe", 24233, 44452, 46.86),
    "hackney-mayor-2010": ("Jules Pipe", 48363, 89803, 53.85),
    "hackney-mayor-2014": ("Jules Pipe", 40858, 67665, 60.38),
    "hackney-mayor-2018": ("Philip Glanville", 42645, 64684, 65.93),
    "hackney-mayor-2023-11": ("Caroline Woodley", 18474, 37114, 49.78),
    "hackney-mayor-2026": ("Zoë Garbett", 35720, 75674, None),
    "tower-hamlets-mayor-2010": ("Lutfur Rahman", 23283, 44985, 51.76),
    "tower-hamlets-mayor-2014": ("Lutfur Rahman", 37395, 84234, None),
    "tower-hamlets-mayor-2015": ("John Biggs", 32754, 68138, None),
    "tower-hamlets-mayor-2018": ("John Biggs", 44865, 77681, None),
    "tower-hamlets-mayor-2022": ("Lutfur Rahman", 40804, 84125, None),
    "tower-hamlets-mayor-2026": ("Lutfur Rahman", 35679, 92066, None),
    "preston-mp-2024": ("Mark Hendrick", 14006, 39993, None),
}


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.mark.parametrize("contest_id", KNOWN)
def test_the_official_result_follows_from_the_tables(data, contest_id):
    name, deciding, valid, published = KNOWN[contest_id]
    candidates = data.candidates_of(contest_id)
    winner = candidates[candidates["elected"]].iloc[0]
    assert winner["candidate"] == name
    assert winner["final_votes" if candidates["final_votes"].notna().any() else "votes"] == deciding
    assert candidates["votes"].sum() == valid == data.contest(contest_id).valid_votes
    if published:
        assert round(100 * winner["votes"] / valid, 2) == published


@pytest.mark.parametrize(
    ("contest_id", "name", "votes", "rank", "published_share"),
    [
        ("hackney-mayor-2002", "Paul Foot", 4187, 3, 12.7),
        ("preston-mp-2024", "Michael Lavalette", 8715, 2, 21.8),
    ],
)
def test_the_challenger_has_the_published_place(data, contest_id, name, votes, rank, published_share):
    candidates = data.candidates_of(contest_id)
    at = candidates.index[candidates["candidate"] == name][0]
    assert (candidates["votes"][at], at + 1) == (votes, rank)
    assert round(100 * votes / candidates["votes"].sum(), 1) == published_share


def test_the_second_counts_add_up_as_published(data):
    """Pipe 13,813 + 2,421 and Boff 4,502 + 1,127 in Hackney in 2002."""
    candidates = data.candidates_of("hackney-mayor-2002").set_index("candidate")
    assert candidates.loc["Jules Pipe", ["votes", "transfers", "final_votes"]].tolist() == [13813, 2421, 16234]
    assert candidates.loc["Andrew Boff", ["votes", "transfers", "final_votes"]].tolist() == [4502, 1127, 5629]


def test_the_leader_of_the_first_count_lost_seven_times(data):
    rounds = data.mayoral_second_rounds
    assert (~rounds["decided_in_first_round"]).sum() == 67
    lost = rounds.loc[~rounds["winner_was_leader"], ["authority", "date"]]
    assert {f"{row.authority} {row.date.year}" for row in lost.itertuples()} == {
        "Mansfield 2002",
        "Mansfield 2011",
        "Stoke-on-Trent 2002",
        "North Tyneside 2005",
        "Doncaster 2009",
        "Copeland 2015",
        "Cambridgeshire and Peterborough 2021",
    }


def test_council_seats_are_those_of_the_night(data):
    seats = data.council_seats.set_index(["place", "party_id"])["seats"]
    assert seats.loc["tower-hamlets", "aspire"].tolist() == [0, 24, 33]
    assert seats.loc["tower-hamlets", "tower-hamlets-first"] == 18
