import type { ReactNode } from "react";
import "./empty.css";

/** Nothing here yet, and what to do about it. */
export function Empty({ title, children, actions }: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="empty">
      <svg viewBox="0 0 120 40" width="120" height="40" aria-hidden="true">
        <path d="M4 14c9-7 15-7 24 0s15 7 24 0 15-7 24 0 15 7 24 0 12-6 16-4" />
        <path d="M4 28c9-7 15-7 24 0s15 7 24 0 15-7 24 0 15 7 24 0 12-6 16-4" />
      </svg>
      <p className="empty-title">{title}</p>
      {children && <div className="soft">{children}</div>}
      {actions && <div className="empty-actions">{actions}</div>}
    </div>
  );
}
