/** How knownAt is described wherever a day can be asked about. */
export const knownAtField = {
  nullable: true,
  description:
    "Only by what stood recorded here at that instant, whatever was added, corrected, withdrawn or merged since; what it was true of is asOf. " +
    "Null or still to come: by all that is recorded now. Errors: BAD_INPUT; FORBIDDEN for a platform.",
} as const;
