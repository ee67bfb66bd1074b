import { Arg, Ctx, FieldResolver, Int, Query, Resolver, Root } from "type-graphql";
import type { Context } from "../../context.ts";
import { pageSize } from "../../shared/connection.ts";
import { MoneyType } from "../../shared/money.ts";
import { loadEntityAt } from "../graph/entity.loader.ts";
import { EntityType } from "../graph/entity.type.ts";
import { AcquisitionBatchOrder } from "./acquisition.enums.ts";
import {
  AcquisitionBatchConnectionType,
  AcquisitionBatchType,
  AcquisitionInput,
  IntroducerType,
  ProspectConnectionType,
} from "./acquisition.type.ts";
import { sumAmounts } from "./amount.loader.ts";
import { pageOfBatches } from "./batch.page.ts";
import { dressed, pathOf } from "./path.dressing.ts";
import { pageOfProspects } from "./prospect.page.ts";
import { resolveQuestion } from "./question.input.ts";
import { timeOf } from "./question.service.ts";

@Resolver(() => AcquisitionBatchType)
export class BatchResolver {
  @Query(() => AcquisitionBatchConnectionType, {
    description:
      "Which hubs stand beside our clients, which non-client organizations does each make reachable, and in what order should we go for them. " +
      "Errors: BAD_INPUT, BAD_CURSOR, NOT_FOUND, FORBIDDEN, NOT_AVAILABLE_YET, CURRENCY_UNKNOWN.",
  })
  async acquisitionBatches(
    @Arg("input", () => AcquisitionInput, { nullable: true, description: "Everything by default when omitted." })
    input: AcquisitionInput | null,
    @Arg("orderBy", () => AcquisitionBatchOrder, {
      defaultValue: AcquisitionBatchOrder.EXPECTED_ACCOUNTS,
      description: "How batches are ordered.",
    })
    orderBy: AcquisitionBatchOrder,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, {
      nullable: true,
      description: "endCursor of the page before, of the same input and order.",
    })
    after: string | null,
    @Ctx() context: Context,
  ) {
    return pageOfBatches(context, await resolveQuestion(context, input), orderBy, pageSize(first), after ?? null);
  }

  @FieldResolver(() => EntityType, { description: "The entity behind which the prospects stand." })
  hub(@Root() { batch, question }: AcquisitionBatchType, @Ctx() context: Context) {
    return loadEntityAt(context, batch.hub, timeOf(context, question));
  }

  @FieldResolver(() => [IntroducerType], {
    description:
      "Existing clients beside the hub who can introduce the bank, strongest tie first. Path length 0: the hub is the client.",
  })
  async introducers(
    @Root() { batch, question }: AcquisitionBatchType,
    @Arg("first", () => Int, { defaultValue: 5, description: "1 to 100." }) first: number,
    @Ctx() context: Context,
  ) {
    const ways = batch.introducers.slice(0, pageSize(first)).map(pathOf);
    const time = timeOf(context, question);
    const [clients, paths] = await Promise.all([
      Promise.all(ways.map(({ client }) => loadEntityAt(context, client, time))),
      dressed(context, time, ways),
    ]);
    return paths.map((path, i) => ({ client: clients[i], path }));
  }

  @FieldResolver(() => [MoneyType], {
    description:
      "What flows in twelve months between the hub and its prospects, per currency; empty when no evidence carries an amount.",
  })
  annualAmounts(@Root() { batch, question }: AcquisitionBatchType, @Ctx() context: Context) {
    return sumAmounts(context, { relationships: batch.amountEdges, time: timeOf(context, question) });
  }

  @FieldResolver(() => ProspectConnectionType, { description: "Its prospects, likeliest first." })
  prospects(
    @Root() { batch, question, id }: AcquisitionBatchType,
    @Arg("first", () => Int, { defaultValue: 20, description: "1 to 100." }) first: number,
    @Arg("after", () => String, { nullable: true, description: "endCursor of the page before." }) after: string | null,
    @Ctx() context: Context,
  ) {
    const found = batch.prospects.map((prospect) => ({
      ...prospect,
      channel: batch.channel,
      channels: [batch.channel],
    }));
    return pageOfProspects(context, question, `batch:${id}`, found, pageSize(first), after ?? null);
  }
}
