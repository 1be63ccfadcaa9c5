/** IQM's client in its newest release, with its parts for Qiskit and for Cirq. */
import { runClients } from "../suite.mjs";

process.exitCode = runClients("iqm", [{ folder: "v36", requirements: "requirements.txt", venv: ".venv" }]);
