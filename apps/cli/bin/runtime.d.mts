export interface Runtime {
  readonly path: string;
  readonly version: string;
  readonly origin: "this" | "packaged";
}
export interface Host {
  readonly execPath: string;
  readonly version: string;
  readonly platform: string;
  readonly arch: string;
  readonly language: "ko" | "en";
  readonly packaged: (name: string) => { readonly path: string; readonly version: string } | null;
}
export declare class BootstrapError extends Error {}
export declare const oldestBootstrap: readonly [number, number];
export declare function findRuntime(host: Host): Runtime;
export declare function runtimePackage(platform: string, arch: string): string | null;
export declare function packagedRuntime(fromFile: string): (name: string) => { path: string; version: string } | null;
export declare function requireBootstrapNode(version: string, language: "ko" | "en"): void;
export declare function atLeast(version: string, wanted: readonly [number, number]): boolean;
