"""The measures of one contest against hand-worked examples, other people's code and the declared results."""

import datetime as dt
from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from poli_sci_kit.appointment import metrics
from votelib.evaluate.core import Plurality

from left_of_labour.analysis.comparison import across_readings, places, what_differed
from left_of_labour.analysis.lookups import functions
from left_of_labour.analysis.measures import (
    contenders,
    deposit_threshold,
    effective_number_of_parties,
    measure,
    measure_many,
    share,
    swing_to_level,
)
from left_of_labour.analysis.readings import READINGS, is_left
from left_of_labour.errors import NotComparableError, ParameterError

VOTES = st.lists(st.integers(0, 100_000), min_size=1, max_size=12).filter(any)


def test_share_is_exact():
    assert share(1, 3) == Fraction(100, 3)


@pytest.mark.parametrize(("votes", "base"), [(1, 0), (5, 4), (-1, 4)])
def test_share_refuses_what_is_no_share(votes, base):
    with pytest.raises(ValueError, match="is not a share"):
        share(votes, base)


@given(VOTES)
def test_shares_sum_to_one_hundred(votes):
    assert sum(share(vote, sum(votes)) for vote in votes) == 100


@given(VOTES)
def test_effective_number_agrees_with_another_implementation(votes):
    shares = [vote / sum(votes) for vote in votes]
    theirs = metrics.effective_number_of_groups(shares, metric_type="Laakso-Taagepera")
    assert float(effective_number_of_parties(votes)) == pytest.approx(theirs)


@given(st.integers(1, 30), st.integers(1, 10_000))
def test_equal_parties_count_fully(parties, votes):
    assert effective_number_of_parties([votes] * parties) == parties


def test_effective_number_needs_votes():
    with pytest.raises(ValueError, match="no votes"):
        effective_number_of_parties([0, 0])


def test_swing_levels_the_two():
    swing = swing_to_level(30, 50, 100)
    assert 30 + swing == 50 - swing == 40


def test_deposit_threshold_changed_on_the_day():
    assert deposit_threshold("mp", dt.date(1985, 9, 30)) == Fraction(25, 2)
    assert deposit_threshold("mp", dt.date(1985, 10, 1)) == 5
    assert deposit_threshold("councillor", dt.date(2022, 5, 5)) is None


def test_readings_are_nested():
    assert READINGS["core"] < READINGS["wide"] < READINGS["with_greens"]


def test_unknown_reading_is_refused_with_a_hint():
    with pytest.raises(ParameterError, match="did you mean 'with_greens'"):
        is_left(pd.Series(["core"]), "with_green")


def test_unknown_contest_is_refused_with_a_hint(dataset):
    with pytest.raises(ParameterError, match="'hackney-mayor-2002'"):
        measure(dataset, "hackney-mayor-2003")


def test_leader_agrees_with_another_implementation(dataset):
    """Who leads on first preferences, in every complete contest for one seat."""
    plurality = Plurality()
    complete = dataset.contests[(dataset.contests["completeness"] == "complete") & (dataset.contests["seats"] == 1)]
    checked = 0
    for contest_id in complete["contest_id"]:
        votes = dataset.candidates_of(contest_id).set_index("candidate")["votes"].dropna().astype(int).to_dict()
        if votes:
            assert [contenders(dataset, contest_id).iloc[0]["candidate"]] == plurality.evaluate(votes, 1), contest_id
            checked += 1
    assert checked > 200


def test_block_vote_is_measured_by_best_candidates(dataset):
    field = contenders(dataset, "hackney-council-2006-de-beauvoir")
    parties = field.loc[field["party_id"] != "independent", "party_id"]
    assert parties.is_unique
    everyone = dataset.candidates_of("hackney-council-2006-de-beauvoir")
    labour = everyone.loc[everyone["party_id"] == "labour", "votes"]
    assert field.loc[field["party_id"] == "labour", "votes"].item() == labour.max() < labour.sum()
    assert sum(field["share_pct"]) == 100


def test_partial_contest_has_no_shares_and_no_ranks(dataset):
    partial = dataset.contests.loc[dataset.contests["completeness"] == "partial", "contest_id"]
    assert len(partial)
    for contest_id in partial:
        measures = measure(dataset, contest_id)
        assert measures.share_pct is None
        assert measures.rank is None
        assert measures.effective_number_of_parties is None


def test_nobody_is_ranked_below_the_sum_of_unnamed_candidates(dataset):
    field = contenders(dataset, "bethnal-green-bow-mp-1997").set_index("candidate")
    assert field.loc["Kabir Choudhury", "rank"] == 2
    assert pd.isna(field.loc["Syed Nurul Islam", "rank"])
    assert pd.isna(field.loc["Other candidates", "rank"])


