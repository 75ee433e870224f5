"""What is said of generated election days, a mayor and three wards, is carried by their votes."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from words_kit import LEFT, Day, election_days, grammar

from left_of_labour.analysis.readings import READINGS
from left_of_labour.analysis.timeline import performances, single_wards
from left_of_labour.analysis.wards import ward_results
from left_of_labour.errors import NotComparableError
from left_of_labour.reports import other_rules, same_day, votes_to_seats, wards
from left_of_labour.reports.one_place import sentences as of_place
from left_of_labour.reports.same_day import sentences as of_day
from left_of_labour.reports.wards import sentences as of_wards

PLACE, DATE = "tower-hamlets", "2022-05-05"
READING = st.sampled_from(sorted(READINGS))
few = settings(max_examples=12, deadline=None)


def found(pattern: str, text: str) -> re.Match:
    match = re.search(pattern, text)
    assert match, f"{pattern!r} is not in {text!r}"
    return match


def count(word: str) -> int:
    """A number that a sentence may write as none or all."""
    return 0 if word in ("none", "no") else int(word.replace(",", ""))


@few
@given(election_days(), READING)
def test_what_is_said_of_a_place(day: Day, reading: str):
    rows, polls = performances(day.dataset, PLACE, reading), single_wards(day.dataset, PLACE, reading)
    text = of_place.place_finding(rows, polls, "Tower Hamlets", reading)
    assert not grammar(text), text
    left = LEFT[reading]
    in_mayor = [votes for _, party, votes, _ in day.mayor.rows if party in left]
    labour = [votes for _, party, votes, _ in day.mayor.rows if party == "labour"]
    in_council = day.top(left)
    said = found(r"stood in (\d+) of (\d+) elections", text)
    assert (int(said[1]), int(said[2])) == (bool(in_mayor) + bool(in_council), 2)
    pairs = [(max(in_mayor), sum(labour))] if in_mayor and labour else []
    pairs += [(in_council, day.top({"labour"}))] if in_council and day.top({"labour"}) else []
    ahead = sum(one > other for one, other in pairs)
    if not pairs:
        assert "No share beside Labour’s is known" in text
    elif len(pairs) == 1:
        assert ("It was ahead of Labour in the only one" in text) == bool(ahead)
    else:
        said = found(r"ahead of Labour in (none|\d+) of the (\d+)", text)
        assert (count(said[1]), int(said[2])) == (ahead, 2)
    seats = sum(ward.won(left) for ward in day.wards)
    topped = found(r"It won (.*?)\.$|No seat won", text)
    assert (topped[1] is None) == (not seats and not day.mayor.won(left))
    if seats:
        assert f"{seats} of {sum(ward.seats for ward in day.wards)} seats" in topped[1]
    assert ("mayor 2022" in (topped[1] or "")) == bool(day.mayor.won(left))


@few
@given(election_days(), READING)
def test_what_is_said_of_wards(day: Day, reading: str):
    left = LEFT[reading]
    contested = [ward for ward in day.wards if day.top(left, [ward])]
    if not contested:
        return
    rows = ward_results(day.dataset, PLACE, DATE, reading)
    text = wards.finding(day.dataset, rows, PLACE, DATE, reading).text
    assert not grammar(text), text
    said = found(r"stood in (?:(\d+) of (\d+)|all (\d+)) wards", text)
    assert int(said[1] or said[3]) == len(contested)
    assert int(said[2] or said[3]) == len(day.wards)
    won = found(r"won (none|\d+) of (\d+) seats?", text)
    assert count(won[1]) == sum(ward.won(left) for ward in day.wards)
    shares = {ward.area: 100 * day.top(left, [ward]) / sum(ward.top().values()) for ward in contested}
    most = found(r"([\d.]+)% of the votes in (.*?), and won", text)
    assert abs(float(most[1]) - max(shares.values())) < 0.051
    assert abs(shares[most[2]] - max(shares.values())) < 1e-9
    for name, parties in LEFT.items():
        if name != reading:
            stood = sum(bool(day.top(parties, [ward])) for ward in day.wards)
            words = {"core": "core", "wide": "wide", "with_greens": "with Greens"}[name]
            clause = found(rf"(nobody stood|(\d+) wards?, at most [^()]*) \({words}\)", text.partition("Under the")[2])
            assert int(clause[2] or 0) == stood
    title = of_wards.maps_title(rows, reading)
    topped = count(found(r"in (none|\d+) of \d+ wards", title)[1])
    best = [(day.top(left, [ward]), ward.top()) for ward in day.wards]
    first = [max((votes for party, votes in top.items() if party in left), default=0) for _, top in best]
    others = [max((votes for party, votes in top.items() if party not in left), default=0) for _, top in best]
    least, most = (
        sum(test(one, two) for one, two in zip(first, others, strict=True)) for test in (int.__gt__, int.__ge__)
    )
    assert least <= topped <= most


@few
@given(election_days())
def test_what_is_said_of_seats_and_votes(day: Day):
    text = votes_to_seats.finding(day.dataset, PLACE).text
    assert not grammar(text), text
    seats = sum(ward.seats for ward in day.wards)
    votes = day.top({party for ward in day.wards for party in ward.top()})
    for name, words in (("wide", "wide"), ("core", "core"), ("with_greens", "with Greens")):
        share, won = 100 * day.top(LEFT[name]) / votes, sum(ward.won(LEFT[name]) for ward in day.wards)
        clause = found(rf"(nobody stood|(\d+|no) seats? with ([\d.]+)% of the votes) \({words}\)", text)
        assert (clause[1] == "nobody stood") == (share == 0)
        if share:
            assert count(clause[2]) == won
            assert abs(float(clause[3]) - share) < 0.051
    into = found(r"turned ([\d.]+)% of the votes .* into ([\d.]+)% of the (\d+) seats", text)
    assert int(into[3]) == seats
    parties = {party for ward in day.wards for _, party, _, _ in ward.rows if party != "independent"}
    by_party = {party: sum(ward.won({party}) for ward in day.wards) for party in parties}
    alone = max((sum(elected for *_, elected in ward.rows) for ward in day.wards), default=0)
    assert float(into[2]) >= 100 * max(by_party.values(), default=0) / seats - 0.051 or alone
    assert "the only election with ward results" in text


@few
@given(election_days())
def test_what_is_said_of_a_mayor_beside_the_list(day: Day):
    try:
        rows = same_day.rows(day.dataset, PLACE)
    except NotComparableError as refusal:
        assert "no candidate for mayor" in str(refusal)
        lists = {party for ward in day.wards for party in ward.top()}
        assert all(party == "independent" or party not in lists for _, party, _, _ in day.mayor.rows)
        return
    text = same_day.finding(day.dataset, rows, PLACE).text
    assert not grammar(text), text
    mayoral, council = sum(votes for _, _, votes, _ in day.mayor.rows), sum(sum(w.top().values()) for w in day.wards)
    gaps = {}
    for name, party, votes, _ in day.mayor.rows:
        where = [ward for ward in day.wards if party in ward.top()]
        if party in LEFT["wide"] and 2 * len(where) >= len(day.wards):
            gaps[name] = 100 * votes / mayoral - 100 * day.top({party}) / council
    assert ("no candidate for mayor left of Labour had a list" in text) == (not gaps)
    if gaps:
        best = max(gaps.values())
        said = found(r"for mayor, ([\d.]+) points? (more|less) than", text)
        assert abs(float(said[1]) - abs(best)) < 0.051
        assert (said[2] == "more") == (best > -1e-9)
        assert ("widest lead" in text) <= (best > 0)
    for sentence in (of_day.left_sentence, of_day.front_runners_sentence, of_day.not_compared):
        assert not grammar(sentence(rows)), sentence(rows)


@settings(max_examples=10, deadline=None)
@given(election_days())
def test_what_is_said_of_other_rules(day: Day):
    try:
        results = other_rules.results(day.dataset, PLACE)
    except NotComparableError as refusal:  # lots would have been drawn
        assert "have equal votes for the last of" in str(refusal)
        return
    text = other_rules.finding(day.dataset, results, PLACE).text
    assert not grammar(text), text
    seats = sum(ward.seats for ward in day.wards)
    said = found(r"would have had (none|[\d–]+) of the (\d+) seats where it won (none|\d+)", text)
    assert int(said[2]) == seats
    assert count(said[3]) == sum(ward.won(LEFT["wide"]) for ward in day.wards)
    assert count(found(r"Labour (?:none|[\d–]+) where it won (none|\d+)", text)[1]) == sum(
        ward.won({"labour"}) for ward in day.wards
    )
    parties = {party for ward in day.wards for _, party, _, _ in ward.rows} - {"independent"}
    majority = any(2 * sum(ward.won({party}) for ward in day.wards) > seats for party in parties)
    majority |= seats == 1
    assert count(found(r"in (none|\d+) of 1 election", text)[1]) == majority
    if "it would have kept" in text:
        assert majority
