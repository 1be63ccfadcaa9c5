import { NaruError, seeded } from "@naru/base";
import { expect, test } from "vitest";
import { damaged, fixture, fixtureNames } from "../../fixtures/models/load.ts";
import { compileNl } from "../hybrid/nl/compile.ts";
import { readBqm } from "./bqm.ts";
import { readCqm } from "./cqm.ts";
import { readDqm } from "./dqm.ts";
import { readNl } from "./nl.ts";

const readers: Readonly<Record<string, (bytes: Uint8Array) => unknown>> = {
  bqm: readBqm,
  cqm: readCqm,
  dqm: readDqm,
  nl: (bytes) => compileNl(readNl(bytes)).reckon(),
};

test.each(fixtureNames)("%s, damaged anyhow, is read or refused with a reason", (name) => {
  const { bytes } = fixture(name);
  const read = readers[name.split("-")[0] as string] as (bytes: Uint8Array) => unknown;
  const random = seeded(20261122).fork(name);
  const others: unknown[] = [];
  for (let k = 0; k < 500; k++) {
    try {
      read(damaged(bytes, random));
    } catch (error) {
      if (!(error instanceof NaruError)) others.push(error);
    }
  }
  expect(others).toEqual([]);
});