def test_turnouts_are_not_mixed(dataset):
    preston = measure(dataset, "preston-mp-2024")
    assert preston.turnout_valid_pct == Fraction(100 * 39993, 77400)
    assert preston.turnout_ballots_pct == Fraction(100 * 40132, 77400)
    hackney = measure(dataset, "hackney-mayor-2002")
    assert hackney.turnout_valid_pct is None
    assert hackney.turnout_ballots_pct is None


def test_a_winner_is_ahead_and_has_swing_to_lose(dataset):
    rahman = measure(dataset, "tower-hamlets-mayor-2022")
    assert rahman.elected
    assert rahman.votes_behind_labour < 0
    assert rahman.final_votes_behind_labour == -rahman.majority
    assert rahman.swing_to_win_pct < 0


OF_ONE_SEAT = (
    *("winner", "runner_up", "majority", "votes_behind_winner", "points_behind_winner"),
    *("swing_to_level_pct", "swing_to_win_pct"),
)


def test_what_measures_say_of_each_other_holds_in_every_contest(dataset):
    candidates = dict(iter(dataset.candidates.groupby("contest_id")))
    for contest_id in dataset.contests_by_id:
        measures, field = measure(dataset, contest_id, "with_greens"), candidates[contest_id]
        if measures.votes_behind_labour is not None:
            assert (measures.ratio_to_labour > 1) == (measures.votes_behind_labour < 0)
            if measures.rank and measures.labour_rank:
                assert (measures.rank < measures.labour_rank) == (measures.votes_behind_labour < 0)
        if measures.seats > 1:
            assert not any(getattr(measures, name) for name in OF_ONE_SEAT)
        if measures.votes_behind_last_seat is not None:
            assert measures.votes_behind_last_seat == min(field.loc[field["elected"], "votes"]) - measures.votes
        if measures.swing_to_win_pct is not None and measures.final_votes is None and not measures.elected:
            level = (measures.votes + measures.winner_votes) / 2
            assert sum(field["votes"].dropna() > level) == 1, contest_id  # nobody but the winner, whom this levels


def test_a_swing_that_makes_a_third_candidate_win_is_no_swing_to_win(dataset):
    east = measure(dataset, "lancashire-cc-2017-preston-east", "with_greens")
    assert east.swing_to_level_pct > 0
    assert east.swing_to_win_pct is None


def test_raising_votes_never_lowers_the_place(dataset):
    two = measure_many(dataset, ["hackney-mayor-2002", "preston-mp-2024", "tower-hamlets-mayor-2015"])
    before = places(two).set_index(["contest_id", "yardstick"])["place"]
    two.loc[two["contest_id"] == "hackney-mayor-2002", "share_pct"] += 30
    after = places(two).set_index(["contest_id", "yardstick"])["place"]
    assert (after["hackney-mayor-2002"] <= before["hackney-mayor-2002"]).all()
    assert (after["hackney-mayor-2002"] < before["hackney-mayor-2002"]).any()


def test_places_leave_out_what_is_not_known(dataset):
    frame = places(measure_many(dataset, ["hackney-mayor-2002", "preston-mp-2024"]))
    unknown = frame[frame["value"].isna()]
    assert unknown["contest_id"].tolist() == ["hackney-mayor-2002"]
    assert unknown["place"].isna().all()


def test_readings_tell_when_nobody_stood(dataset):
    frame = across_readings(dataset, ["tower-hamlets-mayor-2010"]).set_index("reading")
    assert frame.loc["core", "challenger"] is None or pd.isna(frame.loc["core", "challenger"])
    assert frame.loc["wide", "challenger"] == "Lutfur Rahman"


def test_split_of_the_left_is_the_rest_of_its_votes(dataset):
    measures = measure_many(dataset, ["tower-hamlets-mayor-2018"])
    votes = dataset.candidates_of("tower-hamlets-mayor-2018").set_index("candidate")["votes"]
    rest = votes["Abul Monsur Ohid Ahmed"] + votes["Hugo Pierre"]
    assert what_differed(dataset, measures)["other_left_share_pct"].item() == pytest.approx(100 * rest / votes.sum())


def test_a_comparison_without_challengers_is_refused(dataset):
    with pytest.raises(NotComparableError, match="reading core"):
        measure_many(dataset, ["tower-hamlets-mayor-2010"], "core", needs_challenger=True)


def test_a_majority_is_of_the_valid_votes_and_the_same_in_a_formula(dataset):
    found = measure(dataset, "hackney-mayor-2002")
    assert found.majority == 16234 - 5629
    assert found.majority_pct == Fraction(100 * (16234 - 5629), 32926)
    assert found.majority_pct == functions(dataset)["majority_pct"]("hackney-mayor-2002")
