import type { ErrorCode } from "@naru/base";
import { bilingual } from "../../language/index.ts";

/** What each code means to a person, above the service's own sentence about the case at hand. */
const ko = {
  invalid_input: "입력한 내용을 처리할 수 없습니다. 아래 설명을 보고 고친 뒤 다시 시도해 주십시오.",
  unsupported: "이 백엔드에서 지원하지 않는 기능입니다.",
  too_large: "이 서버에서 실행하기에 너무 큰 작업입니다. 큐비트 수나 게이트 수를 줄여 주십시오.",
  unauthenticated: "API 키가 올바르지 않거나 만료되었습니다. 다시 로그인해 주십시오.",
  forbidden: "이 작업을 할 권한이 없습니다.",
  not_found: "이 과제에서 찾을 수 없습니다. 주소가 맞는지, 삭제되지 않았는지 확인해 주십시오.",
  conflict: "지금 상태에서는 할 수 없는 요청입니다.",
  illegal_transition: "지금 상태에서는 할 수 없는 요청입니다. 화면을 새로 고쳐 주십시오.",
  idempotency_mismatch: "같은 중복 방지 키로 다른 내용을 보냈습니다. 새 키로 다시 보내 주십시오.",
  backend_unavailable: "백엔드를 지금 쓸 수 없습니다. 다른 백엔드를 고르거나 나중에 다시 시도해 주십시오.",
  insufficient_credit: "크레딧이 부족합니다. 과제 담당자에게 추가 배정을 요청해 주십시오.",
  payload_too_large: "보낸 내용이 허용 크기를 넘었습니다.",
  rate_limited: "요청이 너무 잦습니다. 잠시 뒤 다시 시도해 주십시오.",
  simulation_failed: "계산을 마치지 못했습니다. 같은 문제가 계속되면 운영자에게 알려 주십시오.",
  timeout: "허용된 시간 안에 끝나지 않았습니다. 회로나 측정 횟수를 줄여 주십시오.",
  cancelled: "취소된 작업입니다.",
  internal: "서버에서 예상하지 못한 문제가 생겼습니다. 다시 시도하고, 계속되면 운영자에게 알려 주십시오.",
} satisfies Record<ErrorCode, string>;

const en = {
  invalid_input: "This input cannot be processed. Correct it as described below and try again.",
  unsupported: "This backend does not support what was asked.",
  too_large: "This job is too large for this server. Use fewer qubits or fewer gates.",
  unauthenticated: "The API key is wrong or has expired. Please sign in again.",
  forbidden: "You are not allowed to do this.",
  not_found: "It was not found in this project. Check the address, and whether it was deleted.",
  conflict: "This cannot be done in the present state.",
  illegal_transition: "This cannot be done in the present state. Please reload the page.",
  idempotency_mismatch: "The same idempotency key came with other content. Send it again with a new key.",
  backend_unavailable: "The backend is not available now. Choose another one, or try again later.",
  insufficient_credit: "There is not enough credit. Ask whoever runs the project for a supplement.",
  payload_too_large: "What was sent is larger than allowed.",
  rate_limited: "Too many requests. Please try again in a moment.",
  simulation_failed: "The computation did not finish. If this keeps happening, tell the operator.",
  timeout: "It did not finish in the time allowed. Use a smaller circuit or fewer shots.",
  cancelled: "The job was cancelled.",
  internal: "Something unexpected went wrong on the server. Try again; if it keeps happening, tell the operator.",
} satisfies Record<ErrorCode, string>;

export const text = bilingual(
  { codes: ko, unreachable: "서버에 연결할 수 없습니다. 서버가 실행 중인지 확인해 주십시오.", retry: "다시 시도" },
  { codes: en, unreachable: "The server cannot be reached. Please check that it is running.", retry: "Try again" },
);
