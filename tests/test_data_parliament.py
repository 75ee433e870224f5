"""National results: fetched from a server or a folder, only if they are the pinned files, and read into our form.

The files are small ones of the publisher's form, made here.
"""

import errno
import functools
import hashlib
import http.server
import os
import threading
from pathlib import Path

import pytest
from editing import spoilt_copy

from left_of_labour.analysis.measures import measure
from left_of_labour.data import load, parliament
from left_of_labour.data.dataset import NATIONAL_TABLE
from left_of_labour.errors import DataError, ParameterError
from left_of_labour.presentation.provenance import witnesses
from left_of_labour.reports import one_contest

GENERAL = "ONS ID,ONS region ID,Constituency name,County name,Region name,Country name,Constituency type"
CANDIDATE = (
    ",Party name,Party abbreviation,Electoral Commission party ID,MNIS party ID,Electoral Commission adjunct party ID,"
    "Candidate first name,Candidate surname,Candidate gender,Sitting MP,Former MP,Member MNIS ID,Votes,Share,Change"
)
SEAT = (
    ",Declaration time,Member first name,Member surname,Member gender,Result,First party,Second party,Electorate,"
    "Valid votes,Invalid votes,Majority"
)
BLACKBURN = "E14001102,E12000002,Blackburn,,North West,England,Borough"
CHESTER = "E14000641,E12000002,City Of Chester,Cheshire,North West,England,Borough"
PRESTON = "E14001433,E12000002,Preston,,North West,England,Borough"


def candidate(seat: str, party: str, first: str, last: str, votes: int) -> str:
    """A candidate's line in the publisher's form."""
    return f"{seat},{party},X,PP1,1,,{first},{last},Male,No,No,,{votes},0.1,0.1\r\n"


def seat_line(seat: str, electorate: int, valid: int, invalid: str) -> str:
    """A constituency's line in the publisher's form."""
    return f"{seat},,A,B,Male,Result,One,Two,{electorate},{valid},{invalid},1\r\n"


def small_files() -> dict[str, str]:
    """Two elections with one or two seats and one by-election; the others are empty."""
    files = {}
    for number in parliament.GENERAL_ELECTIONS:
        for kind in ("general-election", "by-elections"):
            files |= {
                f"results-by-parliament/{number}/{kind}/{name}.csv": "" for name in ("candidacies", "constituencies")
            }
    base = "results-by-parliament/59/general-election/"
    files[f"{base}candidacies.csv"] = f"{GENERAL}{CANDIDATE}\r\n" + "".join(
        (
            candidate(BLACKBURN, "Labour", "Kate", "Hollern", 10386),
            candidate(BLACKBURN, "Independent", "Adnan", "Hussain", 10518),
            candidate(BLACKBURN, "Workers Party of Britain", "Craig", "Murray", 7105),
            candidate(BLACKBURN, "A Party Nobody Knows", "Jo", "Bloggs", 7),
            candidate(PRESTON, "Labour", "Mark", "Hendrick", 14006),
            candidate(PRESTON, "Independent", "Michael", "Lavalette", 8715),
        )
    )
    files[f"{base}constituencies.csv"] = (
        f"{GENERAL}{SEAT}\r\n{seat_line(BLACKBURN, 73263, 28016, '163')}{seat_line(PRESTON, 77400, 22721, '100')}"
    )
    base = "results-by-parliament/55/general-election/"  # without a header, as published
    files[f"{base}candidacies.csv"] = candidate(CHESTER, "Labour", "Ann", "One", 20) + candidate(
        CHESTER, "Liberal Democrat", "Bob", "Two", 30
    )
    files[f"{base}constituencies.csv"] = seat_line(CHESTER, 100, 50, "1")
    base = "results-by-parliament/58/by-elections/"
    files[f"{base}candidacies.csv"] = f"\ufeffElection date,{GENERAL}{CANDIDATE}\r\n" + "".join(
        f"01/12/2022,{candidate(CHESTER, party, first, 'Same', votes)}"
        for party, first, votes in (("Labour", "Pat", 50), ("Green Party", "Pat", 20), ("Conservative", "Lee", 30))
    )
    files[f"{base}constituencies.csv"] = (
        f"By-election date,Writ date,{GENERAL}{SEAT}\r\n01/12/2022,01/11/2022,{seat_line(CHESTER, 200, 101, '[x]')}"
    )
    return files


def write(folder, files: dict[str, str]) -> dict[str, str]:
    """Write the files below a folder; return their checksums by path."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode())
    return {name: "sha256:" + hashlib.sha256(text.encode()).hexdigest() for name, text in files.items()}


@pytest.fixture
def published(tmp_path):
    """A folder as the publisher has it, and the checksums of its files."""
    folder = tmp_path / "published"
    return folder, write(folder, small_files())


@pytest.fixture
def address(published):
    """The address of a server of that folder."""
    handler = functools.partial(QuietHandler, directory=str(published[0]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A file server that does not log."""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def national(tmp_path, published):
    """A copy of our data with the small national files, loaded."""
    folder = spoilt_copy(tmp_path)
    parliament.fetch(folder, source=published[0], files=published[1])
    return load(folder)


