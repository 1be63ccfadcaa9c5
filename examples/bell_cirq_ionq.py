"""A Bell pair with cirq-ionq:  naru exec -- python examples/bell_cirq_ionq.py

Nothing here knows of Naru: IONQ_REMOTE_HOST and IONQ_API_KEY say where the service is.
"""

import cirq
import cirq_ionq

first, second = cirq.LineQubit.range(2)
bell = cirq.Circuit(cirq.H(first), cirq.CNOT(first, second), cirq.measure(first, second, key="m"))

service = cirq_ionq.Service(default_target="simulator")
print(dict(service.run(bell, repetitions=1000).histogram(key="m")))
