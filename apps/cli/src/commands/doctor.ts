import { Command } from "commander";
import { dataFolder } from "../connection.ts";
import { checkAll, type Finding } from "../doctor/checks.ts";
import { doctorText } from "../doctor/text.ts";
import { exitCodes, ToldError } from "../exit-codes.ts";
import { readPort } from "../numbers.ts";
import type { Shell, Style } from "../shell.ts";
import { displayWidth, padEnd } from "../table.ts";
import { withJson } from "./options.ts";

interface DoctorOptions {
  readonly data?: string;
  readonly port?: number;
  readonly json?: boolean;
}

const marks: Record<Finding["state"], readonly [string, Style]> = {
  ok: ["✓", "green"],
  warn: ["!", "yellow"],
  fail: ["✗", "red"],
};

export const doctorCommand = (shell: Shell): Command =>
  withJson(new Command("doctor"))
    .description("look at this machine: Node, database, data folder, port, cores, SIMD, memory; says what to do")
    .option("--data <dir>", "the data folder to look at (NARU_DATA, else .naru)")
    .option("--port <port>", "the port to look at (NARU_PORT, else 8787)", readPort)
    .action(async (options: DoctorOptions) => {
      const place = {
        host: shell.env.NARU_HOST || "127.0.0.1",
        port: options.port ?? readPort(shell.env.NARU_PORT || "8787"),
        dataDir: dataFolder(options.data, shell),
      };
      const findings = await checkAll(place, shell.env, shell.language);
      const hasFailed = findings.some((finding) => finding.state === "fail");
      if (options.json) shell.out(JSON.stringify({ ok: !hasFailed, findings }, null, 2));
      else report(findings, shell);
      if (hasFailed) throw new ToldError(exitCodes.failure);
    });

function report(findings: readonly Finding[], shell: Shell): void {
  const text = doctorText(shell.language);
  const width = Math.max(...findings.map((finding) => displayWidth(finding.name)));
  for (const { name, state, found, advice } of findings) {
    const [mark, style] = marks[state];
    shell.out(`${shell.paint(style, mark)} ${padEnd(name, width)}  ${found}`);
    if (advice !== undefined) shell.out(`  ${" ".repeat(width)}  → ${advice}`);
  }
  shell.out("");
  shell.out(findings.every((finding) => finding.state === "ok") ? text.allWell : text.mend);
}
