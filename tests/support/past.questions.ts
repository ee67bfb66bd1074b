import type { Answer, TestServer } from "./server.ts";

/** What is asked about a world at every step and again of the past: everything that an instant can be given to. */
const about = `
  fragment Said on Relationship {
    id kind role since until confidence share annualAmounts { amount currency } source { id } target { id }
    evidence(first: 5) { totalCount nodes { id observedOn amount { amount currency } } } explain { name value day text }
  }
  query Around($of: ID!, $asOf: Date, $knownAt: DateTime, $direction: Direction!) {
    neighborhood(of: $of, input: { maxHops: 2, maxNodes: 10, asOf: $asOf, knownAt: $knownAt, direction: $direction }) {
      exploredCount nodes { hop isClipped entity { id
        degrees(validity: ANY, asOf: $asOf, knownAt: $knownAt) { kind direction count }
        relationships(validity: ANY, asOf: $asOf, knownAt: $knownAt, orderBy: CONFIDENCE, first: 10) {
          totalCount edges { node { ...Said } entity { id } }
        }
      } }
      relationships { id since until confidence }
    }
  }
  query Between($all: [ID!]!, $of: ID!, $to: ID!, $asOf: Date, $knownAt: DateTime) {
    connections(between: $all, validity: ANY, asOf: $asOf, knownAt: $knownAt) { relationships { id since until confidence share } }
    paths(from: $of, to: $to, input: { maxHops: 4, asOf: $asOf, knownAt: $knownAt }) {
      paths { length confidence steps { direction relationship { ...Said } entity { id } } }
    }
    ownershipChains(of: $to, input: { asOf: $asOf, knownAt: $knownAt }) {
      nodes { entity { id } combinedShare isPartlyUnknown isUltimate isInCycle chains { share steps { relationship { id } } } }
    }
    guaranteeRings(of: $of, input: { asOf: $asOf, knownAt: $knownAt }) { nodes { members { id } confidence } }
    reachable(of: $of, targetTypes: [NON_CLIENT], input: { asOf: $asOf, knownAt: $knownAt, maxHops: 3 }) {
      nodes { entity { id } path { confidence steps { relationship { id } } } }
    }
  }
  query Hubs($all: [ID!]!, $asOf: Date, $knownAt: DateTime) {
    commonHubs(of: $all, input: { maxHops: 2, asOf: $asOf, knownAt: $knownAt }) { nodes { entity { id } sharedCount strength } }
  }
  query Batches($asOf: Date, $knownAt: DateTime, $from: [ID!]!) {
    acquisitionBatches(input: { from: $from, maxHops: 3, asOf: $asOf, knownAt: $knownAt }) {
      nodes { channel hub { id } prospectCount clientCount expectedAccounts annualAmounts { amount currency }
        introducers { client { id } path { confidence steps { relationship { id confidence } } } }
        prospects { nodes { organization { id } likelihood explanation { name value contribution } } } }
    }
    prospects(input: { from: $from, maxHops: 3, asOf: $asOf, knownAt: $knownAt }) {
      nodes { organization { id } likelihood channels paths { confidence steps { relationship { ...Said } entity { id } } } }
    }
  }`;
const fragment = about.slice(0, about.indexOf("query"));
const operations = new Map(
  about
    .slice(about.indexOf("query"))
    .split(/^ {2}(?=query )/m)
    .map((text): [string, string] => [
      /query (\w+)/.exec(text)![1]!,
      text.includes("...Said") ? `${fragment}\n${text}` : text,
    ]),
);

/** Asks all of it of some organizations, on some days; knownAt null: as it is now. Errors are part of what was said. */
export async function askAll(
  { ask }: TestServer,
  ids: readonly string[],
  clients: readonly string[],
  days: readonly string[],
  knownAt: string | null,
): Promise<unknown[]> {
  const said: unknown[] = [];
  const question = async (operation: string, variables: object) => {
    const { data, errors }: Answer = await ask("HEAD_OFFICE", operations.get(operation)!, { knownAt, ...variables });
    const codes = errors?.map(({ extensions }) => extensions.code);
    // A client that was none then is not found; nothing else may go wrong.
    if (codes?.some((code) => code !== "NOT_FOUND")) throw new Error(`${operation}: ${JSON.stringify(errors)}`);
    said.push({ operation, variables, data, codes });
  };
  for (const asOf of days) {
    const [of, to] = [ids[0]!, ids[1]!];
    await question("Around", { of, asOf, direction: "BOTH" });
    await question("Around", { of: to, asOf, direction: "OUT" });
    await question("Between", { all: ids, of, to, asOf });
    await question("Hubs", { all: ids.slice(2), asOf });
    await question("Batches", { from: clients, asOf });
    await question("Batches", { from: clients.slice(0, 1), asOf });
  }
  return said;
}
