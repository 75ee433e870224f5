"""Known official results, re-derived: winners, totals, second counts and published percentages of the contests."""

import pytest

from left_of_labour.analysis.measures import measure, share

HEADLINES = (
    "hackney-mayor-2002",
    "tower-hamlets-mayor-2010",
    "tower-hamlets-mayor-2014",
    "tower-hamlets-mayor-2015",
    "tower-hamlets-mayor-2018",
    "tower-hamlets-mayor-2022",
    "tower-hamlets-mayor-2026",
    "preston-mp-2024",
)


@pytest.mark.parametrize("contest_id", HEADLINES)
def test_candidates_add_up_to_the_valid_votes(dataset, contest_id):
    assert dataset.candidates_of(contest_id)["votes"].sum() == dataset.contest(contest_id).valid_votes


@pytest.mark.parametrize("contest_id", HEADLINES)
def test_the_count_makes_the_declared_winner(dataset, contest_id):
    """First preferences decide if somebody has more than half, or under first past the post; otherwise two meet."""
    field = dataset.candidates_of(contest_id)
    contest = dataset.contest(contest_id)
    first = field.iloc[0]
    if contest.voting_system == "supplementary_vote" and 2 * first["votes"] <= contest.valid_votes:
        finalists = field.head(2).set_index("candidate")
        assert finalists["transfers"].notna().all()
        totals = finalists["votes"] + finalists["transfers"]
        assert (totals == finalists["final_votes"]).all()
        assert finalists["transfers"].sum() <= field["votes"].iloc[2:].sum()
        winner = totals.astype(int).idxmax()
    else:
        assert field["final_votes"].isna().all()
        winner = first["candidate"]
    assert field.loc[field["elected"], "candidate"].tolist() == [winner]
    assert measure(dataset, contest_id).winner == winner


def test_published_shares_follow_from_the_votes(dataset):
    """Where sources disagreed about a share, the value that stands is the computed one, to its printed decimals."""
    rows = dataset.conflicts[(dataset.conflicts["field"] == "share") & dataset.conflicts["value_used"].notna()]
    rows = rows[rows["contest_id"].isin(dataset.contests["contest_id"])]
    checked = 0
    for row in rows.itertuples():
        try:
            printed = float(row.value_used)
        except ValueError:
            continue
        contest = dataset.contest(row.contest_id)
        votes = dataset.candidates_of(row.contest_id).set_index("candidate")["votes"]
        if row.candidate not in votes.index or not contest.valid_votes:
            continue
        decimals = len(row.value_used.partition(".")[2])
        computed = float(share(int(votes[row.candidate]), contest.valid_votes))
        assert computed == pytest.approx(printed, abs=0.5001 * 10**-decimals), row.conflict_id
        checked += 1
    assert checked >= 5


def test_published_turnouts_follow_from_the_votes_or_are_explained(dataset):
    explained = set(dataset.turnout_exceptions["contest_id"])
    checked = 0
    for contest_id, contest in dataset.contests_by_id.items():
        measures = measure(dataset, contest_id)
        turnouts = [turnout for turnout in (measures.turnout_valid_pct, measures.turnout_ballots_pct) if turnout]
        if contest.turnout_reported_pct is None or not turnouts or contest_id in explained:
            continue
        nearest = min(abs(float(turnout) - contest.turnout_reported_pct) for turnout in turnouts)
        assert nearest <= 0.3, contest_id
        checked += 1
    assert checked > 100


def test_second_counts_in_tower_hamlets_confirmed_the_first(dataset):
    """The leader of the first count won the second in every Tower Hamlets contest that had one."""
    for contest_id in HEADLINES[2:6]:
        field = dataset.candidates_of(contest_id)
        assert field.iloc[0]["elected"], contest_id
