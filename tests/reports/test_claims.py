"""Verdicts on the campaign accounts: the rules, the published findings, the refusals."""

import datetime as dt
import json
from collections import Counter
from fractions import Fraction

import pandas as pd
import pytest
from altered import with_cells
from editing import line_of, spoilt_copy, with_cell
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from notebook_kit import run
from typer.testing import CliRunner

from left_of_labour import cli
from left_of_labour.analysis import claims
from left_of_labour.errors import DataError, ParameterError
from left_of_labour.reports.claims import figures, parts, sentences
from left_of_labour.shown import Text


@pytest.fixture(scope="module")
def assessed(dataset) -> pd.DataFrame:
    return claims.assess(dataset)


@pytest.mark.parametrize(
    ("stated", "precision", "computed", "verdict"),
    [
        ("4187", "exact", 4187, "exact"),
        ("4187", "exact", 4186, "contradicted"),
        ("12.7", "exact", Fraction(1271639, 100000), "rounded"),
        ("13.6", "exact", Fraction(1367, 100), "truncated"),
        ("13.8", "exact", Fraction(1367, 100), "contradicted"),
        ("0.5", "exact", Fraction(45, 100), "rounded"),
        ("300", "about", 315, "rounded"),
        ("5000", "about", 5291, "rounded"),
        ("12000", None, 12146, "rounded"),
        ("5000", "exact", 5291, "contradicted"),
        ("330", "about", 315, "approximate"),
        ("10", "about", Fraction(1154, 100), "contradicted"),
        ("300", None, 315, "rounded"),
        ("300", "exact", 315, "contradicted"),
        ("300", "about", 334, "contradicted"),
        ("21", "over", Fraction(2179, 100), "exact"),
        ("21", "over", 21, "contradicted"),
        ("5", "over", 400, "exact"),
        ("2.5", "under", Fraction(245, 100), "exact"),
        ("2.5", "under", Fraction(255, 100), "contradicted"),
        ("60", "almost", 58, "approximate"),
        ("60", "almost", 61, "contradicted"),
        ("60", "almost", 50, "contradicted"),
        ("2010-10-21", "exact", dt.date(2010, 10, 21), "exact"),
        ("2010-10-20", "about", dt.date(2010, 10, 21), "contradicted"),
        ("Thursday", "exact", 4, "exact"),
        ("Friday", "exact", 4, "contradicted"),
    ],
)
def test_the_rules_of_a_verdict(stated, precision, computed, verdict):
    assert claims.judge(stated, precision, computed) == verdict


def test_every_formula_evaluates_but_the_one_that_needs_national_results(dataset, assessed):
    assert claims.formula_faults(dataset) == []
    formulas = assessed.dropna(subset=["check"])
    without = formulas.loc[formulas["given"] == "", "claim_id"].tolist()
    assert without == ["counterfire-21"]
    assert "fetch parliament" in assessed.set_index("claim_id").loc["counterfire-21", "reason"]


@pytest.mark.parametrize(
    ("claim_id", "given", "verdict"),
    [
        ("green-left-02", "4,187", "exact"),
        ("green-left-06", "315", "exact"),
        ("green-left-03", "12.72", "rounded"),
        ("weekly-worker-05", "3,002", "contradicted"),
        ("weekly-worker-08", "41.95", "truncated"),
        ("weekly-worker-09", "26.34", "contradicted"),
        ("weekly-worker-29", "1,185", "exact"),
        ("jacobin-01", "7,317", "exact"),
        ("jacobin-13", "1", "exact"),
        ("jacobin-16", "11.06", "contradicted"),
        ("livingstone-01", "2010-10-21", "exact"),
        ("livingstone-06", "23,283", "contradicted"),
        ("livingstone-08", "8", "exact"),
        ("livingstone-09", "", "documented"),
        ("counterfire-11", "4", "contradicted"),
        ("counterfire-22", "6.8", "unverifiable"),
        ("counterfire-25", "Thursday", "exact"),
        ("counterfire-16", "5,291", "rounded"),
        ("counterfire-10", "21.79", "exact"),
        ("counterfire-04", "", "single witness"),
        ("counterfire-27", "6,855", "rounded"),
        ("livingstone-10", "", "single witness"),
        ("livingstone-03", "", "documented"),
        ("green-left-11", "", "unverifiable"),
        ("jacobin-20", "", "single witness"),
    ],
)
def test_known_claims_get_the_verdict_that_the_data_decide(assessed, claim_id, given, verdict):
    row = assessed.set_index("claim_id").loc[claim_id]
    assert (row["given"], row["verdict"]) == (given, verdict)


def test_a_verdict_follows_the_data(dataset):
    other = with_cells(dataset, "claims", {"claim_id": "green-left-02"}, stated_value="4188")
    assert claims.assess(other, "account-green-left-2002")["verdict"].tolist()[1] == "contradicted"


