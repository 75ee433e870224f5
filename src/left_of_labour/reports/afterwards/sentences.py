"""What came next, in words: every number comes from the seats that were followed."""

import pandas as pd

from left_of_labour.analysis.persistence import OUTCOMES
from left_of_labour.analysis.readings import DEFAULT_READING
from left_of_labour.presentation.names import left_of_labour, place_name
from left_of_labour.presentation.text import joined, number, out_of, percent, plural

__all__ = [
    "control_alt",
    "control_sentence",
    "control_title",
    "finding",
    "followed",
    "mayors_alt",
    "mayors_sentence",
    "mayors_title",
    "outcome_words",
    "outcomes_sentence",
    "polled",
    "slopes_alt",
    "slopes_title",
    "stood_again",
]

_AGAIN = ("same person", "same party", "other")


def polled(rows: pd.DataFrame) -> pd.DataFrame:
    """Results after which there has been another poll."""
    return rows[rows["outcome"] != "no poll yet"]


def followed(rows: pd.DataFrame) -> pd.DataFrame:
    """Results whose seat could be followed to another poll."""
    return polled(rows)[lambda found: found["outcome"] != "not followed"]


def stood_again(rows: pd.DataFrame) -> pd.DataFrame:
    """Results after which somebody of the left stood in the seat."""
    return rows[rows["outcome"].isin(_AGAIN)]


def _who(reading: str) -> str:
    """The candidates of a reading together: Greens are not called the left."""
    return "left or Greens" if reading == "with_greens" else "the left"


def outcome_words(reading: str) -> dict[str, str]:
    """What came next, by kind, as `persistence.OUTCOMES` in the words of a reading."""
    return {name: words.replace("of the left", _those(reading)) for name, words in OUTCOMES.items()}


def _those(reading: str) -> str:
    return "of the left or the Greens" if reading == "with_greens" else "of the left"


def _some(count: int) -> str:
    return number(count) if count else "none"


def _of(count: int, whole: int) -> str:
    everywhere = "that one" if whole == 1 else "all of them"
    return everywhere if count == whole and count else _some(count)


def finding(rows: pd.DataFrame, greens: pd.DataFrame, floor: int, reading: str = DEFAULT_READING) -> str:
    """How many were followed by another candidacy, what share it kept, and the control."""
    known, again = followed(rows), stood_again(rows)
    waiting = int((rows["outcome"] == "no poll yet").sum())
    text = (
        f"Of {plural(len(rows), 'result')} {left_of_labour(reading)} of {floor}% or more at Westminster elections "
        "since 2001, "
        f"{len(polled(rows))} {'has' if len(polled(rows)) == 1 else 'have'} had a next poll and {len(known)} can be "
        f"followed to it: {_who(reading)} stood again in "
        f"{_of(len(again), len(known))}"
    )
    if len(again):
        text += (
            f" and there kept a median of {percent(again['kept_pct'].median(), 0)} of the share; "
            f"in {_some(int((again['kept_pct'] >= 100).sum()))} it held or grew"
        )
    nobody = int((known["outcome"] == "nobody").sum())
    if nobody:
        text += f", and nobody stood in {nobody}"
    if waiting:
        text += f" ({waiting} still {'waits for its' if waiting == 1 else 'wait for their'} next poll)"
    kept = greens.dropna(subset=["kept_pct"])
    said = [
        f"{percent(of.median(), 0)} after {year} ({plural(len(of), 'case')})"
        for year, of in kept.groupby(kept["date"].dt.year)["kept_pct"]
    ]
    return (
        f"{text}. The Greens of that size, on boundaries that did not change, kept a median of {joined(said)}."
        if said
        else f"{text}."
    )


def slopes_title(rows: pd.DataFrame) -> str:
    """How often the left stood again and how often it held its share, in a title's length."""
    known, again = followed(rows), stood_again(rows)
    if known.empty:
        return "No next poll can be followed yet"
    held = int((again["kept_pct"] >= 100).sum())
    text = f"{_capital(out_of(len(again), len(known), 'result'))} had a successor"
    return f"{text}; {_some(held)} held the share" if len(again) else text


def slopes_alt(rows: pd.DataFrame, named: pd.DataFrame, reading: str = DEFAULT_READING) -> str:
    """The chart in words, with the results that are named in it."""
    nobody = f"nobody {_those(reading)}"
    said = [
        f"{row.candidate} in {row.constituency} {row.date.year} {percent(row.share_pct)}, then "
        f"{percent(row.next_share_pct) if pd.notna(row.next_share_pct) else nobody} in {row.next_date.year}"
        for row in named.itertuples()
    ]
    return (
        f"Lines from a result to the next poll there, {plural(len(followed(rows)), 'result')}; a cross at the foot "
        f"where {nobody} stood. Named: {'; '.join(said)}."
    )


def outcomes_sentence(rows: pd.DataFrame, reading: str = DEFAULT_READING) -> str:
    """What happened, by kind, most frequent first."""
    words = outcome_words(reading)
    counts = polled(rows)["outcome"].value_counts()
    said = [f"in {count} {words[name]}" for name, count in counts.items()]
    return f"Of {plural(len(polled(rows)), 'result')} with a next poll, {joined(said)}."


