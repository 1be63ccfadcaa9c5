import { expect } from "vitest";

/** Ids and other names that both sides choose freely: recorded → ours. */
export type Names = Map<string, string>;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Fields whose values the request decides, so that ours must equal the recorded ones. */
const decided = new Set([
  ...["type", "backend", "dry_run", "metadata", "name", "noise", "status", "format", "media_type", "circuits"],
  ...["statusCode", "validation", "group_type", "modality", "active", "state", "target", "debiasing"],
  ...["job_count_limit", "duration_limit_min", "cost_limit", "opt", "precision", "service_version"],
]);

/** Fields that the stand-in filled at will or not at all, with what we do and why. */
const exceptions: Readonly<Record<string, string>> = {
  gate_counts: "the stand-in counted pauliexp and wide gates as one; we count as IonQ prices",
  expires_at: "shown for sessions that have a limit of time only",
  project_id: "the stand-in left it out of sessions",
  rates: "backends that run here cost nothing",
  organization: "the stand-in knew none",
  project: "the stand-in knew none",
  calibrations: "the stand-in had one QPU to show; each of these is compared with `current`",
  sessions: "the recorder had run other SDKs on the same server before",
  usage_data: "the stand-in counted all jobs whatever the dates",
};

/**
 * Simulators compile nothing here, cancelled jobs of the stand-in never ended, and its sessions never started.
 */
const mayDiffer = (key: string, ours: unknown, recorded: unknown): boolean =>
  (key === "output" && JSON.stringify(ours) === "{}") ||
  ((key === "completed_at" || key === "started_at") && recorded === null) ||
  ((key === "status" || key === "state") && recorded === "created" && ours === "started");

/** Expects what an SDK accepted in ours too: the same keys and kinds of values, and equal values where they are decided. */
export function expectLike(ours: unknown, recorded: unknown, names: Names, path = ""): void {
  const key = path.split(".").at(-1) ?? "";
  if (typeof recorded === "string" && typeof ours === "string" && uuid.test(recorded) && uuid.test(ours)) {
    if (!names.has(recorded)) names.set(recorded, ours);
    expect(ours, path).toBe(names.get(recorded));
  } else if (mayDiffer(key, ours, recorded)) return;
  else if (key === "id" && typeof recorded === "string" && typeof ours === "string") names.set(recorded, ours);
  else if (key in exceptions) return;
  else if (decided.has(key) || (key === "shots" && typeof recorded === "number")) expect(ours, path).toEqual(recorded);
  else if (Array.isArray(recorded)) expectLikeArray(ours, recorded, names, path);
  else if (typeof recorded === "object" && recorded !== null) expectLikeObject(ours, recorded, names, path);
  else if (recorded === null) expect(ours, path).toBeNull();
  else expect(typeof ours, path).toBe(typeof recorded);
}

function expectLikeArray(ours: unknown, recorded: unknown[], names: Names, path: string): void {
  expect(Array.isArray(ours), path).toBe(true);
  const kept = recorded.filter((item) => !(typeof item === "string" && item.startsWith("... ")));
  if (kept.length === recorded.length && !path.startsWith(".jobs")) expect(ours, path).toHaveLength(recorded.length);
  kept.forEach((item, k) => {
    if (k < (ours as unknown[]).length) expectLike((ours as unknown[])[k], item, names, `${path}[${k}]`);
  });
}

function expectLikeObject(ours: unknown, recorded: object, names: Names, path: string): void {
  expect(typeof ours, path).toBe("object");
  expect(ours, path).not.toBeNull();
  for (const [key, value] of Object.entries(recorded)) {
    if (!(key in exceptions)) expect(ours, path).toHaveProperty([names.get(key) ?? key]);
    expectLike((ours as Record<string, unknown>)[names.get(key) ?? key], value, names, `${path}.${key}`);
  }
}
