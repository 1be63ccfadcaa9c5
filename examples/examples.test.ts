import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";

const run = promisify(execFile);
const naru = fileURLToPath(new URL("../apps/cli/bin/naru.mjs", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));

/** Counts of an example, run by the command of its first lines on a cloud of its own. */
async function countsOf(...args: string[]): Promise<Map<string, number>> {
  const env = { ...process.env, NARU_URL: "", NARU_KEY: "", NARU_PORT: "1" };
  const { stdout } = await run(process.execPath, [naru, "run", ...args, "--json", "--seed", "11"], { cwd: here, env });
  const { job, result } = JSON.parse(stdout);
  expect(job.state).toBe("succeeded");
  return new Map(result.circuits[0].counts.map(({ bits, count }: { bits: string; count: number }) => [bits, count]));
}

const total = (counts: ReadonlyMap<string, number>): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

describe("each example gives what its comment says", () => {
  test.each(["bell.qasm", "bell.ionq.json"])("%s: both qubits read the same, each half of the time", async (file) => {
    const counts = await countsOf(file, "--shots", "10000");
    expect([...counts.keys()].sort()).toEqual(["00", "11"]);
    // Five standard errors of a fair coin.
    expect(Math.abs((counts.get("00") ?? 0) - 5000)).toBeLessThan(5 * Math.sqrt(10_000 / 4));
  });

  test("bell.ionq.json on an emulated QPU: other outcomes are seen, but seldom", async () => {
    const counts = await countsOf("bell.ionq.json", "--backend", "qpu.aria-1", "--shots", "10000");
    const equal = (counts.get("00") ?? 0) + (counts.get("11") ?? 0);
    expect(total(counts)).toBe(10_000);
    expect(equal).toBeGreaterThan(9000);
    expect(equal).toBeLessThan(10_000);
  });

  test("teleport.qasm: what arrived always reads 0, and all four messages are sent", async () => {
    const counts = await countsOf("teleport.qasm", "--shots", "2000");
    expect([...counts.keys()].every((bits) => bits.startsWith("0"))).toBe(true);
    expect([...counts.keys()].map((bits) => bits.slice(1)).sort()).toEqual(["00", "01", "10", "11"]);
  });
});
