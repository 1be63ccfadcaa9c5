"""The primitives that prepare their work in the client and send it as program `executor`: those of the future."""

import numpy as np
import pytest
from flows.circuits import ansatz, bell, isa, values
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp, Statevector
from qiskit_ibm_runtime import Executor
from qiskit_ibm_runtime.executor_estimator import Estimator
from qiskit_ibm_runtime.executor_sampler import Sampler
from qiskit_ibm_runtime.quantum_program import QuantumProgram
from statistical import near


@pytest.fixture(scope="module")
def quiet(heron):
    """A circuit on two qubits of the machine, as it runs there."""
    return isa(bell(), heron)


def test_a_sampler(heron):
    circuit = isa(bell().measure_all(inplace=False), heron)
    job = Sampler(mode=heron).run([circuit], shots=2000)
    counts = job.result()[0].data.meas.get_counts()
    assert job.primitive_id == "executor"
    assert sum(counts.values()) == 2000
    # Errors leave 0.47 to 0.5 of them; five standard errors and more of 2000 shots are left on both sides.
    assert 800 < counts["00"] < 1130
    assert counts["00"] + counts["11"] > 1800


def test_a_sampler_over_values_of_parameters(heron):
    circuit = ansatz(3)
    measured = isa(circuit.measure_all(inplace=False), heron)
    sets = values(2, 2)
    [result] = Sampler(mode=heron).run([(measured, sets)], shots=4000).result()
    assert result.data.shape == (2, 2)
    for index in np.ndindex(2, 2):
        exact = Statevector(circuit.assign_parameters(sets[index])).probabilities_dict()
        counts = result.data.meas[index].get_counts()
        distance = sum(abs(counts.get(key, 0) / 4000 - exact.get(key, 0)) for key in {*counts, *exact}) / 2
        assert distance < 0.1


def test_a_twirled_sampler(heron):
    circuit = isa(bell().measure_all(inplace=False), heron)
    options = {"twirling": {"enable_gates": True, "enable_measure": True, "num_randomizations": 8}}
    bits = Sampler(mode=heron, options=options).run([circuit], shots=1600).result()[0].data.meas
    assert bits.num_shots == 1600
    counts = bits.get_counts()
    assert counts["00"] + counts["11"] > 1400


@pytest.mark.parametrize("level", [0, 1, 2])
def test_an_estimator_at_every_level(heron, quiet, level):
    observables = [SparsePauliOp(label).apply_layout(quiet.layout) for label in ("ZZ", "XX", "ZI")]
    estimator = Estimator(mode=heron, options={"resilience_level": level})
    [result] = estimator.run([(quiet, observables)], precision=0.03).result()
    assert result.data.evs.shape == (3,)
    assert np.all(np.abs(result.data.evs - [1, 1, 0]) < 0.15 + 5 * result.data.stds)


def test_an_estimator_over_values_of_parameters(simulator):
    circuit, sets = ansatz(3), values(3)
    labels = ["ZZI", "XIX"]
    job = Estimator(mode=simulator, options={"resilience_level": 0}).run(
        [(circuit, [[SparsePauliOp(label)] for label in labels], sets)], precision=0.03
    )
    [result] = job.result()
    expected = [
        [Statevector(circuit.assign_parameters(each)).expectation_value(SparsePauliOp(label)).real for each in sets]
        for label in labels
    ]
    assert result.data.evs.shape == (2, 3)
    assert near(result.data.evs, np.array(expected), np.maximum(result.data.stds, 0.03))


def test_a_quantum_program(heron):
    circuit = QuantumCircuit(2, 2)
    circuit.x(0)
    circuit.measure([0, 1], [0, 1])
    program = QuantumProgram(shots=300)
    program.append_circuit_item(isa(circuit, heron))
    [item] = Executor(mode=heron).run(program).result()
    bits = item["c"]
    assert bits.shape == (300, 2)
    assert bits[:, 0].mean() > 0.9 and bits[:, 1].mean() < 0.1


def test_what_a_machine_does_not_run_is_refused_with_the_reason(heron):
    circuit = QuantumCircuit(2, 2)
    circuit.h(0)
    circuit.measure([0, 1], [0, 1])
    program = QuantumProgram(shots=10)
    program.append_circuit_item(circuit)
    with pytest.raises(Exception, match=r"\bh\b"):
        Executor(mode=heron).run(program).result()
