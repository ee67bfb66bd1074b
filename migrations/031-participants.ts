import { Migration } from "@mikro-orm/migrations";

/** Roles a scenario has, as shipped: code, English name, Chinese name. Head office adds others. */
const roles: Record<string, readonly (readonly [code: string, name: string, chinese: string])[]> = {
  COURT: [
    ["ADMINISTRATOR", "Bankruptcy administrator", "破产管理人"],
    ["LAW_FIRM", "Law firm", "律师事务所"],
    ["LIQUIDATOR", "Liquidation company", "清算机构"],
    ["ACCOUNTING_FIRM", "Accounting firm", "会计师事务所"],
    ["APPRAISER", "Appraiser", "评估机构"],
    ["AUCTIONEER", "Auctioneer", "拍卖机构"],
    ["INVESTOR", "Investor in a reorganization", "重整投资人"],
    ["CREDITOR", "Creditor", "债权人"],
    ["DEBTOR", "Debtor", "债务人"],
  ],
  HOSPITAL: [
    ["SUPPLIER", "Supplier", "供应商"],
    ["DISTRIBUTOR", "Distributor", "配送企业"],
    ["HOSPITAL_DEPARTMENT", "Hospital department", "医院科室"],
    ["HEALTH_CENTRE", "Health centre", "卫生院"],
  ],
  PHARMACY: [
    ["STORE", "Store", "门店"],
    ["HEAD_OFFICE", "Head office of a chain", "连锁总部"],
    ["SUPPLIER", "Supplier", "供应商"],
  ],
  HOUSING: [
    ["DEVELOPER", "Developer", "开发企业"],
    ["CONTRACTOR", "Construction contractor", "施工企业"],
    ["PROPERTY_MANAGER", "Property manager", "物业服务企业"],
    ["BROKER", "Real-estate broker", "房地产经纪机构"],
  ],
  EDUCATION: [
    ["SCHOOL", "School", "学校"],
    ["TRAINING_PROVIDER", "Training provider", "培训机构"],
    ["SUPPLIER", "Supplier", "供应商"],
  ],
  GOVERNMENT: [
    ["AGENCY", "Public agency", "行政机关"],
    ["PUBLIC_INSTITUTION", "Public institution", "事业单位"],
    ["SUPPLIER", "Supplier", "供应商"],
  ],
  ELDERLY_CARE: [
    ["CARE_HOME", "Care home", "养老机构"],
    ["SERVICE_PROVIDER", "Service provider", "服务机构"],
    ["SUPPLIER", "Supplier", "供应商"],
  ],
  OTHER: [
    ["MEMBER", "Member", "成员单位"],
    ["SUPPLIER", "Supplier", "供应商"],
  ],
};

/** Roles by scenario; participants that change and leave again, whatever order the news of it comes in. */
export class Participants extends Migration {
  override name = "031-participants";

  override up(): void {
    // scenario_platform.roles says which of them a platform has; a platform's own that came with a list stand there alone.
    this.addSql(`create table scenario_role (
      scenario text collate "C" not null,
      code text collate "C" not null,
      name text not null,
      chinese_name text not null,
      recorded_at timestamptz not null default now(),
      primary key (scenario, code)
    )`);
    const shipped = Object.entries(roles).flatMap(([scenario, list]) =>
      list.map(([code, name, chinese]) => `('${scenario}', '${code}', '${name}', '${chinese}')`),
    );
    this.addSql(`insert into scenario_role (scenario, code, name, chinese_name) values ${shipped.join(", ")}`);
    this.addSql("grant select on scenario_role to partner_graph_login, partner_graph_staff, partner_graph_platform");
    // The day that each value was last said for, by field: an older row fills what is unknown and changes nothing newer. Null: all on observed_on.
    this.addSql("alter table participant add column said_on jsonb");
    this.addSql("alter table participation add column end_observed_on date");
    this.addSql(`alter table participation add column end_reason text collate "C"`);
    // The whole bank reads what platforms sent, for coverage and deposits.
    for (const table of ["participant", "participation"]) {
      this.addSql(
        `create policy ${table}_bank on ${table} for select to partner_graph_staff using ((select viewer_sees_bank()))`,
      );
      this.addSql(`grant select on ${table} to partner_graph_staff`);
    }
  }
}
