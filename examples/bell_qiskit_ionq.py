"""A Bell pair with qiskit-ionq:  naru exec -- python examples/bell_qiskit_ionq.py

Nothing here knows of Naru: IONQ_API_URL and IONQ_API_KEY say where the service is.
"""

from qiskit import QuantumCircuit
from qiskit_ionq import IonQProvider

bell = QuantumCircuit(2, 2, name="bell")
bell.h(0)
bell.cx(0, 1)
bell.measure([0, 1], [0, 1])

backend = IonQProvider().get_backend("ionq_simulator")
print(backend.run(bell, shots=1000).get_counts())
