import { expect, test } from "vitest";
import {
  CancelledError,
  errorCodes,
  ForbiddenError,
  IllegalTransitionError,
  InvalidInputError,
  messageOf,
  NaruError,
  NotFoundError,
  TooLargeError,
  UnauthenticatedError,
  UnsupportedError,
} from "./index.ts";

const every = [
  new InvalidInputError("No."),
  new UnsupportedError("No."),
  new TooLargeError("No."),
  new UnauthenticatedError(),
  new ForbiddenError("No."),
  new NotFoundError("job", "7"),
  new IllegalTransitionError("job", "7", "failed", "running"),
  new CancelledError(),
];

test("each situation has a class and a code of its own, and is an Error that carries its class's name", () => {
  expect(new Set(every.map((error) => error.code)).size).toBe(every.length);
  for (const error of every) {
    expect(error).toBeInstanceOf(NaruError);
    expect(error).toBeInstanceOf(Error);
    expect(errorCodes).toContain(error.code);
    expect(error.name).toBe(error.constructor.name);
  }
});

test("no code is listed twice", () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length);
});

test("details and cause are kept as they were given", () => {
  const cause = new SyntaxError("line 3");
  const error = new InvalidInputError("The circuit cannot be read.", { line: 3 }, cause);
  expect(error.message).toBe("The circuit cannot be read.");
  expect(error.details).toEqual({ line: 3 });
  expect(error.cause).toBe(cause);
});

test("an error without a cause has no cause at all, not an undefined one", () => {
  expect(Object.hasOwn(new InvalidInputError("No."), "cause")).toBe(false);
});

test("what is missing is named, and a step that does not exist is told by both its ends", () => {
  expect(new NotFoundError("job", "7").message).toBe('There is no job "7" in this project.');
  const step = new IllegalTransitionError("job", "7", "failed", "running");
  expect(step.message).toBe('The job "7" is failed and cannot become running.');
  expect(step.details).toEqual({ what: "job", id: "7", from: "failed", to: "running" });
});

test("anything thrown has a message", () => {
  expect(messageOf(new Error("broken"))).toBe("broken");
  expect(messageOf("broken")).toBe("broken");
  expect(messageOf(undefined)).toBe("undefined");
});
