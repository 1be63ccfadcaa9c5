"""D-Wave's first example:  naru exec -- python examples/first_annealing_dwave.py

Exactly one of a, b and c shall be 1, written as a QUBO: (a + b + c − 1)² without its constant. EmbeddingComposite lays it
on qubits of the annealing QPU; several of them may stand for one variable. Nothing here knows of Naru: DWAVE_API_ENDPOINT
and DWAVE_API_TOKEN say where the service is.
"""

from dwave.system import DWaveSampler, EmbeddingComposite

qubo = {
    ("a", "a"): -1, ("b", "b"): -1, ("c", "c"): -1,
    ("a", "b"): 2, ("b", "c"): 2, ("a", "c"): 2,
}

sampler = EmbeddingComposite(DWaveSampler())
answers = sampler.sample_qubo(qubo, num_reads=1000, label="Naru example - one of three")
print(answers)

rows = answers.aggregate().data(["sample", "num_occurrences"])
print({"".join(str(int(sample[name])) for name in "abc"): int(count) for sample, count in rows})
