"""What a place leads one to expect: the vote for challengers in 2024 against what seats like it gave.

The outcome is blind to coding and to success: votes for *all* independents and left parties, whoever they were, over
valid votes, in every constituency of England and Wales but the Speaker's. A seat's expectation comes from the other
seats only. The predictors were fixed before the outcome was looked at; all their subsets are fitted as well, to show
how much hangs on the choice.

A surplus is place, candidate, campaign and error together, and no effect of a candidate. Who stands where is no
accident. All of it is about seats: what holds across seats need not hold for anybody in them.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from types import MappingProxyType

import numpy as np
import pandas as pd

from left_of_labour.analysis.fractional_logit import fractional_logit
from left_of_labour.analysis.least_squares import Matrix, Vector, design_matrix, ordinary_least_squares
from left_of_labour.data import Dataset
from left_of_labour.data.memory import remembered
from left_of_labour.data.schema import Office
from left_of_labour.errors import NotComparableError, ParameterError, did_you_mean

__all__ = [
    "COORDINATION_FLOOR_PCT",
    "ELECTION",
    "LINKS",
    "MODELS",
    "PARTIES",
    "PREDICTORS",
    "Multiverse",
    "Surplus",
    "comparable_seats",
    "coordination",
    "expectations",
    "expected_contests",
    "multiverse",
    "seat_of",
    "seats",
    "surplus",
    "who_had_less",
]

ELECTION = dt.date(2024, 7, 4)
COORDINATION_FLOOR_PCT = 15.0

PREDICTORS = MappingProxyType(
    {
        "labour_2019": "Labour’s notional share in 2019",
        "students": "full-time students",
        "social_rented": "households in social rented homes",
        "private_rented": "households in private rented homes",
        "degree": "residents with a degree",
        "muslim": "Muslim residents, and the square",
    }
)
MODELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "with_communities": tuple(PREDICTORS),
        "without_communities": tuple(name for name in PREDICTORS if name != "muslim"),
    }
)
LINKS = ("least squares", "fractional logit")
PARTIES = MappingProxyType(
    {
        "labour": "Labour",
        "conservative": "Conservative",
        "reform_uk": "Reform UK",
        "liberal_democrat": "Liberal Democrat",
        "green": "Green",
        "others": "all others",
    }
)
_CENSUS = {
    "labour_2019": ["labour_2019_notional_pct"],
    "students": ["full_time_students_pct"],
    "social_rented": ["social_rented_council_pct", "social_rented_other_pct"],
    "private_rented": ["private_rented_landlord_pct", "private_rented_other_pct"],
    "degree": ["degree_pct"],
    "muslim": ["muslim_pct"],
}
_NORMAL_95 = 1.959964


@remembered
def seats(dataset: Dataset) -> pd.DataFrame:
    """Every constituency of England and Wales at the general election of 2024 but the Speaker's.

    Scotland and Northern Ireland hold censuses of their own, and other parties stand there.

    Returns
    -------
    pandas.DataFrame
        One row per seat, by name: `constituency_code`, `constituency`, `region`, `valid_votes`, `challengers` (votes
        for independents and left parties), `challengers_pct`, `candidates` (of these), `best_challenger`,
        `best_challenger_label`, `best_challenger_votes`; the predictors as shares from 0 to 1 (2021 census, notional
        result of 2019); and the share of each of `PARTIES` in percent, which with `challengers_pct` add to 100.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> table = seats(load())
    >>> len(table), f'{table.set_index("constituency").loc["Preston", "challengers_pct"]:.1f}'
    (574, '24.0')
    """
    votes = dataset.westminster_2024
    joined = votes[~votes["speaker"]].merge(
        dataset.constituency_context.drop(columns=["constituency", "country", "source_ids"]),
        on="constituency_code",
        validate="one_to_one",
    )
    valid = joined["valid_votes"].astype(float)
    challengers = joined["independents"] + joined["left_parties"]
    columns = ["constituency_code", "constituency", "region", "valid_votes"]
    best = ["best_challenger", "best_challenger_label", "best_challenger_votes"]
    predictors = {name: joined[parts].astype(float).sum(axis=1) / 100 for name, parts in _CENSUS.items()}
    others = joined[["others", "snp", "plaid_cymru"]].sum(axis=1)
    parties = {
        f"{name}_pct": 100 * (others if name == "others" else joined[name]).astype(float) / valid for name in PARTIES
    }
    found = joined[columns].assign(
        challengers=challengers,
        challengers_pct=100 * challengers.astype(float) / valid,
        candidates=joined["independent_candidates"] + joined["left_party_candidates"],
        **{name: joined[name] for name in best},
        **predictors,
        **parties,
    )
    return found.sort_values("constituency", ignore_index=True)


def seat_of(dataset: Dataset, table: pd.DataFrame, contest_id: str) -> str:
    """The code of the constituency that a contest was about.

    Raises
    ------
    ParameterError
        If there is no such contest.
    NotComparableError
        If it is not a seat of England or Wales at the general election of 2024, or the Speaker's.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> data = load()
    >>> seat_of(data, seats(data), "preston-mp-2024")
    'E14001433'
    """
    contest = dataset.contest(contest_id)
    if (
        contest.office != Office.MP
        or contest.date != ELECTION
        or contest.area_code not in set(table["constituency_code"])
    ):
        raise NotComparableError(
            f"contest_id: {contest_id!r} is not a seat of England or Wales, other than the Speaker’s, at the general "
            f"election of {ELECTION.year}; {did_you_mean(contest_id, _contests_of(dataset, table))}"
        )
    return str(contest.area_code)


@remembered
def expected_contests(dataset: Dataset) -> list[str]:
    """The contests for which `seat_of` knows a constituency.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> len(expected_contests(load()))
    6
    """
    return _contests_of(dataset, seats(dataset))


def _contests_of(dataset: Dataset, table: pd.DataFrame) -> list[str]:
    codes = set(table["constituency_code"])
    return [
        one.contest_id
        for one in dataset.contests_by_id.values()
        if one.office == Office.MP and one.date == ELECTION and one.area_code in codes
    ]


def _design(table: pd.DataFrame, predictors: tuple[str, ...]) -> Matrix:
    columns = [table[name].to_numpy(dtype=float) for name in predictors]
    if "muslim" in predictors:
        columns.append(table["muslim"].to_numpy(dtype=float) ** 2)
    return design_matrix(*columns, rows=len(table))


def _expected(table: pd.DataFrame, predictors: tuple[str, ...], link: str) -> Vector:
    """What the other seats lead one to expect of each, in percent of valid votes."""
    design, share = _design(table, predictors), table["challengers_pct"].to_numpy(dtype=float) / 100
    if link == "least squares":
        return 100 * ordinary_least_squares(share, design).leave_one_out
    return 100 * fractional_logit(share, design).leave_one_out


def _ranks(surplus: Vector) -> Vector:
    """Each one's place, 1 for the largest; equal ones share a place."""
    return (1 + len(surplus) - np.searchsorted(np.sort(surplus), surplus, side="right")).astype(np.float64)


