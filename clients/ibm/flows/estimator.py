"""EstimatorV2, beside exact values and Aer."""

import numpy as np
import pytest
from flows.circuits import ansatz, bell, isa, values
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparseObservable, SparsePauliOp, Statevector
from qiskit_aer.primitives import EstimatorV2 as AerEstimator
from qiskit_ibm_runtime import EstimatorV2
from statistical import near

LEVELS = (0, 1, 2)
EXACT = {"default_shots": 0}
"""No shots: on a simulator without noise, the values as they are. The client lets no precision of 0 pass."""


def exact(circuit, observables, sets) -> np.ndarray:
    """Values of a row of observables in states of sets of values, as NumPy broadcasts them."""
    def value(observable, *each):
        state = Statevector(circuit.assign_parameters(each))
        return state.expectation_value(SparsePauliOp.from_sparse_observable(observable)).real

    row = np.empty(len(observables), dtype=object)  # NumPy would take observables apart, which have a length
    row[:] = observables
    columns = [sets[..., k] for k in range(sets.shape[-1])]
    return np.vectorize(value, otypes=[float])(row, *columns)


def several() -> list[SparseObservable]:
    return [
        SparseObservable.from_list([("ZZII", 1.0), ("IXYI", -0.5), ("IIII", 0.25)]),
        SparseObservable.from_list([("YIIX", 2.0)]),
        SparseObservable.from_list([("XYZX", 1.0), ("ZZZZ", 0.5), ("IIIX", -1.5)]),
    ]


def test_exact_values_equal_those_of_the_state_vector(simulator):
    circuit, sets, observables = ansatz(4), values(2, 1), several()
    [result] = EstimatorV2(mode=simulator, options=EXACT).run([(circuit, observables, sets)]).result()
    assert result.data.evs.shape == (2, 3)
    np.testing.assert_allclose(result.data.evs, exact(circuit, observables, sets), atol=1e-9)
    assert not result.data.stds.any()
    assert result.metadata["shots"] == 0
    assert result.metadata["circuit_metadata"] == {"note": "ansatz"}


@pytest.mark.parametrize("level", LEVELS[:2])
def test_sampled_values_are_within_their_errors(simulator, level):
    circuit, sets, observables = ansatz(4), values(3), several()
    options = {"resilience_level": level, "seed_estimator": 5}
    [result] = EstimatorV2(mode=simulator, options=options).run([(circuit, observables, sets)], precision=0.02).result()
    assert result.metadata["target_precision"] == 0.02
    assert result.metadata["shots"] == 2500
    assert result.data.evs.shape == result.data.stds.shape == result.data.ensemble_standard_error.shape == (3,)
    assert near(result.data.evs, exact(circuit, observables, sets), result.data.ensemble_standard_error)
    aer = AerEstimator(options={"run_options": {"seed_simulator": 1}})
    [other] = aer.run([(circuit, observables, sets)], precision=0.005).result()
    spread = np.hypot(result.data.ensemble_standard_error, other.data.stds)
    assert near(result.data.evs, other.data.evs, spread)


@pytest.mark.parametrize(
    ("observables", "sets", "shape"),
    [
        ("ZZZZ", values(1)[0], ()),
        (["ZZZZ"], values(1)[0], (1,)),
        (["ZZZZ", "XXXX"], values(2), (2,)),
        ([["ZZZZ"], ["XXXX"]], values(3), (2, 3)),
        ([[["ZZZZ"]], [["XXXX"]]], values(3, 1), (2, 3, 1)),
        (["ZZZZ", "XXXX", "YYYY"], values(2, 1), (2, 3)),
        ([{"ZZZZ": 1.0, "XXXX": 0.5}], values(4), (4,)),
        ([[[[[["ZIIZ"]]]]]], values(1)[0], (1, 1, 1, 1, 1, 1)),
    ],
)
def test_shapes_are_those_of_numpy(simulator, observables, sets, shape):
    [result] = EstimatorV2(mode=simulator, options=EXACT).run([(ansatz(4), observables, sets)]).result()
    assert result.data.shape == result.data.evs.shape == result.data.stds.shape == shape
    assert isinstance(result.data.evs, np.ndarray) and result.data.evs.dtype == np.float64


