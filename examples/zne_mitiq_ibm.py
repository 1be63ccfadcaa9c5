"""Mitiq's zero-noise extrapolation on an emulated device:  naru exec -- python examples/zne_mitiq_ibm.py

Needs `pip install mitiq ply qiskit-aer qiskit-ibm-runtime`. Nothing here knows of Naru. The value without noise is 1.
"""

from mitiq import zne
from qiskit import QuantumCircuit
from qiskit.transpiler import generate_preset_pass_manager
from qiskit_ibm_runtime import QiskitRuntimeService, SamplerV2

backend = QiskitRuntimeService().backend("emu_heron_r2")
# Level 0: an optimiser would take the gates out that Mitiq puts in.
passes = generate_preset_pass_manager(backend=backend, optimization_level=0, initial_layout=[0, 1])


def stays(circuit: QuantumCircuit) -> float:
    """The probability that both qubits read 0."""
    measured = passes.run(circuit.measure_all(inplace=False))
    counts = SamplerV2(mode=backend).run([measured], shots=10_000).result()[0].data.meas.get_counts()
    return counts.get("00", 0) / 10_000


circuit = QuantumCircuit(2)
for _ in range(15):
    circuit.h(0)
    circuit.cx(0, 1)
    circuit.cx(0, 1)
    circuit.h(0)

noisy = stays(circuit)
mitigated = zne.execute_with_zne(circuit, stays, factory=zne.inference.LinearFactory([1.0, 2.0, 3.0]))
print({"noisy": noisy, "mitigated": float(mitigated)})
