import type { ProgramView } from "@naru/sdk";
import { useCallback, useState } from "react";
import { useLoad } from "../../data/index.ts";
import { useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { CodeBlock } from "../../parts/code-block/code-block.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { Waiting } from "../../parts/waiting/waiting.tsx";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";

/** The program, fetched when it is asked for: it can be large. */
export function Program({ id }: { id: string }) {
  const t = useText(text);
  const [isShown, setShown] = useState(false);
  return isShown ? <ShownProgram id={id} /> : <Button onClick={() => setShown(true)}>{t.showProgram}</Button>;
}

function ShownProgram({ id }: { id: string }) {
  const t = useText(text);
  const { client } = useSession();
  const program = useLoad(useCallback(() => client.program(id), [client, id]));
  if (program.state === "loading") return <Waiting lines={4} />;
  if (program.state === "failed") return <Failure error={program.error} retry={program.retry} />;
  return <CodeBlock title={`${t.programTitle} · ${program.value.format}`} code={readable(program.value)} tall />;
}

/** JSON on many lines; anything else as it came. */
function readable({ format, text: received }: ProgramView): string {
  if (format !== "json" && format !== "ionq-json") return received;
  try {
    return JSON.stringify(JSON.parse(received), null, 2);
  } catch {
    return received;
  }
}
