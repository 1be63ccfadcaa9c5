import { bilingual } from "../../language/index.ts";

export const text = bilingual({ loading: "불러오는 중입니다…" }, { loading: "Loading…" });
