/**
 * Where the caller reached us: the address of the request, unless headers tell of a host or of a proxy before us. Only who
 * asks is told, so that nobody is led astray but by a proxy of his own.
 */
export function originOf({ url, headers }: Request): string {
  const { origin, protocol } = new URL(url);
  const first = (name: string) => headers.get(name)?.split(",", 1)[0]?.trim();
  const host = first("x-forwarded-host") || first("host");
  const scheme = first("x-forwarded-proto") || protocol.replace(":", "");
  if (!host || !/^https?$/.test(scheme)) return origin;
  return URL.parse(`${scheme}://${host}`)?.origin ?? origin;
}
