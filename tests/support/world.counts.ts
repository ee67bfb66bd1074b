/** Random worlds that each walk is asked in: of eight walks 512 in the normal run; the nightly one sets 10,000 of each. */
export const worldsOfEach = Number(process.env.ORACLE_WORLDS ?? 64);
/** How long the largest number of them may take, in milliseconds. */
export const patience = 4 * 3_600_000;
