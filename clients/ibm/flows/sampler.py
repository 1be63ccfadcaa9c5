"""SamplerV2, beside exact probabilities and Aer."""

import numpy as np
import pytest
from flows.circuits import ansatz, bell, isa, values
from qiskit import ClassicalRegister, QuantumCircuit, QuantumRegister, transpile
from qiskit.circuit.library import UnitaryGate
from qiskit.quantum_info import Statevector, random_unitary
from qiskit_aer import AerSimulator
from qiskit_aer.primitives import SamplerV2 as AerSampler
from qiskit_ibm_runtime import SamplerV2
from qiskit_ibm_runtime.exceptions import IBMInputValueError
from statistical import agrees, within


def test_a_bell_pair(simulator):
    job = SamplerV2(mode=simulator).run([bell().measure_all(inplace=False)], shots=2000)
    counts = job.result()[0].data.meas.get_counts()
    assert agrees(counts, {"00": 0.5, "11": 0.5})


def test_bit_0_is_the_rightmost(simulator):
    circuit = QuantumCircuit(3)
    circuit.x(0)
    circuit.x(1)
    circuit.measure_all()
    assert SamplerV2(mode=simulator).run([circuit], shots=10).result()[0].data.meas.get_counts() == {"011": 10}


def test_shots_of_the_pub_of_the_run_of_the_options_and_of_nobody(simulator):
    circuit = bell().measure_all(inplace=False)
    sampler = SamplerV2(mode=simulator)
    assert sampler.run([(circuit, None, 5), circuit], shots=7).result()[0].data.meas.num_shots == 5
    assert sampler.run([circuit], shots=7).result()[0].data.meas.num_shots == 7
    assert sampler.run([circuit]).result()[0].data.meas.num_shots == 4096
    sampler.options.default_shots = 9
    assert sampler.run([circuit]).result()[0].data.meas.num_shots == 9


def test_values_of_parameters_broadcast(simulator):
    circuit = ansatz(3)
    measured = circuit.measure_all(inplace=False)
    sets = values(2, 3)
    [result] = SamplerV2(mode=simulator).run([(measured, sets)], shots=3000).result()
    assert result.data.shape == (2, 3)
    assert result.data.meas.array.shape == (2, 3, 3000, 1)
    assert result.metadata["circuit_metadata"] == {"note": "ansatz"}
    order = [parameter.name for parameter in circuit.parameters]
    assert order == ["alpha", "beta"]
    for index in np.ndindex(2, 3):
        exact = Statevector(circuit.assign_parameters(sets[index])).probabilities_dict()
        assert agrees(result.data.meas[index].get_counts(), exact)


def test_values_given_by_name(simulator):
    circuit = ansatz(2)
    measured = circuit.measure_all(inplace=False)
    given = {"beta": [0.4, 1.1], "alpha": [0.3, 0.6]}
    [result] = SamplerV2(mode=simulator).run([(measured, given)], shots=2000).result()
    assert result.data.shape == (2,)
    bound = circuit.assign_parameters({"beta": 1.1, "alpha": 0.6})
    assert agrees(result.data.meas[1].get_counts(), Statevector(bound).probabilities_dict())


def test_several_registers(simulator):
    qubits, low, high = QuantumRegister(5), ClassicalRegister(2, "low"), ClassicalRegister(3, "high")
    circuit = QuantumCircuit(qubits, low, high)
    for qubit in (0, 3):
        circuit.x(qubit)
    circuit.measure([0, 1], low)
    circuit.measure([4, 3, 2], high)
    data = SamplerV2(mode=simulator).run([circuit], shots=20).result()[0].data
    assert data.low.get_counts() == {"01": 20}
    assert data.high.get_counts() == {"010": 20}


