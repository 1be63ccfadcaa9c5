import type { Quickstart } from "@naru/dialect";
import { environment } from "./environment.ts";

/** The first lines of every program: variables that would otherwise be set in the shell. */
const setUp = (origin: string, key: string): string => {
  const lines = Object.entries(environment(origin, key)).map(([name, value]) => `    "${name}": "${value}",`);
  return `import os
os.environ.update({
${lines.join("\n")}
})
`;
};

/** Whole programs: IQM's own first steps, unchanged but for the lines that set the variables. */
export const quickstarts = (origin: string, key: string): readonly Quickstart[] => [
  {
    sdk: "iqm-client[qiskit]",
    install: "pip install 'iqm-client[qiskit]'",
    language: "python",
    code: `${setUp(origin, key)}
from iqm.qiskit_iqm import IQMProvider, transpile_to_IQM
from qiskit import QuantumCircuit

backend = IQMProvider(os.environ["IQM_SERVER_URL"]).get_backend()

# A Bell pair: how often 00 and 11 are seen
circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cx(0, 1)
circuit.measure_all()

job = backend.run(transpile_to_IQM(circuit, backend), shots=1000)
print(job.job_id(), job.result().get_counts())
`,
  },
  {
    sdk: "iqm-client[cirq]",
    install: "pip install 'iqm-client[cirq]'",
    language: "python",
    code: `${setUp(origin, key)}
import cirq
from iqm.cirq_iqm.iqm_sampler import IQMSampler

sampler = IQMSampler(os.environ["IQM_SERVER_URL"])

# A Bell pair: how often 00 and 11 are seen
a, b = cirq.NamedQubit.range(2, prefix="q")
circuit = cirq.Circuit(cirq.H(a), cirq.CNOT(a, b), cirq.measure(a, b, key="m"))
routed, _, _ = sampler.device.route_circuit(sampler.device.decompose_circuit(circuit))

print(sampler.run(sampler.device.decompose_circuit(routed), repetitions=1000).histogram(key="m"))
`,
  },
];