def expectations(table: pd.DataFrame, model: str) -> pd.DataFrame:
    """Expected and actual share of challengers in every seat, by least squares and by fractional logit.

    Parameters
    ----------
    table
        The seats; see `seats`.
    model
        Which predictors: "with_communities" or "without_communities".

    Returns
    -------
    pandas.DataFrame
        One row per seat, in the order of `table`: `constituency_code`, `constituency`, `actual_pct`, `expected_pct`,
        `surplus` (points), `rank` (of the surplus, 1 the largest), `logit_expected_pct`, `logit_surplus`,
        `logit_rank`. Least squares can expect less than nothing; the logit cannot.

    Raises
    ------
    ParameterError
        If there is no such model.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> found = expectations(seats(load()), "with_communities").set_index("constituency")
    >>> found.loc["Preston", ["actual_pct", "expected_pct", "rank"]].astype(float).round(1).tolist()
    [24.0, 9.6, 5.0]
    """
    if model not in MODELS:
        raise ParameterError(f"model: no model {model!r}; {did_you_mean(model, MODELS)}")
    actual = table["challengers_pct"].to_numpy(dtype=float)
    line, logit = (_expected(table, MODELS[model], link) for link in LINKS)
    return table[["constituency_code", "constituency"]].assign(
        actual_pct=actual,
        expected_pct=line,
        surplus=actual - line,
        rank=_ranks(actual - line),
        logit_expected_pct=logit,
        logit_surplus=actual - logit,
        logit_rank=_ranks(actual - logit),
    )


