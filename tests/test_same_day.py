"""Mayor and council on one day: shares re-derived from the results by another route."""

import pytest

from left_of_labour.analysis.same_day import same_day
from left_of_labour.data import load
from left_of_labour.errors import NotComparableError


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def rows(data):
    found = {place: same_day(data, place) for place in ("hackney", "tower-hamlets")}
    return {place: frame.set_index(["contest_id", "candidate"]) for place, frame in found.items()}


@pytest.mark.parametrize(
    ("contest_id", "candidate", "wards"),
    [
        ("tower-hamlets-mayor-2014", "Lutfur Rahman", "tower-hamlets-council-2014-"),
        ("tower-hamlets-mayor-2018", "Rabina Khan", "tower-hamlets-council-2018-"),
        ("tower-hamlets-mayor-2026", "Lutfur Rahman", "tower-hamlets-council-2026-"),
        ("hackney-mayor-2026", "Zoë Garbett", "hackney-council-2026-"),
    ],
)
def test_shares_and_ratio_from_the_results_alone(data, rows, contest_id, candidate, wards):
    mayor = data.results[data.results["contest_id"] == contest_id]
    own = mayor[mayor["candidate"] == candidate].iloc[0]
    council = data.results[data.results["contest_id"].str.startswith(wards)]
    council = council[~council["contest_id"].str.contains(r"-20\d\d-\d\d-")]  # by-elections carry a month
    lists = council["party_id"].mask(council["party_id"].isin(["independent", "other"]), council["candidate"])
    best = council.groupby(["contest_id", lists])["votes"].max()
    party = best.xs(own["party_id"], level=1).sum()
    row = rows[contest_id.partition("-mayor")[0]].loc[(contest_id, candidate)]
    assert row["council_votes"] == party
    assert row["difference"] == pytest.approx(100 * own["votes"] / mayor["votes"].sum() - 100 * party / best.sum())
    assert row["ratio"] == pytest.approx(own["votes"] / party)


def test_rahman_ran_ahead_of_his_list_each_time_and_ahmed_behind_his(rows):
    ahead = rows["tower-hamlets"].xs("Lutfur Rahman", level="candidate")["difference_least"]
    assert ahead.index.tolist() == [f"tower-hamlets-mayor-{year}" for year in (2014, 2022, 2026)]
    assert (ahead > 5).all()
    ahmed = rows["tower-hamlets"].loc[("tower-hamlets-mayor-2018", "Abul Monsur Ohid Ahmed")]
    assert ahmed["difference_most"] < 0 and ahmed["ratio"] < 1


def test_the_range_over_vote_bases_holds_the_base_that_is_shown(rows):
    for frame in rows.values():
        known = frame.dropna(subset=["difference"])
        assert (known["difference_least"] <= known["difference"]).all()
        assert (known["difference"] <= known["difference_most"]).all()
        assert (known["difference_most"] > known["difference_least"]).any()


def test_nothing_is_said_where_the_mayors_contest_is_known_in_part(data, rows):
    partial = rows["hackney"].loc["hackney-mayor-2022"]
    if data.contest("hackney-mayor-2022").completeness == "partial":
        assert partial[["share_pct", "difference"]].isna().all(axis=None)
    assert partial["council_share_pct"].notna().all()


def test_a_candidate_without_a_list_is_not_compared(rows):
    assert "independent" not in set(rows["hackney"]["party_id"]) | set(rows["tower-hamlets"]["party_id"])
    assert "hackney-mayor-2002" not in rows["hackney"].index.get_level_values("contest_id")  # in October


def test_a_place_without_such_a_day_is_refused(data):
    with pytest.raises(NotComparableError, match="preston elected no mayor and council"):
        same_day(data, "preston")
