"""What is said of generated finals, pools and seats is carried by their numbers."""

import datetime as dt
import re

import pandas as pd
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_sentences_of_councils import count, found
from words_kit import CONTEST, grammar, invented

from left_of_labour.analysis.context import Pool, Subject, standing
from left_of_labour.analysis.persistence import OUTCOMES
from left_of_labour.analysis.rounds import stage_final
from left_of_labour.errors import NotComparableError
from left_of_labour.reports.afterwards import sentences as of_afterwards
from left_of_labour.reports.in_context import sentences as of_context
from left_of_labour.reports.second_preferences import sentences as of_finals
from left_of_labour.reports.together import sentences as of_together

DAYS = [dt.date(2010, 5, 6), dt.date(2015, 5, 7), dt.date(2019, 12, 12), dt.date(2024, 7, 4)]


@settings(max_examples=20, deadline=None)
@given(invented())
def test_the_net_transfers_needed_are_the_fewest_that_win(one):
    assume(one.seats == 1 and one.complete and len(one.votes) > 2)
    ranked = sorted(one.votes, key=lambda name: -one.votes[name])
    try:
        final = stage_final(one.dataset, CONTEST, next(name for name in ranked if name not in one.elected))
    except NotComparableError:
        return
    text = of_finals.needed(final)
    assert not grammar(text), text
    if final.needed <= 0:
        lead = one.votes[final.challenger] - one.votes[final.winner]
        assert count(found(r"was ([\d,]+) votes? ahead of", text)[1]) == lead > 0
        return
    said = found(r"needed a net ([\d,]+) of the ([\d,]+) votes? for everybody else", text)
    (winner,) = one.elected
    challenger = final.challenger
    pool = sum(votes for name, votes in one.votes.items() if name not in (winner, challenger))
    assert count(said[2]) == pool
    assert one.votes[challenger] + count(said[1]) > one.votes[winner] >= one.votes[challenger] + count(said[1]) - 1
    assert ("more than all of it" in text) == (count(said[1]) > pool)
    assert ("to be level with the second" in text) == bool(final.votes_to_second_place)
    assert len(of_finals.final_headline(final, None).split()) <= 16


SUBJECT = Subject("preston-mp-2017", "Preston", "mp", DAYS[1], False, False, "A", "Respect", "respect", 20, 100)


def _pool(shares):
    rows = [(f"Candidate {place}", "Leeds", pd.Timestamp(2015, 5, 7), share) for place, share in enumerate(shares)]
    frame = pd.DataFrame(rows, columns=["candidate", "area", "date", "share_pct"])
    frame = frame.sort_values("share_pct", ascending=False, ignore_index=True)
    return Pool("left candidacies at general elections", "left candidacies", "a rule", True, False, True, frame)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 40).map(float), min_size=1, max_size=30))
def test_a_place_in_a_pool_counts_those_with_a_higher_share(shares):
    pool, higher = _pool(shares), sum(share > SUBJECT.share_pct for share in shares)
    text = of_context.ahead_sentence(SUBJECT, pool)
    assert not grammar(text), text
    assert text.startswith("No other") == (higher == 0)
    if higher:
        others = re.search(r"and (\d+) others", text)
        assert len(re.findall(r"%\)", text)) + (int(others[1]) if others else 0) == higher
    title = of_context.distribution_title(SUBJECT, pool)
    assert not grammar(title, sentence=False), title
    place = standing(SUBJECT.share_pct, pool.candidacies["share_pct"]).rank
    row = {"rank": place, "candidacies": len(shares), "holds_subject": True, "short": "left candidacies"}
    row |= {"same_office": True, "judged": True, "pool": "left candidacies"}
    text = of_context.finding(SUBJECT, {"wide": (SUBJECT, pd.DataFrame([row])), "core": None}, "wide")
    assert not grammar(text), text
    assert ("is the highest of" in text) == (higher == 0)
    assert f"of {len(shares) + 1} left candidacies" in text
    assert "nobody to compare (core)" in text


_SEATS = st.lists(
    st.tuples(st.sampled_from(DAYS), *[st.integers(0, 9)] * 3, st.sampled_from(["Labour", "left", "Greens", "others"])),
    min_size=1,
    max_size=9,
)
_LOST = st.lists(st.tuples(*[st.integers(1, 9)] * 4), max_size=9)