@dataclass(frozen=True)
class Multiverse:
    """Every variant of the model: all subsets of the predictors, under both links.

    Attributes
    ----------
    codes
        The seats.
    actual_pct
        The share of challengers in each.
    variants
        Link and predictors of each variant.
    expected_pct
        What each variant (row) expects of each seat (column), in percent of valid votes.

    References
    ----------
    Simonsohn, U., Simmons, J. P. and Nelson, L. D. (2020), Specification curve analysis, Nature Human Behaviour 4.
    Steegen, S., Tuerlinckx, F., Gelman, A. and Vanpaemel, W. (2016), Increasing transparency through a multiverse
    analysis, Perspectives on Psychological Science 11(5).
    """

    codes: tuple[str, ...]
    actual_pct: Vector
    variants: tuple[tuple[str, tuple[str, ...]], ...]
    expected_pct: Matrix

    @cached_property
    def ranks(self) -> Matrix:
        """Each seat's place (column) by its surplus in each variant (row), 1 for the largest."""
        return np.array([_ranks(self.actual_pct - row) for row in self.expected_pct])

    def curve(self, code: str) -> pd.DataFrame:
        """The specification curve of one seat.

        Returns
        -------
        pandas.DataFrame
            One row per variant, largest surplus first: `link`, `expected_pct`, `surplus`, `rank`, and a flag for each
            predictor.
        """
        seat = self.codes.index(code)
        flags = {name: [name in chosen for _, chosen in self.variants] for name in PREDICTORS}
        curve = pd.DataFrame(
            {
                "link": [link for link, _ in self.variants],
                "expected_pct": self.expected_pct[:, seat],
                "surplus": self.actual_pct[seat] - self.expected_pct[:, seat],
                "rank": self.ranks[:, seat],
                **flags,
            }
        )
        return curve.sort_values("surplus", ascending=False, kind="stable", ignore_index=True)


def multiverse(table: pd.DataFrame) -> Multiverse:
    """Fit all subsets of the six predictors, the Muslim share and its square as one, by both links: 128 fits.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> found = multiverse(seats(load()))
    >>> curve = found.curve("E14001433")
    >>> len(curve), int((curve["surplus"] > 0).sum())
    (128, 128)
    """
    subsets = [chosen for size in range(len(PREDICTORS) + 1) for chosen in combinations(PREDICTORS, size)]
    variants = tuple((link, chosen) for link in LINKS for chosen in subsets)
    return Multiverse(
        codes=tuple(table["constituency_code"]),
        actual_pct=table["challengers_pct"].to_numpy(dtype=float),
        variants=variants,
        expected_pct=np.array([_expected(table, chosen, link) for link, chosen in variants]),
    )


@dataclass(frozen=True)
class Surplus:
    """What challengers had in a seat, what the place led one to expect, and how firmly that stands.

    Attributes
    ----------
    constituency, actual_pct
        The seat and the share of all its challengers, in percent of valid votes.
    expected_pct, rank
        By least squares in the chosen model; `rank` is that of the surplus among all seats, 1 the largest.
    logit_expected_pct, logit_rank
        The same by fractional logit.
    lowest_expected_pct, highest_expected_pct, best_rank, worst_rank
        The range over all variants.
    variants, above
        How many variants there are, and how many of them expected less than was had.
    seats
        N.
    """

    constituency: str
    actual_pct: float
    expected_pct: float
    rank: int
    logit_expected_pct: float
    logit_rank: int
    lowest_expected_pct: float
    highest_expected_pct: float
    best_rank: int
    worst_rank: int
    variants: int
    above: int
    seats: int

    @property
    def surplus(self) -> float:
        """Actual minus expected, in points."""
        return self.actual_pct - self.expected_pct


def surplus(table: pd.DataFrame, found: Multiverse, code: str, model: str) -> Surplus:
    """A seat's surplus in one model and its range over all variants.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> table = seats(load())
    >>> preston = surplus(table, multiverse(table), "E14001433", "with_communities")
    >>> preston.constituency, round(preston.surplus, 1), preston.rank, preston.seats
    ('Preston', 14.4, 5, 574)
    """
    seat = found.codes.index(code)
    expected, ranks = found.expected_pct[:, seat], found.ranks[:, seat]
    line, logit = (found.variants.index((link, MODELS[model])) for link in LINKS)
    actual = float(found.actual_pct[seat])
    return Surplus(
        constituency=str(table["constituency"].iloc[seat]),
        actual_pct=actual,
        expected_pct=float(expected[line]),
        rank=int(ranks[line]),
        logit_expected_pct=float(expected[logit]),
        logit_rank=int(ranks[logit]),
        lowest_expected_pct=float(expected.min()),
        highest_expected_pct=float(expected.max()),
        best_rank=int(ranks.min()),
        worst_rank=int(ranks.max()),
        variants=len(expected),
        above=int((expected < actual).sum()),
        seats=len(table),
    )