def control_title(left: pd.DataFrame, greens: pd.DataFrame, reading: str = DEFAULT_READING) -> str:
    """The left's median beside the lowest of the Greens'."""
    mine = left["kept_pct"].median()
    medians = greens.dropna(subset=["kept_pct"]).groupby(greens["date"].dt.year)["kept_pct"].median()
    if medians.empty:
        return f"{_capital(_who(reading))} kept a median of {percent(mine, 0)} of the share"
    low, high = medians.min(), medians.max()
    alone = " alone" if reading == "with_greens" else ""
    return (
        f"In the median {_who(reading)} kept {percent(mine, 0)}, Greens{alone} {percent(low, 0)} to {percent(high, 0)}"
    )


def control_alt(groups: pd.DataFrame) -> str:
    """Medians of each row with the number of cases."""
    said = [
        f"{name}: median {percent(of.median(), 0)}, {plural(of.size, 'case')}"
        for name, of in groups.groupby("group", sort=False)["kept_pct"]
    ]
    return f"Dots for the part of a share that was kept at the next poll, percent. {'; '.join(said)}."


def control_sentence(left: pd.DataFrame, greens: pd.DataFrame, reading: str = DEFAULT_READING) -> str:
    """Whether the Greens of that size fell back, too, and how often they stood again."""
    by_year = greens.groupby(greens["date"].dt.year)
    said = []
    for year, of in by_year:
        held = int((of["kept_pct"] >= 100).sum())
        said.append(
            f"after {year} Greens stood again in {out_of(int(of['stood'].sum()), len(of), 'seat')} and held or grew in "
            f"{_some(held)}"
        )
    held = int((left["kept_pct"] >= 100).sum())
    pronoun = "they" if reading == "with_greens" else "it"
    seats = out_of(held, len(left), "seat").replace(" of ", " of the ")
    text = f"{_capital(_who(reading))} held or grew in {seats} in which {pronoun} stood again"
    if not said:
        return f"{text}; no Green result of that size can be followed on unchanged boundaries."
    return (
        f"{text}; {joined(said)}. A national tide moves all seats of a year together, so they are not as many separate "
        "observations."
    )


def mayors_title(series: pd.DataFrame, lineage: str) -> str:
    """How many polls for mayor a lineage fought, and how many it won."""
    own = series[series["lineage"] == lineage]
    if own.empty:
        return f"No candidate for mayor of the {lineage.title()} lineage is on record here"
    won = int(own["elected"].sum())
    void = int((own["elected"].astype(bool) & (own["status"] == "voided")).sum())
    text = f"The {lineage.title()} lineage fought {plural(len(own), 'poll')} for mayor, won {_some(won)}"
    return f"{text} ({void} void)" if void else text


def mayors_alt(series: pd.DataFrame, reading: str = DEFAULT_READING) -> str:
    """The best share under the reading at every poll for mayor of each place."""
    said = []
    for place, of in series.groupby("place", sort=False):
        polls = [
            f"{row.date.year} {row.candidate} {percent(row.share_pct)}"
            if pd.notna(row.share_pct)
            else f"{row.date.year} {'nobody' if row.all_named and pd.isna(row.candidate) else 'not known'}"
            for row in best_of_each(of).itertuples()
        ]
        said.append(f"{place_name(place)}: {', '.join(polls)}")
    return f"The best candidate {left_of_labour(reading)} for mayor at each poll. {'; '.join(said)}."


def best_of_each(series: pd.DataFrame) -> pd.DataFrame:
    """The best-placed at every poll; a row without a candidate where nobody is known to have stood."""
    ordered = series.sort_values("share_pct", ascending=False, na_position="last", kind="stable")
    return ordered.drop_duplicates("contest_id").sort_values("date")


def mayors_sentence(series: pd.DataFrame, lineage: str, reading: str = DEFAULT_READING) -> str:
    """How the share moved from poll to poll within the lineage, and at which polls nobody stood."""
    said = []
    own = series[(series["lineage"] == lineage) & series["share_pct"].notna()].sort_values("date")
    if len(own) > 1:
        steps = [f"{row.date.year} {percent(row.share_pct)} ({row.candidate})" for row in own.itertuples()]
        kept = 100 * own["share_pct"].iloc[-1] / own["share_pct"].iloc[0]
        said.append(
            f"The {lineage.title()} lineage: {', '.join(steps)}; at its latest poll it had {percent(kept, 0)} of its "
            "first share"
        )
    voided = own[own["status"] == "voided"]
    if len(voided):
        said.append(f"the court later set aside the poll of {joined(str(date.year) for date in voided['date'])}")
    for place, of in series.groupby("place", sort=False):
        best = best_of_each(of)
        none_known = best[best["candidate"].isna()]
        empty, unclear = none_known[none_known["all_named"]], none_known[~none_known["all_named"]]
        if len(empty):
            said.append(f"in {place_name(place)} nobody {left_of_labour(reading)} stood for mayor in {_years(empty)}")
        if len(unclear):
            said.append(
                f"whether anybody {left_of_labour(reading)} stood in {place_name(place)} is not known of "
                f"{_years(unclear)}, as not all candidates are known by name"
            )
    text = "; ".join(said)
    return f"{_capital(text)}." if said else "There is no series of polls for mayor to follow."


def _years(rows: pd.DataFrame) -> str:
    return joined(str(date.year) for date in rows["date"])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
