import type { Info } from "@naru/sdk";
import type { Shell } from "./shell.ts";

/**
 * For each SDK of each dialect: what to install, the environment to set, and a whole program, with the real address and
 * key in them.
 */
export function quickstartLines(info: Info, key: string, shell: Pick<Shell, "paint">): string[] {
  return info.dialects.flatMap((dialect) =>
    dialect.quickstarts.flatMap((quickstart) => [
      "",
      shell.paint("bold", `── ${quickstart.sdk} `.padEnd(60, "─")),
      shell.paint("dim", `# ${quickstart.install}`),
      quickstart.code.replaceAll("{key}", key).trimEnd(),
    ]),
  );
}
