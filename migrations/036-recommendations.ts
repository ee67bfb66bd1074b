import { Migration } from "@mikro-orm/migrations";

/**
 * What staff noted of a recommendation, with the evidence that it is, whose id stays through merges. Private to the branch that noted it and to
 * those who see the whole bank: it may tell what was said to whom. Everybody keeps a note of his own.
 */
export class Recommendations extends Migration {
  override name = "036-recommendations";

  override up(): void {
    this.addSql(`create table recommendation_note (
      evidence_id bigint not null references evidence,
      note text not null check (note <> ''),
      branch_id bigint references branch,
      recorded_by text not null,
      recorded_at timestamptz not null default now(),
      primary key (evidence_id, recorded_by)
    )`);
    this.addSql("alter table recommendation_note enable row level security");
    this.addSql("alter table recommendation_note force row level security");
    this.addSql(
      "create policy recommendation_note_system on recommendation_note to partner_graph_system using (true) with check (true)",
    );
    this.addSql(`create policy recommendation_note_staff on recommendation_note for select to partner_graph_staff
      using ((select viewer_sees_bank()) or branch_id = any ((select viewer_branches())::bigint[]))`);
    this.addSql("grant select on recommendation_note to partner_graph_staff");
  }
}
