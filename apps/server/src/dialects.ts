import type { Circuit } from "@naru/circuit";
import type { Dialect } from "@naru/dialect";
import { dwave } from "@naru/dialect-dwave";
import { ibm } from "@naru/dialect-ibm";
import { ionq, readIonqProgram } from "@naru/dialect-ionq";
import { iqm } from "@naru/dialect-iqm";

/** The vendors' APIs that are served here. This is the only file of the server that names a vendor. */
export const dialects: readonly Dialect[] = [ionq, ibm, dwave, iqm];

/** Program files in a vendor's own form, by the name of the form. Throws InvalidInputError with the place. */
export const vendorFormats: Readonly<
  Record<string, (text: string) => { readonly circuits: readonly Circuit[]; readonly shots: number | null }>
> = { "ionq-json": readIonqProgram };
