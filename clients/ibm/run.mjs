/** IBM's client in two releases, the newest and the oldest that lets its token service be named, and what builds on it. */
import { runClients } from "../suite.mjs";

process.exitCode = runClients("ibm", [
  { folder: "v051", requirements: "requirements.txt", venv: ".venv" },
  { folder: "v049", requirements: "requirements-049.txt", venv: ".venv-049" },
  { folder: "addons", requirements: "requirements-addons.txt", venv: ".venv-addons" },
]);
