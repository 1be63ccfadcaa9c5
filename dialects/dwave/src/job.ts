/** Problems. */
export const apiVersion = "v3";
