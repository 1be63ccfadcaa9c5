import { type AnnealerHost, workingGraphOf } from "@naru/annealer";
import { log1p, type Random, seeded, UnsupportedError } from "@naru/base";
import type { AnnealOutcome, Workload } from "@naru/workload";
import type { Backend, BackendSpec, RunControl, WorkloadEstimate } from "../backend.ts";
import { Progress } from "../progress.ts";
import { answerOf } from "./answer.ts";
import { breathing } from "./breaths.ts";
import { program } from "./control.ts";
import { Couplers } from "./couplers.ts";
import { annealReads } from "./dynamics.ts";
import type { AnnealerMachine } from "./machine.ts";
import { type Plan, planOf } from "./plan.ts";

/** Opens an emulated annealer; without a host it estimates but does not run. */
export function openAnnealer(spec: BackendSpec, machine: AnnealerMachine, host: AnnealerHost | undefined): Backend {
  let known: Couplers | undefined;
  const couplers = () => {
    known ??= new Couplers(workingGraphOf(machine.graph));
    return known;
  };
  const plan = (workload: Workload) => planOf(spec, { machine, couplers }, workload);
  return {
    spec,
    estimate: (workload) => estimateOf(plan(workload)),
    async compile(workload) {
      plan(workload);
      return [];
    },
    async run(workload, control) {
      if (!host)
        throw new UnsupportedError(`The backend ${spec.name} was opened to estimate. Open it with a host to run.`);
      return run(host, machine, plan(workload), control);
    },
  };
}

const method = {
  name: "emulated-annealer",
  why: "thermal dynamics of the machine's schedule, with errors of its control and readout",
};

async function run(
  host: AnnealerHost,
  machine: AnnealerMachine,
  plan: Plan,
  control: RunControl,
): Promise<AnnealOutcome> {
  const beganMs = host.now();
  const { workload, problem, programmings, timing } = plan;
  const seed = workload.seed ?? control.seed;
  const random = seeded(seed);
  const progress = new Progress(control, workload.reads);
  const breathe = breathing(host, progress);
  progress.check();
  const { qubits } = problem.sent;
  const bits = new Uint8Array(workload.reads * qubits.length);
  let read = 0;
  for (const [k, reads] of programmings.entries()) {
    const own = random.fork(k);
    const { fluxes, spinReversals } = workload;
    const programmed = program(machine, problem, { scale: plan.scale, fluxes, isReversed: spinReversals > 0 }, own);
    const spins = await annealReads(host, machine.physics, plan, programmed, { reads, random: own, progress, breathe });
    readOut(spins, machine.physics.readoutError, own.fork("readout"), bits.subarray(read * qubits.length));
    read += reads;
    await breathe();
  }
  return {
    ...{ kind: "anneal", qubits, vartype: problem.sent.vartype, timing, method, seed },
    ...(await answerOf(problem, bits, workload, breathe)),
    seconds: (host.now() - beganMs) / 1000,
  };
}

/** Bits of spins, each read wrongly with a chance; how far it is to the next error follows the geometric distribution. */
function readOut(spins: Int8Array, error: number, random: Random, into: Uint8Array): void {
  for (let k = 0; k < spins.length; k++) into[k] = spins[k] === 1 ? 1 : 0;
  if (error <= 0) return;
  const distance = () => Math.floor(log1p(-random.uniform()) / log1p(-error));
  for (let k = distance(); k < spins.length; k += 1 + distance()) into[k] = 1 - (into[k] ?? 0);
}

/** Seconds for a read of one spin, one of its neighbours, in one sweep; and for what is done once for a coupling. */
const secondsOfSpin = 2.4e-9;
const secondsOfNeighbour = 3e-10;
const secondsOfCoupling = 6e-7;

function estimateOf({ problem, sweeps, programmings, workload, timing, initial }: Plan): WorkloadEstimate {
  const { qubits, quadratic } = problem.sent;
  const reads = workload.reads;
  // Four reads take as long as one.
  const runs = initial && workload.reinitialises === false ? 4 * reads : reads;
  const ofSweep = qubits.length * secondsOfSpin + 2 * quadratic.length * secondsOfNeighbour;
  const once = (qubits.length + quadratic.length) * secondsOfCoupling * programmings.length;
  return {
    seconds: 0.002 + once + runs * sweeps.length * ofSweep + reads * (qubits.length + quadratic.length) * 3e-9,
    bytes: 4 * reads * qubits.length + 400 * (qubits.length + quadratic.length) + 2 ** 20,
    resources: {
      ...{ qubits: qubits.length, oneQubitGates: 0, twoQubitGates: 0, depth: 0 },
      durationUs: timing.samplingUs / reads,
    },
    method: method.name,
    why: method.why,
  };
}
