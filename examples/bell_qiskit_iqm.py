"""A Bell pair with iqm-client's part for Qiskit:  naru exec -- python examples/bell_qiskit_iqm.py

Nothing here knows of Naru: IQM_SERVER_URL, IQM_TOKEN and IQM_QUANTUM_COMPUTER say where the service is and on which machine
the circuit runs. The machine is noisy, so 01 and 10 are seen as well, but seldom.
"""

import os

from iqm.qiskit_iqm import IQMProvider, transpile_to_IQM
from qiskit import QuantumCircuit

bell = QuantumCircuit(2, name="bell")
bell.h(0)
bell.cx(0, 1)
bell.measure_all()

backend = IQMProvider(os.environ["IQM_SERVER_URL"]).get_backend()
print(backend.run(transpile_to_IQM(bell, backend), shots=1000).result().get_counts())
