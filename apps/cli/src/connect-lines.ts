import type { Info, QuickstartView } from "@naru/sdk";
import { withKey } from "./cloud-environment.ts";

/** What a user types for this program: in a checkout, npm finds it. */
export const ownName = import.meta.url.endsWith(".ts") ? "npx naru" : "naru";

type Dialects = Info["dialects"];

/**
 * The variables of every vendor as lines of a shell, so that programs written for the vendor run here as they are. SDKs
 * that read no address from the environment are named with where their lines are. May be pasted, or given to `eval`.
 */
export function environmentLines(
  dialects: Dialects,
  options: { readonly key: string; readonly command: string; readonly platform: NodeJS.Platform },
): string[] {
  return dialects.flatMap(({ environment, quickstarts }) => {
    const names = Object.keys(environment);
    const isLed = ({ code }: QuickstartView) => names.some((name) => code.includes(name));
    const installs = new Set(quickstarts.filter(isLed).map(({ install }) => install));
    const others = new Set(quickstarts.filter((quickstart) => !isLed(quickstart)).map(({ sdk }) => sdk));
    return [
      "",
      ...[...installs].map((install) => `# ${install}`),
      ...Object.entries(withKey(environment, options.key)).map(([name, value]) =>
        assign(name, value, options.platform),
      ),
      ...[...others].map((sdk) => `# ${sdk} takes its address in the program: ${options.command} ${sdk}`),
    ];
  });
}

/** PowerShell where Windows is, a POSIX shell elsewhere. A quote within is doubled in the one, and stepped out of in the other. */
const assign = (name: string, value: string, platform: NodeJS.Platform): string =>
  platform === "win32"
    ? `$env:${name} = '${value.replaceAll("'", "''")}'`
    : `export ${name}='${value.replaceAll("'", "'\\''")}'`;

/** Whole programs of one SDK, with the real address and key in them: a file that runs as it is. */
export const programLines = (quickstarts: readonly QuickstartView[], key: string): string[] =>
  quickstarts.flatMap(({ install, code }, k) => [
    ...(k === 0 ? [`# ${install}`] : [""]),
    code.replaceAll("{key}", key).trimEnd(),
  ]);
