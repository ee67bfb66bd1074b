import { lookup as resolve } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Where deliveries may go: always to public addresses over https; loopback is for tests, and then over http too. */
export interface AddressRules {
  mayLoopback: boolean;
}

/** What keeps a receiver's URL from being taken; null: nothing does. */
export type UrlProblem = "URL_INVALID" | "URL_REFUSED";

/** Public by its range, and yet a cloud's own service. */
const inner = new Set(["168.63.129.16"]);

/** The only part of IPv6 from which public addresses were ever given. */
const global = ipaddr.parseCIDR("2000::/3");

/** Whether deliveries may go to an IP address, in whatever form it is written: only to what is public, as an IPv4 within an IPv6 too. */
export function mayConnect(address: string, { mayLoopback }: AddressRules): boolean {
  if (!isIP(address)) return false;
  const known = ipaddr.process(address);
  const range = known.range();
  if (range === "loopback") return mayLoopback;
  return range === "unicast" && !inner.has(known.toString()) && (known.kind() === "ipv4" || known.match(global));
}

/** A URL as it is kept, or why it is not taken. Names are looked at when they are resolved: at each delivery. */
export function checkUrl(text: string, rules: AddressRules): { url: string } | { problem: UrlProblem } {
  if (text.length > 2_000 || !URL.canParse(text)) return { problem: "URL_INVALID" };
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return { problem: "URL_INVALID" };
  if (url.username || url.password) return { problem: "URL_INVALID" };
  const literal = literalOf(url);
  if (literal !== null && !mayConnect(literal, rules)) return { problem: "URL_REFUSED" };
  const isPlain = url.protocol === "http:";
  if (isPlain && !(rules.mayLoopback && literal !== null && ipaddr.process(literal).range() === "loopback"))
    return { problem: "URL_REFUSED" };
  url.hash = "";
  return { url: url.href };
}

/** The IP address that a URL names by itself, so that nothing is resolved; null: it has a name. */
export function literalOf({ hostname }: URL): string | null {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) ? bare : null;
}

/** The name leads nowhere, or to where deliveries may not go: the same to whoever asks, for the difference would tell of the bank's network. */
export class AddressRefused extends Error {}

/**
 * Resolves a name for a connection that is just being made, so that the address looked at is the one connected to: a name cannot lead
 * elsewhere in between. One address that is refused refuses the name.
 */
export const lookupWithin =
  (rules: AddressRules, find: typeof resolve = resolve): LookupFunction =>
  (hostname, options, done) => {
    find(hostname, { ...options, all: true }, (error, addresses) => {
      const isGood = !error && addresses.length > 0 && addresses.every(({ address }) => mayConnect(address, rules));
      if (!isGood) return done(new AddressRefused(), []);
      if (options.all) return done(null, addresses);
      done(null, addresses[0]!.address, addresses[0]!.family);
    });
  };
