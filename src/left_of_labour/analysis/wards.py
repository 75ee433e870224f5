"""Where votes for the left of Labour came from: wards, concentration, bounds and associations.

A ward's figures describe the ward. What its residents have in common says little about who of them voted how; the
bounds of Duncan and Davis say exactly how little, and come before any correlation or regression. Religion and ethnicity
are left out of both: what goes together across wards is too easily read as a statement about the people in them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from left_of_labour.analysis.bounds import contextual_bounds, duncan_davis, goodman
from left_of_labour.analysis.councils import WARD_RESULTS, council_election, council_elections, ward_lists
from left_of_labour.analysis.least_squares import design_matrix, holm, ordinary_least_squares
from left_of_labour.analysis.measures import measure
from left_of_labour.analysis.readings import DEFAULT_READING, is_left
from left_of_labour.data import Dataset
from left_of_labour.data.schema import Office
from left_of_labour.errors import NotComparableError

__all__ = [
    "ATTRIBUTES",
    "LIVING_CONDITIONS",
    "MINIMUM_WARDS",
    "Regression",
    "associations",
    "bounds_table",
    "concentration",
    "gini",
    "mappable_dates",
    "regression",
    "regressions",
    "ward_claims",
    "ward_history",
    "ward_results",
]

_NORMAL_95 = 1.959964
MINIMUM_WARDS = 10  # fewer points show nothing that chance would not

LIVING_CONDITIONS = MappingProxyType(
    {
        "social_rented": "households in social rented homes",
        "private_rented": "households in private rented homes",
        "owned": "households that own their home",
        "no_quals": "residents without qualifications",
        "degree": "residents with a degree",
        "uk_born": "residents born in the UK",
    }
)
ATTRIBUTES = MappingProxyType({**LIVING_CONDITIONS, "imd_mean": "deprivation decile (10: least deprived)"})
CONTESTED, NO_CANDIDATE, NO_VOTE = "contested", "no left candidate", "no election"


def mappable_dates(dataset: Dataset, place: str, reading: str = DEFAULT_READING) -> list[str]:
    """The days of council elections that `ward_results` accepts: in the wards of today, with a left candidate.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> mappable_dates(load(), "tower-hamlets")
    ['2014-05-22', '2018-05-03', '2022-05-05', '2026-05-07']
    """
    context = dataset.wards_context
    today = set(context.loc[context["place"] == place, "area_code"])
    candidates = dataset.candidates
    left = set(candidates.loc[is_left(candidates["left_reading"], reading), "contest_id"])
    code = dict(dataset.contests[["contest_id", "area_code"]].itertuples(index=False))
    return [
        f"{election.date:%Y-%m-%d}"
        for election in council_elections(dataset, place)
        if election.base == WARD_RESULTS
        and all(code[contest_id] in today for contest_id in election.contest_ids)
        and not left.isdisjoint(election.contest_ids)
    ]


def ward_results(dataset: Dataset, place: str, date: str, reading: str = DEFAULT_READING) -> pd.DataFrame:
    """The vote for the left of Labour in every ward of today at one council election, with the census of the ward.

    A voter may have as many votes as the ward has seats, so a party's vote is that of its best candidate; a ward's
    total is the sum over parties, and every share is of that total.

    Parameters
    ----------
    dataset
        The data.
    place, date
        The council and the day of an election to it.
    reading
        Who counts as left of Labour.

    Returns
    -------
    pandas.DataFrame
        The columns of wards_context.csv, one row per ward, and `state` (contested, no left candidate, no election),
        `seats`, `left_seats`, `left_votes`, `labour_votes`, `all_votes`, `left_share_pct`, `labour_share_pct`, and of
        the party with the most votes `first_party_id`, `first_party`, `first_is_left`. In a ward without a left
        candidate left votes are 0 and the share is missing: nobody could vote for them.

    Raises
    ------
    ParameterError
        If there was no such election.
    NotComparableError
        If there are no ward results, the wards were others than those of today, or nobody left of Labour stood.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> wards = ward_results(load(), "tower-hamlets", "2022-05-05")
    >>> wards.sort_values("left_share_pct")["ward"].iloc[-1]
    'Poplar'
    """
    election = council_election(dataset, place, date)
    if election.base != WARD_RESULTS:
        raise NotComparableError(f"date: no map of the council election of {date} in {place}: {election.gap}")
    today = dataset.wards_context[dataset.wards_context["place"] == place]
    lists = ward_lists(dataset, election.contest_ids)
    strangers = lists.loc[~lists["area_code"].isin(today["area_code"]), "area"].unique()
    if len(strangers):
        boundary = dataset.contest(election.contest_ids[0]).boundary
        raise NotComparableError(
            f"date: the election of {date} in {place} was held in the wards of {boundary}; census, deprivation and "
            f"map describe the wards of today, and {len(strangers)} of those (such as {strangers[0]}) are not there"
        )
    left = is_left(lists["left_reading"], reading)
    if not left.any():
        raise NotComparableError(f"nobody left of Labour (reading {reading}) stood in {place} on {date}")
    labour = lists["family"] == "labour"
    by_ward = lists["area_code"]
    found = pd.DataFrame(
        {
            "seats": lists.groupby(by_ward)["seats"].first(),
            "left_lists": left.groupby(by_ward).sum(),
            "left_seats": lists["elected"].where(left, 0).groupby(by_ward).sum(),
            "left_votes": lists["top"].where(left, 0).groupby(by_ward).sum(),
            "labour_votes": lists["top"].where(labour, 0).groupby(by_ward).sum(),
            "all_votes": lists.groupby(by_ward)["top"].sum(),
        }
    )
    first = lists.assign(is_left=left).sort_values("top", ascending=False, kind="stable").groupby(by_ward).first()
    for column in ("party_id", "party", "is_left"):
        found[f"first_{column}"] = first[column]
    wards = today.merge(found, left_on="area_code", right_index=True, how="left")
    stood = wards["left_lists"] > 0
    wards["state"] = np.select([stood.fillna(False), wards["seats"].notna()], [CONTESTED, NO_CANDIDATE], NO_VOTE)
    share = 100 * wards[["left_votes", "labour_votes"]].astype(float).div(wards["all_votes"].astype(float), axis=0)
    wards["left_share_pct"] = share["left_votes"].where(wards["state"] == CONTESTED)
    wards["labour_share_pct"] = share["labour_votes"]
    return wards.reset_index(drop=True)


def gini(values: Sequence[float]) -> float:
    """The Gini coefficient: 0 if all have the same, nearly 1 if one has everything.

    Raises
    ------
    ValueError
        If a value is negative or all are 0.

    References
    ----------
    Gini, C. (1912), Variabilità e mutabilità; the formula for ordered values as in Cowell, F. (2011), Measuring
    Inequality, 3rd edition.

    Examples
    --------
    >>> gini([1, 1, 1, 1]), gini([0, 0, 0, 1])
    (0.0, 0.75)
    """
    ordered = sorted(map(float, values))
    total = sum(ordered)
    if total <= 0 or ordered[0] < 0:
        raise ValueError("a Gini coefficient needs amounts of which none is negative and some are positive")
    count = len(ordered)
    return sum((2 * place - count - 1) * value for place, value in enumerate(ordered, 1)) / (count * total)


def concentration(wards: pd.DataFrame) -> pd.DataFrame:
    """How unevenly votes are spread over the wards that voted: the left's, Labour's, and all.

    Returns
    -------
    pandas.DataFrame
        One row for each that had votes: `votes_of`, `votes`, `top_ward`, `top_ward_pct` (its part of all those votes),
        `top_3_pct`, `top_quarter_pct`, `wards_for_half` (fewest wards that hold half of them), `wards`, `gini`.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> table = concentration(ward_results(load(), "hackney", "2022-05-05"))
    >>> table[["votes_of", "wards_for_half"]].values.tolist()
    [['left', 3], ['Labour', 9], ['all parties', 9]]
    """
    voted = wards[wards["state"] != NO_VOTE]
    rows = []
    for name, column in (("left", "left_votes"), ("Labour", "labour_votes"), ("all parties", "all_votes")):
        ordered = voted.set_index("ward")[column].astype(float).sort_values(ascending=False, kind="stable")
        if not ordered.sum():
            continue
        part = 100 * ordered.cumsum() / ordered.sum()
        rows.append(
            {
                "votes_of": name,
                "votes": int(ordered.sum()),
                "top_ward": ordered.index[0],
                "top_ward_pct": part.iloc[0],
                "top_3_pct": part.iloc[min(3, len(part)) - 1],
                "top_quarter_pct": part.iloc[round(len(part) / 4) - 1],
                "wards_for_half": int((part < 50).sum()) + 1,
                "wards": len(part),
                "gini": gini(ordered),
            }
        )
    return pd.DataFrame(rows)


def bounds_table(wards: pd.DataFrame) -> pd.DataFrame:
    """Bounds on the left vote of people in certain living conditions, over the wards with a left candidate.

    They hold if a ward's voters live as its residents or households do, which nobody knows; without that assumption
    they are wider still. The narrowed bounds suppose besides that support changes along a line with the group's size:
    as estimated, and with one standard error added at each end. Goodman's line supposes that it does not change at all.

    Returns
    -------
    pandas.DataFrame
        One row per living condition: `attribute`, `label`, `wards`, `mean_pct` (its share over these wards), `low_pct`,
        `high_pct`, `width` (Duncan and Davis), `narrowed_low_pct`, `narrowed_high_pct`, `width_with_error` (of the
        narrowed bounds with a standard error added), `reverted` (whether the narrowed bounds are those of Duncan and
        Davis), and what Goodman's line gives the group, `goodman_pct`, and whether that is possible,
        `goodman_possible`; these two are missing with fewer than `MINIMUM_WARDS` wards.
    """
    stood = wards[wards["state"] == CONTESTED]
    votes, share = stood["all_votes"].astype(float), stood["left_share_pct"] / 100
    rows = []
    for attribute, label in LIVING_CONDITIONS.items():
        group = stood[attribute].astype(float)
        found = duncan_davis(group, share, votes)
        narrowed = contextual_bounds(group, share, votes, standard_errors=0)
        line = goodman(group, share) if len(stood) >= MINIMUM_WARDS else None
        rows.append(
            {
                "attribute": attribute,
                "label": label,
                "wards": len(stood),
                "mean_pct": float(100 * (group * votes).sum() / votes.sum()),
                "low_pct": found.low_pct,
                "high_pct": found.high_pct,
                "width": found.width,
                "narrowed_low_pct": narrowed.low_pct,
                "narrowed_high_pct": narrowed.high_pct,
                "width_with_error": contextual_bounds(group, share, votes, standard_errors=1).width,
                "reverted": narrowed.reverted,
                "goodman_pct": line and line.inside_pct,
                "goodman_possible": line and 0 <= line.inside_pct <= 100,
            }
        )
    return pd.DataFrame(rows)


def associations(wards: pd.DataFrame) -> pd.DataFrame:
    """Rank correlation of the left's share with each figure, across the wards with a left candidate.

    Returns
    -------
    pandas.DataFrame
        One row per attribute, highest first: `attribute`, `label`, `wards`, `rank_correlation`, its 95% interval `low`
        and `high`, `p_value`, and `holm_p`, the p-value that allows for all of them. No rows with fewer than
        `MINIMUM_WARDS` wards.

    References
    ----------
    Spearman, C. (1904), The proof and measurement of association between two things, American Journal of Psychology
    15(1). Bonett, D. G. and Wright, T. A. (2000), Sample size requirements for estimating Pearson, Kendall and Spearman
    correlations, Psychometrika 65(1), for the interval. Robinson, W. S. (1950), Ecological correlations and the
    behavior of individuals, American Sociological Review 15(3), for why these say nothing about people.
    """
    from scipy.special import stdtr  # slow to import, and few notebooks need it

    stood = wards[wards["state"] == CONTESTED]
    columns = ["attribute", "label", "wards", "rank_correlation", "low", "high", "p_value", "holm_p"]
    count = len(stood)
    if count < MINIMUM_WARDS:
        return pd.DataFrame(columns=columns)
    ranks = stood["left_share_pct"].rank()
    rows = []
    for attribute, label in ATTRIBUTES.items():
        found = float(stood[attribute].astype(float).rank().corr(ranks))
        reach = _NORMAL_95 * np.sqrt((1 + found**2 / 2) / (count - 3))
        low, high = np.tanh(np.arctanh(found) - reach), np.tanh(np.arctanh(found) + reach)
        statistic = found * np.sqrt((count - 2) / (1 - found**2))
        p_value = float(2 * stdtr(count - 2, -abs(statistic)))
        rows.append((attribute, label, count, found, float(low), float(high), p_value))
    corrected = holm([row[-1] for row in rows])
    table = pd.DataFrame([(*row, value) for row, value in zip(rows, corrected, strict=True)], columns=columns)
    return table.sort_values("rank_correlation", ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Regression:
    """A straight line through the wards: the left's share on one attribute, with an interval that is robust.

    Attributes
    ----------
    slope, low, high
        Percentage points of the left's share per 10 points of the attribute (per decile of deprivation), with the
        95% interval.
    intercept
        The left's share where the attribute is 0.
    r_squared
        Part of the variance between wards that the line accounts for.
    wards
        N.
    """

    attribute: str
    slope: float
    low: float
    high: float
    intercept: float
    r_squared: float
    wards: int


def regression(wards: pd.DataFrame, attribute: str) -> Regression:
    """Least squares across the wards with a left candidate, with standard errors robust to unequal variances (HC3).

    Raises
    ------
    NotComparableError
        If there are fewer than `MINIMUM_WARDS` such wards.

    References
    ----------
    MacKinnon, J. G. and White, H. (1985), Some heteroskedasticity-consistent covariance matrix estimators with improved
    finite sample properties, Journal of Econometrics 29(3).
    """
    from scipy.special import stdtrit  # slow to import, and few notebooks need it

    stood = wards[wards["state"] == CONTESTED]
    if len(stood) < MINIMUM_WARDS:
        raise NotComparableError(
            f"the left stood in {len(stood)} wards; a line through fewer than {MINIMUM_WARDS} shows nothing"
        )
    unit = 1.0 if attribute == "imd_mean" else 10.0
    x = stood[attribute].astype(float).to_numpy() * unit
    fit = ordinary_least_squares(stood["left_share_pct"].to_numpy(dtype=float), design_matrix(x))
    intercept, slope = (float(value) for value in fit.coefficients)
    reach = float(stdtrit(len(stood) - 2, 0.975) * np.sqrt(fit.covariance("HC3")[1, 1]))
    return Regression(attribute, slope, slope - reach, slope + reach, intercept, fit.r_squared, len(stood))


def regressions(wards: pd.DataFrame) -> pd.DataFrame:
    """One regression for each living condition and deprivation, one at a time: the wards are too few for more.

    Returns
    -------
    pandas.DataFrame
        One row per attribute: `attribute`, `label`, `wards`, `slope`, `low`, `high`, `r_squared`. No rows with fewer
        than `MINIMUM_WARDS` wards.
    """
    columns = ["attribute", "label", "wards", "slope", "low", "high", "r_squared"]
    if (wards["state"] == CONTESTED).sum() < MINIMUM_WARDS:
        return pd.DataFrame(columns=columns)
    found = [regression(wards, attribute) for attribute in (*LIVING_CONDITIONS, "imd_mean")]
    rows = [(r.attribute, ATTRIBUTES[r.attribute], r.wards, r.slope, r.low, r.high, r.r_squared) for r in found]
    return pd.DataFrame(rows, columns=columns)


def ward_claims(dataset: Dataset, place: str) -> pd.DataFrame:
    """What campaign accounts state about single wards of a place without a published count to check it against.

    Returns
    -------
    pandas.DataFrame
        The rows of claims.csv, and `word`: the name, or part of the name, of a ward of today that the claim uses.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> ward_claims(load(), "preston")["word"].tolist()
    ['Deepdale', 'Frenchwood']
    """
    wards = dataset.wards_context.loc[dataset.wards_context["place"] == place, "ward"]
    names = sorted({part for ward in wards for part in (ward, *ward.split(" and "))}, key=len, reverse=True)
    word = dataset.claims["paraphrase"].str.extract(rf"\b({'|'.join(map(re.escape, names))})\b", expand=False)
    return dataset.claims.assign(word=word)[word.notna() & ~dataset.claims["checkable"]].reset_index(drop=True)


def ward_history(dataset: Dataset, place: str, words: Sequence[str], reading: str = DEFAULT_READING) -> pd.DataFrame:
    """What is published of wards: the best-placed candidate left of Labour, and Labour's, at every council contest.

    Parameters
    ----------
    dataset, place
        The data and the place.
    words
        Names of wards, or parts of names.
    reading
        Who counts as left of Labour.

    Returns
    -------
    pandas.DataFrame
        One row per contest in wards whose name holds one of the words, oldest first: `date`, `area`, `challenger`,
        `ballot_label`, `votes`, `share_pct`, `labour_votes`, `labour_share_pct`; missing where unknown or nobody stood.

    Examples
    --------
    >>> from left_of_labour.data import load
    >>> ward_history(load(), "preston", ["Deepdale"])[["date", "challenger", "votes"]].tail(2)
             date   challenger  votes
    11 2024-05-02  Hasan Tunay    522
    12 2026-05-07          NaN   <NA>
    """
    contests = dataset.contests
    chosen = contests[
        (contests["place"] == place)
        & (contests["office"] == Office.COUNCILLOR)
        & contests["boundary"].str.startswith(f"{place}-wards-")
        & contests["area"].map(lambda area: any(word in area for word in words))
    ]
    found = [measure(dataset, contest_id, reading) for contest_id in chosen.sort_values("date")["contest_id"]]
    rows = [
        {
            "date": pd.Timestamp(one.date),
            "area": one.area,
            "challenger": one.challenger,
            "ballot_label": one.challenger_label,
            "votes": one.votes,
            "share_pct": None if one.share_pct is None else float(one.share_pct),
            "labour_votes": one.labour_votes,
            "labour_share_pct": None if one.labour_share_pct is None else float(one.labour_share_pct),
        }
        for one in found
    ]
    return pd.DataFrame(rows).astype({"votes": "Int64", "labour_votes": "Int64"})
