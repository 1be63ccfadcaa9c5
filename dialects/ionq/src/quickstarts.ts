import type { Quickstart } from "@naru/dialect";

/** Variables that point IonQ's SDKs at `origin`. pennylane-ionq and ionq-core read the key only, not the address. */
export const environment = (origin: string, key: string): Readonly<Record<string, string>> => ({
  IONQ_API_KEY: key,
  // qiskit-ionq; its constructor's `url` alone would leave every backend with 4 qubits (1.1.1).
  IONQ_API_URL: `${origin}/v0.4`,
  // cirq-ionq keeps scheme and host only.
  IONQ_REMOTE_HOST: origin,
});

/** Whole programs: a Bell pair with each SDK's own API. */
export const quickstarts = (origin: string, key: string): readonly Quickstart[] => [
  {
    sdk: "qiskit-ionq",
    install: "pip install qiskit-ionq",
    language: "python",
    code: `import os
os.environ["IONQ_API_URL"] = "${origin}/v0.4"  # the variable, not the constructor's url: backend sizes are read from it
os.environ["IONQ_API_KEY"] = "${key}"

from qiskit import QuantumCircuit
from qiskit_ionq import IonQProvider

backend = IonQProvider().get_backend("ionq_simulator")
circuit = QuantumCircuit(2, 2)
circuit.h(0)
circuit.cx(0, 1)
circuit.measure([0, 1], [0, 1])
print(backend.run(circuit, shots=1000).get_counts())
`,
  },
  {
    sdk: "cirq-ionq",
    install: "pip install cirq-ionq",
    language: "python",
    code: `import os
os.environ["IONQ_REMOTE_HOST"] = "${origin}"
os.environ["IONQ_API_KEY"] = "${key}"

import cirq
import cirq_ionq

service = cirq_ionq.Service()
first, second = cirq.LineQubit.range(2)
circuit = cirq.Circuit(cirq.H(first), cirq.CNOT(first, second), cirq.measure(first, second, key="m"))
print(service.run(circuit, repetitions=1000, target="simulator").histogram(key="m"))
`,
  },
  {
    sdk: "pennylane-ionq",
    install: "pip install pennylane-ionq",
    language: "python",
    code: `import pennylane as qml
from pennylane_ionq.api_client import APIClient

APIClient.BASE_URL = "${origin}/v0.4"
device = qml.device("ionq.simulator", wires=2, api_key="${key}")


@qml.set_shots(1000)
@qml.qnode(device)
def bell():
    qml.Hadamard(0)
    qml.CNOT([0, 1])
    return qml.probs(wires=[0, 1])


print(bell())
`,
  },
  {
    sdk: "ionq-core",
    install: "pip install ionq-core",
    language: "python",
    code: `from ionq_core import IonQClient, wait_for_job
from ionq_core.api.default import create_job, get_job_probabilities
from ionq_core.models.circuit_job_creation_payload import CircuitJobCreationPayload

client = IonQClient(base_url="${origin}/v0.4", api_key="${key}")
bell = CircuitJobCreationPayload.from_dict({
    "type": "ionq.circuit.v1",
    "backend": "simulator",
    "shots": 1000,
    "input": {
        "gateset": "qis",
        "qubits": 2,
        "circuit": [{"gate": "h", "target": 0}, {"gate": "cnot", "control": 0, "target": 1}],
    },
})
job = create_job.sync(client=client, body=bell)
wait_for_job(client, job.id)
print(get_job_probabilities.sync(uuid=job.id, client=client).additional_properties)
`,
  },
];
