/**
 * Reading a file of a binary model with 900 000 interactions, 21.6 MB, beside dimod's own `from_file`, which is C++. Runs
 * alternate, so that both see the same load.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readBqm } from "@naru/annealer";
import { medians, milliseconds, Peers, preparePython, type Timing, timed } from "../engine/python.ts";
import { type BenchOptions, median, type Row } from "../row.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const mostMs = 150;

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log, folder);
  const place = mkdtempSync(join(tmpdir(), "naru-files-"));
  const peers = new Peers("model_peers.py", 1, folder);
  try {
    const file = join(place, "model.bqm");
    await peers.ask({ kind: "write-binary", size: 3000, interactions: 900_000, to: file });
    const bytes = new Uint8Array(readFileSync(file));
    const ours: Timing[] = [];
    const ratios: number[] = [];
    for (let round = 0; round < (quick ? 3 : 11); round++) {
      const mine = await timed(() => readBqm(bytes));
      const theirs = await peers.ask({ kind: "read-binary", file });
      ours.push(mine);
      ratios.push(theirs.cpuMs / mine.cpuMs);
    }
    const { cpuMs } = medians(ours);
    return [
      {
        suite: "annealer/files",
        work: `BQM file of ${(bytes.length / 1e6).toFixed(1)} MB decoded and checked`,
        peer: "dimod 0.12.23 from_file",
        goal: `< ${mostMs} ms`,
        value: `${milliseconds(cpuMs)} CPU; ${median(ratios).toFixed(2)} × as fast`,
        met: cpuMs < mostMs,
      },
    ];
  } finally {
    peers.close();
    rmSync(place, { recursive: true });
  }
}
