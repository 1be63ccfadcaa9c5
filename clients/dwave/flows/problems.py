"""What one can do with problems beside waiting for them."""

import os
import time

import dimod
import numpy as np
import pytest
from dwave.cloud.api import Problems, Regions, Solvers
from dwave.cloud.api.exceptions import ResourceBadRequestError, ResourceConflictError, ResourceNotFoundError
from dwave.cloud.computation import Future
from dwave.cloud.exceptions import CanceledFutureError
from dwave.system import LeapHybridSampler
from flows.small import energies_agree, spins


@pytest.fixture(scope="module")
def problems():
    with Problems.from_config() as opened:
        yield opened


def sampled(machine, label: str, **parameters):
    answer = machine.sample(spins(machine, 5, seed=41), num_reads=10, label=label, **parameters)
    return answer.resolve() or answer


def test_a_problem_as_it_stands(problems, small_zephyr):
    answer = sampled(small_zephyr, "as it stands")
    status = problems.get_problem_status(answer.info["problem_id"])
    assert (status.status.value, status.type.value, status.label) == ("COMPLETED", "ising", "as it stands")
    assert status.submitted_on <= status.solved_on
    assert answer.info["problem_label"] == "as it stands"


def test_what_was_sent_and_answered_comes_back(problems, small_zephyr):
    answer = sampled(small_zephyr, "sent and answered")
    identity = answer.info["problem_id"]
    info = problems.get_problem_info(identity)
    assert info.id == identity
    assert (info.data.format, info.params["num_reads"]) == ("qp", 10)
    assert info.metadata.status.value == "COMPLETED"
    assert info.metadata.label == "sent and answered"
    assert info.metadata.submitted_by
    assert info.answer == problems.get_problem_answer(identity)
    assert problems.get_problem(identity).answer.format == "qp"
    assert isinstance(problems.get_problem_messages(identity), list)


def test_an_answer_is_fetched_by_its_id(client, small_zephyr):
    bqm = spins(small_zephyr, 5, seed=41)
    first = sampled(small_zephyr, "fetched")
    again = client.retrieve_answer(first.info["problem_id"]).sampleset
    assert energies_agree(bqm, again)
    np.testing.assert_array_equal(again.record.sample, first.record.sample)
    np.testing.assert_array_equal(again.record.num_occurrences, first.record.num_occurrences)


def test_problems_are_listed(problems, small_zephyr):
    label = f"listed {time.time_ns()}"
    identities = [sampled(small_zephyr, label).info["problem_id"] for _ in range(4)]
    listed = problems.list_problems(label=label)
    assert [status.id for status in listed] == identities[::-1]
    assert [status.id for status in problems.list_problems(label=label, max_results=2)] == identities[:1:-1]
    assert len(problems.list_problems(label=label, status="COMPLETED")) == 4
    assert problems.list_problems(label=label, status="PENDING") == []
    assert problems.list_problems(solver="no-such-solver") == []
    assert len(problems.list_problems(solver="emu_zephyr_z6", max_results=3)) == 3
    statuses = problems.get_problem_statuses([identities[2], identities[0], identities[2]])
    assert [status.id for status in statuses] == [identities[2], identities[0], identities[2]]
    with pytest.raises(ResourceBadRequestError):
        problems.list_problems(status="SLEEPING")


def test_a_problem_without_a_label(problems, small_zephyr):
    answer = small_zephyr.sample(spins(small_zephyr, 5, seed=42), num_reads=1)
    assert answer.info.get("problem_label") is None
    assert problems.get_problem_status(answer.info["problem_id"]).label is None


def test_what_is_not_there(problems):
    for ask in (problems.get_problem, problems.get_problem_info, problems.get_problem_answer, problems.cancel_problem):
        with pytest.raises(ResourceNotFoundError):
            ask("01234567-89ab-7def-8123-456789ab0000")
    with Solvers.from_config() as solvers, pytest.raises(ResourceNotFoundError):
        solvers.get_solver("no-such-solver")
    with Regions.from_config(endpoint=os.environ["DWAVE_METADATA_API_ENDPOINT"]) as regions:
        assert regions.get_region(os.environ["DWAVE_API_REGION"]).endpoint
        with pytest.raises(ResourceNotFoundError):
            regions.get_region("no-such-region")


def test_parts_of_definitions():
    with Solvers.from_config() as solvers:
        for one in solvers.list_solvers(filter="none,+status,+avg_load,+id,+identity"):
            assert one.status == "ONLINE"
        whole = solvers.get_solver("emu_zephyr_z6")
        assert whole.properties["topology"] == {"type": "zephyr", "shape": [6, 4]}
        part = solvers.get_solver("emu_zephyr_z6", filter="all,-properties.couplers,-properties.qubits")
        assert "couplers" in whole.properties and "couplers" not in part.properties


def test_a_problem_is_cancelled(problems, small_zephyr):
    finished = sampled(small_zephyr, "finished").info["problem_id"]
    with LeapHybridSampler() as sampler:
        solver = sampler.solver
        upload = solver.upload_bqm(dimod.generators.ran_r(1, 30, seed=43)).result()
        futures = [solver.sample_bqm(upload, time_limit=60, label="cancelled") for _ in range(3)]
        first, second, third = (future.wait_id(timeout=30) for future in futures)
        futures[0].cancel()
        futures[0].wait(timeout=30)
        with pytest.raises(CanceledFutureError):
            futures[0].result()
        assert problems.cancel_problem(second).status.value == "CANCELLED"
        answers = problems.cancel_problems([third, finished])
        assert answers[0].status.value == "CANCELLED"
        assert answers[1].error_code == 409
        for future in futures[1:]:
            future.wait(timeout=30)
            assert future.done()
        assert problems.get_problem_status(first).status.value == "CANCELLED"
        with pytest.raises(ResourceConflictError):
            problems.cancel_problem(finished)


def test_futures_as_they_are_done(small_zephyr):
    bqm = spins(small_zephyr, 5, seed=44)
    solver = small_zephyr.solver
    futures = [solver.sample_ising(dict(bqm.linear), dict(bqm.quadratic), num_reads=5) for _ in range(6)]
    assert Future.wait_multiple(futures, min_done=2, timeout=60)[0]
    assert {future.id for future in Future.as_completed(futures, timeout=60)} == {future.id for future in futures}
    [one, *_] = futures
    assert one.remote_status == "COMPLETED"
    assert one.problem_type == "ising"
    assert one.time_solved >= one.time_received
    assert sum(one.num_occurrences) == 5
