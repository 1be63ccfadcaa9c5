/** What a circuit carried with it; nothing where it carried no object. */
export const writeCircuitMetadata = (metadata: unknown): object =>
  typeof metadata === "object" && metadata !== null && !Array.isArray(metadata) ? metadata : {};
