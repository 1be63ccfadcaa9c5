/** The thread side of the engine's host in a browser: passes every message to a helper. */
import { Helper, type HelperMessage } from "../../statevector/exec/helper.ts";
import { instantiate } from "../instantiate.ts";

const helper = new Helper({ instantiate });
globalThis.onmessage = ({ data }: MessageEvent<HelperMessage>) => helper.receive(data);
globalThis.postMessage("listening");
