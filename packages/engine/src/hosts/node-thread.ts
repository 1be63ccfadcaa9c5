/** The thread side of the engine's host in Node. */
export {};
