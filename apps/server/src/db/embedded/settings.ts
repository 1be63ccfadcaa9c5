/** The port is only a part of the socket's name: the server listens to no network. */
export const socketPort = 5432;

/** Role and database that initdb makes. */
export const superuser = "naru";
export const databaseName = "postgres";

/**
 * What initdb is told. The C locale compares bytes, which is quick and the same everywhere; names are sorted for people
 * where they are shown. Trust is safe, since only our account can enter the folder of the socket.
 */
export const initdbArguments: readonly string[] = [
  `--username=${superuser}`,
  "--auth=trust",
  "--encoding=UTF8",
  "--locale=C",
  "--no-instructions",
];

/** For a laptop that has other things to do: little memory, few processes, every commit on the disk. */
const laptop = {
  listen_addresses: "",
  unix_socket_permissions: "0700",
  max_connections: "100",
  shared_buffers: "64MB",
  work_mem: "8MB",
  // One machine and no standby: the write-ahead log needs to serve recovery only.
  wal_level: "minimal",
  max_wal_senders: "0",
  max_wal_size: "512MB",
  synchronous_commit: "on",
  // Plans of short queries; compiling them or sharing them among processes costs more than it saves.
  jit: "off",
  max_parallel_workers_per_gather: "0",
  random_page_cost: "1.1",
  // Without this, three more processes stand by to read.
  io_method: "sync",
  // Queue tables change quickly; stale statistics make a pick ten times slower.
  autovacuum_naptime: "15s",
  idle_in_transaction_session_timeout: "5min",
  timezone: "UTC",
  log_timezone: "UTC",
  lc_messages: "C",
  log_checkpoints: "off",
};

/** Nothing of an ephemeral database outlives a crash, so nothing waits for the disk. */
const ephemeral = { fsync: "off", full_page_writes: "off", synchronous_commit: "off", autovacuum_naptime: "60s" };

/** Settings of the server as arguments, so that a later version of Naru changes them by being started. */
export function serverArguments(socketDirectory: string, isEphemeral: boolean): string[] {
  const settings = { ...laptop, ...(isEphemeral ? ephemeral : {}), unix_socket_directories: socketDirectory };
  return ["-p", String(socketPort), ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
}