def test_a_figure_that_only_the_account_gives_is_a_single_witness(dataset):
    foot = {"contest_id": "hackney-mayor-2002", "candidate": "Paul Foot"}
    alone = with_cells(dataset, "results", foot, source_ids="account-weekly-worker-2002")
    verdicts = claims.assess(alone).set_index("claim_id")["verdict"]
    assert verdicts["weekly-worker-01"] == "single witness"
    assert verdicts["green-left-02"] == "exact"


def test_advice_that_could_change_nothing_is_contradicted_with_both_figures(dataset, assessed):
    row = assessed.set_index("claim_id").loc["livingstone-06"]
    assert row["reason"] == "23,283 is more than half of 44,985"
    table = parts.contradicted(dataset, assessed[assessed["source_id"] == "account-livingstone-2010"])[1]
    assert any("23,283 is more than half of 44,985" in cells for cells in table.rows)


def test_more_independent_sources_never_make_a_claim_weaker(dataset):
    """The ladder: no source, one, two; and what two say otherwise."""

    def verdict(sources, finding="stands"):
        changed = with_cells(
            dataset, "claim_findings", {"claim_id": "livingstone-09"}, source_ids=sources, finding=finding
        )
        return claims.assess(changed).set_index("claim_id").loc["livingstone-09", ["verdict", "witnesses"]].tolist()

    assert verdict("account-livingstone-2010") == ["unverifiable", 0]
    assert verdict("guardian-2010-10-04") == ["single witness", 1]
    assert verdict("guardian-2010-10-04;guardian-2010-11-08") == ["single witness", 1]
    assert verdict("guardian-2010-10-04;allmind-2026") == ["single witness", 1]
    assert verdict("guardian-2010-10-04;newstatesman-2010") == ["documented", 2]
    assert verdict("guardian-2010-10-04;newstatesman-2010", "refuted") == ["refuted", 2]
    assert verdict("guardian-2010-10-04", "refuted") == ["unverifiable", 1]


def test_every_claim_not_decided_by_recomputing_has_a_reason(assessed):
    undecided = assessed[assessed["verdict"].isin(["documented", "refuted", "single witness", "unverifiable"])]
    assert (undecided["reason"].str.len() > 5).all()
    assert len(claims.grounds(assessed)) == len(undecided)


def test_the_summary_counts_every_claim_once(dataset, assessed):
    counts = claims.summary(assessed)
    assert counts["claims"].sum() == len(dataset.claims) == counts[list(claims.VERDICTS)].to_numpy().sum()
    one = claims.summary(claims.assess(dataset, "account-livingstone-2010"))
    assert one["source_id"].tolist() == ["account-livingstone-2010"]


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ({"check": "vots(hackney-mayor-2002, Paul Foot)"}, "check", "did you mean 'votes'"),
        ({"check": "votes(hackney-mayor-2002, Paul Foot"}, "check", "a closing bracket"),
        ({"check": "votes(hackney-mayor-202, Paul Foot)"}, "check", "no contest 'hackney-mayor-202'"),
        ({"stated_value": "many"}, "stated_value", "a number, a date written YYYY-MM-DD or a weekday"),
        ({"stated_precision": "abut"}, "stated_precision", "did you mean 'about'"),
    ],
)
def test_an_unsound_claim_is_an_error_with_file_row_and_column(dataset, cells, column, message):
    broken = with_cells(dataset, "claims", {"claim_id": "green-left-02"}, **cells)
    with pytest.raises(DataError) as caught:
        claims.assess(broken)
    [fault] = caught.value.faults
    assert (fault.file, fault.row, fault.column) == ("claims.csv", 3, column)
    assert message in fault.expected
    assert claims.formula_faults(broken) == [fault]


def test_an_unknown_account_is_refused_with_the_nearest(dataset):
    with pytest.raises(ParameterError, match="did you mean 'account-jacobin-2022'"):
        claims.assess(dataset, "account-jacobin-2020")


def test_like_for_like_uses_the_estimate_on_new_boundaries(dataset, assessed):
    changes = claims.boundary_change(dataset, assessed).set_index("claim")
    fall = changes.loc["Fall of the Labour majority from 12 to 5 thousand"]
    assert (fall["old_boundaries"], fall["new_boundaries"]) == (12146 - 5291, 11850 - 5291)
    third = changes.loc["Liberal Democrats third at the election before (Neil Darby)"]
    assert (third["old_boundaries"], third["new_boundaries"]) == (4, 3)


def test_turnout_is_given_by_both_definitions_where_the_electorate_is_known(dataset, assessed):
    rates = claims.turnouts(dataset, assessed).set_index("contest_id")
    assert rates.loc["tower-hamlets-mayor-2014", ["papers", "valid"]].astype(float).round(1).tolist() == [47.6, 46.3]
    assert rates.loc["hackney-mayor-2002", ["papers", "valid"]].isna().all()


def test_amounts_leave_out_places_and_bounds(assessed):
    amounts = claims.stated_amounts(assessed)
    assert amounts["difference_pct"].abs().is_monotonic_decreasing
    assert not amounts["claim"].str.contains("Deposit kept|third at the election").any()
    assert amounts["difference_pct"].iloc[0] == pytest.approx(100 * (10 - 11.54027803) / 11.54027803)


