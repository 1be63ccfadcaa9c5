import type { AnchorHTMLAttributes, MouseEvent } from "react";
import { navigate, useLocation } from "./location.ts";

/** A link within the console: an ordinary anchor that does not load the page again. */
export function Link({ to, onClick, ...rest }: { to: string } & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">) {
  const { path } = useLocation();
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    const wantsBrowser = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || wantsBrowser) return;
    event.preventDefault();
    navigate(to);
  };
  return <a href={to} aria-current={path === to ? "page" : undefined} {...rest} onClick={follow} />;
}
