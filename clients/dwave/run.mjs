/**
 * D-Wave's Ocean in two releases, the newest and the last whose cloud client asks for version 2 of the answers, and the live
 * tests that D-Wave publishes with the newest cloud client.
 */
import { runClients } from "../suite.mjs";

const v014 = { requirements: "requirements.txt", venv: ".venv" };

process.exitCode = runClients("dwave", [
  { folder: "v014", ...v014 },
  { folder: "v013", requirements: "requirements-old.txt", venv: ".venv-old" },
  {
    name: "tests-014",
    folder: ".cache/tests-014/tests",
    source: { requirements: "vendor/tests-014.txt", to: ".cache/tests-014" },
    arguments: ["-c", "vendor/pytest.ini"],
    ...v014,
  },
]);
