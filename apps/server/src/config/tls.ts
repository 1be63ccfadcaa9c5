import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { createSecureContext } from "node:tls";
import { InvalidInputError, messageOf } from "@naru/base";
import type { Settings } from "./settings.ts";

/** A certificate with its key, as they were when they were read. */
export interface Tls {
  /** PEM: the service's certificate first, then those that vouch for it. */
  readonly cert: string;
  readonly key: string;
  readonly expiresAt: Date;
  /** The name to reach `host` by: itself if the certificate is for it, else one that it is for. */
  nameFor(host: string): string;
}

/**
 * The certificate and key that the settings name; null for a service without. Throws InvalidInputError for files that
 * cannot be read, are none, or do not belong together.
 */
export function readTls({ tlsCert, tlsKey }: Pick<Settings, "tlsCert" | "tlsKey">): Tls | null {
  if (tlsCert === null || tlsKey === null) return null;
  const cert = read("NARU_TLS_CERT", tlsCert);
  const key = read("NARU_TLS_KEY", tlsKey);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new InvalidInputError(
      `The certificate ${tlsCert} and the key ${tlsKey} cannot be used together (${messageOf(error)}). Both are to be PEM files, the key without a password and of the first certificate.`,
    );
  }
  const certificate = new X509Certificate(cert);
  return {
    ...{ cert, key, expiresAt: new Date(certificate.validTo) },
    nameFor: (host) => nameOf(certificate, host),
  };
}

function read(variable: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new InvalidInputError(`${variable} is ${JSON.stringify(path)}, which cannot be read: ${messageOf(error)}.`);
  }
}

function nameOf(certificate: X509Certificate, host: string): string {
  const isFor = isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host);
  if (isFor !== undefined) return host;
  const names = [...(certificate.subjectAltName ?? "").matchAll(/DNS:([^\s,]+)/g)].map(([, name = ""]) => name);
  return names.find((name) => name === "localhost") ?? names.find((name) => !name.startsWith("*")) ?? host;
}