def test_several_pubs_with_their_own_precisions(simulator):
    observable = SparsePauliOp("ZZ")
    results = EstimatorV2(mode=simulator).run([(bell(), observable, None, 0.1), (bell(), observable)]).result()
    assert [result.metadata["shots"] for result in results] == [100, 4096]
    assert [result.metadata["target_precision"] for result in results] == [0.1, 0.015625]


def test_shots_come_from_variants_before_defaults(simulator):
    estimator = EstimatorV2(mode=simulator)
    estimator.options.default_precision = 0.1
    estimator.options.default_shots = 400
    estimator.options.resilience_level = 1
    estimator.options.twirling.num_randomizations = 16
    estimator.options.twirling.shots_per_randomization = 100
    [result] = estimator.run([(bell(), SparsePauliOp("ZZ"))]).result()
    assert result.metadata["shots"] == 1600
    assert result.metadata["num_randomizations"] == 16
    assert result.metadata["target_precision"] == 0.1


def test_levels_of_resilience_on_a_machine(heron):
    """The ideal value of each of these observables is 1."""
    ghz = QuantumCircuit(4)
    ghz.h(0)
    for qubit in range(3):
        ghz.cx(qubit, qubit + 1)
    circuit = isa(ghz, heron)
    observables = [SparsePauliOp(label).apply_layout(circuit.layout) for label in ("ZZII", "ZIIZ", "XXXX")]
    assert observables[0].num_qubits == 156
    found = []
    for level in LEVELS:
        options = {"resilience_level": level, "seed_estimator": 3, "default_shots": 20_000}
        result = EstimatorV2(mode=heron, options=options).run([(circuit, observables)]).result()
        resilience = result.metadata["resilience"]
        assert resilience["measure_mitigation"] is (level > 0)
        assert resilience["zne_mitigation"] is (level == 2)
        data = result[0].data
        found.append(np.abs(data.evs - 1))
        assert np.all(np.abs(data.evs - 1) < 0.15 + 5 * data.stds)
        if level == 2:
            assert data.evs_noise_factors.shape == data.stds_noise_factors.shape == (3, 3)
            assert data.evs_extrapolated.shape == data.stds_extrapolated.shape == (3, 2, 4)
            assert result[0].metadata["resilience"]["zne"]["extrapolator"]
    # Readout errors are the most of it: twice ten and more standard errors of 20 000 shots.
    assert found[1].mean() < found[0].mean()


def test_exact_values_need_a_simulator(heron):
    circuit = isa(bell(), heron)
    with pytest.raises(Exception, match="simulator without noise"):
        EstimatorV2(mode=heron, options=EXACT).run([(circuit, SparsePauliOp("ZZ").apply_layout(circuit.layout))])


def test_what_is_not_offered_is_refused_with_the_reason(simulator):
    for options, reason in [
        ({"resilience": {"zne_mitigation": True, "zne": {"amplifier": "pea"}}}, "pea is not offered"),
        ({"experimental": {"dark_magic": 1}}, "dark_magic"),
    ]:
        with pytest.raises(Exception, match=reason):
            EstimatorV2(mode=simulator, options=options).run([(bell(), "ZZ")])


def test_the_same_seed_gives_the_same_values(simulator):
    estimator = EstimatorV2(mode=simulator, options={"seed_estimator": 4})
    pub = (ansatz(3), ["XYZ", "ZZZ"], values(1)[0])
    one, other = (estimator.run([pub], precision=0.1).result()[0].data.evs for _ in range(2))
    np.testing.assert_array_equal(one, other)
