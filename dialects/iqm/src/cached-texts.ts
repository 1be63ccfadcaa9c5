/** JSON that does not change and is asked for again and again: written once. */
export class CachedTexts {
  /** By name; the one that was asked for last is at the end. */
  readonly #texts = new Map<string, string>();
  readonly #most: number;

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  /** The text of a name, which `write` gives the first time. */
  text(name: string, write: () => string): string {
    const text = this.#texts.get(name) ?? write();
    this.#texts.delete(name);
    this.#texts.set(name, text);
    for (const oldest of this.#texts.keys()) {
      if (this.#texts.size <= this.#most) break;
      this.#texts.delete(oldest);
    }
    return text;
  }
}
