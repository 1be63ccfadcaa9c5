/** Up to so many variables all states are tried: some milliseconds. */
export const fewEnough = 20;
/** Searches that look at all variables in each move are too slow for more. */
export const tooLargeToScan = 20_000;
