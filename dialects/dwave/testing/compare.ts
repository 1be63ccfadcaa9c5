import { expect } from "vitest";

/** Names that both sides choose freely: recorded → ours. */
export type Names = Map<string, string>;

/** Fields whose values the request or the vendor's words decide, so that ours must equal the recorded ones. */
const decided = new Set([
  ...["type", "label", "format", "params", "offset", "error_code", "auth_method", "part_number", "checksum", "code"],
  ...["data_type", "use_bytes", "category", "supported_problem_types", "num_reads_range"],
]);

/** Fields that the stand-in filled at will, or that are our machine's and not its own. */
const ours = new Set([
  "description",
  "error_msg",
  "messages",
  "warnings",
  "endpoint",
  "name",
  "version",
  "constraint_labels",
]);

/** Expects what the client accepted in ours too: the same keys and kinds of values, equal where they are decided. */
export function expectLike(own: unknown, recorded: unknown, names: Names, path = ""): void {
  const key =
    path
      .split(".")
      .at(-1)
      ?.replace(/\[\d+\]$/, "") ?? "";
  if (ours.has(key) || path.includes(".parameters.")) {
    expect(typeof own, path).toBe(typeof recorded);
    return;
  }
  if (key === "url") {
    // Where the answer is, the stand-in's and ours.
    names.set(String(recorded), String(own));
    return;
  }
  if (key === "id" && typeof recorded === "string") {
    expect(own, path).toMatch(/^[0-9a-f-]{36}$/);
    if (!names.has(recorded)) names.set(recorded, String(own));
    expect(own, path).toBe(names.get(recorded));
  } else if (key === "status" && /^(PENDING|IN_PROGRESS)$/.test(String(recorded))) {
    // A short problem is waited for, so what was on its way in the recording may be done here.
    expect(own, path).toMatch(/^(PENDING|IN_PROGRESS|COMPLETED|CANCELLED)$/);
  } else if (key === "status" || decided.has(key)) expect(own, path).toEqual(renamedValue(recorded, names));
  else if (Array.isArray(recorded)) {
    expect(Array.isArray(own), path).toBe(true);
    // Of plain lists the kind decides: how many there are is the machine's or the model's.
    const items = isPlain(recorded) ? recorded.slice(0, 1) : recorded;
    items.forEach((item, k) => {
      expectLike(itemLike(own as unknown[], item, k, names), item, names, `${path}[${k}]`);
    });
  } else if (typeof recorded === "object" && recorded !== null) {
    for (const [name, value] of Object.entries(recorded)) {
      expect(own, path).toHaveProperty([name]);
      expectLike((own as Record<string, unknown>)[name], value, names, `${path}.${name}`);
    }
  } else if (recorded !== null) expect(typeof own, path).toBe(typeof recorded);
}

const isPlain = (list: readonly unknown[]): boolean =>
  list.every((item) => item === null || typeof item !== "object" || (Array.isArray(item) && isPlain(item)));

/** Of solvers, the one of the same name; otherwise what is at the same place. */
function itemLike(own: readonly unknown[], recorded: unknown, k: number, names: Names): unknown {
  const nameOf = (item: unknown) => (item as { identity?: { name?: string } } | null)?.identity?.name;
  const name = nameOf(recorded);
  return name === undefined ? own[k] : own.find((item) => nameOf(item) === (names.get(name) ?? name));
}

const renamedValue = (value: unknown, names: Names): unknown =>
  JSON.parse(renamed(JSON.stringify(value) ?? "null", names));

/** The text with every recorded name replaced by ours. */
export function renamed(text: string, names: Names): string {
  let result = text;
  for (const [recorded, own] of names) result = result.replaceAll(recorded, own);
  return result;
}