def dynamic() -> QuantumCircuit:
    """Measurements that decide what follows: teleportation, a loop until success, a switch."""
    circuit = QuantumCircuit(4, 4)
    circuit.ry(1.1, 0)
    circuit.h(1)
    circuit.cx(1, 2)
    circuit.cx(0, 1)
    circuit.h(0)
    circuit.measure([0, 1], [0, 1])
    with circuit.if_test((circuit.clbits[1], 1)):
        circuit.x(2)
    with circuit.if_test((circuit.clbits[0], 1)) as otherwise:
        circuit.z(2)
    with otherwise:
        circuit.id(2)
    with circuit.for_loop(range(3)):
        circuit.x(3)
    circuit.measure(3, 3)
    with circuit.switch(circuit.clbits[3]) as case:
        with case(0):
            circuit.x(2)
        with case(1):
            circuit.reset(3)
    circuit.measure([2, 3], [2, 3])
    return circuit


def test_a_dynamic_circuit(simulator):
    counts = SamplerV2(mode=simulator).run([dynamic()], shots=4000).result()[0].data.c.get_counts()
    one = np.sin(0.55) ** 2
    exact = {f"0{bit}{pair}": (one if bit else 1 - one) / 4 for bit in (0, 1) for pair in ("00", "01", "10", "11")}
    assert agrees(counts, exact)


def test_a_loop_that_a_measurement_ends(simulator):
    circuit = QuantumCircuit(1, 1)
    circuit.h(0)
    circuit.measure(0, 0)
    with circuit.while_loop((circuit.clbits[0], 0)):
        circuit.reset(0)
        circuit.h(0)
        circuit.measure(0, 0)
    assert SamplerV2(mode=simulator).run([circuit], shots=200).result()[0].data.c.get_counts() == {"1": 200}


def test_gates_of_every_kind_agree_with_aer(simulator):
    circuit = QuantumCircuit(4)
    circuit.initialize([0.5, 0.5j, -0.5, 0.5], [0, 1])
    circuit.append(UnitaryGate(random_unitary(4, seed=3)), [2, 0])
    circuit.mcx([0, 1, 2], 3)
    circuit.append(UnitaryGate(random_unitary(2, seed=5)).control(2, ctrl_state=1), [3, 1, 2])
    circuit.rzx(0.7, 1, 3)
    circuit.crx(0.4, 2, 0)
    circuit.measure_all()
    counts = SamplerV2(mode=simulator).run([circuit], shots=4000).result()[0].data.meas.get_counts()
    aer = AerSampler(seed=1).run([transpile(circuit, AerSimulator())], shots=400_000).result()[0].data.meas.get_counts()
    assert agrees(counts, {key: count / 400_000 for key, count in aer.items()})


def test_the_same_seed_gives_the_same_shots(simulator):
    sampler = SamplerV2(mode=simulator, options={"simulator": {"seed_simulator": 11}})
    circuit = ansatz(3).assign_parameters([0.3, 0.8]).measure_all(inplace=False)
    one, other = (sampler.run([circuit], shots=300).result()[0].data.meas.get_bitstrings() for _ in range(2))
    assert one == other
    sampler.options.simulator.seed_simulator = 12
    assert sampler.run([circuit], shots=300).result()[0].data.meas.get_bitstrings() != one


def test_execution_spans_have_true_times(simulator):
    before = np.datetime64("now")
    job = SamplerV2(mode=simulator).run([(ansatz(2).measure_all(inplace=False), values(3))], shots=50)
    [span] = job.result().metadata["execution"]["execution_spans"]
    assert span.mask(0).shape == (3, 50) and span.mask(0).all()
    assert span.start <= span.stop
    assert abs(np.datetime64(span.start.replace(tzinfo=None)) - before) < np.timedelta64(120, "s")


