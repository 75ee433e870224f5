"""Mayor and council of one day: the words against the measures, and the states a place can be in."""

import pandas as pd
import pytest

from left_of_labour.data import load
from left_of_labour.errors import NotComparableError
from left_of_labour.reports.same_day import parts, sentences


@pytest.fixture(scope="module")
def data():
    return load()


@pytest.fixture(scope="module")
def towers(data):
    return parts.rows(data, "tower-hamlets")


@pytest.fixture(scope="module")
def hackney(data):
    return parts.rows(data, "hackney")


def test_the_finding_names_the_widest_lead_and_what_others_ran(towers):
    text = sentences.finding(towers, "tower-hamlets")
    assert text.startswith(
        "In Tower Hamlets Lutfur Rahman (2014) took 43.4% of valid votes for mayor, 13.0 points more than"
    )
    assert "Labour’s 4 candidates ran from −1.8 to +6.2 points" in text
    assert "among 7 challengers whose party stood in most wards" in text
    assert text.endswith(" The election of the mayor in 2014 was later declared void by an election court.")


def test_a_place_without_such_a_challenger_says_so(hackney):
    text = sentences.finding(hackney, "hackney")
    assert text.startswith(
        "In Hackney no candidate for mayor left of Labour had a list in most wards on the same day; against"
    )
    assert sentences.left_sentence(hackney).startswith("No candidate left of Labour can be compared")


def test_challengers_ahead_on_every_base_and_behind(towers):
    text = sentences.left_sentence(towers)
    assert "4 of 7 challengers ran ahead of the list: Lutfur Rahman (2014), Rabina Khan (2018)" in text
    assert "Behind it ran Hugo Pierre (2014), Abul Monsur Ohid Ahmed (2018) and Zami Ali (2026)" in text
    assert "highest for Lutfur Rahman (2014), 1.30" in text


def invented(*differences):
    return pd.DataFrame(
        {
            "candidate": [f"Ann {letter}" for letter in "ABCD"[: len(differences)]],
            "date": pd.Timestamp("2022-05-05"),
            "difference": differences,
        }
    )


@pytest.mark.parametrize(
    ("differences", "title"),
    [
        ((3.04, -1.0), "A ran 3.0 points ahead of the list in 2022"),
        ((-3.0, -1.0), "Nobody ran ahead of the party’s candidates for council"),
    ],
)
def test_the_title_follows_the_numbers(differences, title):
    assert sentences.ahead_title(invented(*differences)) == title


@pytest.mark.parametrize("differences", [(3.0, -1.0), (-1.0, 3.0), (-4.0, -1.5), (2.0, 2.5)])
def test_the_finding_takes_the_highest_difference_and_ranges_from_least_to_most(differences):
    rows = invented(*differences, *differences).assign(
        is_left=[True] * 2 + [False] * 2,
        widely_stood=True,
        family=["other-left"] * 2 + ["labour"] * 2,
        status="valid",
        party_id="",
        party="A party",
        share_pct=20.0,
        council_share_pct=15.0,
    )
    best = max(differences)
    text = sentences.finding(rows, "tower-hamlets")
    assert f"Ann {'AB'[differences.index(best)]} (2022) took" in text
    assert f"{abs(best):.1f} points {'more' if best > 0 else 'less'} than" in text
    assert (f"ran from {min(differences):+.1f} to {best:+.1f} points").replace("-", "−") in text


def test_front_runners_are_the_first_two_of_each_poll(towers):
    assert towers.groupby("contest_id")["first_two"].sum().tolist() == [2, 2, 2, 2]
    ahead = towers[towers["first_two"] & (towers["difference"] > 0)]
    assert sentences.all_title(towers).startswith(f"{len(ahead)} of 8 front-runners ran ahead")
    mean = towers.loc[towers["first_two"], "difference"].mean()
    assert f"on average {mean:+.1f} points" in sentences.front_runners_sentence(towers)


def test_small_lists_are_named_and_not_drawn(data, towers, hackney):
    assert "Hugo Pierre (2022), in 2 of 20" in sentences.not_compared(towers)
    assert "Dean Ryan (2006), in 4 of 19" in sentences.not_compared(hackney)
    assert not {"tusc", "womens-equality"} & set(parts.drawn(hackney)["party_id"])
    whole = towers[towers["widely_stood"]]
    assert sentences.not_compared(whole) == "Every party that put up a mayor stood in most wards."


def test_the_table_holds_every_candidate(data, towers):
    table = parts.candidates_table(data, towers)
    assert len(table.rows) == len(towers) == 26
    first = dict(zip(table.columns, table.rows[0], strict=True))
    assert first["ratio"] == pytest.approx(36539 / 28170)


def test_a_place_without_a_mayor_is_refused(data):
    with pytest.raises(NotComparableError, match="preston"):
        parts.rows(data, "preston")
