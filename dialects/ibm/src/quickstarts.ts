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

const bell = `circuit = QuantumCircuit(2)
circuit.h(0)
circuit.cx(0, 1)
`;

/** Whole programs: IBM's own first steps, unchanged but for the lines that set the variables. */
export const quickstarts = (origin: string, key: string): readonly Quickstart[] => [
  {
    sdk: "qiskit-ibm-runtime",
    install: "pip install qiskit-ibm-runtime",
    language: "python",
    code: `${setUp(origin, key)}
from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp
from qiskit.transpiler import generate_preset_pass_manager
from qiskit_ibm_runtime import EstimatorV2, QiskitRuntimeService, SamplerV2, Session

service = QiskitRuntimeService()
backend = service.least_busy(simulator=False, operational=True)
passes = generate_preset_pass_manager(backend=backend, optimization_level=1)

# A Bell pair: how often 00 and 11 are seen
${bell}measured = circuit.measure_all(inplace=False)
job = SamplerV2(mode=backend).run([passes.run(measured)], shots=1000)
print(job.job_id(), job.result()[0].data.meas.get_counts())

# The same state: the expectation value of ZZ
ready = passes.run(circuit)
observable = SparsePauliOp("ZZ").apply_layout(ready.layout)
print(EstimatorV2(mode=backend).run([(ready, observable)]).result()[0].data.evs)

# Jobs of a session go before others
with Session(backend=backend) as session:
    sampler = SamplerV2(mode=session)
    for shots in [100, 1000]:
        print(sampler.run([passes.run(measured)], shots=shots).result()[0].data.meas.get_counts())
`,
  },
];