def _lost(drawn):
    columns = ["gap", "left_votes", "all_challengers", "green_votes"]
    frame = pd.DataFrame(drawn, columns=columns).astype(int)
    return frame.assign(
        all_challengers=frame["all_challengers"] + frame["left_votes"],
        left_covers=frame["left_votes"] >= frame["gap"],
        all_cover=frame["all_challengers"] + frame["left_votes"] >= frame["gap"],
    )


@settings(max_examples=30, deadline=None)
@given(_SEATS, _LOST)
def test_what_is_said_of_votes_together(drawn, lost):
    frame = pd.DataFrame(drawn, columns=["date", "left_votes", "green_votes", "labour_votes", "winner"])
    frame["date"] = pd.to_datetime(frame["date"])
    frame["reached"] = frame["left_votes"] + frame["green_votes"] >= frame["labour_votes"]
    lost = _lost(lost)
    text = of_together.finding(frame, {"core": frame.head(0).assign(winner="")}, lost)
    assert not grammar(text), text
    won = [row for row in drawn if row[4] == "Labour"]
    reached = [row for row in won if row[1] + row[2] >= row[3]]
    said = found(r"Of (\d+) seats? that Labour won .* reached Labour’s in (none|\d+)", text)
    assert (int(said[1]), count(said[2])) == (len(won), len(reached))
    years = {row[0].year for row in reached}
    assert (", all in" in text) == (len(years) == 1 and len(reached) > 1)
    assert "(none under core)" in text
    covered = int((lost["left_votes"] >= lost["gap"]).sum())
    if "In 2024 Labour lost" in text:
        assert count(found(r"In 2024 Labour lost (no|\d+) seat", text)[1]) == covered
    else:
        assert not covered
    for sentence in (of_together.lost_sentence(lost), f"{of_together.lost_title(lost)}."):
        assert not grammar(sentence), sentence
    assert ("no seat" in of_together.lost_title(lost)) == (covered == 0)


_RESULTS = st.lists(
    st.tuples(st.sampled_from(sorted({*OUTCOMES, "not followed"})), st.integers(0, 200).map(float)),
    min_size=1,
    max_size=9,
)


@settings(max_examples=30, deadline=None)
@given(_RESULTS, st.lists(st.tuples(st.sampled_from(DAYS), st.integers(0, 200).map(float)), max_size=6))
def test_what_is_said_of_what_came_next(drawn, greens):
    rows = pd.DataFrame(drawn, columns=["outcome", "kept_pct"])
    again = rows["outcome"].isin(of_afterwards.stood_again(rows)["outcome"])
    rows["kept_pct"] = rows["kept_pct"].where(again)
    control = pd.DataFrame(greens, columns=["date", "kept_pct"])
    control["date"] = pd.to_datetime(control["date"])
    text = of_afterwards.finding(rows, control, 5)
    assert not grammar(text), text
    assert "left of Labour or Green of 5%" in of_afterwards.finding(rows, control, 5, "with_greens")
    outcomes = [outcome for outcome, _ in drawn]
    waiting, lost = outcomes.count("no poll yet"), outcomes.count("not followed")
    said = found(r"Of (\d+) results? .* 2001, (\d+) ha(?:ve|s) had a next poll and (\d+) can be followed", text)
    known = len(drawn) - waiting - lost
    assert (int(said[1]), int(said[2]), int(said[3])) == (len(drawn), len(drawn) - waiting, known)
    stood = known - outcomes.count("nobody")
    words = found(r"stood again in (all of them|that one|none|\d+)", text)[1]
    assert (known if words in ("all of them", "that one") else count(words)) == stood
    assert ("and nobody stood in" in text) == bool(outcomes.count("nobody"))
    assert ("still wait" in text) == bool(waiting)
    if stood:
        kept = [value for outcome, value in drawn if outcome not in ("no poll yet", "not followed", "nobody")]
        assert count(found(r"in (none|\d+) it held or grew", text)[1]) == sum(value >= 100 for value in kept)
    sentences = [of_afterwards.outcomes_sentence(rows)] if known + lost else []
    for sentence in [*sentences, f"{of_afterwards.slopes_title(rows)}."]:
        assert not grammar(sentence[0].upper() + sentence[1:]), sentence
