import { expect } from "vitest";

/** Ids and other names that both sides choose freely: recorded → ours. */
export type Names = Map<string, string>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Fields whose values the request decides, so that ours must equal the recorded ones. */
const decided = new Set(["type", "tag", "artifacts", "alias", "qubits", "computational_resonators", "loci"]);
const alsoDecided = new Set([
  "dut_label",
  "connectivity",
  "proxy_path",
  "observation_set_type",
  "error_code",
  "dut_field",
]);
const payload = new Set(["circuits", "shots", "heralding_mode", "qubit_mapping", "measurement_keys", "limits"]);

/** Fields that the stand-in filled at will, with what we do and why. */
const exceptions: Readonly<Record<string, string>> = {
  counts: "both draw their shots",
  message: "ours says more",
  software_versions: "ours are others",
  max_executions_per_job: "ours, and so are the other limits",
  limits: "ours, and so are the other limits",
  observations: "compared by name",
};

/**
 * A job of the stand-in waited until it was asked a second time; here a short one is over at once, and what is cancelled before
 * it starts says so in its timeline.
 */
function isAhead(key: string, ours: unknown, recorded: unknown): boolean {
  if (key === "status") return ours === recorded || (ours === "completed" && recorded === "waiting");
  return ["timeline", "artifacts", "execution", "queue_position", "runtime_ms"].includes(key);
}

/** Expects what a client accepted in ours too: the same keys and kinds of values, and equal values where they are decided. */
export function expectLike(ours: unknown, recorded: unknown, names: Names, path = ""): void {
  const key = path.split(".").at(-1) ?? "";
  if (key in exceptions) return;
  if (typeof recorded === "string" && typeof ours === "string" && uuid.test(recorded) && uuid.test(ours)) {
    if (!names.has(recorded)) names.set(recorded, ours);
    expect(ours, path).toBe(names.get(recorded));
  } else if (isAhead(key, ours, recorded)) return;
  else if (decided.has(key) || alsoDecided.has(key) || payload.has(key)) expect(ours, path).toEqual(recorded);
  else if (Array.isArray(recorded)) expectLikeArray(ours, recorded, names, path);
  else if (typeof recorded === "object" && recorded !== null) expectLikeObject(ours, recorded, names, path);
  else if (recorded === null) expect(ours, path).toBeNull();
  else expect(typeof ours, path).toBe(typeof recorded);
}

function expectLikeArray(ours: unknown, recorded: readonly unknown[], names: Names, path: string): void {
  expect(Array.isArray(ours), path).toBe(true);
  expect(ours, path).toHaveLength(recorded.length);
  recorded.forEach((item, k) => {
    expectLike((ours as unknown[])[k], item, names, `${path}[${k}]`);
  });
}

function expectLikeObject(ours: unknown, recorded: object, names: Names, path: string): void {
  expect(typeof ours, path).toBe("object");
  expect(ours, path).not.toBeNull();
  for (const [key, value] of Object.entries(recorded)) {
    expect(ours, path).toHaveProperty([key]);
    expectLike((ours as Record<string, unknown>)[key], value, names, `${path}.${key}`);
  }
}
