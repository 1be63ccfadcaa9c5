import type { JobView } from "@naru/sdk";
import { useState } from "react";
import { useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { Failure } from "../../parts/failure/failure.tsx";
import { useSession } from "../../session/index.ts";
import { text } from "./text.ts";

/** The most outcomes of a circuit that the service lists. The page shows fewer; the file holds them all. */
const mostOutcomes = 65_536;

/** The job and its result as one file. */
export function DownloadJob({ job }: { job: JobView }) {
  const t = useText(text);
  const { client } = useSession();
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  const download = async () => {
    setBusy(true);
    setError(null);
    try {
      const result = await client.result(job.id, { top: mostOutcomes });
      save(`naru-${job.id}.json`, JSON.stringify({ job, result }, null, 2));
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <Button busy={isBusy} onClick={download}>
        {t.download}
      </Button>
      {error !== null && <Failure error={error} />}
    </>
  );
}

function save(name: string, json: string): void {
  const address = URL.createObjectURL(new Blob([json], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
