/**
 * What a platform packs and unpacks many times as quickly as the language does. It answers as ours does, bit for bit; what
 * it does not take, ours does, or says what is wrong with it. So nobody sees which of the two it was.
 */
export interface PackingHost {
  /** As `readBase64`; undefined for what it does not take. The bytes are all of their buffer. */
  readBase64(text: string): Uint8Array<ArrayBuffer> | undefined;
  /** As `writeBase64`. */
  writeBase64(bytes: Uint8Array): string;
  /** As `inflate`; undefined for what it does not take. The bytes are all of their buffer. */
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array<ArrayBuffer> | undefined;
  /** As its `inflate`, while this thread does other work. The bytes must not change meanwhile. */
  inflateAside(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

let host: PackingHost | undefined;

/** From here on, this thread packs by its platform; without one, or never asked, by the language alone. */
export function usePackingHost(given: PackingHost | undefined): void {
  host = given;
}

export const packingHost = (): PackingHost | undefined => host;
