/**
 * Reading QPY files beside Qiskit, which has its reader in Rust, and reading damaged ones. Runs alternate, so that both see
 * the same load; a figure is the median of the ratios of neighbouring runs, in CPU time.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { NaruError, seeded } from "@naru/base";
import { circuitOfQpy, readQpy } from "@naru/circuit";
import { mutated } from "../../packages/circuit/fixtures/qpy/mutate.ts";
import { medians, Peers, preparePython, timed } from "../engine/python.ts";
import { type BenchOptions, median, noGoal, type Row } from "../row.ts";

interface Made {
  readonly circuits: number;
  readonly instructions: number;
  readonly bytes: number;
}

const works = [
  { make: "sampler", label: "200 circuits of 5 qubits, as clients send them" },
  { make: "ansatz", label: "100 circuits of 16 qubits with 64 parameters" },
  { make: "large", label: "one circuit of 200 000 instructions" },
] as const;

const leastMegabytesPerSecond = 20;
const leastCircuitsPerSecond = 1000;

export async function run({ quick, log }: BenchOptions): Promise<Row[]> {
  preparePython(log);
  const folder = mkdtempSync(join(tmpdir(), "naru-qpy-"));
  const peers = new Peers("../circuit/qpy_peers.py");
  try {
    const rows: Row[] = [];
    for (const work of works) {
      for (const version of quick ? [18] : [13, 17, 18]) {
        log(`circuit/qpy: ${work.label}, version ${version}`);
        rows.push(...(await rowsOf(peers, folder, work, version, quick ? 2 : 7)));
      }
    }
    rows.push(await damaged(quick ? 2_000 : 100_000, log));
    return rows;
  } finally {
    peers.close();
    rmSync(folder, { recursive: true });
  }
}

async function rowsOf(
  peers: Peers,
  folder: string,
  { make, label }: (typeof works)[number],
  version: number,
  rounds: number,
): Promise<Row[]> {
  const file = join(folder, `${make}-${version}.qpy`);
  const made = await peers.ask<Made>({ make, version, to: file });
  const bytes = readFileSync(file);
  const times = make === "large" ? 1 : 3;
  const repeated = (work: () => unknown) => () => {
    for (let k = 0; k < times; k++) work();
  };
  const read = repeated(() => readQpy(bytes));
  const whole = repeated(() => {
    for (const circuit of readQpy(bytes).circuits) {
      circuitOfQpy(circuit, { parameters: circuit.parameters.map((_, k) => 0.1 * k) });
    }
  });
  read(); // the compiler has seen it
  whole();
  const ours = [];
  const wholes = [];
  const ratios = [];
  for (let round = 0; round < rounds; round++) {
    const mine = await timed(read);
    const theirs = await peers.ask({ peer: "qiskit", file, times });
    ours.push(mine);
    ratios.push(theirs.cpuMs / mine.cpuMs);
    wholes.push(await timed(whole));
  }
  const { cpuMs } = medians(ours);
  const lowered = medians(wholes).cpuMs;
  const work = `QPY ${version}: ${label}`;
  const megabytes = (times * made.bytes) / 1e6 / (cpuMs / 1000);
  const perSecond = (milliseconds: number) => (times * made.circuits) / (milliseconds / 1000);
  const ratio = median(ratios);
  const speeds = `${Math.round(megabytes)} MB/s, ${count(perSecond(cpuMs))} circuits/s`;
  const isOne = made.circuits === 1;
  const meets = isOne ? megabytes >= leastMegabytesPerSecond : perSecond(cpuMs) >= leastCircuitsPerSecond;
  const wholeSpeed = isOne
    ? `${count((times * made.instructions) / (lowered / 1000))} instructions/s`
    : `${count(perSecond(lowered))} circuits/s`;
  return [
    {
      suite: "circuit/qpy",
      work,
      peer: "qiskit.qpy.load",
      goal: isOne ? `≥ ${leastMegabytesPerSecond} MB/s` : `≥ ${leastCircuitsPerSecond} circuits/s`,
      value: `${speeds}; ${ratio.toFixed(2)} × as fast`,
      met: meets,
    },
    {
      suite: "circuit/qpy",
      work: `${work}, turned into our circuits`,
      peer: null,
      goal: noGoal,
      value: wholeSpeed,
      met: null,
    },
  ];
}

const count = (value: number): string => Math.round(value).toLocaleString("en-GB").replaceAll(",", " ");

/** Damaged files, read and turned into circuits: how long they take in all, and the longest of them. */
async function damaged(cases: number, log: (line: string) => void): Promise<Row> {
  log(`circuit/qpy: ${cases} damaged files`);
  const fixtures = new URL("../../packages/circuit/fixtures/qpy/", import.meta.url);
  const open = (name: string) => JSON.parse(readFileSync(new URL(name, fixtures), "utf8")).entries;
  const files: Uint8Array[] = [
    ...open("qpy.json").flatMap((entry: { files: Record<string, string> }) => Object.values(entry.files)),
    ...open("clients.json").map((entry: { file: string }) => entry.file),
  ].map((text) => new Uint8Array(inflateSync(Buffer.from(text, "base64"))));
  const random = seeded(5);
  let [longest, others, readable] = [0, 0, 0];
  const { cpuMs } = await timed(() => {
    for (let k = 0; k < cases; k++) {
      const [one, other] = [files[random.below(files.length)], files[random.below(files.length)]];
      if (!one || !other) continue;
      const bytes = mutated(one, other, random);
      const before = performance.now();
      try {
        for (const circuit of readQpy(bytes).circuits) {
          readable++;
          circuitOfQpy(circuit, { parameters: circuit.parameters.map((_, j) => 0.1 * j), maxOperations: 100_000 });
        }
      } catch (thrown) {
        if (!(thrown instanceof NaruError)) others++;
      }
      longest = Math.max(longest, performance.now() - before);
    }
  });
  return {
    suite: "circuit/qpy",
    work: `${count(cases)} damaged files, ${count(readable)} of their circuits readable`,
    peer: null,
    goal: "within 60 s, none over 1 s, refusals only",
    value: `${(cpuMs / 1000).toFixed(1)} s, longest ${longest.toFixed(0)} ms, ${others} other exceptions`,
    met: cpuMs < 60_000 && longest < 1000 && others === 0,
  };
}
