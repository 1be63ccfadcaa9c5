import {
  ForbiddenError,
  InvalidInputError,
  isUuid,
  type KeyId,
  type MembershipId,
  messageOf,
  NotFoundError,
  UnauthenticatedError,
} from "@naru/base";
import type { IssuedToken } from "@naru/dialect";
import { type RequestContext, recordTransition } from "../audit/index.ts";
import { type Log, newId, type Platform } from "../config/index.ts";
import { type Database, notify, type Transaction, transaction } from "../db/index.ts";
import { KnownCallers } from "./known-callers.ts";
import { hashOf, isKeySecret, makeSecret, prefixOf } from "./secret.ts";
import {
  type ApiKey,
  findKeys,
  findLiveKey,
  findMembership,
  insertKey,
  type KeyScope,
  type KnownCaller,
  type KnownKey,
  lockKey,
  markRevoked,
  markUsed,
  shareSigningSecret,
} from "./store.ts";
import { isTokenText, openTokens, signingSecretBytes } from "./tokens.ts";

export interface AuthParts {
  readonly database: Database;
  readonly platform: Platform;
  readonly log: Log;
}

export interface NewKey {
  readonly membershipId: MembershipId;
  /** What its owner calls it; 1 … 100 characters. */
  readonly name: string;
  /** Null: never. */
  readonly expiresAt: Date | null;
}

export interface Auth {
  /** Who owns this secret, a key or a token. Throws UnauthenticatedError for none, unknown, revoked or expired. */
  authenticate(secret: string | null): Promise<KnownCaller>;
  /** A token that stands for this key, an hour or until the key is revoked. A token is no key: it gets none. */
  issueToken(secret: string): Promise<IssuedToken>;
  /** Makes a key. The secret is in the answer and nowhere else. Observers get none: ForbiddenError. */
  createKey(tx: Transaction, context: RequestContext, order: NewKey): Promise<{ key: ApiKey; secret: string }>;
  /** The keys of one person in one project, revoked ones too, newest first. */
  listKeys(scope: KeyScope): Promise<ApiKey[]>;
  /**
   * Ends a key: when this resolves, no process takes it any more, but for one that cannot be reached, which does so for
   * five seconds. Revoking again changes nothing. Throws NotFoundError outside the scope.
   */
  revokeKey(context: RequestContext, scope: KeyScope, id: KeyId): Promise<ApiKey>;
  /** Calls whenever keys may have been revoked, so that what lasts longer than a request asks again. Returns what stops it. */
  onRevoked(handler: () => void): () => void;
  /** Writes down when keys were last used. Done once in a while by itself; for shutting down, and for tests. */
  recordUse(): Promise<void>;
  close(): Promise<void>;
}

/** Keys whose callers must be looked up again; the payload is a key's id, or empty for all. */
const channel = "naru_keys";
const recordUseMs = 30_000;
const longestName = 100;

/** Starts to listen for revocations and to keep count of use; makes the secret that signs tokens where there is none. */
export async function openAuth({ database, platform, log }: AuthParts): Promise<Auth> {
  const tokens = openTokens(
    await shareSigningSecret(database.kysely, platform.entropy(signingSecretBytes)),
    platform.clock,
  );
  const callers = new KnownCallers();
  const lastUses = new Map<KeyId, Date>();
  const handlers = new Set<() => void>();
  function forget(id?: KeyId): void {
    callers.forget(id);
    for (const handler of handlers) handler();
  }
  const stopListening = await database.listen(
    channel,
    (id) => forget(id === "" ? undefined : (id as KeyId)),
    () => forget(),
  );

  async function recordUse(): Promise<void> {
    if (lastUses.size === 0) return;
    const uses = new Map(lastUses);
    lastUses.clear();
    await markUsed(database, uses);
  }
  const timer = setInterval(() => {
    recordUse().catch((error) => log.warn({ reason: messageOf(error) }, "the use of keys could not be written down"));
  }, recordUseMs);
  timer.unref();

  /** A token is remembered like a key, so that it is verified once in five seconds and not with each request. */
  async function lookUpToken(text: string): Promise<KnownKey | null> {
    const token = await tokens.read(text);
    const key = token && (await findLiveKey(database.kysely, { id: token.keyId }));
    if (!key) return null;
    const { expiresAt } = key;
    return { ...key, expiresAt: expiresAt !== null && expiresAt < token.expiresAt ? expiresAt : token.expiresAt };
  }

  async function authenticate(secret: string | null): Promise<KnownCaller> {
    const isKey = secret !== null && isKeySecret(secret);
    if (secret === null || !(isKey || isTokenText(secret))) throw new UnauthenticatedError();
    const now = platform.clock.now();
    const hash = hashOf(secret);
    const lookUp = () => (isKey ? findLiveKey(database.kysely, { hash }) : lookUpToken(secret));
    const key = await callers.find(hash.toString("base64"), now.getTime(), lookUp);
    if (key === null || (key.expiresAt !== null && key.expiresAt <= now)) throw new UnauthenticatedError();
    lastUses.set(key.caller.keyId, now);
    return key.caller;
  }

  return {
    authenticate,

    async issueToken(secret) {
      if (!isKeySecret(secret)) throw new UnauthenticatedError();
      return tokens.issue((await authenticate(secret)).keyId);
    },

    async createKey(tx, context, { membershipId, name, expiresAt }) {
      const createdAt = platform.clock.now();
      if (name.trim() === "" || name.length > longestName) {
        throw new InvalidInputError(`A key needs a name of 1 to ${longestName} characters.`, { name });
      }
      if (name.includes("\0") || !name.isWellFormed()) {
        throw new InvalidInputError("The name of the key holds a character that cannot be stored. Use ordinary text.");
      }
      if (expiresAt !== null && !(expiresAt > createdAt)) {
        throw new InvalidInputError("A key must expire in the future, or never.", { expiresAt });
      }
      const membership = await findMembership(tx, membershipId);
      if (membership === null) throw new NotFoundError("membership", membershipId);
      if (membership.role === "observer") throw new ForbiddenError("Observers of a project have no keys.");
      const secret = makeSecret(platform.entropy);
      const key: ApiKey = {
        id: newId<"key">(platform) satisfies KeyId,
        membershipId,
        name: name.trim(),
        prefix: prefixOf(secret),
        createdAt,
        expiresAt,
        lastUsedAt: null,
        revokedAt: null,
      };
      await insertKey(tx, key, hashOf(secret));
      await recordTransition(tx, {
        ...context,
        projectId: membership.projectId,
        subjectKind: "key",
        subjectId: key.id,
        from: null,
        to: "active",
        reason: null,
      });
      return { key, secret };
    },

    listKeys: (scope) => findKeys(database.kysely, scope),

    async revokeKey(context, scope, id) {
      if (!isUuid(id)) throw new NotFoundError("key", id);
      const revoked = await transaction(database, async (tx) => {
        const key = await lockKey(tx, scope, id);
        if (key === null) throw new NotFoundError("key", id);
        if (key.revokedAt !== null) return key;
        const revokedAt = platform.clock.now();
        await markRevoked(tx, id, revokedAt);
        await notify(tx, channel, id);
        await recordTransition(tx, {
          ...context,
          projectId: scope.projectId,
          subjectKind: "key",
          subjectId: id,
          from: "active",
          to: "revoked",
          reason: null,
        });
        return { ...key, revokedAt };
      });
      forget(id);
      return revoked;
    },

    onRevoked(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },

    recordUse,

    async close() {
      clearInterval(timer);
      await stopListening();
      await recordUse();
    },
  };
}
