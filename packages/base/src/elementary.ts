/**
 * Elementary functions that give the same bits everywhere. The language leaves the last bits of `Math.sin` and its like to
 * each implementation, and browsers and versions of Node differ in them; sums, products, quotients and square roots are
 * exact to the last bit by IEEE 754. What must repeat for a seed is computed with these. Errors are below two units in the
 * last place. Arguments are reduced and series summed in the usual way: J.-M. Muller, "Elementary Functions", 3rd ed.
 */

/** sin x, x in radians. */
export function sin(x: number): number {
  const { quadrant, angle, tail } = reduced(x);
  const value = quadrant & 1 ? cosNearZero(angle, tail) : sinNearZero(angle, tail);
  return quadrant & 2 ? -value : value;
}

/** cos x, x in radians. */
export function cos(x: number): number {
  const { quadrant, angle, tail } = reduced(x);
  const value = quadrant & 1 ? sinNearZero(angle, tail) : cosNearZero(angle, tail);
  return (quadrant + 1) & 2 ? -value : value;
}

/** tan x, x in radians. */
export function tan(x: number): number {
  const { quadrant, angle, tail } = reduced(x);
  const [s, c] = [sinNearZero(angle, tail), cosNearZero(angle, tail)];
  return quadrant & 1 ? -c / s : s / c;
}

/** The angle of the point (x, y), in −π … π; signed zeros and infinities as `Math.atan2` takes them. */
export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  const [across, up] = [Math.abs(x), Math.abs(y)];
  const isLeft = x < 0 || Object.is(x, -0);
  const isSteep = up > across;
  // within 0 … π/4: the angle to the nearer axis, as a number and what it lacks
  let ratio = isSteep ? across / up : up / across;
  if (up === across) ratio = up === 0 ? 0 : 1;
  const nearest = Math.round(8 * ratio);
  const rest = (ratio - nearest / 8) / (1 + (ratio * nearest) / 8);
  const [head, low] = arctangents[nearest] as readonly [number, number];
  let angle = head + (low + atanNearZero(rest));
  if (isSteep) angle = Math.PI / 2 - (angle - halfPiTail);
  if (isLeft) angle = Math.PI - (angle - 2 * halfPiTail);
  return y < 0 || Object.is(y, -0) ? -angle : angle;
}

/** The angle whose tangent is x, in −π/2 … π/2. */
export const atan = (x: number): number => atan2(x, 1);
/** The angle whose sine is x, in −π/2 … π/2. */
export const asin = (x: number): number => atan2(x, Math.sqrt((1 - x) * (1 + x)));
/** The angle whose cosine is x, in 0 … π. */
export const acos = (x: number): number => atan2(Math.sqrt((1 - x) * (1 + x)), x);

/** e^x. */
export function exp(x: number): number {
  if (Number.isNaN(x) || x > 709.782712893384) return x > 0 ? Number.POSITIVE_INFINITY : Number.NaN;
  if (x < -745.1332191019412) return 0;
  const doublings = Math.round(x / Math.LN2);
  const high = x - doublings * ln2Head;
  const low = doublings * ln2Tail;
  const rest = high - low;
  const lost = high - rest - low;
  return scaled(1 + (rest + (lost + beyondLinear(rest))), doublings);
}

/** e^x − 1, exact to its last bits also where x is small. */
export function expm1(x: number): number {
  return Math.abs(x) < 0.35 ? x + beyondLinear(x) : exp(x) - 1;
}

/** The natural logarithm of x. */
export function log(x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  const isSubnormal = x < 2.2250738585072014e-308;
  number[0] = isSubnormal ? x * 2 ** 54 : x;
  const upper = words[1] as number;
  let doublings = (upper >>> 20) - 1023 - (isSubnormal ? 54 : 0);
  words[1] = (upper & 0xfffff) | 0x3ff00000; // 1 … 2
  let mantissa = number[0] as number;
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    doublings++;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const square = s * s;
  let series = 0;
  for (let k = 23; k >= 3; k -= 2) series = (series + 2 / k) * square;
  const half = (f * f) / 2;
  return doublings * ln2Head - (half - (s * (half + series) + doublings * ln2Tail) - f);
}

/** The natural logarithm of 1 + x, exact to its last bits also where x is small (W. Kahan). */
export function log1p(x: number): number {
  const sum = 1 + x;
  if (sum === 1) return x;
  return sum === Number.POSITIVE_INFINITY ? sum : (log(sum) * x) / (sum - 1);
}

/** √(x² + y² + …), without overflow on the way. */
export function hypot(...values: readonly number[]): number {
  let largest = 0;
  for (const value of values) if (!(Math.abs(value) <= largest)) largest = Math.abs(value);
  if (largest === 0 || !Number.isFinite(largest)) return largest;
  const unit = largest > 1e-140 && largest < 1e140 ? 1 : largest;
  let sum = 0;
  for (const value of values) sum += (value / unit) * (value / unit);
  return unit * Math.sqrt(sum);
}

/** π/2 as a sum: two parts of 33 bits, whose products with numbers below 2^20 are exact, and the rest. */
const halfPi = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;
/** What π/2 as a double lacks. */
const halfPiTail = 6.123233995736766e-17;
/** ln 2 as a sum of 32 bits and the rest. */
const ln2Head = 0.6931471803691238;
const ln2Tail = 1.9082149292705877e-10;
/** Above this many quarter turns the products are no longer exact. */
const mostQuarters = 2 ** 20;

