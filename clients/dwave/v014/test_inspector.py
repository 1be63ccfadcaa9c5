"""What the vendor's inspector reads: all that its window would show, without a browser."""

import dimod
import pytest
from dwave.inspector import adapters, storage
from dwave.system import EmbeddingComposite
from flows.small import spins


@pytest.fixture(params=["pegasus", "small_zephyr", "chimera"])
def machine(request):
    return request.getfixturevalue(request.param)


def well_formed(data, machine, reads: int):
    assert data["ready"]
    assert data["details"]["solver"].startswith(machine.solver.name)
    assert data["data"]["params"]["num_reads"] == reads
    assert data["data"]["params"]["annealing_time"] == 20
    assert len(data["data"]["data"]["lin"]) == machine.properties["num_qubits"] or len(
        data["data"]["data"]["lin"]
    ) == len(machine.nodelist)
    assert data["answer"]["num_variables"] == machine.properties["num_qubits"]
    assert sum(data["answer"]["num_occurrences"]) == reads
    assert data["answer"]["timing"]["qpu_access_time"] > 0
    assert data["rel"]["solver"].properties["topology"] == machine.properties["topology"]


def test_a_problem_in_qubits(machine):
    bqm = spins(machine, 6, seed=91)
    problem = dict(bqm.linear), dict(bqm.quadratic)
    response = machine.solver.sample_ising(*problem, num_reads=30)
    data = adapters.from_qmi_response(problem, response, params={"num_reads": 30})
    well_formed(data, machine, 30)
    assert data["details"]["status"] == "COMPLETED"
    assert data["details"]["submitted_on"] <= data["details"]["solved_on"]
    assert data["answer"]["active_variables"] == sorted(bqm.variables)
    for row, energy in zip(data["answer"]["solutions"], data["answer"]["energies"]):
        assert energy == pytest.approx(bqm.energy(dict(zip(data["answer"]["active_variables"], row))))


def test_an_embedded_problem(machine):
    bqm = dimod.generators.ran_r(1, 6, seed=92)
    sampler = EmbeddingComposite(machine)
    answer = sampler.sample(bqm, num_reads=40, return_embedding=True, label="inspected")
    data = adapters.from_bqm_sampleset(bqm, answer, sampler)
    well_formed(data, machine, 40)
    assert data["details"]["label"] == "inspected"
    assert set(data["data"]["data"]["embedding"]) == {str(v) for v in bqm.variables}
    assert data["unembedded_answer"]["energies"] == pytest.approx(answer.record.energy.tolist())
    assert storage.get_problem(answer.info["problem_id"]).response.id == answer.info["problem_id"]
