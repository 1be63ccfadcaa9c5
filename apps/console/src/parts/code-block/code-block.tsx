import { CopyButton } from "../copy-button/copy-button.tsx";
import "./code-block.css";

/** Text to read and take along: a program, a command, a key. `title` says what it is. */
export function CodeBlock({ title, code, tall = false }: { title: string; code: string; tall?: boolean }) {
  return (
    <figure className="code">
      <figcaption className="code-head">
        <span>{title}</span>
        <CopyButton content={code} what={title} />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling area must be reachable by keyboard */}
      <section className={tall ? "code-body code-tall" : "code-body"} tabIndex={0} aria-label={title}>
        <pre translate="no">
          <code>{code}</code>
        </pre>
      </section>
    </figure>
  );
}
