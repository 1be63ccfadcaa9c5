/** D-Wave's Ocean in two releases: the newest, and the last whose cloud client asks for version 2 of the answers. */
import { runClients } from "../suite.mjs";

process.exitCode = runClients("dwave", [
  { folder: "v014", requirements: "requirements.txt", venv: ".venv" },
  { folder: "v013", requirements: "requirements-old.txt", venv: ".venv-old" },
]);
