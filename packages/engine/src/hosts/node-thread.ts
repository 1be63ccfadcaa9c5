/** The thread side of the engine's host in Node: passes every message to a helper. */
import { parentPort } from "node:worker_threads";
import { Helper, type HelperMessage } from "../statevector/exec/helper.ts";
import { instantiate } from "./instantiate.ts";

const helper = new Helper({ instantiate });
parentPort?.on("message", (message: HelperMessage) => helper.receive(message));
