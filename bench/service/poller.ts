import { connect, type Socket } from "node:net";

/**
 * A client that asks one thing again and again on a connection of its own. Its request is written beforehand and of the
 * answer nothing is read but the status and the length: hundreds of them take little of the machine that the server is on.
 */
export class Poller {
  readonly #socket: Socket;
  readonly #request: Buffer;
  #received: Buffer = Buffer.alloc(0);
  #waiting: { resolve(): void; reject(error: Error): void } | null = null;

  private constructor(socket: Socket, request: Buffer) {
    this.#socket = socket;
    this.#request = request;
    socket.setNoDelay(true);
    socket.on("data", (chunk) => {
      this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
      this.#look();
    });
    socket.on("error", (error) => this.#end(error));
    socket.on("close", () => this.#end(new Error("The server closed the connection of a client that polls.")));
  }

  static async open(origin: string, path: string, authorization: string): Promise<Poller> {
    const { hostname, port, host } = new URL(origin);
    const socket = connect(Number(port), hostname);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    const head = [`GET ${path} HTTP/1.1`, `Host: ${host}`, `Authorization: ${authorization}`, "Accept: */*"];
    return new Poller(socket, Buffer.from(`${head.join("\r\n")}\r\n\r\n`));
  }

  /** Milliseconds from the first byte of the request to the last of the answer. Throws for any status but 200. */
  async ask(): Promise<number> {
    const from = performance.now();
    await new Promise<void>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket.write(this.#request);
    });
    return performance.now() - from;
  }

  close(): void {
    this.#waiting = null;
    this.#socket.destroy();
  }

  #look(): void {
    const headBytes = this.#received.indexOf("\r\n\r\n");
    if (headBytes < 0) return;
    const head = this.#received.toString("latin1", 0, headBytes);
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
    if (!head.startsWith("HTTP/1.1 200 ") || length === undefined) {
      this.#end(new Error(`A client that polls was answered: ${head}`));
    } else if (this.#received.length >= headBytes + 4 + Number(length)) {
      const { resolve } = this.#waiting ?? {};
      this.#received = Buffer.alloc(0);
      this.#waiting = null;
      resolve?.();
    }
  }

  #end(error: Error): void {
    this.#waiting?.reject(error);
    this.#waiting = null;
  }
}
