"""A place over time: which elections there are, what is compared with what, and what is refused."""

import pandas as pd
import pytest

from left_of_labour.analysis import changes, events, timeline
from left_of_labour.analysis.seats import seat_series
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError

PLACES = ["hackney", "tower-hamlets", "preston"]


@pytest.fixture(scope="module")
def dataset():
    return load()


@pytest.fixture(scope="module")
def tower_hamlets(dataset):
    return timeline.performances(dataset, "tower-hamlets").set_index("election_id")


def years(frame):
    return list(zip(frame["date_before"].dt.year, frame["date"].dt.year, strict=True))


@pytest.mark.parametrize("place", PLACES)
def test_every_contest_is_in_one_election_or_polled_alone(dataset, place):
    polls = timeline.elections(dataset, place)
    within = [contest for one in polls for contest in one.contest_ids]
    assert len(within) == len(set(within))
    contests = dataset.contests[dataset.contests["place"] == place].set_index("contest_id")
    outside = contests.drop(within)
    assert (outside["office"] == "councillor").all()
    assert not (set(timeline.single_wards(dataset, place)["contest_id"]) & set(within))


@pytest.mark.parametrize("place", PLACES)
def test_shares_stay_within_the_whole(dataset, place):
    rows = timeline.performances(dataset, place)
    both = rows.dropna(subset=["left_share_pct", "labour_share_pct"])
    assert (both["share_pct"] <= both["left_share_pct"] + 1e-9).all()
    assert (both["left_share_pct"] + both["labour_share_pct"] <= 100).all()
    assert len(both) > 5


def test_whole_council_seats_agree_with_the_published_totals(dataset, tower_hamlets):
    seats = dataset.council_seats
    for year in (2006, 2014, 2018, 2022, 2026):
        of_year = seats[(seats["place"] == "tower-hamlets") & (seats["date"].dt.year == year)]
        assert tower_hamlets.loc[f"tower-hamlets-wards-{year}", "seats"] == of_year["seats_total"].iloc[0]
    assert tower_hamlets.loc["tower-hamlets-wards-2026", "left_seats"] == 33


def test_a_renamed_ward_is_one_ward(tower_hamlets):
    """Bethnal Green was Bethnal Green East for some years: the council has 20 wards, not 22."""
    assert tower_hamlets.loc["tower-hamlets-wards-2022", "remark"] == ""


def test_published_shares_stand_where_totals_are_not_complete(tower_hamlets):
    assert tower_hamlets.loc["tower-hamlets-wards-2010", "share_pct"] == 15.5


@pytest.mark.parametrize("reading", ["core", "wide", "with_greens"])
@pytest.mark.parametrize("place", PLACES)
def test_a_council_election_has_the_same_shares_in_every_report(dataset, place, reading):
    ours = timeline.performances(dataset, place, reading).set_index("election_id")
    for row in seat_series(dataset, place, reading).itertuples():
        election = ours.loc[f"{place}-wards-{row.date.year}"]
        if pd.notna(row.left_vote_share_pct) and pd.notna(election["left_share_pct"]):
            assert election["left_share_pct"] == pytest.approx(row.left_vote_share_pct)
        if pd.notna(row.labour_vote_share_pct):
            assert election["labour_share_pct"] == pytest.approx(row.labour_vote_share_pct)
        assert (election["left_seats"], election["seats"]) == (row.left_seats, row.seats)


def test_a_partys_votes_in_a_ward_are_its_best_candidates(dataset, tower_hamlets):
    """Respect 2006 by hand: the largest of its votes in each of the 17 wards."""
    rows = dataset.results[dataset.results["contest_id"].str.startswith("tower-hamlets-council-2006")]
    respect = rows[rows["party_id"] == "respect"].groupby("contest_id")["votes"].max()
    assert tower_hamlets.loc["tower-hamlets-wards-2006", "left_votes"] == respect.sum()


def test_best_candidate_and_all_of_the_left_are_told_apart(tower_hamlets):
    row = tower_hamlets.loc["tower-hamlets-mayor-2018"]
    assert (row["best"], row["best_votes"], row["left_votes"]) == ("Rabina Khan", 13113, 13113 + 11109 + 728)
    assert row["behind_labour"] == pytest.approx(100 * (37619 - 13113) / 77681)


def test_a_poll_that_was_set_aside_is_shown_but_not_comparable(tower_hamlets):
    row = tower_hamlets.loc["tower-hamlets-mayor-2014"]
    assert row["best_votes"] == 36539
    assert not row["comparable"]
    assert "declared void" in row["remark"]


def test_no_share_is_computed_from_a_partial_contest(dataset):
    rows = timeline.performances(dataset, "hackney").set_index("election_id")
    assert rows.loc["hackney-south-mp-1997", "best_votes"] == 298
    assert pd.isna(rows.loc["hackney-south-mp-1997", "share_pct"])


def test_readings_change_who_counts(dataset):
    def shares(reading):
        rows = timeline.performances(dataset, "preston", reading).set_index("election_id")
        return rows.loc["preston-mp-2024", "left_share_pct"]

    assert shares("wide") == pytest.approx(100 * 8715 / 39993)
    assert shares("with_greens") == pytest.approx(100 * (8715 + 1751) / 39993)


