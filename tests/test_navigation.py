"""The ways from one report to others: true to the run list, and never to a report that is not there."""

import pytest

from left_of_labour.cli.reports import _navigated, run_list


@pytest.fixture(scope="module")
def runs():
    listed = run_list()
    return {run.slug: run for run in _navigated(listed.default, listed, False)}


def test_the_trail_leads_home_by_the_place(runs):
    assert runs["one-contest/tower-hamlets-mayor-2014"].navigation["trail"] == [
        ["Tower Hamlets", "one-place/tower-hamlets/index.html"],
        ["Mayor 2014", ""],
    ]
    assert runs["second-preferences/hackney-mayor-2002"].navigation["trail"][1:] == [
        ["Mayor 2002", "one-contest/hackney-mayor-2002/index.html"],
        ["Second preferences", ""],
    ]
    assert runs["one-place/hackney"].navigation["trail"] == [["Hackney", ""]]


def test_the_elections_before_and_after_are_of_the_same_office(runs):
    here = runs["one-contest/tower-hamlets-mayor-2014"].navigation
    assert here["before"] == ["Mayor 2010", "one-contest/tower-hamlets-mayor-2010"]
    assert here["after"] == ["Mayor 2015", "one-contest/tower-hamlets-mayor-2015"]
    assert runs["one-contest/hackney-mayor-2002"].navigation["before"] is None


def test_more_on_a_contest_names_its_other_reports_and_the_claims_about_it(runs):
    more = {slug: text for text, slug in runs["one-contest/hackney-mayor-2002"].navigation["more"]}
    assert more["second-preferences/hackney-mayor-2002-foot"] == "Second preferences"
    assert "in-context/hackney-mayor-2002" in more
    assert "claims/green-left-2002" in more
    assert "claims/counterfire-2024" not in more


def test_every_way_leads_to_a_report_of_the_list(runs):
    for run in runs.values():
        navigation = run.navigation
        ways = [navigation["before"], navigation["after"], *navigation["more"]]
        slugs = {way[1] for way in ways if way}
        slugs |= {link.removesuffix("/index.html") for _, link in navigation["trail"] if link}
        assert slugs <= runs.keys(), run.slug
        assert run.slug not in slugs
        assert slugs or run.notebook == "front-page", run.slug


def test_the_report_on_all_data_leads_to_those_on_each_place(runs):
    more = runs["data-quality/all"].navigation["more"]
    assert ["How good the data are: Hackney", "data-quality/hackney"] in more
    assert {slug.partition("/")[0] for _, slug in more} == {"data-quality"}
