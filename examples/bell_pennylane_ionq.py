"""A Bell pair with pennylane-ionq:  naru exec -- python examples/bell_pennylane_ionq.py

This SDK has no setting for the address: its users assign BASE_URL. The key comes from IONQ_API_KEY.
"""

import os

import pennylane as qml
from pennylane_ionq.api_client import APIClient

APIClient.BASE_URL = os.environ["IONQ_API_URL"]


@qml.set_shots(1000)
@qml.qnode(qml.device("ionq.simulator", wires=2))
def bell():
    qml.Hadamard(wires=0)
    qml.CNOT(wires=[0, 1])
    return qml.probs(wires=[0, 1])


print([float(p) for p in bell()])
