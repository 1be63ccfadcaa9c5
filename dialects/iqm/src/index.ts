/**
 * IQM's Server API v1, spoken by Naru. Promises that the vendor's own clients run unchanged, for Qiskit and for Cirq, at the
 * root of an origin, on emulations of the vendor's machines whose calibration sets tell exactly the noise that acts.
 */
import type { Dialect } from "@naru/dialect";
import { machines } from "./backends/index.ts";
import { dialectWith } from "./dialect.ts";

export const iqm: Dialect = dialectWith(machines);