def comparable_seats(found: pd.DataFrame, code: str) -> pd.DataFrame:
    """The seats where half to double as much was to be expected, the seat itself among them.

    Parameters
    ----------
    found
        Expected and actual shares; see `expectations`.
    code
        The seat's code.

    Returns
    -------
    pandas.DataFrame
        The rows of `found`, most actual votes first, and `is_seat`; no rows if nothing, or less, was to be expected.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> near = comparable_seats(expectations(seats(load()), "with_communities"), "E14001433")
    >>> bool(near["expected_pct"].between(4.8, 19.2).all()), int(near["is_seat"].sum())
    (True, 1)
    """
    is_seat = found["constituency_code"] == code
    expected = float(found.loc[is_seat, "expected_pct"].iloc[0])
    near = found["expected_pct"].between(expected / 2, 2 * expected) if expected > 0 else is_seat & False
    return found.assign(is_seat=is_seat)[near].sort_values(
        "actual_pct", ascending=False, kind="stable", ignore_index=True
    )


def who_had_less(table: pd.DataFrame, model: str) -> pd.DataFrame:
    """What each party's share was lower or higher by, per point that challengers had more than was to be expected.

    Each party's share is regressed on the challengers' and on the predictors of the model. As all shares of a seat add
    to 100, the answers add to -1 by construction: they tell who had less, never that there was less to be had. Where
    challengers do well for reasons that also move a party's share, both are in the figure.

    Returns
    -------
    pandas.DataFrame
        One row per party: `party`, `points` (per point more for challengers), `low`, `high` (95%, HC3).

    References
    ----------
    Frisch, R. and Waugh, F. V. (1933), Partial time regressions as compared with individual trends, Econometrica 1(4).

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> answer = who_had_less(seats(load()), "with_communities")
    >>> f'{answer["points"].sum():.6f}', answer.loc[answer["points"].idxmin(), "party"]
    ('-1.000000', 'Labour')
    """
    design = np.column_stack([_design(table, MODELS[model]), table["challengers_pct"].to_numpy(dtype=float)])
    rows = []
    for name, party in PARTIES.items():
        fit = ordinary_least_squares(table[f"{name}_pct"].to_numpy(dtype=float), design)
        points, reach = float(fit.coefficients[-1]), _NORMAL_95 * float(np.sqrt(fit.covariance("HC3")[-1, -1]))
        rows.append({"party": party, "points": points, "low": points - reach, "high": points + reach})
    return pd.DataFrame(rows)


def coordination(table: pd.DataFrame, floor_pct: float = COORDINATION_FLOOR_PCT) -> pd.DataFrame:
    """How far the challengers' votes were one candidate's, where they had much together.

    Returns
    -------
    pandas.DataFrame
        One row per seat with at least `floor_pct` for challengers, most concentrated first: `constituency_code`,
        `constituency`, `challengers` (their votes), `challengers_pct`, `candidates`, `best_challenger`,
        `best_challenger_pct` (of valid votes), `best_of_challengers_pct` (of all challengers' votes), `labour_pct`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> found = coordination(seats(load())).set_index("constituency")
    >>> found.loc["Preston", "best_challenger"], f'{found.loc["Preston", "best_of_challengers_pct"]:.1f}'
    ('Michael Lavalette', '90.7')
    """
    found = table[table["challengers_pct"] >= floor_pct]
    best = found["best_challenger_votes"].astype(float)
    found = found.assign(
        best_challenger_pct=100 * best / found["valid_votes"].astype(float),
        best_of_challengers_pct=100 * best / found["challengers"].astype(float),
    )
    columns = ["constituency_code", "constituency", "challengers", "challengers_pct", "candidates", "best_challenger"]
    columns += ["best_challenger_pct", "best_of_challengers_pct", "labour_pct"]
    return found[columns].sort_values("best_of_challengers_pct", ascending=False, kind="stable", ignore_index=True)
