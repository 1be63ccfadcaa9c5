import { bilingual } from "../../language/index.ts";

export const text = bilingual(
  { copy: "복사", copied: "복사됨", failed: "복사하지 못했습니다. 직접 선택해 복사해 주십시오." },
  { copy: "Copy", copied: "Copied", failed: "Could not copy. Please select the text and copy it yourself." },
);
