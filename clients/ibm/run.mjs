/**
 * IBM's client in two releases, the newest and the oldest that lets its token service be named, what builds on it, and the
 * integration tests that IBM publishes with both releases.
 */
import { runClients } from "../suite.mjs";

const v051 = { requirements: "requirements.txt", venv: ".venv" };
const v049 = { requirements: "requirements-049.txt", venv: ".venv-049" };

/** IBM's own tests, unmodified, from the release's source distribution. */
const own = (name) => ({
  name,
  folder: `.cache/${name}/test/integration`,
  source: { requirements: `vendor/${name}.txt`, to: `.cache/${name}` },
  arguments: ["-c", "vendor/pytest.ini"],
});

process.exitCode = runClients("ibm", [
  { folder: "v051", ...v051 },
  { folder: "v049", ...v049 },
  { folder: "addons", requirements: "requirements-addons.txt", venv: ".venv-addons" },
  { ...own("tests-049"), ...v049 },
  { ...own("tests-051"), ...v051 },
]);
