import { type RefObject, useEffect, useRef } from "react";

/** Set once the first page has been shown: only later pages take the focus. */
let hasArrived = false;

/**
 * What a page does as it comes: shows its top, or the place that the address names, and after a move within the console
 * puts the focus on its heading, so that a screen reader says where one has come to. Returns the heading's ref.
 */
export function useArrival<E extends HTMLElement>(): RefObject<E | null> {
  const heading = useRef<E>(null);
  useEffect(() => {
    const place = location.hash.length > 1 ? document.getElementById(location.hash.slice(1)) : null;
    if (place) place.scrollIntoView();
    else if (hasArrived) scrollTo(0, 0);
    if (hasArrived) (place?.querySelector("h2") ?? heading.current)?.focus({ preventScroll: true });
    hasArrived = true;
  }, []);
  return heading;
}
