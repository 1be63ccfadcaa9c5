/** What the region is called in the client's configuration. */
export const regionCode = "naru-1";

/**
 * Variables that point D-Wave's client at `origin`. An explicit endpoint wins over a region; the region is told as well, so
 * that programs which name one are answered here too, and not by the vendor.
 */
export const environment = (origin: string, key: string) => ({
  DWAVE_API_ENDPOINT: `${origin}/sapi/v2/`,
  DWAVE_API_TOKEN: key,
  DWAVE_METADATA_API_ENDPOINT: `${origin}/metadata/v1/`,
  DWAVE_API_REGION: regionCode,
});
