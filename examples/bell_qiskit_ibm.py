"""IBM's first steps on an emulated Heron: a Bell pair with SamplerV2, ⟨ZZ⟩ with EstimatorV2, and a session."""

from qiskit import QuantumCircuit
from qiskit.quantum_info import SparsePauliOp
from qiskit.transpiler import generate_preset_pass_manager
from qiskit_ibm_runtime import EstimatorV2, QiskitRuntimeService, SamplerV2, Session

service = QiskitRuntimeService()
backend = service.backend("emu_heron_r2")
passes = generate_preset_pass_manager(backend=backend, optimization_level=1)

bell = QuantumCircuit(2)
bell.h(0)
bell.cx(0, 1)
measured = passes.run(bell.measure_all(inplace=False))
counts = SamplerV2(mode=backend).run([measured], shots=1000).result()[0].data.meas.get_counts()

ready = passes.run(bell)
observable = SparsePauliOp("ZZ").apply_layout(ready.layout)
zz = EstimatorV2(mode=backend).run([(ready, observable)]).result()[0].data.evs

with Session(backend=backend) as session:
    again = SamplerV2(mode=session).run([measured], shots=100).result()[0].data.meas.get_counts()

print({"counts": counts, "zz": float(zz), "in a session": again})
