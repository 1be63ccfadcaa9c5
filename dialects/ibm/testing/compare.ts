import { expect } from "vitest";

/** Names that both sides choose freely: recorded → ours. */
export type Names = Map<string, string>;

/** Fields whose values the request decides, so that ours must equal the recorded ones. */
const decided = new Set([
  ...["params", "tags", "private", "mode", "max_ttl", "interactive_ttl", "accepting_jobs", "session_id", "program"],
  ...["token_type", "refresh_token", "scope", "simulator", "is_simulator", "local", "count", "limit", "offset"],
  ...["__type__", "field_names", "num_bits", "usage_limit_reached", "backend", "backend_name"],
]);

/** Fields that the stand-in filled at will or not at all, with what we do and why. */
const exceptions: Readonly<Record<string, string>> = {
  cost: "told where the user gave one",
  usage_allocation_seconds: "credits are the limit here, not seconds",
  usage_limit_seconds: "credits are the limit here, not seconds",
  extensions: "not empty, whatever is in it",
  reasonCode: "the client takes reason_code too",
  metadata: "the program's matter",
  __value__: "the program's matter",
};

/** Expects what the client accepted in ours too: the same keys and kinds of values, equal where they are decided. */
export function expectLike(ours: unknown, recorded: unknown, names: Names, path = ""): void {
  const key = path.split(".").at(-1) ?? "";
  if (key in exceptions) return;
  if (key === "id" && typeof recorded === "string" && typeof ours === "string" && !names.has(recorded)) {
    if (/^([0-9a-f]{20}|[0-9a-f-]{36})$/.test(recorded)) names.set(recorded, ours);
  }
  if (key === "state" || (key === "status" && typeof recorded === "string")) expectState(ours, recorded, path);
  else if (decided.has(key)) expect(ours, path).toEqual(renamedValue(recorded, names));
  else if (Array.isArray(recorded)) {
    expect(Array.isArray(ours), path).toBe(true);
    recorded.forEach((item, k) => {
      const own = itemLike(ours as unknown[], item, k, names);
      if (own !== undefined) expectLike(own, item, names, `${path}[${k}]`);
    });
  } else if (typeof recorded === "object" && recorded !== null) {
    for (const [name, value] of Object.entries(recorded)) {
      if (name in exceptions) continue;
      expect(ours, path).toHaveProperty([name]);
      expectLike((ours as Record<string, unknown>)[name], value, names, `${path}.${name}`);
    }
  } else if (recorded !== null) expect(typeof ours, path).toBe(typeof recorded);
}

/** Of things that have names, the one of the same name; otherwise the one at the same place. */
function itemLike(ours: readonly unknown[], recorded: unknown, k: number, names: Names): unknown {
  const nameOf = (item: unknown) => (item as { name?: unknown } | null)?.name;
  const name = nameOf(recorded);
  return ours.find((item) => name !== undefined && nameOf(item) === renamedValue(name, names)) ?? ours[k];
}

/** A young job is waited for, so what was Queued or Running in the recording may be over already. */
function expectState(ours: unknown, recorded: unknown, path: string): void {
  if (typeof recorded === "object" && recorded !== null) {
    const { status, reason } = recorded as { status?: string; reason?: string };
    expect(ours, path).toHaveProperty("status");
    expectState((ours as { status: unknown }).status, status, `${path}.status`);
    if (reason !== undefined) expect(ours, path).toMatchObject({ reason: expect.stringMatching(/./) });
  } else if (/^(Queued|Running)$/.test(String(recorded))) {
    expect(ours, path).toEqual(expect.stringMatching(/^(Queued|Running|Completed|Failed|Cancelled)$/));
  } else expect(ours, path).toBe(recorded);
}

const renamedValue = (value: unknown, names: Names): unknown => JSON.parse(renamed(JSON.stringify(value), names));

/** The text with every recorded name replaced by ours. */
export function renamed(text: string, names: Names): string {
  let result = text;
  for (const [recorded, ours] of names) result = result.replaceAll(recorded, ours);
  return result;
}
