/**
 * Property tests draw the same cases each time, so that what passed here passes there; PROPERTY_SEED=N draws others, which
 * is how to look for what nobody has met yet.
 */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) });
