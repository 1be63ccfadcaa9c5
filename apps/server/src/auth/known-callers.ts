import type { KeyId } from "@naru/base";
import type { KnownKey } from "./store.ts";

/** A revocation that was not heard of takes effect after this long. */
export const rememberedMs = 5_000;
/** Some 5 MB. The one that was looked up longest ago makes room. */
const mostRemembered = 10_000;

/**
 * Callers by the hash of their key, for as long as they may be trusted to be unchanged. Requests with the same unknown
 * key wait for one look-up; what was looked up before something was forgotten is not remembered after it.
 */
export class KnownCallers {
  readonly #known = new Map<string, { readonly key: KnownKey; readonly lookedUpMs: number }>();
  readonly #lookUps = new Map<string, Promise<KnownKey | null>>();
  #forgotten = 0;

  async find(hash: string, nowMs: number, lookUp: () => Promise<KnownKey | null>): Promise<KnownKey | null> {
    const known = this.#known.get(hash);
    if (known !== undefined && Math.abs(nowMs - known.lookedUpMs) < rememberedMs) return known.key;
    const pending = this.#lookUps.get(hash) ?? this.#lookUp(hash, nowMs, lookUp);
    return pending;
  }

  #lookUp(hash: string, nowMs: number, lookUp: () => Promise<KnownKey | null>): Promise<KnownKey | null> {
    const forgottenBefore = this.#forgotten;
    const pending = lookUp()
      .then((key) => {
        if (forgottenBefore === this.#forgotten) this.#remember(hash, key, nowMs);
        return key;
      })
      .finally(() => {
        if (this.#lookUps.get(hash) === pending) this.#lookUps.delete(hash);
      });
    this.#lookUps.set(hash, pending);
    return pending;
  }

  #remember(hash: string, key: KnownKey | null, lookedUpMs: number): void {
    this.#known.delete(hash);
    if (key === null) return;
    this.#known.set(hash, { key, lookedUpMs });
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostRemembered) break;
      this.#known.delete(oldest);
    }
  }

  /** Forgets one key, or all of them. */
  forget(id?: KeyId): void {
    this.#forgotten++;
    this.#lookUps.clear(); // whoever asks from now on must not get what was asked before
    for (const [hash, { key }] of this.#known)
      if (id === undefined || key.caller.keyId === id) this.#known.delete(hash);
  }
}
