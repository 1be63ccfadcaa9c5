import { cos, log, type Random } from "@naru/base";

/** How much of a day's deviation is left the day after. Our choice: figures of real devices wander over some days. */
const persistence = 0.75;
/** Days after which less than a hundredth is left of a deviation, and no more is looked at. */
const memoryDays = 16;

/**
 * Deviations of many figures on one day: each a stationary moving average over the days before, of mean 0 and variance 1,
 * whose correlation between two days falls by `persistence` a day, as that of an Ornstein–Uhlenbeck process does. Each day
 * has a stream of its own, so that no earlier day needs to be replayed. Innovations are uniform; their average is close to
 * normal, and never beyond 4.6.
 */
export function deviationsOf(count: number, dayNumber: number, streams: Random): Float64Array {
  const deviations = new Float64Array(count);
  let weight = Math.sqrt((1 - persistence ** 2) / (1 - persistence ** (2 * memoryDays)));
  for (let back = 0; back < memoryDays; back++) {
    const random = streams.fork(dayNumber - back);
    const scale = weight * Math.sqrt(12);
    for (let k = 0; k < count; k++) {
      deviations[k] = (deviations[k] ?? 0) + scale * (random.bits32() / 2 ** 32 - 0.5);
    }
    weight *= persistence;
  }
  return deviations;
}

/** Numbers of the standard normal distribution (Box and Muller, Ann. Math. Stat. 29, 610 (1958)). */
export function normals(count: number, random: Random): Float64Array {
  return Float64Array.from({ length: count }, () => {
    const radius = Math.sqrt(-2 * log(1 - random.uniform()));
    return radius * cos(2 * Math.PI * random.uniform());
  });
}
