import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import "./tabs.css";

export interface Tab {
  readonly name: string;
  readonly body: ReactNode;
}

/** One of several things at a time, by arrow keys as well (the tabs pattern of WAI-ARIA). */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  const [chosen, choose] = useState(0);
  const base = useId();
  const list = useRef<HTMLDivElement>(null);
  const current = tabs[chosen] ?? tabs[0];
  if (!current) return null;

  const move = (event: KeyboardEvent) => {
    const next = { ArrowRight: chosen + 1, ArrowLeft: chosen - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const index = (next + tabs.length) % tabs.length;
    choose(index);
    (list.current?.children[index] as HTMLElement | undefined)?.focus();
  };

  return (
    <div className="tabs">
      <div className="tabs-list" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab, i) => (
          <button
            key={tab.name}
            type="button"
            role="tab"
            id={`${base}-tab-${i}`}
            aria-controls={`${base}-body`}
            aria-selected={tab === current}
            tabIndex={tab === current ? 0 : -1}
            onClick={() => choose(i)}
          >
            {tab.name}
          </button>
        ))}
      </div>
      <div
        className="tabs-body"
        role="tabpanel"
        id={`${base}-body`}
        aria-labelledby={`${base}-tab-${tabs.indexOf(current)}`}
      >
        {current.body}
      </div>
    </div>
  );
}
