import { InvalidInputError, NaruError, TooLargeError, UnsupportedError } from "@naru/base";

/** What `read` gives; what it refuses names the field, as a path a user can find in the body. */
export function under<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    throw placed(path, thrown);
  }
}

/** A refusal that names the field; a bug as it is. */
export function placed(path: string, thrown: unknown): unknown {
  if (!(thrown instanceof NaruError)) return thrown;
  const message = `"${path}": ${thrown.message}`;
  const details = { ...thrown.details, keys: [path] };
  if (thrown instanceof TooLargeError) return new TooLargeError(message, details);
  if (thrown instanceof UnsupportedError) return new UnsupportedError(message, details);
  return new InvalidInputError(message, details, thrown);
}
