import { InvalidInputError } from "@naru/base";
import type { Json, JsonObject } from "@naru/dialect";
import { shortened } from "@naru/dialect/http";

/** Which parts of a definition are wanted. */
export interface Filter {
  readonly beginsWith: "all" | "none";
  readonly steps: readonly { readonly adds: boolean; readonly path: readonly string[] }[];
}

const longest = 4000;

/**
 * Reads `all` or `none`, and then `+path` and `-path`, in which dots go down: `none,+identity,+properties.category`. Null
 * asks for all. Throws InvalidInputError for anything else.
 */
export function readFilter(text: string | null): Filter {
  if (text === null || text === "") return { beginsWith: "all", steps: [] };
  const [first = "", ...rest] = text.split(",");
  if (text.length > longest || (first !== "all" && first !== "none")) throw invalid(text);
  const steps = rest.map((item) => {
    // A plus that was not encoded arrives as a space.
    const [, sign, path = ""] = /^([+ -])([^\s.]+(?:\.[^\s.]+)*)$/.exec(item) ?? [];
    if (sign === undefined) throw invalid(text);
    return { adds: sign !== "-", path: path.split(".") };
  });
  return { beginsWith: first, steps };
}

const invalid = (text: string) =>
  new InvalidInputError(
    `Invalid filter "${shortened(text)}": it begins with all or none, and goes on with ,+path or ,-path.`,
    { keys: ["filter"] },
  );

/** What a filter leaves of a definition. Paths that lead nowhere change nothing. */
export function filtered(definition: JsonObject, { beginsWith, steps }: Filter): JsonObject {
  let result: JsonObject = beginsWith === "all" ? definition : {};
  for (const { adds, path } of steps) {
    result = (adds ? added(result, definition, path) : without(result, path)) as JsonObject;
  }
  return result;
}

function added(
  target: Json | undefined,
  source: Json | undefined,
  [key, ...rest]: readonly string[],
): Json | undefined {
  if (key === undefined) return source;
  if (!isObject(source) || !Object.hasOwn(source, key)) return target;
  const own = isObject(target) ? target : {};
  const inner = added(Object.hasOwn(own, key) ? own[key] : undefined, source[key], rest);
  return inner === undefined ? own : { ...own, [key]: inner };
}

function without(target: Json | undefined, [key = "", ...rest]: readonly string[]): Json | undefined {
  if (!isObject(target) || !Object.hasOwn(target, key)) return target;
  const { [key]: inner, ...others } = target;
  return rest.length === 0 ? others : { ...others, [key]: without(inner, rest) as Json };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
