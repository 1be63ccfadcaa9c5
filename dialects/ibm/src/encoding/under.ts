import { InvalidInputError, NaruError, TooLargeError, UnsupportedError } from "@naru/base";

/** What `read` gives; what it refuses names the field, as a path a user can find in the body. */
export function under<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (!(thrown instanceof NaruError)) throw thrown;
    const message = `"${path}": ${thrown.message}`;
    const details = { ...thrown.details, keys: [path] };
    if (thrown instanceof TooLargeError) throw new TooLargeError(message, details);
    if (thrown instanceof UnsupportedError) throw new UnsupportedError(message, details);
    throw new InvalidInputError(message, details, thrown);
  }
}
