import { type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Button } from "../button/button.tsx";
import "./confirm.css";

export interface ConfirmProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly yes: string;
  readonly no: string;
  readonly busy?: boolean;
  onYes(): void;
  onNo(): void;
}

/** Asks before something that cannot be undone. Shown for as long as it is rendered; Escape means no. */
export function Confirm({ title, children, yes, no, busy = false, onYes, onNo }: ConfirmProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useId();
  // Closed before it is taken away, the dialog gives the focus back to what opened it.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className="confirm"
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        onNo();
      }}
    >
      <h2 id={name}>{title}</h2>
      <div className="confirm-body">{children}</div>
      <div className="confirm-actions">
        {/* The harmless answer comes first and so takes the focus. */}
        <Button onClick={onNo}>{no}</Button>
        <Button look="danger" busy={busy} onClick={onYes}>
          {yes}
        </Button>
      </div>
    </dialog>
  );
}
