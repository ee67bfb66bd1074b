import type { Em } from "../../../database.ts";
import type { Day } from "../../../shared/day.ts";
import type { ErrorCode } from "../../../shared/error-codes.ts";
import type { EntityType } from "../../organizations/identity.policy.ts";
import type { CellReader } from "./cell.reader.ts";

/** A column of a row format, for readers of the docs and for the check of the header. */
export interface Column {
  name: string;
  /** Whether the file must have it, with a value in every row. */
  required: boolean;
  about: string;
}

/** How a row names an entity: by credit code (source null) or by a source's own number. types: what it may be. */
export interface End {
  source: string | null;
  number: string;
  types: readonly EntityType[];
  /** The cell that names it, for errors. */
  field: string;
}

/** An entity that a row named. */
export interface Known {
  id: string;
  type: EntityType;
  /** What is left of an erased person. */
  isErased?: true;
}

/** A row with the entities that it names, in the order of its ends. */
export interface Placed<Row> {
  row: Row;
  ends: readonly Known[];
}

/** What a slice is written with. day is today. */
export interface WriteContext {
  /** The job whose rows they are; import_id of what they write. */
  importId: string;
  source: string;
  day: Day;
  /** The departures (row-checks.ts) before the ends of the rows were looked up. */
  departures: string;
}

export interface RowProblem {
  code: ErrorCode;
  field: string | null;
  message: string;
}

export type RowOutcome =
  | { outcome: "CREATED" | "UPDATED" | "UNCHANGED"; problem?: undefined }
  | { outcome: "REJECTED"; problem: RowProblem };

/**
 * One kind of list: its columns, what a row of it says, and what that writes. A later module adds its own in one file beside these and a
 * line in kinds/index.ts.
 */
export interface RowKind<Row = unknown> {
  name: string;
  /** In a sentence: what one row is. */
  about: string;
  columns: readonly Column[];
  /** What a row says; throws CellError for what must be refused. */
  parse(cells: CellReader): Row;
  /** The entities that must stand before the row can be written. */
  ends(row: Row): readonly End[];
  /** Writes rows in their order, set-based, and answers in it. A repeat writes nothing. */
  write(tx: Em, rows: readonly Placed<Row>[], context: WriteContext): Promise<RowOutcome[]>;
  /**
   * Of kinds whose rows touch nothing but what one key stands for: that key, as it is locked. Rows of different keys may then be written by
   * several transactions at a time.
   */
  keyOf?(row: Placed<Row>): string;
  /** The person that a row may make, and that is none of its ends; null: none. */
  personOf?(row: Row): { source: string; number: string } | null;
  /** Whether rows can make an entity that others wait for. */
  makesEntities: boolean;
}

/** A kind as the engine holds it, whatever its rows are. */
export const rowKind = <Row>(kind: RowKind<Row>): RowKind => kind as unknown as RowKind;
