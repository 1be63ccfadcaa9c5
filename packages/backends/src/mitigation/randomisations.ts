import { InvalidInputError } from "@naru/base";
import type { Twirling } from "@naru/workload";

/** Fewest shots of a variant, and most variants, where neither is asked for: as IBM's client has them in 0.51. */
const fewestShots = 64;
const mostVariants = 32;

/**
 * How many shots each variant of a circuit runs, of `shots` together. Variants differ by one shot at most, and none has
 * no shot: of more variants than shots, only as many are run.
 *
 * Both "auto": ⌈shots/32⌉ shots each, but 64 at least. One of them given: as many of the other as are needed. Both given:
 * so many variants; the shots are the item's all the same. Throws InvalidInputError for counts that are no whole numbers.
 */
export function randomisationsOf(
  { randomisations, shotsPerRandomisation }: Pick<Twirling, "randomisations" | "shotsPerRandomisation">,
  shots: number,
): number[] {
  const asked = { randomisations, shotsPerRandomisation, shots };
  for (const [name, count] of Object.entries(asked)) {
    if (count === "auto" || (Number.isSafeInteger(count) && count >= 1)) continue;
    throw new InvalidInputError(`Twirling needs a whole number of ${nouns[name as keyof typeof asked]}, 1 or more.`, {
      [name]: count,
    });
  }
  const each =
    shotsPerRandomisation === "auto" ? Math.max(fewestShots, Math.ceil(shots / mostVariants)) : shotsPerRandomisation;
  const variants = Math.min(shots, randomisations === "auto" ? Math.ceil(shots / each) : randomisations);
  const least = Math.floor(shots / variants);
  const longer = shots - least * variants;
  return Array.from({ length: variants }, (_, variant) => (variant < longer ? least + 1 : least));
}

const nouns = { randomisations: "variants", shotsPerRandomisation: "shots for each variant", shots: "shots" };
