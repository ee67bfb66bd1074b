import { Arg, Ctx, FieldResolver, Int, Mutation, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { CreateImportInput, ImportJobInput, ImportJobPayload } from "./job.input.ts";
import { findJobs, loadFiles } from "./job.loader.ts";
import { createImportJob, moveJob } from "./job.mutation.ts";
import type { JobState } from "./job.record.ts";
import { cancelJob, queueJob, queueRevert } from "./job.service.ts";
import { ImportFileType, ImportJobConnectionType, ImportJobType, ImportState } from "./job.type.ts";
import { importKinds } from "./kind.catalog.ts";
import { ImportKindType } from "./kind.type.ts";
import { loadErrors, loadPending } from "./row.loader.ts";
import { ImportErrorConnectionType, ImportPendingRowConnectionType } from "./row.type.ts";

@Resolver(() => ImportJobType)
export class ImportJobResolver {
  @Query(() => [ImportKindType], { description: "The kinds of lists that can be imported, with their columns." })
  importKinds() {
    return importKinds();
  }

  @Query(() => ImportJobConnectionType, { description: "Imports, the newest first. Errors: BAD_INPUT, BAD_CURSOR." })
  importJobs(
    @Arg("state", () => ImportState, { nullable: true, description: "Only those that stand there." })
    state: JobState | null,
    @Arg("kind", () => String, { nullable: true, description: "Only of this kind." }) kind: string | null,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return findJobs(context, { state: state ?? null, kind: kind ?? null }, pageSize(first), after ?? null);
  }

  @FieldResolver(() => [ImportFileType], { description: "Its files: one, or those that its mapping reads." })
  files(@Root() job: ImportJobType, @Ctx() context: Context) {
    return loadFiles(context, job.key);
  }

  @FieldResolver(() => ImportErrorConnectionType, {
    description: "Rows that were refused, by file and line. Errors: BAD_INPUT, BAD_CURSOR.",
  })
  errors(
    @Root() job: ImportJobType,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return loadErrors(context, { parent: job.key, first: pageSize(first), after: after ?? null });
  }

  @FieldResolver(() => ImportPendingRowConnectionType, {
    description: "Rows that wait for something they name, by line. Errors: BAD_INPUT, BAD_CURSOR.",
  })
  pending(
    @Root() job: ImportJobType,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    return loadPending(context, { parent: job.key, first: pageSize(first), after: after ?? null });
  }

  @Mutation(() => ImportJobPayload, {
    description:
      "Makes an import, whose file is then uploaded by PUT /imports/<id>/chunks/<number>. userErrors: VALUE_UNKNOWN, BAD_INPUT, TEXT_*.",
  })
  createImport(
    @Arg("input", () => CreateImportInput, { description: "The import." }) input: CreateImportInput,
    @Ctx() context: Context,
  ) {
    return createImportJob(context, input);
  }

  @Mutation(() => ImportJobPayload, {
    description:
      "Has a server load it; what failed or was cancelled goes on where it was. Safe to repeat. userErrors: NOT_FOUND, IMPORT_INCOMPLETE, IMPORT_STATE.",
  })
  startImport(
    @Arg("input", () => ImportJobInput, { description: "Which." }) input: ImportJobInput,
    @Ctx() context: Context,
  ) {
    return moveJob(context, input.id, queueJob);
  }

  @Mutation(() => ImportJobPayload, {
    description: "Stops it; what it wrote stays. Safe to repeat. userErrors: NOT_FOUND, IMPORT_STATE.",
  })
  cancelImport(
    @Arg("input", () => ImportJobInput, { description: "Which." }) input: ImportJobInput,
    @Ctx() context: Context,
  ) {
    return moveJob(context, input.id, cancelJob);
  }

  @Mutation(() => ImportJobPayload, {
    description:
      "Takes back what it wrote, as long as nothing else stands on that: else it fails with IMPORT_STOOD_UPON. Safe to repeat. userErrors: NOT_FOUND, IMPORT_STATE.",
  })
  revertImport(
    @Arg("input", () => ImportJobInput, { description: "Which." }) input: ImportJobInput,
    @Ctx() context: Context,
  ) {
    return moveJob(context, input.id, queueRevert);
  }
}
