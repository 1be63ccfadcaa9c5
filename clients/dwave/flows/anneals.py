"""How an anneal is told to run, and what that does to the answers."""

import numpy as np
import pytest
from dwave.samplers import SimulatedAnnealingSampler
from flows.small import connected, energies_agree, least, spins, whole_graph
from statistical import clearly_lower, repeated

READS = 100


@pytest.mark.parametrize("name", ["small_zephyr", "chimera"])
def test_longer_anneals_find_lower_energies(name, request):
    machine = request.getfixturevalue(name)
    bqm = whole_graph(machine, seed=11)
    short, long = (machine.sample(bqm, num_reads=READS, annealing_time=time) for time in (1, 100))
    assert clearly_lower(repeated(long), repeated(short))


def test_fast_anneals_find_higher_energies_the_shorter_they_are(small_zephyr):
    bqm = whole_graph(small_zephyr, seed=12)
    shortest, short = (
        small_zephyr.sample(bqm, num_reads=READS, fast_anneal=True, annealing_time=time) for time in (0.005, 0.5)
    )
    assert clearly_lower(repeated(short), repeated(shortest))
    assert short.info["timing"]["qpu_anneal_time_per_sample"] == 0.5


def test_a_schedule_in_straight_lines_is_the_anneal_it_draws(small_zephyr):
    bqm = spins(small_zephyr, 10, seed=13)
    answer = small_zephyr.sample(bqm, num_reads=READS, anneal_schedule=[[0, 0], [20, 1]])
    assert answer.first.energy == pytest.approx(least(bqm))
    assert answer.info["timing"]["qpu_anneal_time_per_sample"] == 20


def test_a_pause_lengthens_and_does_not_harm(small_zephyr):
    bqm = whole_graph(small_zephyr, seed=14)
    # With 100 reads the means differ by 12.6 standard errors; with these, by 17.
    plain = small_zephyr.sample(bqm, num_reads=2 * READS, annealing_time=2)
    paused = small_zephyr.sample(bqm, num_reads=2 * READS, anneal_schedule=[[0, 0], [0.8, 0.4], [100.8, 0.4], [102, 1]])
    assert paused.info["timing"]["qpu_anneal_time_per_sample"] == 102
    assert clearly_lower(repeated(paused), repeated(plain))


def overlap(answer, state) -> float:
    """The mean product of the spins read with those of a state: 1 for the same, 0 for any."""
    return float((answer.record.sample * [state[v] for v in answer.variables]).mean())


def test_a_reverse_anneal_starts_from_a_state(small_zephyr):
    bqm = whole_graph(small_zephyr, seed=15)
    rng = np.random.default_rng(16)
    state = dict(zip(bqm.variables, rng.choice([-1, 1], len(bqm.variables)).tolist()))
    near, far = (
        small_zephyr.sample(
            bqm,
            num_reads=20,
            anneal_schedule=[[0, 1], [5, depth], [10, depth], [15, 1]],
            initial_state=state,
            reinitialize_state=True,
        )
        for depth in (0.95, 0.2)
    )
    # Barely turned back, hardly a spin finds its way; turned back far, nothing is left of the start.
    assert len(near) == 20, "with an initial state every read is told, unless asked otherwise"
    assert overlap(near, state) > 0.5
    assert abs(overlap(far, state)) < 0.2
    assert near.info["timing"]["qpu_anneal_time_per_sample"] == 15


def test_a_reverse_anneal_improves_a_good_state(small_zephyr):
    bqm = whole_graph(small_zephyr, seed=17)
    # Random states have energies near 0, this one −3399; the reads that begin there reach −3600 ± 20.
    start = SimulatedAnnealingSampler().sample(bqm, num_reads=1, num_sweeps=10, seed=1).first
    answer = small_zephyr.sample(
        bqm,
        num_reads=50,
        anneal_schedule=[[0, 1], [10, 0.5], [60, 0.5], [70, 1]],
        initial_state=start.sample,
        reinitialize_state=False,
    )
    assert answer.first.energy < start.energy


def test_a_field_that_grows_in_time(small_zephyr):
    [qubit] = connected(small_zephyr, 1)
    answer = small_zephyr.sample_ising({qubit: 1.0}, {}, num_reads=50, h_gain_schedule=[[0, 0], [20, 1]])
    assert answer.first.sample[qubit] == -1
    turned = small_zephyr.sample_ising({qubit: 1.0}, {}, num_reads=50, h_gain_schedule=[[0, -1], [20, -1]])
    assert turned.record.sample[np.argmax(turned.record.num_occurrences), 0] == 1
    # The energy told is the problem's, whatever the machine was asked to do.
    assert sorted(set(turned.record.energy)) in ([-1.0, 1.0], [1.0])


def test_flux_biases_act_as_fields(small_zephyr):
    [qubit] = connected(small_zephyr, 1)
    biases = [0.0] * small_zephyr.properties["num_qubits"]
    for sign in (1, -1):
        biases[qubit] = sign * 1e-3
        answer = small_zephyr.sample_ising(
            {qubit: 0.0}, {}, num_reads=50, flux_biases=biases, auto_scale=False, answer_mode="raw"
        )
        assert abs(answer.record.sample.mean()) > 0.9


def test_anneal_offsets_are_taken(small_zephyr):
    bqm = spins(small_zephyr, 8, seed=18)
    offsets = [0.0] * small_zephyr.properties["num_qubits"]
    for qubit in bqm.variables:
        least_offset, most = small_zephyr.properties["anneal_offset_ranges"][qubit]
        offsets[qubit] = (least_offset + most) / 2
    answer = small_zephyr.sample(bqm, num_reads=READS, anneal_offsets=offsets)
    assert answer.first.energy == pytest.approx(least(bqm))
    assert energies_agree(bqm, answer)


def test_scaling_lets_large_biases_through(small_zephyr):
    bqm = spins(small_zephyr, 8, seed=19)
    bqm.scale(50)
    answer = small_zephyr.sample(bqm, num_reads=READS)
    assert energies_agree(bqm, answer)
    assert answer.first.energy == pytest.approx(least(bqm))


def test_weak_biases_are_lost_in_noise_unless_scaled(small_zephyr):
    bqm = spins(small_zephyr, 12, seed=20)
    bqm.scale(0.02)
    scaled = small_zephyr.sample(bqm, num_reads=READS, answer_mode="raw")
    plain = small_zephyr.sample(bqm, num_reads=READS, answer_mode="raw", auto_scale=False)
    assert clearly_lower(scaled.record.energy, plain.record.energy)
