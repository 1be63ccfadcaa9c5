import { InvalidInputError, NotFoundError } from "@naru/base";
import { type Caller, type Cloud, type JobOrder, maxJobNameLength, maxTagLength } from "@naru/dialect";
import { check, type JsonText, membersOf, shortened } from "@naru/dialect/http";
import type { Workload } from "@naru/workload";
import { writeEcho } from "./echo.ts";
import { readQpProblem } from "./encoding/index.ts";
import { modelOf } from "./models.ts";
import { Parameters } from "./parameters.ts";
import { readQpuParameters } from "./qpu-parameters.ts";
import { hybridParameters, parametersOf, type Solver, solverNamed, workingPartOf } from "./solvers/index.ts";
import { WireProblem, WireQubitProblem, WireReference } from "./wire.ts";

/** What a problem asks for, and what is needed to write its answer. */
interface Asked {
  readonly workload: Workload;
  readonly offset: number;
  readonly timeLimitSeconds: number;
}

/**
 * Reads one problem of `POST problems/`.
 *
 * Throws NotFoundError for a solver or graph or upload that is not here, InvalidInputError in the vendor's words for data
 * and parameters.
 */
export async function readOrder(cloud: Cloud, caller: Caller, item: JsonText): Promise<JobOrder> {
  const wire = check(WireProblem, item.value);
  const solver = solverNamed(wire.solver.name);
  if (!solver.types.includes(wire.type)) {
    throw new InvalidInputError(
      `Invalid problem type "${shortened(wire.type)}": the solver ${solver.name} takes ${solver.types.join(", ")}.`,
      { keys: ["type"] },
    );
  }
  const { workload, offset, timeLimitSeconds } =
    solver.kind === "qpu" ? readQubits(solver, wire) : await readModel(cloud, caller, solver, wire);
  const label = wire.label ?? labelOf(wire);
  return {
    vendor: "dwave",
    apiVersion: "sapi-3",
    backendName: solver.name,
    workload,
    name: label === null ? null : label.slice(0, maxJobNameLength).toWellFormed(),
    dryRun: false,
    sessionId: null,
    echo: writeEcho({ type: wire.type, label, offset, timeLimitSeconds, ...whoOf(caller) }),
    original: originalOf(item.text),
    // The client sends each POST once, and asks for the same problem many times at once: what is alike is never a repeat. With
    // one id for two of its problems it would wait for one of them for ever.
    idempotencyKey: crypto.randomUUID(),
    // Problems are looked for by their labels.
    tags: label ? [tagOf(label)] : [],
    program: wire.type,
  };
}

/** What a label is looked for by; longer ones are told apart afterwards. */
export const tagOf = (label: string): string => label.slice(0, maxTagLength).toWellFormed();

const whoOf = ({ keyId, keyName }: Caller) => ({ keyId, keyName });

/** `data` and `params` are told again exactly as they came: numbers such as 1.0 and the order of keys survive as text. */
function originalOf(text: string): JobOrder["original"] {
  const members = membersOf(text);
  return { data: members.get("data") ?? "{}", params: paramsText(members.get("params")) };
}

const paramsText = (text: string | undefined): string => (text === undefined || text === "null" ? "{}" : text);

/** `data` and `params` of an order as they came. */
export const textsOf = ({ original }: JobOrder): { readonly data: string; readonly params: string } => ({
  data: typeof original.data === "string" ? original.data : "{}",
  params: typeof original.params === "string" ? original.params : "{}",
});

/** Some programs give the label among the parameters. */
function labelOf({ params }: WireProblem): string | null {
  const label = params?.label;
  return typeof label === "string" && label !== "" ? label : null;
}

function readQubits({ machine }: Solver & { readonly kind: "qpu" }, wire: WireProblem): Asked {
  const data = check(WireQubitProblem, wire.data, "data");
  const graph = workingPartOf(machine);
  const graphId = wire.solver.version?.graph_id;
  if (graphId && graphId !== graph.graphId) throw new NotFoundError("backend", shortened(graphId));
  const vartype = wire.type === "ising" ? "spin" : "binary";
  const parameters = new Parameters(wire.params ?? {}, parametersOf(machine));
  const problem = readQpProblem(data, graph, vartype);
  const asking = { machine, vartype, qubitCount: graph.size, active: problem.qubits } as const;
  const workload: Workload = { kind: "anneal", problem, ...readQpuParameters(parameters, asking) };
  return { workload, offset: problem.offset, timeLimitSeconds: 0 };
}

async function readModel(
  cloud: Cloud,
  caller: Caller,
  { hybrid, machine }: Solver & { readonly kind: "hybrid" },
  wire: WireProblem,
): Promise<Asked> {
  const parameters = new Parameters(wire.params ?? {}, hybridParameters);
  const [least] = machine.timeLimitSeconds;
  const timeLimitSeconds = parameters.number("time_limit", machine.timeLimitSeconds) ?? least;
  parameters.text("label");
  if (wire.data.format !== "ref") {
    throw new InvalidInputError("Invalid problem data: upload the model first, and name the upload here.", {
      keys: ["data.format"],
    });
  }
  const { data } = check(WireReference, wire.data, "data");
  const model = await modelOf(cloud, caller, data, hybrid.format);
  return { workload: { kind: "solve", model, timeLimitSeconds }, offset: 0, timeLimitSeconds };
}
