/**
 * Hands this process over to another program: its standard streams, its signals and its exit status.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { BootstrapError } from "./runtime.mjs";

const passedOn = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/**
 * Runs `path` with `args` until it ends and returns the exit status as a shell would see it: 128 + n after signal n.
 * Rejects with the system's error when the program cannot be started.
 *
 * A Ctrl-C at a terminal reaches every process in the foreground, so it is not passed on a second time from there;
 * every other signal is meant for this process alone and goes to the child, which decides what it does.
 *
 * @param {string} path
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<number>}
 */
export function handOver(path, args, env = process.env) {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: "inherit", env });
    /** @param {NodeJS.Signals} signal */
    const passOn = (signal) => {
      const terminalSentIt = (signal === "SIGINT" || signal === "SIGQUIT") && process.stdin.isTTY === true;
      if (!terminalSentIt) child.kill(signal);
    };
    for (const signal of passedOn) process.on(signal, passOn);
    const stopListening = () => {
      for (const signal of passedOn) process.off(signal, passOn);
    };
    child.once("error", (error) => {
      stopListening();
      reject(error);
    });
    child.once("close", (code, signal) => {
      stopListening();
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/**
 * As `handOver`, to the Node that was found for Naru: one that does not start is a BootstrapError that says what to do.
 *
 * @param {{ path: string }} runtime
 * @param {readonly string[]} args
 * @param {"ko" | "en"} language
 */
export async function handOverTo(runtime, args, language) {
  try {
    return await handOver(runtime.path, args);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BootstrapError(
      language === "ko"
        ? `${runtime.path} 을(를) 실행할 수 없습니다: ${why}\n이 실행 파일이 이 컴퓨터에 맞지 않을 수 있습니다(예: glibc가 없는 리눅스). https://nodejs.org 또는 배포판의 패키지로 Node.js 24를 설치하십시오.`
        : `${runtime.path} cannot be started: ${why}\nIt may not fit this machine (a Linux without glibc, for example). Install Node.js 24 from https://nodejs.org or from your distribution.`,
    );
  }
}