def test_every_qubit_of_a_machine_is_read_as_badly_as_its_calibration_says(heron):
    circuit = QuantumCircuit(156)
    circuit.measure_all()
    shots = 20_000
    bits = SamplerV2(mode=heron).run([circuit], shots=shots).result()[0].data.meas
    properties = heron.properties()
    for qubit in range(156):
        expected = properties.qubit_property(qubit, "prob_meas1_prep0")[0]
        assert within(int(bits.slice_bits(qubit).bitcount().sum()), shots, expected, chance=1e-9), qubit


def test_a_machine_has_errors_of_its_gates(heron):
    """Pairs of gates that undo one another: what remains beside the errors of reading is theirs."""
    circuit = QuantumCircuit(2)
    for _ in range(100):
        circuit.cz(0, 1)
        circuit.barrier()
    circuit.measure_all()
    ready = isa(circuit, heron, 0)
    counts = SamplerV2(mode=heron).run([ready], shots=5000).result()[0].data.meas.get_counts()
    bare = QuantumCircuit(2)
    bare.measure_all()
    few = SamplerV2(mode=heron).run([isa(bare, heron, 0)], shots=5000).result()[0].data.meas.get_counts()
    error = heron.properties().gate_error("cz", [0, 1])
    # A depolarising error of size e leaves a state with 4/5 e·100, to the first order; half of it at least is seen.
    assert few["00"] - counts["00"] > 5000 * min(20 * error, 0.05)


def test_twirling_and_decoupling_run_on_a_machine(heron):
    circuit = isa(bell().measure_all(inplace=False), heron)
    options = {
        "twirling": {
            "enable_gates": True,
            "enable_measure": True,
            "num_randomizations": 10,
            "shots_per_randomization": 100,
        },
        "dynamical_decoupling": {"enable": True, "sequence_type": "XY4"},
    }
    result = SamplerV2(mode=heron, options=options).run([circuit]).result()
    bits = result[0].data.meas
    assert bits.num_shots == 1000
    assert result[0].metadata["num_randomizations"] == 10
    [span] = result.metadata["execution"]["execution_spans"]
    assert span.mask(0).shape == (1000,) and span.mask(0).all()
    assert bits.get_counts()["00"] + bits.get_counts()["11"] > 850


def test_all_156_qubits_of_a_machine(heron):
    circuit = QuantumCircuit(156)
    circuit.x(range(0, 156, 2))
    circuit.measure_all()
    counts = SamplerV2(mode=heron).run([isa(circuit, heron, 0)], shots=500).result()[0].data.meas
    ones = counts.slice_bits(range(0, 156, 2)).bitcount().mean() / 78
    zeros = counts.slice_bits(range(1, 156, 2)).bitcount().mean() / 78
    assert 0.9 < ones < 1 and 0 < zeros < 0.1


def test_what_a_machine_does_not_run_is_refused_before_it_is_sent(heron):
    with pytest.raises(IBMInputValueError, match="not supported by the target"):
        SamplerV2(mode=heron).run([bell().measure_all(inplace=False)])


def test_options_that_are_not_offered_are_refused_with_the_reason(simulator):
    circuit = bell().measure_all(inplace=False)
    for options, reason in [
        ({"execution": {"meas_type": "kerneled"}}, "I-Q plane"),
        ({"execution": {"init_qubits": False}}, "every shot begins"),
        ({"simulator": {"noise_model": {"errors": []}}}, "emulated device"),
        ({"experimental": {"dark_magic": 1}}, "dark_magic"),
    ]:
        with pytest.raises(Exception, match=reason):
            SamplerV2(mode=simulator, options=options).run([circuit])


def test_ghz_of_sixty_qubits_needs_no_vector(simulator):
    circuit = QuantumCircuit(60)
    circuit.h(0)
    for qubit in range(59):
        circuit.cx(qubit, qubit + 1)
    circuit.measure_all()
    counts = SamplerV2(mode=simulator).run([circuit], shots=1000).result()[0].data.meas.get_counts()
    assert set(counts) == {"0" * 60, "1" * 60}
    assert within(counts["0" * 60], 1000, 0.5)
