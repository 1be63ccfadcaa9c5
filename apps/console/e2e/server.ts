/**
 * An ephemeral server in a process of its own, as users have it. Tells its parent where it is and with which key to
 * sign in, and stops when the parent goes.
 */
import { startServer } from "@naru/server";

const server = await startServer({ host: "127.0.0.1", port: 0, ephemeral: true, seed: 7, log: "silent" });
process.on("disconnect", () => {
  void server.stop().finally(() => process.exit(0));
});
process.send?.({ origin: server.origin, key: server.key });
