import { f32, f64, simd128 } from "@naru/kernels";

/** How a kernel reckons: with vectors of 4 floats of 32 bits or 2 of 64 bits. */
export interface Lanes {
  readonly name: "single" | "double";
  readonly type: typeof f32 | typeof f64;
  /** Of one number. */
  readonly bytes: 4 | 8;
  /** Numbers in a vector. */
  readonly count: 4 | 2;
  readonly splat: number;
  readonly add: number;
  readonly multiply: number;
  readonly maximum: number;
  readonly isAbove: number;
  readonly isAtMost: number;
}

/** Exact for whole numbers up to 2^24. */
export const single: Lanes = {
  name: "single",
  type: f32,
  bytes: 4,
  count: 4,
  splat: simd128.f32x4Splat,
  add: simd128.f32x4Add,
  multiply: simd128.f32x4Multiply,
  maximum: simd128.f32x4Maximum,
  isAbove: simd128.f32x4IsAbove,
  isAtMost: simd128.f32x4IsAtMost,
};

export const double: Lanes = {
  name: "double",
  type: f64,
  bytes: 8,
  count: 2,
  splat: simd128.f64x2Splat,
  add: simd128.f64x2Add,
  multiply: simd128.f64x2Multiply,
  maximum: simd128.f64x2Maximum,
  isAbove: simd128.f64x2IsAbove,
  isAtMost: simd128.f64x2IsAtMost,
};
