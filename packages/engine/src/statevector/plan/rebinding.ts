import { exp, log } from "@naru/base";
import type { BlockStep } from "../emit/block-shape.ts";
import type { Primitive } from "../lower/primitives.ts";
import type { BlockStage, DiagonalStage, Pass, Stage } from "./plan.ts";
import { pairBlock, realStep } from "./real-steps.ts";
import { muchDeferredLog, takesScale } from "./tile-schedule.ts";

/** Where a planner would have put numbers right at e^−30, other angles may go further; e^−60 still fits 32 bits. */
const mostDeferredLog = 60;

/** A plan with the numbers of other primitives, of which there are as many, of the same kinds, on the same wires. */
export class Rebinding {
  readonly passes: readonly Pass[];
  logScale = 0;
  isNegated = false;
  readonly #primitives: readonly Primitive[];
  readonly #keepsShapes: boolean;
  #isTooSmall = false;

  private constructor(passes: readonly Pass[], primitives: readonly Primitive[], keepsShapes: boolean) {
    this.#primitives = primitives;
    this.#keepsShapes = keepsShapes;
    this.passes = passes.map((pass) => ({ ...pass, stages: pass.stages.map((stage) => this.#stage(stage)) }));
  }

  /** Null when the numbers would grow too far, so that the circuit needs a plan of its own. */
  static of(passes: readonly Pass[], primitives: readonly Primitive[], keepsShapes: boolean): Rebinding | null {
    const rebinding = new Rebinding(passes, primitives, keepsShapes);
    return rebinding.#isTooSmall ? null : rebinding;
  }

  #stage(stage: Stage): Stage {
    if (stage.kind === "diagonal") return this.#diagonal(stage);
    if (stage.kind === "block") return this.#block(stage);
    const primitive = this.#primitives[stage.sources[0]];
    return primitive.kind === "dense" ? { ...stage, matrix: primitive.matrix } : stage;
  }

  #block(stage: BlockStage): BlockStage {
    if (stage.sources.length === 0) return stage;
    const first = this.#primitives[stage.sources[0]];
    if (first.kind === "pair") {
      const isPutRight = this.logScale < -muchDeferredLog;
      const { shape, constants, scale } = pairBlock(first, isPutRight ? exp(this.logScale) : 1);
      if (isPutRight) this.logScale = 0;
      this.#defer(scale);
      return { ...stage, shape, constants };
    }
    const steps: BlockStep[] = [...stage.shape.steps];
    const constants: number[] = [];
    let at = steps.length - stage.sources.length; // a transpose may come before
    for (const source of stage.sources) {
      const primitive = this.#primitives[source];
      const step = steps[at];
      if (primitive.kind === "real" && "bit" in step) {
        const scaled = realStep(primitive.matrix, step.bit, this.#keepsShapes);
        steps[at] = scaled.step;
        constants.push(...scaled.constants);
        this.#defer(scaled.scale);
      }
      at++;
    }
    return { ...stage, shape: { ...stage.shape, steps }, constants };
  }

  #diagonal(stage: DiagonalStage): DiagonalStage {
    const terms = stage.terms.map((term, k) => {
      const primitive = this.#primitives[stage.sources[k]];
      return primitive.kind === "diagonal" ? { ...term, radians: primitive.radians } : term;
    });
    // a stage without terms was put there to put right what is deferred
    const logScale = terms.length === 0 || takesScale(terms, this.logScale) ? this.logScale : 0;
    this.logScale -= logScale;
    return { ...stage, terms, logScale };
  }

  #defer(scale: number): void {
    this.logScale += log(Math.abs(scale));
    if (scale < 0) this.isNegated = !this.isNegated;
    if (this.logScale < -mostDeferredLog) this.#isTooSmall = true;
  }
}
