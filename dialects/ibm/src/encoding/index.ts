/**
 * JSON as the client's RuntimeEncoder writes it and its RuntimeDecoder reads it: values that JSON lacks are objects with
 * `__type__` and `__value__`. Promises that no size that a sender claims is believed before it is paid for.
 */
export { writeBitArray } from "./bit-array.ts";
export { ReadBudget } from "./budget.ts";
export { CircuitFolder } from "./circuits.ts";
export { maxAxes, type NumberTable, readNumbers, shapeOfLists } from "./read-numbers.ts";
export { readTagged, type Tagged, tagged } from "./tagged.ts";
export { writeBytes, writeDataBin, writeMoment, writeNumbers } from "./write.ts";
