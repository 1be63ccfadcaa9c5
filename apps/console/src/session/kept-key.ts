/**
 * The API key between two loads of the page: in the tab's own storage, which no other tab reads and which ends with
 * it. Where storage is switched off, the key is asked for again at each load.
 */
const name = "naru.key";

export function keptKey(): string | null {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keepKey(key: string): void {
  try {
    sessionStorage.setItem(name, key);
  } catch {
    // Signed in for as long as the page is open.
  }
}

export function forgetKey(): void {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // There is nothing to forget where nothing can be kept.
  }
}
