"""Problems in the machine's own qubits: the answers, their energies, their order, their time."""

import dimod
import numpy as np
import pytest
from flows.small import connected, energies_agree, least, spins, whole_graph


@pytest.mark.parametrize("machine", ["pegasus", "zephyr", "small_zephyr", "chimera"])
def test_spins_find_their_least_energy(machine, request):
    machine = request.getfixturevalue(machine)
    bqm = spins(machine, 10, seed=1)
    answer = machine.sample_ising(bqm.linear, bqm.quadratic, num_reads=100)
    assert answer.vartype is dimod.SPIN
    assert set(answer.variables) == set(bqm.variables)
    assert energies_agree(bqm, answer)
    assert answer.first.energy == pytest.approx(least(bqm))


def test_bits_find_their_least_energy(small_zephyr):
    bqm = spins(small_zephyr, 10, seed=2).change_vartype("BINARY", inplace=False)
    qubo, offset = bqm.to_qubo()
    answer = small_zephyr.sample_qubo(qubo, num_reads=100)
    assert answer.vartype is dimod.BINARY
    assert set(np.unique(answer.record.sample)) <= {0, 1}
    bqm.offset -= offset
    assert energies_agree(bqm, answer)
    assert answer.first.energy == pytest.approx(least(bqm))


@pytest.mark.parametrize("vartype", ["SPIN", "BINARY"])
@pytest.mark.parametrize("mode", ["raw", "histogram"])
def test_an_offset_is_part_of_the_energies(small_zephyr, client, vartype, mode):
    bqm = spins(small_zephyr, 6, seed=3, offset=17.25).change_vartype(vartype, inplace=False)
    answer = small_zephyr.sample(bqm, num_reads=20, answer_mode=mode)
    assert energies_agree(bqm, answer)
    # A second client knows nothing of what the first one sent.
    again = client.retrieve_answer(answer.info["problem_id"]).sampleset
    assert energies_agree(bqm, again)


def test_raw_answers_are_every_read_and_histograms_are_the_different_ones(small_zephyr):
    bqm = spins(small_zephyr, 8, seed=4)
    raw = small_zephyr.sample(bqm, num_reads=200, answer_mode="raw")
    assert len(raw) == 200
    assert set(raw.record.num_occurrences) == {1}
    histogram = small_zephyr.sample(bqm, num_reads=200, answer_mode="histogram")
    assert histogram.record.num_occurrences.sum() == 200
    assert len(np.unique(histogram.record.sample, axis=0)) == len(histogram) < 200
    assert np.all(np.diff(histogram.record.energy) >= 0)
    usual = small_zephyr.sample(bqm, num_reads=200)
    assert len(np.unique(usual.record.sample, axis=0)) == len(usual)


def test_fewer_answers_are_the_best(small_zephyr):
    bqm = spins(small_zephyr, 12, seed=5)
    answer = small_zephyr.sample(bqm, num_reads=300, annealing_time=1, max_answers=3)
    assert 1 <= len(answer) <= 3
    assert np.all(np.diff(answer.record.energy) >= 0)
    assert answer.first.energy == pytest.approx(least(bqm))
    assert len(small_zephyr.sample(bqm, num_reads=30, answer_mode="raw", max_answers=7)) == 7


def test_qubits_without_biases_take_part_too(small_zephyr):
    a, b, c = connected(small_zephyr, 3)
    answer = small_zephyr.sample_ising({a: 0.0, b: 1.0, c: 0.0}, {}, num_reads=2000, answer_mode="raw")
    assert set(answer.variables) == {a, b, c}
    assert answer.first.sample[b] == -1
    # A free spin is fair but for a machine's own fields: means of 2000 reads spread by 0.07, of which this is six times.
    assert abs(answer.record.sample[:, list(answer.variables).index(a)].mean()) < 0.42


def test_every_qubit_at_once(pegasus):
    bqm = whole_graph(pegasus, seed=6)
    answer = pegasus.sample(bqm, num_reads=10, answer_mode="raw")
    assert answer.record.sample.shape == (10, 5612)
    assert list(answer.variables) == pegasus.nodelist
    assert energies_agree(bqm, answer)
    # Such a glass of degree 14 has its least energy near −2.9 per spin, and random spins have 0.
    assert answer.record.energy.max() < -2.4 * 5612


def test_time_is_told_and_can_be_reckoned_before(small_zephyr):
    bqm = spins(small_zephyr, 10, seed=7)
    for parameters in (
        {"num_reads": 100},
        {"num_reads": 10, "annealing_time": 100.0},
        {"num_reads": 5, "readout_thermalization": 50, "programming_thermalization": 2000},
    ):
        timing = small_zephyr.sample(bqm, **parameters).info["timing"]
        expected = small_zephyr.solver.estimate_qpu_access_time(num_qubits=10, **parameters)
        assert timing["qpu_access_time"] == pytest.approx(expected, abs=2)
        per_sample = sum(timing[f"qpu_{part}_time_per_sample"] for part in ("anneal", "readout", "delay"))
        assert timing["qpu_access_time"] == pytest.approx(
            timing["qpu_programming_time"] + timing["qpu_sampling_time"], abs=1
        )
        assert timing["qpu_sampling_time"] >= parameters["num_reads"] * per_sample - 2
        assert timing["qpu_anneal_time_per_sample"] == parameters.get("annealing_time", 20)


def test_time_between_reads_is_told(small_zephyr):
    bqm = spins(small_zephyr, 6, seed=37)
    answer = small_zephyr.sample(bqm, num_reads=10, reduce_intersample_correlation=True)
    timing = answer.info["timing"]
    expected = small_zephyr.solver.estimate_qpu_access_time(6, num_reads=10, reduce_intersample_correlation=True)
    assert timing["qpu_access_time"] == pytest.approx(expected, abs=2)


def test_the_same_problem_gives_other_reads_each_time(small_zephyr):
    bqm = whole_graph(small_zephyr, seed=8)
    first, second = (small_zephyr.sample(bqm, num_reads=1).record.sample for _ in range(2))
    assert (first != second).any()


def test_many_problems_at_once(small_zephyr):
    models = [spins(small_zephyr, 5, seed) for seed in range(30)]
    waiting = [small_zephyr.sample(bqm, num_reads=50, label=f"one of many {k}") for k, bqm in enumerate(models)]
    for bqm, answer in zip(models, waiting):
        assert answer.first.energy == pytest.approx(least(bqm))
    assert len({answer.info["problem_id"] for answer in waiting}) == 30
