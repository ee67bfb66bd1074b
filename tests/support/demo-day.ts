/** What day it is for every test that reads the demo: in the month of its anchor, so that nothing is shifted. */
export const DEMO_DAY = "2026-11-23";
