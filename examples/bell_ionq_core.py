"""A Bell pair with ionq-core, IonQ's own typed client:  naru exec -- python examples/bell_ionq_core.py

The address is an argument; the key comes from IONQ_API_KEY.
"""

import os

from ionq_core import IonQClient, wait_for_job
from ionq_core.api.default import create_job, get_job_probabilities
from ionq_core.models.circuit_job_creation_payload import CircuitJobCreationPayload

bell = CircuitJobCreationPayload.from_dict(
    {
        "type": "ionq.circuit.v1",
        "backend": "simulator",
        "shots": 1000,
        "input": {
            "gateset": "qis",
            "qubits": 2,
            "circuit": [{"gate": "h", "target": 0}, {"gate": "cnot", "control": 0, "target": 1}],
        },
    }
)

client = IonQClient(base_url=os.environ["IONQ_API_URL"])
job = create_job.sync(client=client, body=bell)
wait_for_job(client, job.id)
print(get_job_probabilities.sync(uuid=job.id, client=client).additional_properties)
