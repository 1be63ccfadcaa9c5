import { type DestinationStream, pino } from "pino";
import type { Log, Settings } from "../config/index.ts";

/** A structured log, one JSON object a line. What could carry a key is never written, whatever a caller passes. */
export function openLog(
  level: Settings["logLevel"],
  destination: DestinationStream = pino.destination({ fd: 2, sync: false }),
): Log {
  return pino(
    {
      level,
      base: { service: "naru" },
      timestamp: pino.stdTimeFunctions.isoTime,
      // Anything else than `err` would be written without its message and stack.
      serializers: { error: pino.stdSerializers.err, failure: pino.stdSerializers.err },
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: [
          "authorization",
          "secret",
          "key",
          "password",
          "*.authorization",
          "*.secret",
          "*.key",
          "*.password",
          "headers",
        ],
        censor: "…",
      },
    },
    destination,
  );
}
