/** A value that JSON lacks, as the client's RuntimeEncoder writes it. */
export interface Tagged<Type extends string = string, Value = unknown> {
  readonly __type__: Type;
  readonly __value__: Value;
}

export const tagged = <Type extends string, Value>(type: Type, value: Value): Tagged<Type, Value> => ({
  __type__: type,
  __value__: value,
});

/** What a value is tagged with; null for plain JSON. */
export function readTagged(value: unknown): Tagged | null {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
  const { __type__, __value__ } = value as Partial<Record<keyof Tagged, unknown>>;
  return typeof __type__ === "string" && __value__ !== undefined ? { __type__, __value__ } : null;
}
