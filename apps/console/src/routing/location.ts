import { useSyncExternalStore } from "react";

/** Told when the console itself changes the address; the browser tells only of back and forward. */
const moved = new EventTarget();

/** Goes to another address of the console. `replace` leaves no step to come back to. */
export function navigate(to: string, options: { readonly replace?: boolean } = {}): void {
  if (options.replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  moved.dispatchEvent(new Event("move"));
}

/** Where the console is: the path, and the query as text without its question mark. */
export function useLocation(): { readonly path: string; readonly query: URLSearchParams } {
  const address = useSyncExternalStore(subscribe, readAddress);
  const [path = "/", query = ""] = address.split("?", 2);
  return { path, query: new URLSearchParams(query) };
}

const readAddress = (): string => location.pathname + location.search;

function subscribe(changed: () => void): () => void {
  addEventListener("popstate", changed);
  moved.addEventListener("move", changed);
  return () => {
    removeEventListener("popstate", changed);
    moved.removeEventListener("move", changed);
  };
}
