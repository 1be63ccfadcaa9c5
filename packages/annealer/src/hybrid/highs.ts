/**
 * The exact solver of linear models: HiGHS (Huangfu and Hall, Math. Prog. Comp. 10, 119 (2018)), compiled to WebAssembly
 * by the package `highs`. Apart from the package's front door, since who does not ask for it shall not load its 3.5 MB.
 */
import highsModule from "highs";
import type { LinearAnswer, LinearProgramme, LinearSolver } from "./linear.ts";

/** highs 1.15 declares its types as CommonJS, but `import` loads a module of which the loader itself is the default. */
const loadHighs = highsModule as unknown as typeof highsModule.default;

/**
 * Loads HiGHS, once in a thread, and solves a knapsack of no interest: WebAssembly is compiled as it is first used, which
 * would otherwise take a large part of the first model's time.
 */
export async function highsSolver(): Promise<LinearSolver> {
  const highs = await loadHighs();
  solve(highs, warmUp, 1, () => false);
  return {
    name: "highs",
    solve: (programme, timeLimitSeconds, isOver) => solve(highs, programme, timeLimitSeconds, isOver),
  };
}

/** The most worth of five things within a weight: not so easy that nothing is to be searched. */
const warmUp: LinearProgramme = {
  costs: Float64Array.of(-35, -85, -30, -50, -71),
  lower: new Float64Array(5),
  upper: new Float64Array(5).fill(1),
  isInteger: new Uint8Array(5).fill(1),
  starts: Int32Array.of(0, 5),
  indices: Int32Array.of(0, 1, 2, 3, 4),
  values: Float64Array.of(12, 27, 11, 17, 20),
  rowLower: Float64Array.of(Number.NEGATIVE_INFINITY),
  rowUpper: Float64Array.of(50),
};

type Highs = Awaited<ReturnType<typeof loadHighs>>;

function solve(
  highs: Highs,
  programme: LinearProgramme,
  timeLimitSeconds: number,
  isOver: () => boolean,
): LinearAnswer {
  const { modelStatus, callbackType, variableType } = highs.constants;
  const { costs, lower, upper, isInteger, starts, indices, values, rowLower, rowUpper } = programme;
  if (costs.length === 0) return { status: "optimal", values: new Float64Array(0) };
  const model = highs.createModel();
  try {
    // One thread and a fixed seed: the same answer whenever it comes to an end. A gap of 0 proves it.
    model.options.set({
      output_flag: false,
      time_limit: timeLimitSeconds,
      mip_rel_gap: 0,
      mip_abs_gap: 1e-9,
      mip_feasibility_tolerance: 1e-7,
      primal_feasibility_tolerance: 1e-8,
      random_seed: 0,
    });
    model.passModel({
      numCols: costs.length,
      numRows: rowLower.length,
      colCost: costs,
      colLower: lower,
      colUpper: upper,
      rowLower,
      rowUpper,
      matrix: { format: "csr", numRows: rowLower.length, numCols: costs.length, starts, indices, values },
      integrality: Int32Array.from(isInteger, (whole) => (whole ? variableType.integer : variableType.continuous)),
    });
    const ask = (event: { interrupt(): void }): undefined => {
      if (isOver()) event.interrupt();
    };
    model.run({
      [callbackType.simplexInterrupt]: ask,
      [callbackType.ipmInterrupt]: ask,
      [callbackType.mipInterrupt]: ask,
    });
    const status = model.getModelStatus();
    if (status === modelStatus.infeasible) return { status: "infeasible", values: null };
    const solution = model.getSolution();
    const isThere = solution.colValue.length === costs.length && solution.colValue.every(Number.isFinite);
    if (status === modelStatus.optimal) return { status: "optimal", values: Float64Array.from(solution.colValue) };
    return isThere
      ? { status: "feasible", values: Float64Array.from(solution.colValue) }
      : { status: "none", values: null };
  } finally {
    model.dispose();
  }
}
