/**
 * The machines of this service: the models that the dialects bring, with their state, calibration and prices from the
 * database. It promises that an order is refused when it is submitted, with the numbers and the limit, and not later.
 */
export { type BackendParts, type Backends, openBackends, type QuotedBackend } from "./registry.ts";
