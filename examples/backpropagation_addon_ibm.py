"""Operator backpropagation:  naru exec -- python examples/backpropagation_addon_ibm.py

The end of a circuit moves into the observable, and a shorter circuit runs; both values are the same. Needs
`pip install qiskit-addon-obp qiskit-addon-utils qiskit-ibm-runtime`. Nothing here knows of Naru.
"""

from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp
from qiskit_addon_obp import backpropagate
from qiskit_addon_obp.utils.simplify import OperatorBudget
from qiskit_addon_utils.slicing import combine_slices, slice_by_depth
from qiskit_ibm_runtime import EstimatorV2, QiskitRuntimeService

circuit = QuantumCircuit(6)
for step in range(4):
    for qubit in range(6):
        circuit.rx(0.4, qubit)
    for first in (0, 1):
        for qubit in range(first, 5, 2):
            circuit.rzz(0.3 + 0.1 * step, qubit, qubit + 1)
magnetisation = SparsePauliOp.from_sparse_list([("Z", [qubit], 1 / 6) for qubit in range(6)], 6)

slices = slice_by_depth(circuit, 1)
moved, left, _ = backpropagate(magnetisation, slices, operator_budget=OperatorBudget(max_qwc_groups=12))
shorter = combine_slices(left, include_barriers=False)

# No shots: exact values, which a simulator without noise has.
estimator = EstimatorV2(mode=QiskitRuntimeService().backend("emu_simulator"), options={"default_shots": 0})
whole, part = estimator.run([(circuit, magnetisation), (shorter, moved)]).result()
print({"whole": float(whole.data.evs), "part": float(part.data.evs), "depths": [circuit.depth(), shorter.depth()]})
