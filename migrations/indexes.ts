/**
 * Indexes that came or went after their tables were full. They are built and dropped without stopping anybody, which a migration cannot, being a
 * transaction: after the migrations, on each start that migrates, until all is as it says here.
 */
export const indexes = {
  late: {
    // Who waits for a head office is looked for over all platforms.
    participant_waiting: "participant (head_office_credit_code, platform_id) where head_office_credit_code is not null",
    published_event_feed: "published_event (platform_id, position)",
    published_event_participant: "published_event (participant_id, position) where participant_id is not null",
  },
  // No statement reads these any more, and every writer pays for them.
  retired: [
    // Names were searched by trigrams before they had keys, and compared as a whole before they were folded.
    "entity_name",
    "entity_match",
    "participant_head_office",
    // Positions stand with published_event (041).
    "platform_event_waiting",
    "platform_event_feed",
    "platform_event_participant",
  ],
};