def test_national_files_are_read_once_and_again_when_one_of_them_changes(national):
    first, votes = national.national, measure(national, "blackburn-mp-2024").labour_votes
    again = load(national.folder)
    assert again.national is first
    again.tables[NATIONAL_TABLE].loc[0, "votes"] = -1
    assert load(national.folder).tables[NATIONAL_TABLE].loc[0, "votes"] > 0
    path = national.folder / "parliament/results-by-parliament/59/general-election/candidacies.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(f",{votes},", f",{votes + 1},"), encoding="utf-8")
    assert load(national.folder).national is not first
    assert measure(load(national.folder), "blackburn-mp-2024").labour_votes == votes + 1


def test_good_files_are_downloaded_whole(tmp_path, published, address):
    parliament.fetch(tmp_path / "data", base_url=address, files=published[1])
    assert parliament.is_fetched(tmp_path / "data")
    name = "results-by-parliament/59/general-election/candidacies.csv"
    assert (tmp_path / "data/parliament" / name).read_bytes() == (published[0] / name).read_bytes()


@pytest.mark.parametrize("spoil", [lambda text: text[:200], lambda text: text.replace("10386", "10368")])
def test_a_truncated_or_altered_file_is_refused(tmp_path, published, address, spoil):
    name = "results-by-parliament/59/general-election/candidacies.csv"
    path = published[0] / name
    path.write_text(spoil(path.read_text()), newline="")
    for source in ({"base_url": address}, {"source": published[0]}):
        with pytest.raises(parliament.FetchError, match=f"{name} is not the file that was pinned"):
            parliament.fetch(tmp_path / "data", files=published[1], **source)
        assert not (tmp_path / "data/parliament" / name).exists()
    assert not parliament.is_fetched(tmp_path / "data")


def test_a_missing_file_is_named(tmp_path, published, address):
    name = "results-by-parliament/57/by-elections/candidacies.csv"
    (published[0] / name).unlink()
    with pytest.raises(parliament.FetchError, match=f"could not download {address}{name}.*--from DIR"):
        parliament.fetch(tmp_path / "data", base_url=address, files=published[1])
    with pytest.raises(parliament.FetchError, match=rf"1 of 20 files are missing in .*\n  {name}"):
        parliament.fetch(tmp_path / "data", source=published[0], files=published[1])


def test_without_a_connection_the_way_out_is_named(tmp_path, published):
    with pytest.raises(parliament.FetchError, match=r"could not download .* --from DIR"):
        parliament.fetch(tmp_path / "data", base_url="http://127.0.0.1:9/", files=published[1])


def test_a_full_disk_is_no_missing_connection(tmp_path, published, address, monkeypatch):
    def full(path, *_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)
    monkeypatch.setattr(os, "makedirs", full)  # as pooch does
    for source in ({"base_url": address}, {"source": published[0]}):
        with pytest.raises(parliament.FetchError, match=r"cannot be written \(No space left on device\); make room"):
            parliament.fetch(tmp_path / "data", files=published[1], **source)


def test_a_way_to_a_file_of_this_machine_is_not_followed(tmp_path, published, address, monkeypatch):
    def redirect(handler):
        handler.send_response(302)
        handler.send_header("Location", f"file://{published[0]}{handler.path}")
        handler.end_headers()

    monkeypatch.setattr(QuietHandler, "do_GET", redirect)
    with pytest.raises(parliament.FetchError, match=r"could not download .*\(InvalidSchema: .*file:///"):
        parliament.fetch(tmp_path / "data", base_url=address, files=published[1])
    assert not parliament.is_fetched(tmp_path / "data", published[1])


def test_the_pinned_list_is_complete():
    pinned = parliament.registry()
    assert set(pinned) == set(small_files())
    assert all(len(checksum.removeprefix("sha256:")) == 64 for checksum in pinned.values())


def test_a_national_contest_has_our_form(national):
    contest = national.contest("blackburn-mp-2024")
    assert (contest.electorate, contest.valid_votes, contest.ballots_cast) == (73263, 28016, 28179)
    candidates = national.candidates_of("blackburn-mp-2024")
    assert list(candidates.columns) == list(national.candidates.columns)
    assert candidates["candidate"].tolist() == ["Adnan Hussain", "Kate Hollern", "Craig Murray", "Jo Bloggs"]
    assert candidates["elected"].tolist() == [True, False, False, False]
    assert candidates["party_id"].tolist() == ["independent", "labour", "workers-party", "other"]


