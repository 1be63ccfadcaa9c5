/** The address at which callers reach us. The server sees to it that requests carry it, whatever stands before it. */
export const originOf = ({ url }: Request): string => new URL(url).origin;
