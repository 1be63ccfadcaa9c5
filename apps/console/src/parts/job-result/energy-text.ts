/** As many digits as an energy has that matter to a person. */
export const energyText = (energy: number): string => String(Number(energy.toPrecision(10)));
