import type { ReactNode } from "react";
import "./notice.css";

export interface NoticeProps {
  readonly look: "error" | "good" | "warning" | "plain";
  readonly title?: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** A message that stands out. Errors and successes are read aloud as they appear. */
export function Notice({ look, title, children, actions }: NoticeProps) {
  const role = look === "error" ? "alert" : look === "good" ? "status" : undefined;
  return (
    <div className={`notice notice-${look}`} role={role}>
      <div className="notice-words">
        {title && <p className="notice-title">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div className="notice-actions">{actions}</div>}
    </div>
  );
}