def test_the_finding_adds_up(assessed):
    counts = assessed["verdict"].value_counts()
    stands = sum(counts.get(verdict, 0) for verdict in claims.STANDING)
    sentence = sentences.finding(assessed)
    assert f"{stands} stand" in sentence
    assert f"{counts['contradicted']} are contradicted" in sentence
    assert f"Of {len(assessed)} claims" in sentence


def test_every_claim_is_a_square_in_the_colour_of_its_verdict(dataset, assessed):
    names = {source: figures.account_name(dataset, source) for source in assessed["source_id"].unique()}
    ax = figures.squares(assessed, names).axes[0]
    drawn = Counter(to_hex(square.get_facecolor()) for square in ax.patches)
    counts = figures.verdict_counts(assessed)
    assert drawn == Counter(dict(zip(figures._COLOURS, counts.values(), strict=True)))
    assert sum(drawn.values()) == len(assessed)
    contradicted = assessed["verdict"].isin(["contradicted", "refuted"]).sum()
    assert counts["contradicted"] == contradicted


def test_a_stated_amount_is_a_bar_as_long_as_it_is_off(assessed):
    found = claims.stated_amounts(assessed)
    bars = figures.amounts(found).axes[0].patches
    assert [bar.get_width() for bar in bars] == pytest.approx(found["difference_pct"].astype(float).tolist())


def test_the_sources_shown_are_those_of_the_claims(dataset, assessed):
    shown = parts.account_sources(assessed)
    assert set(shown) <= set(dataset.sources["source_id"])
    assert {"account-green-left-2002", "hoc-cbp7529", "psephology"} <= set(shown)


def test_the_check_command_finds_an_unsound_formula(tmp_path):
    line = line_of("claims.csv", claim_id="green-left-02")
    formula = with_cell("claims.csv", line, "check", "vote(hackney-mayor-2002, Paul Foot)")
    bad = spoilt_copy(tmp_path, "claims.csv", formula)
    result = CliRunner().invoke(cli.app, ["check", "--data", str(bad), "--format", "json"])
    (fault,) = json.loads(result.stdout)["faults"]
    assert result.exit_code == 1
    assert (fault["file"], fault["row"], fault["column"]) == ("claims.csv", line, "check")
    assert "did you mean 'votes'" in fault["expected"]


ACCOUNTS = ["account-green-left-2002", "account-weekly-worker-2002", "account-livingstone-2010", "account-jacobin-2022"]


@pytest.mark.parametrize("source_id", ACCOUNTS)
def test_nothing_in_the_prose_speaks_of_another_account(dataset, source_id):
    report = run("claims", dataset, source_id=source_id)
    for words in ("Preston, the", "12 to 5", "chosen for being checkable", "Net and gross"):
        assert not any(words in prose for prose in report.prose), words
    assert sum(part.text.startswith("Which statements of an account") for part in report.of(Text)) == 1


def test_contradictions_are_written_out_with_both_figures(dataset):
    finding = run("claims", dataset, source_id="account-livingstone-2010").finding
    assert "1 is contradicted (“Swapped second preferences required" in finding
    assert "23,283 is more than half of 44,985)" in finding
    finding = run("claims", dataset, source_id="account-weekly-worker-2002").finding
    assert "“Turnout”: 29% stated, 26.34% in the data" in finding and "3,200 stated, 3,002 in the data" in finding


def test_claims_that_nothing_could_decide_are_counted(dataset, assessed):
    checkable = dataset.claims.set_index("claim_id")["checkable"]
    said = sentences.selection_sentence(assessed, checkable)
    assert f"{int((~checkable).sum())} of {len(assessed)} claims were kept although nothing on record" in said
    assert "although" not in sentences.selection_sentence(assessed, checkable | True)


def test_documented_claims_are_not_called_open(assessed):
    said = sentences.undecided_sentence(claims.grounds(assessed))
    assert "8 documented" in said and "open" not in said
    assert sentences.undecided_sentence(claims.grounds(assessed).iloc[:0]) == "Recomputing decides every claim here."


VERDICT_COUNTS = st.lists(st.sampled_from(list(claims.VERDICTS)), min_size=1, max_size=12)


@given(VERDICT_COUNTS)
def test_the_finding_counts_every_claim_and_says_none_only_of_none(verdicts):
    frame = pd.DataFrame({"verdict": verdicts, "source_id": "a", "claim": "c", "stated": "5", "precision": None})
    frame = frame.assign(unit="votes", given="4", reason="")
    said = sentences.finding(frame)
    against = verdicts.count("contradicted")
    assert f"{against or 'none'} {'is' if against <= 1 else 'are'} contradicted" in said
    assert said.count("none") == (against == 0)
    for verdict, words in sentences._OTHERS.items():
        assert any(word in said for word in words) == (verdict in verdicts)
    assert said.startswith(f"Of {len(verdicts)} claim{'s' if len(verdicts) > 1 else ''} in this account, ")
    assert said.endswith(".") and ".." not in said