def test_a_national_contest_is_drawn_without_others_of_its_area(national):
    candidates = one_contest.field(national, "blackburn-mp-2024", "wide")
    figure = one_contest.result(national, candidates, measure(national, "blackburn-mp-2024"))
    assert figure.name == "result"
    assert "other results" not in figure.alt


def test_readings_are_those_of_the_westminster_tables_or_of_the_party(national):
    candidates = national.candidates_of("blackburn-mp-2024").set_index("candidate")
    assert candidates["left_reading"].to_dict() == {
        "Adnan Hussain": "contested",
        "Kate Hollern": "none",
        "Craig Murray": "contested",
        "Jo Bloggs": "none",
    }
    assert candidates["reading_reason"]["Adnan Hussain"] == "as in westminster_left.csv"


def test_the_figures_of_a_national_contest_are_counted_among_those_behind_a_report(national):
    contest_ids = ["preston-mp-2024", "blackburn-mp-2024"]
    said = witnesses(national, contest_ids)
    many = sum(len(national.candidates_of(contest_id)) for contest_id in contest_ids)
    assert said.text.startswith(f"Of the {many} candidates’ figures behind this report")


def test_unknown_parties_are_listed_not_guessed(national):
    assert dict(national.national.unknown_parties) == {"A Party Nobody Knows": 1}


def test_where_we_hold_the_contest_ours_stands(national):
    assert "preston-mp-2024" not in national.national.contests
    assert national.contest("preston-mp-2024").source_ids != ("psephology",)
    assert list(national.contest_ids).count("preston-mp-2024") == 1
    assert set(national.contest_ids) - set(national.contests_by_id) == {
        "blackburn-mp-2024",
        "city-of-chester-mp-2010",
        "city-of-chester-mp-2022-12",
    }


def test_figures_that_nobody_has_or_that_do_not_add_up_stay_blank_with_a_note(national):
    contest = national.contest("city-of-chester-mp-2022-12")
    assert (contest.by_election, contest.valid_votes, contest.ballots_cast) == (True, 100, None)
    assert contest.notes == "The source states 101 valid votes; the candidates add up to 100."


def test_namesakes_carry_their_party(national):
    names = national.candidates_of("city-of-chester-mp-2022-12")["candidate"].tolist()
    assert names == ["Pat Same (Labour)", "Lee Same", "Pat Same (Green Party)"]


def test_what_was_used_names_the_national_file(national):
    national.contest("city-of-chester-mp-2010")
    assert "parliament/results-by-parliament/55/general-election/candidacies" in national.used
    assert all((national.folder / f"{name}.csv").is_file() for name in national.used)


def test_the_table_of_all_candidacies_ranks_them(national):
    frame = national.tables["parliament_candidacies"]
    second = frame[(frame["contest_id"] == "blackburn-mp-2024") & (frame["position"] == 2)].iloc[0]
    assert (second["candidate"], second["region"], second["party"]) == ("Kate Hollern", "North West", "Labour")


def test_an_unknown_id_points_at_the_national_results_until_they_are_there(tmp_path, national):
    with pytest.raises(ParameterError, match=r"did you mean 'blackburn-mp-2024'\?$"):
        national.contest("blackburn-mp-2042")
    with pytest.raises(ParameterError, match="come with `left-of-labour fetch parliament`"):
        load(spoilt_copy(tmp_path / "without")).contest("blackburn-mp-2024")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ((",10386,", ",10 386,"), "candidacies.csv:2:Votes: '10 386', expected a whole number"),
        ((candidate(BLACKBURN, "Labour", "Kate", "Hollern", 10386), "E14001102,Blackburn\r\n"), "csv:2:: '2 cells'"),
    ],
)
def test_a_national_file_of_another_form_is_told_with_its_line(tmp_path, change, place):
    files = small_files()
    name = "results-by-parliament/59/general-election/candidacies.csv"
    files[name] = files[name].replace(*change)
    folder = spoilt_copy(tmp_path)
    write(folder / "parliament", files)
    with pytest.raises(DataError) as caught:
        load(folder).contest("blackburn-mp-2024")
    assert place in str(caught.value)


def test_a_file_that_changed_after_it_was_fetched_is_found(tmp_path):
    pinned = {name: f"sha256:{hashlib.sha256(text).hexdigest()}" for name, text in (("a/x.csv", b"1"), ("y.csv", b"2"))}
    assert parliament.altered(tmp_path, pinned) == []
    for name, content in (("a/x.csv", b"1"), ("y.csv", b"2")):
        path = tmp_path / "parliament" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert parliament.altered(tmp_path, pinned) == []
    (tmp_path / "parliament" / "y.csv").write_bytes(b"3")
    assert [fault.file for fault in parliament.altered(tmp_path, pinned)] == ["parliament/y.csv"]
