import { InvalidInputError, NaruError, TooLargeError, UnsupportedError } from "@naru/base";

/** An item of a workload, and the set of values if one is meant. Both count from 0. */
export interface ItemPlace {
  readonly item: number;
  readonly set?: number;
}

/** Does something for an item; what the caller is to be told of it says which item, and which set of values. */
export function atPlace<Value>(place: ItemPlace, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw placed(place, error);
  }
}

/** The same error with its place, where it is one that the program caused. */
export function placed({ item, set }: ItemPlace, error: unknown): unknown {
  const known = error instanceof NaruError ? classes[error.code] : undefined;
  if (!(error instanceof NaruError) || !known || "item" in error.details) return error;
  const where = set === undefined ? `Item ${item}` : `Item ${item}, values ${set}`;
  return new known(`${where}: ${error.message}`, { ...error.details, item, ...(set !== undefined && { set }) });
}

const classes: Readonly<Partial<Record<string, new (message: string, details: Record<string, unknown>) => NaruError>>> =
  { invalid_input: InvalidInputError, unsupported: UnsupportedError, too_large: TooLargeError };
