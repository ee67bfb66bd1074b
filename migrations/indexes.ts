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
    // Whoever deletes an entity looks for what refers to it, withdrawn or not.
    account_of: "account (holder_id)",
    facility_of: "facility (holder_id)",
    client_period_of: "client_period (entity_id)",
    contact_of_organization: "contact (organization_id)",
    contact_of_subject: "contact (subject_id)",
    match_candidate_other: "match_candidate (candidate_id)",
    organization_merge_dropped: "organization_merge (drop_id)",
    personal_erasure_of: "personal_erasure (subject_id)",
    relationship_withdrawn_out: "relationship (source_id) where withdrawn_at is not null",
    relationship_withdrawn_in: "relationship (target_id) where withdrawn_at is not null",
  },
  // No statement reads these any more, and every writer pays for them.
  retired: [
    // Names were searched by trigrams before they had keys, and compared as a whole before they were folded.
    "entity_name",
    "entity_match",
    "participant_head_office",
    // Details are found by their evidence.
    "evidence_detail_relationship",
    // Positions stand with published_event (041).
    "platform_event_waiting",
    "platform_event_feed",
    "platform_event_participant",
  ],
};
