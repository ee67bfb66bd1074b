import { type Chapter, END, OUTLET } from "./builder.ts";
import type { City } from "./city.ts";

/** Things that happen in real registers, each of which has broken a program before. */
export function oddities(chapter: Chapter, city: City): void {
  const { random } = chapter;
  const owns = (owner: string, owned: string, since?: string, until?: string) =>
    chapter.prove(
      chapter.relate(owner, "OWNS", owned, { since, until }),
      "REGISTRY",
      "registry",
      since ?? "2025-05-19",
    );
  const guarantees = (source: string, target: string) => {
    const since = random.day("2024-11-11", "2026-06-28");
    chapter.prove(chapter.relate(source, "GUARANTEES", target, { since }), "CONTRACT", "core-banking", since);
  };

  // Three firms own one another in a circle; a fourth holds its own shares.
  for (const [owner, owned] of [
    ["cycle-a", "cycle-b"],
    ["cycle-b", "cycle-c"],
    ["cycle-c", "cycle-a"],
  ] as const)
    owns(owner, owned, "2025-02-18");
  owns("treasury-shares", "treasury-shares", "2025-10-13");

  // The savings bank buys from many, and the rural bank is owned by many: no path may run through a bank.
  for (const key of [...random.sample(city.clients, 30), ...random.sample(city.others, 40)]) owns(key, "bank-rural");
  for (const [buyer, count] of [
    ["bank-savings", 25],
    ["bank", 15],
  ] as const)
    for (const key of random.sample(city.others, count)) {
      const relationship = chapter.relate(key, "SUPPLIES", buyer);
      chapter.proveAmount(relationship, "INVOICE", random.day("2025-12-02", END), random.int(20, 900) * 100_000);
    }

  // A ring of mutual guarantees, and single ones.
  const ring = city.clients.slice(10, 14);
  ring.forEach((key, index) => {
    guarantees(key, ring[(index + 1) % ring.length]!);
  });
  const guarantors = random.sample(city.others, 24);
  random.sample(city.clients.slice(14), 24).forEach((borrower, index) => {
    guarantees(guarantors[index]!, borrower);
  });

  // Parents and subsidiaries; two were sold again.
  const daughters = random.sample(city.others, 40);
  random.sample(city.clients, 40).forEach((parent, index) => {
    owns(parent, daughters[index]!, random.day("2024-11-11", "2025-12-28"), index < 2 ? "2026-06-15" : undefined);
  });
}

/** They must exist before the city counts its organizations and clients. */
export function oddOrganizations(chapter: Chapter): void {
  for (const key of ["cycle-a", "cycle-b", "cycle-c", "treasury-shares", "reopened-account"]) chapter.organization(key);
  chapter.account("cycle-a", OUTLET, "2025-04-21");
  // An account closed and later opened again under its number.
  const number = chapter.account("reopened-account", OUTLET, "2024-12-16", { closedOn: "2025-08-20" });
  chapter.account("reopened-account", OUTLET, "2026-04-13", { number });
}
