import type { JobView, ResultView } from "@naru/sdk";
import { useText } from "../../language/index.ts";
import { Button } from "../../parts/button/button.tsx";
import { text } from "./text.ts";

/** The job and its result as one file. */
export function DownloadJob({ job, result }: { job: JobView; result: ResultView }) {
  const t = useText(text);
  const download = () => {
    const file = new Blob([JSON.stringify({ job, result }, null, 2)], { type: "application/json" });
    const address = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = address;
    link.download = `naru-${job.id}.json`;
    link.click();
    URL.revokeObjectURL(address);
  };
  return <Button onClick={download}>{t.download}</Button>;
}
