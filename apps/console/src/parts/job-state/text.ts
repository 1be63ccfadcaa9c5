import type { JobState } from "@naru/sdk";
import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  {
    held: "보류",
    queued: "대기 중",
    running: "실행 중",
    succeeded: "완료",
    failed: "실패",
    cancelled: "취소됨",
  } satisfies Record<JobState, string>,
  {
    held: "Held",
    queued: "Queued",
    running: "Running",
    succeeded: "Completed",
    failed: "Failed",
    cancelled: "Cancelled",
  },
);
