/**
 * API keys: who asks. A key is 256 random bits that are shown once and stored as a hash; it acts for one person in one
 * project. A key that was revoked, in whatever process, is refused from then on: callers are remembered for five
 * seconds at most, and forgotten at once when a revocation is announced.
 *
 * A key can be exchanged for a token, which is signed, stands for the key for an hour at most and falls with it.
 *
 * Every failure to authenticate is the same UnauthenticatedError, so that nothing is learned from it.
 */
export { type Auth, type AuthParts, type NewKey, openAuth } from "./auth.ts";
export { requireSubmitter } from "./rights.ts";
export { isKeySecret } from "./secret.ts";
export type { ApiKey, KeyScope, KnownCaller } from "./store.ts";
