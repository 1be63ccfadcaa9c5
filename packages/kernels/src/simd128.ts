/** Opcodes of the SIMD128 instructions that kernels use, for `FunctionWriter.simd` (WebAssembly 2.0 and relaxed SIMD). */
export const simd128 = {
  i32x4Splat: 0x11,
  i64x2Splat: 0x12,
  f32x4Splat: 0x13,
  f64x2Splat: 0x14,
  not: 0x4d,
  and: 0x4e,
  andNot: 0x4f,
  or: 0x50,
  xor: 0x51,
  bitselect: 0x52,
  anyTrue: 0x53,
  i32x4ShiftLeft: 0xab,
  /** The upper bits become zero. */
  i32x4ShiftRight: 0xad,
  i32x4Add: 0xae,
  i32x4Subtract: 0xb1,
  /** From a 32-bit integer to the float nearest to it. */
  f32x4ConvertSigned: 0xfa,
  f32x4ConvertUnsigned: 0xfb,
  f32x4IsAbove: 0x44,
  f32x4IsAtMost: 0x45,
  f64x2IsBelow: 0x49,
  f64x2IsAbove: 0x4a,
  f64x2IsAtMost: 0x4b,
  /** Byte by byte: the byte of the first vector that the second names, 0 for numbers above 15. */
  i8x16Swizzle: 0x0e,
  i8x16IsEqual: 0x23,
  i8x16IsBelow: 0x25,
  /** Unsigned. */
  i8x16IsBelowUnsigned: 0x26,
  i8x16Negate: 0x61,
  /** The sign fills the upper bits. */
  i8x16ShiftRight: 0x6c,
  i8x16Add: 0x6e,
  i8x16Subtract: 0x71,
  f32x4Negate: 0xe1,
  f32x4Add: 0xe4,
  f32x4Subtract: 0xe5,
  f32x4Multiply: 0xe6,
  /** The greater one of each lane; for numbers that are comparable. */
  f32x4Maximum: 0xeb,
  f64x2Minimum: 0xf6,
  f64x2Maximum: 0xf7,
  f64x2Negate: 0xed,
  f64x2Add: 0xf0,
  f64x2Subtract: 0xf1,
  f64x2Multiply: 0xf2,
  i64x2ShiftLeft: 0xcb,
  /** The sign fills the upper bits. */
  i64x2ShiftRightSigned: 0xcc,
  i64x2ShiftRight: 0xcd,
  i64x2Add: 0xce,
  f64x2PromoteLow: 0x5f,
  f32x4DemoteZero: 0x5e,
  /** a · b + c, rounded once or twice as the machine likes. */
  f32x4RelaxedMultiplyAdd: 0x105,
  /** −(a · b) + c. */
  f32x4RelaxedNegativeMultiplyAdd: 0x106,
  f64x2RelaxedMultiplyAdd: 0x107,
  f64x2RelaxedNegativeMultiplyAdd: 0x108,
} as const;
