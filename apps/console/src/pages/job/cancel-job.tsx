import type { JobView } from "@naru/sdk";
import { useState } from "react";
import { useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { Confirm } from "../../parts/confirm/confirm.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";

/** Asks, and asks the service to stop the job. The stop itself shows when it has happened. */
export function CancelJob({ job, onCancelled }: { job: JobView; onCancelled(): void }) {
  const t = useText(text);
  const { client } = useSession();
  const [stage, setStage] = useState<"ready" | "asking" | "busy" | "asked">("ready");
  const [error, setError] = useState<unknown>(null);

  const cancel = async () => {
    setStage("busy");
    setError(null);
    try {
      await client.cancel(job.id);
      setStage("asked");
      onCancelled();
    } catch (refusal) {
      setError(refusal);
      setStage("asking");
    }
  };

  return (
    <>
      <Button look="danger" busy={stage === "asked"} onClick={() => setStage("asking")}>
        {stage === "asked" ? t.cancelling : t.cancel}
      </Button>
      {(stage === "asking" || stage === "busy") && (
        <Confirm
          title={t.cancelAsk}
          yes={t.cancelYes}
          no={t.cancelNo}
          busy={stage === "busy"}
          onYes={cancel}
          onNo={() => setStage("ready")}
        >
          <p>{t.cancelBody}</p>
          {error !== null && <Failure error={error} />}
        </Confirm>
      )}
    </>
  );
}
