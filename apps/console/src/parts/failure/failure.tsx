import { ApiError, UnreachableError } from "@naru/sdk";
import { useText } from "../../language/index.ts";
import { Button } from "../button/button.tsx";
import { Notice } from "../notice/notice.tsx";
import { text } from "./text.ts";

/** What went wrong, in the reader's language, with the service's own sentence and, where it may help, another try. */
export function Failure({ error, retry }: { error: unknown; retry?: (() => void) | undefined }) {
  const t = useText(text);
  const title =
    error instanceof UnreachableError ? t.unreachable : t.codes[error instanceof ApiError ? error.code : "internal"];
  return (
    <Notice look="error" title={title} actions={retry && <Button onClick={retry}>{t.retry}</Button>}>
      {error instanceof ApiError && <span lang="en">{error.message}</span>}
    </Notice>
  );
}
