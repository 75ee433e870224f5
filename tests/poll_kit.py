"""Made-up polls of a made-up place, added to a copy of the data."""

from editing import DATA, spoilt_copy

SOURCE = 'made-up,"Made up for a trial",A council,2024-07-05,,official,,Made up\n'
ANN = "{},Ann Ellis,Independent,independent,{},,,{},false,declared,made-up\n"
BOB = "{},Bob Lee,Labour,labour,{},,,{},false,declared,made-up\n"
POSITION = "{},Ann Ellis,contested,independent who challenged Labour,made-up\n"
NORTH = "testton-council-2026-north"
MP = "testton-mp-2026"


def contest(name, area, office, date, *, by_election="false", total="300", completeness="complete", code="E05999999"):
    """A row of contests.csv for one seat under first past the post."""
    boundary = "testton-wards-2026" if office == "councillor" else f"testton-{office}"
    return (
        f"{name},testton,{area},{code},{office},{date},{by_election},first_past_the_post,1,5000,,,{total},{total},,"
        f"{boundary},valid,{completeness},made-up,\n"
    )


def with_rows(folder, **rows):
    """A copy of the data folder with rows appended to some tables."""
    copy = spoilt_copy(folder)
    for table, text in {"sources": SOURCE, **rows}.items():
        path = copy / f"{table}.csv"
        path.write_text((DATA / path.name).read_text(encoding="utf-8") + text, encoding="utf-8")
    return copy