def test_preston_2024_is_compared_with_the_estimate_on_its_boundaries(dataset):
    pairs = changes.changes(dataset, "preston")
    last = pairs[(pairs["seat"] == "Preston") & (pairs["date"].dt.year == 2024)]
    refused, allowed = last.to_dict("records")
    assert refused["reason"] == "boundaries differ"
    assert pd.isna(refused["left_swing"])
    labour = 24697 / 43112, 14006 / 39993
    assert (allowed["left_before"], allowed["left_change"]) == (0, pytest.approx(100 * 8715 / 39993))
    assert allowed["labour_change"] == pytest.approx(100 * (labour[1] - labour[0]))
    assert pd.isna(allowed["left_swing"])  # nobody to swing from: the left did not stand in 2019
    assert "estimate" in allowed["remark"]


def test_an_estimate_is_never_the_later_election(dataset):
    pairs = changes.changes(dataset, "preston")
    mp = pairs[pairs["seat"] == "Preston"]
    assert years(mp).count((2019, 2024)) == 2
    assert not (mp["date_before"] == mp["date"]).any()


def test_the_rerun_is_compared_with_the_last_poll_that_stood(dataset):
    pairs = changes.changes(dataset, "tower-hamlets")
    mayor = pairs[pairs["office"] == "mayor"]
    assert years(mayor[~mayor["comparable"]]) == [(2010, 2014), (2014, 2015)]
    assert years(mayor[mayor["comparable"]]) == [(2010, 2015), (2015, 2018), (2018, 2022), (2022, 2026)]
    assert mayor.iloc[-1]["remark"] == "voting system changed"


@pytest.mark.parametrize("place", PLACES)
def test_nothing_is_measured_where_comparison_is_refused(dataset, place):
    pairs = changes.changes(dataset, place)
    measures = ["left_change", "left_swing", "butler", "steed", "volatility", "bloc_volatility"]
    assert pairs.loc[~pairs["comparable"], measures].isna().all(axis=None)
    assert (pairs.loc[~pairs["comparable"], "reason"] != "").all()
    comparable = pairs[pairs["comparable"]]
    assert comparable["volatility"].notna().all()
    both = (comparable["left_before"] > 0) & (comparable["left_before"] + comparable["left_change"] > 1e-9)
    assert (comparable["left_swing"].notna() == both).all()
    assert (pairs["bloc_volatility"].dropna() <= pairs["volatility"].dropna() + 1e-9).all()


def test_steed_swing_only_between_the_first_two(dataset):
    pairs = changes.changes(dataset, "preston")
    mp = pairs[(pairs["seat"] == "Preston") & pairs["comparable"]].set_index("date")
    assert pd.notna(mp.loc["2019-12-12", "steed"])
    assert pd.isna(mp.loc["2015-05-07", "steed"])  # in 2010 the Liberal Democrat was second
    assert pd.notna(mp.loc["2015-05-07", "butler"])


@pytest.mark.parametrize(
    ("place", "one", "other", "reason"),
    [
        ("hackney", "hackney-south-mp-1997", "hackney-south-mp-2001", "1997 not fully known"),
        ("hackney", "hackney-mayor-2014", "hackney-mayor-2016-09", "2016 known only together"),
        ("hackney", "hackney-south-mp-2019", "hackney-south-mp-2024", "boundaries differ"),
        ("tower-hamlets", "tower-hamlets-mayor-2014", "tower-hamlets-mayor-2015", "declared void"),
        ("tower-hamlets", "bethnal-green-bow-mp-2010", "poplar-limehouse-mp-2010", "is not Poplar and Limehouse"),
        ("preston", "preston-wards-2018", "preston-wards-2019", "19 of 22 wards"),
    ],
)
def test_incomparable_pairs_are_refused_with_the_reason(dataset, place, one, other, reason):
    polls = {poll.election_id: poll for poll in timeline.elections(dataset, place)}
    with pytest.raises(NotComparableError, match=reason):
        changes.require_comparable(polls[one], polls[other])


def test_the_story_of_tower_hamlets_is_dated(dataset):
    story = events.events(dataset, "tower-hamlets")
    dated = set(zip(story["kind"], story["date"].dt.strftime("%Y-%m-%d"), strict=True))
    assert {
        ("referendum", "2010-05-06"),
        ("first mayor", "2010-10-21"),
        ("voided", "2014-05-22"),
        ("party", "2015-04-29"),
        ("by-election", "2015-06-11"),
        ("referendum", "2021-05-06"),
        ("voting system", "2023-05-04"),
        ("boundaries", "2024-07-04"),
    } <= dated
    assert story["date"].is_monotonic_increasing


def test_every_event_cites_a_source(dataset):
    known = set(dataset.sources["source_id"])
    for place in PLACES:
        story = events.events(dataset, place)
        assert {source for cell in story["source_ids"] for source in cell.split(";")} <= known


@pytest.mark.parametrize("office", ["mayor", "mp", "councillor"])
def test_the_elections_for_one_office_are_those_among_all(dataset, office):
    rows = timeline.performances(dataset, "tower-hamlets")
    expected = rows[rows["office"] == office].reset_index(drop=True)
    alone = timeline.performances(dataset, "tower-hamlets", office=office)
    pd.testing.assert_frame_equal(alone.astype(expected.dtypes), expected)
