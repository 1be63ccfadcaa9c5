/** IonQ's SDKs in two generations: those that speak API v0.4, and the older ones that speak v0.3. */
import { runClients } from "../suite.mjs";

process.exitCode = runClients("ionq", [
  { folder: "v04", requirements: "requirements.txt", venv: ".venv" },
  { folder: "v03", requirements: "requirements-v03.txt", venv: ".venv-v03", environment: { IONQ_API_URL: "/v0.3" } },
]);
