/**
 * `npm start`: everything from a fresh clone to a running cloud. Arguments are those of `naru serve`.
 */
import { join } from "node:path";
import { handOverTo } from "../apps/cli/bin/hand-over.mjs";
import { buildConsole, viteBuild } from "./bootstrap/console.mjs";
import { asCommand, prepare, root, sourceFlags } from "./bootstrap/prepare.mjs";

const args = process.argv.slice(2);

await asCommand("npm start", async () => {
  const { runtime, language } = prepare(args);
  const built = buildConsole(root, viteBuild(runtime.path));
  if (built === "failed") {
    console.error(
      language === "ko"
        ? "웹 콘솔을 빌드하지 못했습니다(위의 메시지 참고). API는 콘솔 없이 시작합니다."
        : "The web console could not be built (see above). The API starts without it.",
    );
  }
  const naru = join(root, "apps", "cli", "bin", "naru.mjs");
  return handOverTo(runtime, [...sourceFlags, naru, "serve", ...args], language);
});
