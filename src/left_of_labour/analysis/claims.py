"""Do the numbers in the campaign accounts stand up? A verdict for each claim, computed and never typed.

A claim with a formula is recomputed from the data and set against the number stated. `VERDICTS` defines the outcomes;
`judge` applies the rules to one number, `assess` to every claim of an account.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pandas as pd

from left_of_labour.analysis.formula import evaluate, holds
from left_of_labour.analysis.lookups import MissingFigureError, functions
from left_of_labour.data import Dataset
from left_of_labour.data.formula import Call, Condition, FormulaError, Node, Number, Operation, Text, calls, parse
from left_of_labour.data.schema import SourcesSay
from left_of_labour.data.witnesses import independent_sources
from left_of_labour.errors import DataError, Fault, ParameterError, did_you_mean

__all__ = [
    "ALL",
    "CLOSE",
    "RECOMPUTED",
    "STANDING",
    "VERDICTS",
    "assess",
    "boundary_change",
    "formula_faults",
    "grounds",
    "judge",
    "rules",
    "stated_amounts",
    "summary",
    "turnouts",
]

ALL = "all"
CLOSE = Fraction(1, 10)  # how far "about" and "almost" may be from the data, as a part of the data's figure
VERDICTS = MappingProxyType(
    {
        "exact": "the data give the same number, date or order, or a stated comparison holds, such as “over 5”",
        "rounded": "the data's figure, rounded to the decimals stated or, after an “about” or where the precision is "
        "not on record, to the step that the number shows: 5,000 is right to the thousand",
        "truncated": "the data's figure, cut off after the decimals stated instead of rounded",
        "approximate": "in keeping with the account's own word without being the rounded figure: less than a tenth "
        "below an “almost”, within a tenth of an “about” or of a number whose precision is not on record",
        "contradicted": "the data give another figure, outside those tolerances, or a stated comparison does not hold",
        "documented": "no formula over this data decides it, but two or more sources that depend neither on each other "
        "nor on the account say so",
        "refuted": "no formula over this data decides it, and two or more such sources say otherwise",
        "single witness": "one source alone says so: the only independent one on record where nothing can be "
        "recomputed, or the account itself where it is the data's only source",
        "unverifiable": "not decided by this data, for the reason given",
    }
)
STANDING = ("exact", "rounded", "truncated", "approximate")
RECOMPUTED = (*STANDING, "contradicted")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_PRECISIONS = ("exact", "about", "over", "under", "almost")
_ORDER_FUNCTIONS = {"margin", "votes", "final"}
_Functions = Mapping[str, Callable[..., Any]]
_Claim = Any  # a row of the claims, as `itertuples` gives it


@dataclass(frozen=True)
class _Outcome:
    """A verdict with its ground: a short class for counting, and the reason in a sentence."""

    verdict: str
    ground: str = ""
    reason: str = ""
    computed: Fraction | dt.date | None = None
    witnesses: int | None = None


def judge(stated: str, precision: str | None, computed: Fraction | int | dt.date, close: Fraction = CLOSE) -> str:
    """The verdict on one stated number.

    Parameters
    ----------
    stated
        The number as the account has it, with its decimals; a date (YYYY-MM-DD) or the name of a weekday.
    precision
        exact, about, over, under, almost, or None where the account's wording is not on record (judged as about).
    computed
        The data's figure, unrounded.
    close
        The tolerance of "about" and "almost", as a part of the data's figure. It also limits rounding to the step
        that a number shows: 10 for 14 is not right to the ten.

    Returns
    -------
    str
        exact, rounded, truncated, approximate or contradicted.

    Raises
    ------
    ValueError
        If the stated value is no number, date or weekday, or the precision is unknown.

    Examples
    --------
    Labour's share in Hackney in 2002 was 41.95 percent:

    >>> labour = Fraction(100 * 13813, 32926)
    >>> judge("42.0", "exact", labour), judge("41.9", "exact", labour), judge("41.8", "exact", labour)
    ('rounded', 'truncated', 'contradicted')
    >>> judge("300", "about", 315), judge("300", "exact", 315), judge("330", "about", 315)
    ('rounded', 'contradicted', 'approximate')
    >>> judge("5", "over", Fraction(2179, 100))
    'exact'
    """
    if precision is not None and precision not in _PRECISIONS:
        raise ValueError(f"one of {', '.join(_PRECISIONS)}; {did_you_mean(precision, _PRECISIONS)}")
    if isinstance(computed, dt.date):
        return "exact" if dt.date.fromisoformat(stated) == computed else "contradicted"
    computed = Fraction(computed)
    value = Fraction(1 + _WEEKDAYS.index(stated)) if stated in _WEEKDAYS else Fraction(stated)
    step = Fraction(1, 10 ** len(stated.partition(".")[2]))
    near = abs(value - computed) <= close * abs(computed)
    if precision in ("over", "under"):
        return "exact" if (computed > value if precision == "over" else computed < value) else "contradicted"
    if precision == "almost":
        return "approximate" if computed < value and near else "contradicted"
    if value == computed:
        return "exact"
    if abs(value - computed) <= step / 2 or (near and precision != "exact" and _right_to_its_step(stated, computed)):
        return "rounded"
    if int(computed / step) * step == value:
        return "truncated"
    return "approximate" if near and precision != "exact" else "contradicted"


def _right_to_its_step(stated: str, computed: Fraction) -> bool:
    """Whether a whole number is the figure rounded to the step that it shows: thousands for 5000, tens for 50."""
    if not stated.isdigit() or not stated.strip("0"):
        return False
    step = 10 ** (len(stated) - len(stated.rstrip("0")))
    return abs(int(stated) - computed) <= Fraction(step, 2)


def assess(dataset: Dataset, source_id: str = ALL, close: Fraction = CLOSE) -> pd.DataFrame:
    """Every claim of an account with its verdict.

    Parameters
    ----------
    dataset
        The data.
    source_id
        The account, or "all".
    close
        The tolerance of "about" and "almost" (see `judge`).

    Returns
    -------
    pandas.DataFrame
        One row per claim: claim_id, source_id, contest_id, claim, stated (number), precision, unit, computed (the
        data's figure; missing if it is no number; of a comparison, its left side), given (the same as text), verdict,
        ground (a short class of reasons), reason, witnesses (independent sources, where sources decide), caveat,
        check, source_ids.

    Raises
    ------
    DataError
        If a formula is not sound; it names file, row and column.
    ParameterError
        If there is no such account.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> claims = assess(load(), "account-weekly-worker-2002").set_index("claim_id")
    >>> claims.loc["weekly-worker-16", ["stated", "given", "verdict"]].tolist()
    ['13.6', '13.67', 'truncated']
    """
    claims = _of_account(dataset, source_id)
    known, citations, findings = functions(dataset), _Citations(dataset), _Findings(dataset)
    rows = []
    for claim in claims.itertuples():
        outcome = _outcome(known, citations, claim, close) if claim.check is not None else findings.outcome(claim)
        rows.append(
            {
                "claim_id": claim.claim_id,
                "source_id": claim.source_id,
                "contest_id": claim.contest_id,
                "claim": _named(claim.paraphrase, claim.subject),
                "stated": claim.stated_value,
                "precision": claim.stated_precision,
                "unit": claim.unit,
                "computed": float(outcome.computed) if isinstance(outcome.computed, Fraction) else None,
                "given": _as_text(outcome.computed, claim.unit),
                "verdict": outcome.verdict,
                "ground": outcome.ground,
                "reason": outcome.reason,
                "witnesses": outcome.witnesses,
                "caveat": claim.caveat,
                "check": claim.check,
                "source_ids": claim.source_ids,
            }
        )
    return pd.DataFrame(rows).astype({"computed": "Float64", "witnesses": "Int64"})


def _named(paraphrase: str, subject: str | None) -> str:
    """The claim with its subject, unless a word of it says who is meant."""
    if subject is None or any(word in paraphrase.lower() for word in subject.lower().split() if len(word) > 3):
        return paraphrase
    return f"{paraphrase} ({subject})"


def _of_account(dataset: Dataset, source_id: str) -> pd.DataFrame:
    """The claims of an account; missing cells as None."""
    claims = dataset.claims.astype(object).where(dataset.claims.notna(), None)
    accounts = claims["source_id"].unique().tolist()
    if source_id == ALL:
        return claims
    if source_id not in accounts:
        raise ParameterError(f"source_id: no account {source_id!r}; {did_you_mean(source_id, accounts)}")
    return claims[claims["source_id"] == source_id]


def _outcome(known: _Functions, citations: "_Citations", claim: _Claim, close: Fraction) -> _Outcome:
    """The verdict on a claim with a formula."""
    try:
        tree = parse(claim.check)
        if isinstance(tree, Condition):
            return _of_condition(tree, known, claim)
        computed = evaluate(tree, known)
    except MissingFigureError as error:
        return _Outcome("unverifiable", "figure missing", f"the data lack a figure: {error}")
    except FormulaError as error:
        raise DataError([_fault(claim, "check", claim.check, str(error))]) from None
    if claim.stated_value is None:
        if not _is_order(tree):
            shown = _with_unit(_as_text(computed, claim.unit), claim.unit)
            reason = f"states no number to compare; the data give {shown}"
            return _Outcome("unverifiable", "no number stated", reason, computed)
        verdict, reason = ("exact", "who was ahead") if computed > 0 else ("contradicted", "who was ahead")
    else:
        try:
            verdict, reason = judge(claim.stated_value, claim.stated_precision, computed, close), ""
        except ValueError as error:
            raise DataError([_stated_fault(claim, str(error))]) from None
    if verdict != "contradicted" and citations.rest_on(claim.source_id, tree):
        return _Outcome("single witness", "the account itself", "the data have it from this account alone", computed)
    return _Outcome(verdict, "recomputed", reason, computed)


def _of_condition(tree: Condition, known: _Functions, claim: _Claim) -> _Outcome:
    """Whether what a claim says without a number holds: the first comparison that fails decides."""
    shown = next((one for one in tree.comparisons if not holds(one, known)), tree.comparisons[0])
    verdict = "exact" if holds(shown, known) else "contradicted"
    left, right = (evaluate(side, known) for side in (shown.left, shown.right))
    relation = "more than" if left > right else "less than" if left < right else "the same as"
    halved = isinstance(shown.right, Operation) and shown.right.sign == "/" and shown.right.right == Number(Fraction(2))
    than = f"half of {_as_text(right * 2, None)}" if halved else _as_text(right, None)
    return _Outcome(verdict, "recomputed", f"{_as_text(left, None)} is {relation} {than}", left)


class _Findings:
    """What the sources say of the claims that no formula decides, and how many of them are independent."""

    def __init__(self, dataset: Dataset):
        self._found = {row.claim_id: row for row in dataset.claim_findings.itertuples()}
        self._dataset = dataset

    def outcome(self, claim: _Claim) -> _Outcome:
        """The verdict on a claim without a formula: what matters is who else says so."""
        found = self._found.get(claim.claim_id)
        if found is None:
            return self._without_finding(claim)
        count = self._independent(found.source_ids, claim.source_id)
        sources = f"{count} independent source{'s' * (count != 1)} beside the account: {found.reason}"
        says = SourcesSay(found.finding)
        if says is SourcesSay.PARTISAN:
            return _Outcome("single witness", "one source alone", f"{says}; {found.reason}", witnesses=1)
        if says is SourcesSay.STANDS and count == 1:
            return _Outcome("single witness", "one source alone", sources, witnesses=count)
        if says is SourcesSay.STANDS and count > 1:
            return _Outcome("documented", "several sources say so", sources, witnesses=count)
        if says is SourcesSay.REFUTED and count > 1:
            return _Outcome("refuted", "several sources say otherwise", sources, witnesses=count)
        grounds = {SourcesSay.PARTLY: "borne out in part only", SourcesSay.REFUTED: "one source says otherwise"}
        ground = grounds.get(says, "left open by the sources")
        return _Outcome("unverifiable", ground, found.reason, witnesses=count)

    def _without_finding(self, claim: _Claim) -> _Outcome:
        if not claim.checkable:
            return _Outcome("unverifiable", "no evidence", claim.caveat or "no source that could decide it")
        count = self._independent(claim.source_ids, claim.source_id)
        if count == 1:
            reason = "no formula: rests on one independent source"
            return _Outcome("single witness", "one source alone", reason, witnesses=count)
        reason = f"no formula over this data, and the {count} sources are not compared" if count else "no other source"
        return _Outcome("unverifiable", "no formula", reason, witnesses=count)

    def _independent(self, cited: str | None, account: str) -> int:
        """How many independent sources are cited beside the account and what its publisher printed elsewhere."""
        return independent_sources((cited or "").split(";"), self._dataset.sources, beside=account)


def _is_order(tree: Node) -> bool:
    """Whether a formula is the difference of candidates' votes, so that a claim without a number says who was ahead."""
    difference = isinstance(tree, Operation) and tree.sign == "-"
    lead = isinstance(tree, Call) and tree.name == "margin"
    return (difference or lead) and {call.name for call in calls(tree)} <= _ORDER_FUNCTIONS


class _Citations:
    """The sources of the figures in a formula."""

    def __init__(self, dataset: Dataset):
        self._dataset = dataset
        self._fields: dict[str, dict[str, str]] = {}

    def rest_on(self, account: str, tree: Node) -> bool:
        """Whether the data have one of the figures from this account alone."""
        return any(self._of(call) == {account} for call in calls(tree))

    def _of(self, call: Call) -> set[str]:
        """The sources of the candidates' figures that a call names, otherwise of the contest."""
        names = [argument.value for argument in call.arguments if isinstance(argument, Text)]
        if not names or names[0] not in self._dataset.contests_by_id:
            return set()
        contest, cited = self._dataset.contest(names[0]), self._of_candidates(names[0])
        cells = [cited[name] for name in names[1:] if name in cited]
        return {source for cell in cells for source in cell.split(";")} or set(contest.source_ids)

    def _of_candidates(self, contest_id: str) -> dict[str, str]:
        """The sources' ids by candidate; claims name few contests, again and again."""
        if contest_id not in self._fields:
            results = self._dataset.results
            rows = results.loc[results["contest_id"] == contest_id, ["candidate", "source_ids"]]
            self._fields[contest_id] = dict(rows.itertuples(index=False))
        return self._fields[contest_id]


def _as_text(value: Any, unit: str | None) -> str:
    """The data's figure as a reader wants it: at most two decimals, weekdays by name."""
    if value is None or isinstance(value, dt.date):
        return "" if value is None else value.isoformat()
    if unit == "weekday" and value in range(1, 8):
        return _WEEKDAYS[int(value) - 1]
    text = f"{float(value):,.2f}".replace("-", "−")
    return text.rstrip("0").rstrip(".")


def _with_unit(text: str, unit: str | None) -> str:
    return f"place {text}" if unit == "place" else f"{text} {unit or ''}".strip()


def _fault(claim: _Claim, column: str, value: str, expected: str) -> Fault:
    return Fault("claims.csv", claim.Index + 2, column, value, f"a sound formula: {expected}")


def _stated_fault(claim: _Claim, message: str) -> Fault:
    column, value = "stated_value", claim.stated_value
    if claim.stated_precision not in (None, *_PRECISIONS):
        return Fault("claims.csv", claim.Index + 2, "stated_precision", claim.stated_precision, message)
    return Fault("claims.csv", claim.Index + 2, column, value, "a number, a date written YYYY-MM-DD or a weekday")


def formula_faults(dataset: Dataset) -> list[Fault]:
    """Every unsound formula and unreadable stated value in claims.csv, with row and column.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> formula_faults(load())
    []
    """
    known, citations = functions(dataset), _Citations(dataset)
    faults = []
    for claim in _of_account(dataset, ALL).itertuples():
        try:
            if claim.check is not None:
                _outcome(known, citations, claim, CLOSE)
        except DataError as error:
            faults += error.faults
    return faults


def summary(assessed: pd.DataFrame) -> pd.DataFrame:
    """Verdicts per account.

    Parameters
    ----------
    assessed
        Claims as `assess` gives them.

    Returns
    -------
    pandas.DataFrame
        One row per account: source_id, a column per verdict with its count, claims (their sum).
    """
    counts = pd.crosstab(assessed["source_id"], assessed["verdict"]).reindex(columns=list(VERDICTS), fill_value=0)
    counts = counts.loc[assessed["source_id"].unique()]
    return counts.assign(claims=counts.sum(axis="columns")).reset_index().rename_axis(columns=None)


def stated_amounts(assessed: pd.DataFrame) -> pd.DataFrame:
    """How far stated amounts are from the data, where they are not just rounded.

    Places, dates and bounds ("over", "under") are no amounts that could be near or far.

    Returns
    -------
    pandas.DataFrame
        One row per claim, least accurate first: claim, source_id, stated, given, verdict, difference_pct (stated less
        computed, in percent of computed).
    """
    chosen = assessed[
        assessed["verdict"].isin(["truncated", "approximate", "contradicted"])
        & ~assessed["precision"].isin(["over", "under"])
        & ~assessed["unit"].isin(["place", "date", "weekday"])
        & assessed["stated"].notna()
    ]
    difference = 100 * (chosen["stated"].astype(float) - chosen["computed"]) / chosen["computed"]
    columns = ["claim", "source_id", "stated", "given", "verdict", "difference_pct"]
    chosen = chosen.assign(difference_pct=difference)[columns]
    return chosen.sort_values("difference_pct", key=abs, ascending=False, kind="stable", ignore_index=True)


def grounds(assessed: pd.DataFrame) -> pd.DataFrame:
    """The claims that are not decided by recomputing, with the reason.

    Returns
    -------
    pandas.DataFrame
        One row per claim: claim, verdict, ground, reason.
    """
    undecided = assessed[~assessed["verdict"].isin(RECOMPUTED)]
    order = undecided.sort_values(["ground", "claim_id"], kind="stable")
    return order[["claim", "verdict", "ground", "reason"]].reset_index(drop=True)


def rules() -> pd.DataFrame:
    """The verdicts with their definitions, as a table."""
    return pd.DataFrame({"verdict": list(VERDICTS), "meaning": list(VERDICTS.values())})


def boundary_change(dataset: Dataset, assessed: pd.DataFrame) -> pd.DataFrame:
    """Claims about a contest whose boundaries were redrawn afterwards, recomputed on the new ones.

    A contest has a notional twin where the data estimate its result on the boundaries of the next election.

    Parameters
    ----------
    dataset
        The data.
    assessed
        Claims as `assess` gives them.

    Returns
    -------
    pandas.DataFrame
        One row per claim: claim, stated, unit, old_boundaries, new_boundaries. Empty if no such contest is named.
    """
    known = functions(dataset)
    rows = []
    for claim in assessed.dropna(subset=["check", "computed"]).itertuples():
        tree = parse(claim.check)
        if not isinstance(tree, Condition) and (twin := _on_new_boundaries(dataset, tree)) != tree:
            new = float(evaluate(twin, known))
            stated = None if pd.isna(claim.stated) else claim.stated
            rows.append((claim.claim, stated, claim.unit, float(claim.computed), new))
    return pd.DataFrame(rows, columns=["claim", "stated", "unit", "old_boundaries", "new_boundaries"])


def _on_new_boundaries(dataset: Dataset, tree: Node) -> Node:
    """The formula with each contest, and its candidates, replaced by the notional twin's."""
    if isinstance(tree, Operation):
        sides = (_on_new_boundaries(dataset, side) for side in (tree.left, tree.right))
        return Operation(tree.sign, *sides)
    if not isinstance(tree, Call):
        return tree
    first = tree.arguments[0]
    if not isinstance(first, Text) or (twin := f"{first.value}-notional") not in dataset.contests_by_id:
        return Call(tree.name, tuple(_on_new_boundaries(dataset, argument) for argument in tree.arguments))
    stand_ins = _same_party(dataset, first.value, twin)
    replaced = (
        Text(stand_ins.get(argument.value, argument.value)) if isinstance(argument, Text) else argument
        for argument in tree.arguments[1:]
    )
    return Call(tree.name, (Text(twin), *replaced))


def _same_party(dataset: Dataset, contest_id: str, twin_id: str) -> dict[str, str]:
    """Each candidate's party colleague in the twin: an estimate is for parties."""
    own, twins = (dataset.candidates_of(one)[["party_id", "candidate"]] for one in (contest_id, twin_id))
    colleague = dict(twins.itertuples(index=False))
    return {candidate: colleague[party] for party, candidate in own.itertuples(index=False) if party in colleague}


def turnouts(dataset: Dataset, assessed: pd.DataFrame) -> pd.DataFrame:
    """Turnout in each definition, for the contests whose turnout is claimed.

    Parameters
    ----------
    dataset, assessed
        As for `boundary_change`.

    Returns
    -------
    pandas.DataFrame
        One row per contest: contest_id, published, papers (ballots cast / electorate) and valid (valid votes /
        electorate), in percent; also_printed lists other published figures. Blank where the data lack a part.
    """
    named = (
        call.arguments[0].value
        for formula in assessed["check"].dropna()
        for call in calls(parse(formula))
        if call.name.startswith("turnout") and isinstance(call.arguments[0], Text)
    )
    contests = list(dict.fromkeys(named))
    rows = dataset.contests.set_index("contest_id").loc[contests]
    other = dataset.conflicts[dataset.conflicts["field"] == "turnout_reported_pct"]
    printed = other.groupby("contest_id")["value_rejected"].agg(", ".join)
    return pd.DataFrame(
        {
            "contest_id": contests,
            "published": rows["turnout_reported_pct"].to_numpy(),
            "papers": (100 * rows["ballots_cast"] / rows["electorate"]).to_numpy(),
            "valid": (100 * rows["valid_votes"] / rows["electorate"]).to_numpy(),
            "also_printed": [printed.get(contest, "") for contest in contests],
        }
    )
