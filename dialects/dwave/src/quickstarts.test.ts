import { expect, test } from "vitest";
import { dwave } from "./index.ts";

const origin = "https://naru.example.kr:8787";

test("an endpoint and a region lead the client here, each with the slash that it appends", () => {
  expect(dwave.environment(origin, "k")).toEqual({
    DWAVE_API_ENDPOINT: `${origin}/sapi/v2/`,
    DWAVE_API_TOKEN: "k",
    DWAVE_METADATA_API_ENDPOINT: `${origin}/metadata/v1/`,
    DWAVE_API_REGION: "naru-1",
  });
});

test("every program carries the address and the key, and sets them before the client is loaded", () => {
  const programs = dwave.quickstarts(origin, "naru_secret");
  expect(programs).toHaveLength(2);
  for (const { sdk, code, install } of programs) {
    expect(code).toContain(`"DWAVE_API_ENDPOINT": "${origin}/sapi/v2/"`);
    expect(code).toContain("naru_secret");
    expect(code.indexOf("os.environ")).toBeLessThan(code.indexOf("dwave.system"));
    expect(install).toBe(`pip install ${sdk}`);
  }
});
