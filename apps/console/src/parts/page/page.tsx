import { type ReactNode, useEffect } from "react";
import { useArrival } from "./use-arrival.ts";
import "./page.css";

export interface PageProps {
  readonly title: string;
  readonly lead?: ReactNode;
  /** Links and buttons at the height of the title. */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A page of the console, which also names the browser's tab. */
export function Page({ title, lead, actions, children }: PageProps) {
  const heading = useArrival<HTMLHeadingElement>();
  useEffect(() => {
    document.title = `${title} · Naru`;
  }, [title]);
  return (
    <main id="main" className="page">
      <header className="page-head">
        <div>
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {lead && <div className="page-lead soft">{lead}</div>}
        </div>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </main>
  );
}

/** A part of a page under its own heading. */
export function Section({
  title,
  lead,
  children,
  id,
}: {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  id?: string;
}) {
  return (
    <section className="section" id={id}>
      <h2 tabIndex={-1}>{title}</h2>
      {lead && <p className="section-lead soft">{lead}</p>}
      {children}
    </section>
  );
}
