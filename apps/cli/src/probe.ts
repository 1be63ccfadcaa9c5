import { type Info, NaruClient } from "@naru/sdk";

/** Longer than a busy service takes to say who it is, shorter than a person waits. */
const patienceMs = 5_000;

/** What the service at an address says of itself; null when none answers there, or something that is not Naru. */
export async function probe(origin: string): Promise<Info | null> {
  const client = new NaruClient({
    origin,
    fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(patienceMs) }),
  });
  try {
    const info = await client.info();
    return typeof info.version === "string" ? info : null;
  } catch {
    return null;
  }
}
