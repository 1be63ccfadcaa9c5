/** OpenQASM 3's types of classical values that can be read here. */
export const classicalTypes = ["bit", "bool", "int", "uint", "float", "angle", "duration", "stretch"] as const;