/** Arctangents of 0, 1/8 … 1 as a double and what it lacks. */
const arctangents: readonly (readonly [number, number])[] = [
  [0, 0],
  [0.12435499454676144, -3.1253241424539383e-18],
  [0.24497866312686414, 1.0698755618734451e-17],
  [0.35877067027057225, -2.4623815582638635e-17],
  [0.4636476090008061, 2.2698777452961687e-17],
  [0.5585993153435624, -5.4556305485916264e-18],
  [0.6435011087932844, 1.5834785051444286e-17],
  [0.7188299996216245, -2.1478388444456983e-17],
  [0.7853981633974483, 3.061616997868383e-17],
];

const number = new Float64Array(1);
/** Lower word first: every platform that WebAssembly runs on keeps numbers so. */
const words = new Uint32Array(number.buffer);

interface Reduced {
  /** Quarter turns, modulo 4. */
  readonly quadrant: number;
  /** What is left, within ±π/4 and a little, and what it lacks as a double. */
  readonly angle: number;
  readonly tail: number;
}

function reduced(x: number): Reduced {
  const quarters = Math.round(x / (Math.PI / 2));
  if (!(Math.abs(quarters) < mostQuarters))
    return Number.isFinite(x) ? reducedExactly(x) : { quadrant: 0, angle: Number.NaN, tail: 0 };
  if (quarters === 0) return { quadrant: 0, angle: x, tail: 0 };
  const head = x - quarters * halfPi[0];
  const middle = quarters * halfPi[1];
  const near = head - middle;
  const low = head - near - middle - quarters * halfPi[2];
  const angle = near + low;
  return { quadrant: quarters & 3, angle, tail: near - angle + low };
}

/** Many turns, as fractions of whole numbers. Slow, and hardly ever met. */
function reducedExactly(x: number): Reduced {
  number[0] = Math.abs(x);
  const upper = words[1] as number;
  const exponent = (upper >>> 20) - 1075;
  const mantissa = (BigInt((upper & 0xfffff) | 0x100000) << 32n) | BigInt(words[0] as number);
  const bits = BigInt(Math.max(exponent, 0) + 200); // enough that what is left has 140 bits
  const quarterTurn = piOf(bits) >> 1n;
  const whole = exponent >= 0 ? mantissa << (bits + BigInt(exponent)) : (mantissa << bits) >> BigInt(-exponent);
  const quarters = (whole + quarterTurn / 2n) / quarterTurn;
  const left = whole - quarters * quarterTurn;
  const scale = bits - 140n;
  const angle = Number(left >> scale) / 2 ** 140;
  const tail = Number((left >> scale) - BigInt(angle * 2 ** 140)) / 2 ** 140;
  const quadrant = Number(quarters & 3n);
  return x < 0 ? { quadrant: -quadrant & 3, angle: -angle, tail: -tail } : { quadrant, angle, tail };
}

/** π · 2^bits, by Machin's formula: π = 16 atan(1/5) − 4 atan(1/239). */
function piOf(bits: bigint): bigint {
  const guard = 32n;
  const one = 1n << (bits + guard);
  const arctangentOfOneOver = (n: bigint) => {
    let [power, sum] = [one / n, one / n];
    for (let k = 3n, sign = -1n; power !== 0n; k += 2n, sign = -sign) {
      power /= n * n;
      sum += (sign * power) / k;
    }
    return sum;
  };
  return (16n * arctangentOfOneOver(5n) - 4n * arctangentOfOneOver(239n)) >> guard;
}

/** sin(angle + tail) within ±π/4, by the series to the 17th power. */
function sinNearZero(angle: number, tail: number): number {
  const square = angle * angle;
  let series = 0;
  for (let k = 17; k >= 3; k -= 2) series = (square / (k * (k - 1))) * (1 - series);
  // sin a = a − a·series, and the slope at a takes the tail
  return angle - (angle * series - tail * (1 - square / 2));
}

/** cos(angle + tail) within ±π/4, by the series to the 18th power. */
function cosNearZero(angle: number, tail: number): number {
  const square = angle * angle;
  let series = 0;
  for (let k = 18; k >= 4; k -= 2) series = (square / (k * (k - 1))) * (1 - series);
  // cos a = 1 − h + h·series with h = a²/2; what 1 − h loses is added again
  const half = square / 2;
  const main = 1 - half;
  return main + (1 - main - half + (half * series - angle * tail));
}

/** atan x within ±1/16. */
function atanNearZero(x: number): number {
  const square = x * x;
  let series = 0;
  for (let k = 15; k >= 3; k -= 2) series = square * (1 / k - series);
  return x - x * series;
}

/** e^x − 1 − x within ±ln 2 / 2, by the series to the 15th power. */
function beyondLinear(x: number): number {
  let series = 0;
  for (let k = 15; k >= 3; k--) series = (x / k) * (1 + series);
  return ((x * x) / 2) * (1 + series);
}

/** x · 2^doublings, through two powers that are themselves numbers. */
function scaled(x: number, doublings: number): number {
  const first = Math.trunc(doublings / 2);
  return x * powerOfTwo(first) * powerOfTwo(doublings - first);
}

function powerOfTwo(exponent: number): number {
  words[0] = 0;
  words[1] = (exponent + 1023) << 20;
  return number[0] as number;
}
