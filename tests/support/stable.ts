import { decodeId } from "../../src/shared/ids.ts";

/** The answer with everything replaced that differs between databases or runs: ids by what they name, cursors, last digits. */
export function stable(value: unknown, keyOf: (id: string) => string | undefined): unknown {
  const walk = (part: unknown, field: string): unknown => {
    if (Array.isArray(part)) return part.map((item) => walk(item, field));
    if (part !== null && typeof part === "object")
      return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, walk(inner, name)]));
    // Logarithms and powers may differ in the last places between two builds of PostgreSQL.
    if (typeof part === "number") return Number(part.toFixed(6));
    if (typeof part !== "string") return part;
    if (/[cC]ursor$/.test(field)) return "<cursor>";
    if (part.startsWith("masked-")) return "<masked>";
    if (part.startsWith("whsec_")) return "whsec_<secret>";
    if (/(At|Until|minute)$/.test(field)) return "<instant>";
    if (part.startsWith("pgk_")) return part.replace(/_[0-9a-f]{16}/, "_<id>").replace(/_[\w-]{43}$/, "_<secret>");
    const known = keyOf(part);
    if (known) return `<${known}>`;
    const decoded = ["id", "branch", "platform", "subject", "subjects", "replaces"].includes(field)
      ? decodeId(part)
      : null;
    return decoded ? `<${decoded.kind}>` : part;
  };
  return walk(value, "");
}
