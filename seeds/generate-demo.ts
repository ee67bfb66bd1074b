import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bank } from "./story/bank.ts";
import { ANCHOR, Chapter, Story } from "./story/builder.ts";
import { city } from "./story/city.ts";
import { contacts } from "./story/contacts.ts";
import { court } from "./story/court.ts";
import { writeStory } from "./story/csv.ts";
import { hospital } from "./story/hospital.ts";
import { insulation } from "./story/insulation.ts";
import { manufacturer } from "./story/manufacturer.ts";
import { market } from "./story/market.ts";
import { oddities, oddOrganizations } from "./story/oddities.ts";
import { people } from "./story/people.ts";
import { pharmacy, rivalChain } from "./story/pharmacy.ts";
import { tobacco } from "./story/tobacco.ts";

/** Tells the whole story; the same every time. */
export function tell(): Story {
  const story = new Story();
  bank(new Chapter(story, "bank"), story);
  court(new Chapter(story, "court"), story);
  pharmacy(new Chapter(story, "pharmacy"));
  rivalChain(new Chapter(story, "rival"));
  manufacturer(new Chapter(story, "manufacturer"));
  insulation(new Chapter(story, "insulation"));
  tobacco(new Chapter(story, "tobacco"));
  hospital(new Chapter(story, "hospital"));
  const odd = new Chapter(story, "oddities");
  oddOrganizations(odd);
  const town = city(new Chapter(story, "city"), story);
  oddities(odd, town);
  people(new Chapter(story, "people"), story, town);
  market(new Chapter(story, "market"), town);
  contacts(new Chapter(story, "contacts"), story);
  return story;
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeStory(join(import.meta.dirname, "demo"), tell().tables, ANCHOR);
