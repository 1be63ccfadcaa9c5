/** IonQ's machines that we emulate, and its simulator, as data. The first QPU is what `qpu` alone means. */
import type { BackendModel } from "@naru/backends";
import { aria1 } from "./aria-1.ts";
import { forte1, forteEnterprise1 } from "./forte.ts";
import { simulator } from "./simulator.ts";

export const backends: readonly BackendModel[] = [simulator, aria1, forte1, forteEnterprise1];
