"""Nothing that a notebook's parameters offer crashes: each run ends well, or is refused at once with what works.

A sample of every notebook with a seed; `make sweep` runs all of them.
"""

import parameter_sweep
import pytest
from parameter_sweep import Trial, covering, notebooks, outcome, refusal, sample, trials

from left_of_labour.errors import NotComparableError

# So many runs of each notebook as its length leaves time for.
FEW = {
    **dict.fromkeys(("front-page", "compare", "other-rules", "one-place", "votes-to-seats", "data-quality"), 1),
    **dict.fromkeys(("afterwards", "together", "claims"), 2),
    **dict.fromkeys(("wards", "second-preferences"), 3),
}
SOME = 5


@pytest.mark.parametrize("notebook", notebooks())
def test_sampled_runs_end_well_or_are_refused_with_what_works(notebook, dataset):
    crashes = {}
    for trial in sample(dataset, notebook, FEW.get(notebook, SOME)):
        found = outcome(dataset, trial)
        if found.kind == "crashed":
            crashes[str(trial)] = found.message
    assert not crashes


@pytest.mark.parametrize(
    ("trial", "says"),
    [
        (
            Trial("compare", (("contest_ids", ("preston-mp-1997",)), ("floor", 5), ("reading", "wide"))),
            "contest_ids: nobody left of Labour (reading wide) is known to have stood in any of these contests",
        ),
        (
            Trial("expected", (("contest_id", "preston-mp-2019"), ("model", "with_communities"))),
            "did you mean 'preston-mp-2024'",
        ),
        (
            Trial("second-preferences", (("contest_id", "hackney-mayor-2022"), ("challenger", "runner-up"))),
            "a count in rounds needs every candidate's votes (complete); did you mean 'hackney-mayor-20",
        ),
        (Trial("same-day", (("place", "preston"),)), "these places work: hackney, tower-hamlets"),
        (Trial("together", (("since", 2005),)), "choose a year from 2010 to 2024"),
    ],
    ids=lambda value: value.notebook if isinstance(value, Trial) else "",
)
def test_a_refusal_names_the_values_that_work(dataset, trial, says):
    found = outcome(dataset, trial)
    assert found.kind == "refused", found.message
    assert says in found.message


def test_the_check_alone_refuses_what_the_notebook_refuses(dataset):
    tried = [trial for notebook in ("in-context", "expected", "wards") for trial in sample(dataset, notebook, 6)]
    refused = [trial for trial in tried if refusal(dataset, trial)]
    assert len(refused) > 6
    assert [refusal(dataset, trial) for trial in refused] == [outcome(dataset, trial) for trial in refused]


def test_a_limited_number_of_runs_has_every_value_of_every_parameter(dataset):
    everything = list(trials(dataset, "one-contest"))
    few, more = covering(everything, 10), covering(everything, 600)
    for chosen in (few, more):
        assert {value for one in chosen for value in one.parameters} == {
            v for one in everything for v in one.parameters
        }
    assert len(few) <= len(dataset.contest_ids) + 3 < len(more) == 600
    assert covering(everything, len(everything) + 1) != everything
    assert set(covering(everything, len(everything) + 1)) == set(everything)


def test_all_trials_hold_every_contest_and_every_reading(dataset):
    tried = [dict(trial.parameters) for trial in trials(dataset, "one-contest")]
    assert len(tried) == 3 * len(dataset.contest_ids)
    assert {one["contest_id"] for one in tried} == set(dataset.contest_ids)


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (ZeroDivisionError("division by zero"), "ZeroDivisionError: division by zero"),
        (NotComparableError("place: not this one"), "the message does not say which values work: place: not this one"),
    ],
)
def test_the_sweep_notices_a_crash_and_a_refusal_that_helps_nobody(dataset, monkeypatch, error, says):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr(parameter_sweep, "run", fails)
    found = outcome(dataset, Trial("same-day", (("place", "hackney"),)))
    assert found.kind == "crashed"
    assert found.message.startswith(says)
