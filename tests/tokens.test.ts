import { createPublicKey } from "node:crypto";
import { type JWTPayload, SignJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { readConfig } from "../src/config.ts";
import type { KeySetOptions } from "../src/modules/access/jwks.keys.ts";
import { claimsOf, ownClaims } from "../src/modules/access/token.claims.ts";
import { tokenVerifier } from "../src/modules/access/token.service.ts";
import { Outage } from "../src/shared/errors.ts";
import { audience, issuer, type KeyServer, startKeyServer } from "./support/key-server.ts";

let provider: KeyServer;
let clock: number;
beforeEach(async () => {
  provider = await startKeyServer();
  await provider.add("a");
  clock = 1_000_000;
});
afterEach(() => provider.close());

const verifier = (env: NodeJS.ProcessEnv = {}, options: KeySetOptions = {}) =>
  tokenVerifier(
    readConfig({ NODE_ENV: "test", JWKS_URL: provider.url, JWT_ISSUER: issuer, JWT_AUDIENCE: audience, ...env }),
    { now: () => clock, ...options },
  );
const manager = { role: "HEAD_OFFICE", name: "行长", azp: "bank-app" };
const seconds = (n: number) => Math.floor(Date.now() / 1000) + n;

describe("a token of the identity provider", () => {
  it("is taken with its claims, and the keys are asked for once", async () => {
    const verify = verifier();
    for (let i = 0; i < 5; i++)
      expect(await verify(await provider.sign("a", manager))).toEqual({
        subject: "u-1",
        name: "行长",
        role: "HEAD_OFFICE",
        branch: null,
        platform: null,
        client: "bank-app",
      });
    expect(provider.asked).toBe(1);
  });

  it.each(["RS256", "PS256", "ES256", "EdDSA"])("is taken when signed with %s", async (alg) => {
    await provider.add("b", alg);
    expect(await verifier()(await provider.sign("b", manager))).toMatchObject({ role: "HEAD_OFFICE" });
  });

  it.each<[string, JWTPayload]>([
    ["another issuer", { iss: "https://elsewhere.example" }],
    ["no issuer", { iss: undefined }],
    ["another audience", { aud: "another-api" }],
    ["no audience", { aud: undefined }],
    ["no subject", { sub: undefined }],
    ["a subject that is a number", { sub: 7 as unknown as string }],
    ["a subject that is an object", { sub: {} as unknown as string }],
    ["a subject that is empty", { sub: "" }],
    ["a subject with a null byte", { sub: "u\u0000" }],
    ["a subject with a line break", { sub: "u\n" }],
    ["a subject with half a character", { sub: "u\ud800" }],
    ["a subject of 201 characters", { sub: "u".repeat(201) }],
    ["a name with a null byte", { name: "a\u0000" }],
    ["a branch with a null byte", { branch: "B02\u0000" }],
    ["an app with a null byte", { azp: "a\u0000" }],
    ["no expiry", { exp: undefined }],
    ["an expiry beyond the clocks' tolerance", { exp: seconds(-35) }],
    ["a beginning in the future", { nbf: seconds(60) }],
    ["no role", { role: undefined }],
    ["a role that is none of ours", { role: "ROOT" }],
    ["two roles of ours", { role: ["AUDITOR", "HEAD_OFFICE"] }],
    ["the role of a platform's machine", { role: "PLATFORM", platform: "x" }],
  ])("is refused with %s", async (_, claims) => {
    expect(await verifier()(await provider.sign("a", { ...manager, ...claims }))).toBeNull();
  });

  it("is taken with clocks that differ by less than half a minute, and with an audience among others", async () => {
    expect(await verifier()(await provider.sign("a", { ...manager, exp: seconds(-20) }))).not.toBeNull();
    expect(await verifier()(await provider.sign("a", { ...manager, nbf: seconds(20) }))).not.toBeNull();
    expect(await verifier()(await provider.sign("a", { ...manager, aud: ["x", audience] }))).not.toBeNull();
  });

  it("is refused unsigned, signed by a stranger under a known name, and signed with the public key as a secret", async () => {
    await provider.add("b", "RS256");
    const verify = verifier();
    const claims = { ...manager, iss: issuer, aud: audience, sub: "u-1", exp: seconds(600) };
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const kid of ["a", "b"]) {
      expect(await verify(`${encode({ alg: "none", kid })}.${encode(claims)}.`)).toBeNull();
      const pem = createPublicKey({ key: provider.publicKey(kid) as never, format: "jwk" }).export({
        format: "pem",
        type: "spki",
      });
      for (const secret of [pem as string, JSON.stringify(provider.publicKey(kid))]) {
        const confused = await new SignJWT(claims)
          .setProtectedHeader({ alg: "HS256", kid })
          .sign(new TextEncoder().encode(secret));
        expect(await verify(confused)).toBeNull();
      }
    }
    const stranger = await startKeyServer();
    await stranger.add("a");
    expect(await verify(await stranger.sign("a", manager))).toBeNull();
    await stranger.close();
    expect(await verify(await provider.sign("a", manager))).not.toBeNull();
  });
});

describe("the provider's keys", () => {
  it("follow a rotation: a new one is asked for, one that was withdrawn stops when what is known is ten minutes old", async () => {
    const verify = verifier();
    expect(await verify(await provider.sign("a", manager))).not.toBeNull();
    await provider.add("b");
    clock += 31_000;
    expect(await verify(await provider.sign("b", manager))).not.toBeNull();
    expect(provider.asked).toBe(2);
    provider.withdraw("a");
    clock += 599_000;
    expect(await verify(await provider.sign("a", manager))).not.toBeNull();
    clock += 1_000;
    expect(await verify(await provider.sign("a", manager))).toBeNull();
    expect(await verify(await provider.sign("b", manager))).not.toBeNull();
    expect(provider.asked).toBe(3);
  });

  it("are not asked for by a flood of unknown ones", async () => {
    const verify = verifier();
    await verify(await provider.sign("a", manager));
    clock += 31_000;
    const flood = await Promise.all(
      Array.from({ length: 200 }, (_, i) => provider.sign("a", manager, { kid: `unknown-${i}` })),
    );
    expect((await Promise.all(flood.map(verify))).every((claims) => claims === null)).toBe(true);
    for (const token of flood) expect(await verify(token)).toBeNull();
    expect(provider.asked).toBe(2);
    provider.mood = "down";
    clock += 31_000;
    for (const token of flood) expect(await verify(token)).toBeNull();
    expect(provider.asked).toBe(3);
  });

  it.each(["down", "silent", "nonsense"] as const)(
    "that are known go on for a day while the provider is %s",
    async (mood) => {
      const verify = verifier({}, { timeout: 100 });
      const token = await provider.sign("a", manager);
      expect(await verify(token)).not.toBeNull();
      provider.mood = mood;
      clock += 600_000;
      for (let i = 0; i < 20; i++) expect(await verify(token)).not.toBeNull();
      expect(provider.asked).toBe(2);
      clock += 23 * 3_600_000;
      expect(await verify(token)).not.toBeNull();
      clock += 3_600_000;
      await expect(verify(token)).rejects.toThrow(Outage);
      provider.mood = "well";
      clock += 6_000;
      expect(await verify(token)).not.toBeNull();
    },
  );

  it("that were never had are an outage and no refusal, and are had as soon as the provider is back", async () => {
    provider.mood = "down";
    const verify = verifier();
    const token = await provider.sign("a", manager);
    for (let i = 0; i < 20; i++) await expect(verify(token)).rejects.toMatchObject({ statusCode: 503 });
    expect(provider.asked).toBe(1);
    provider.mood = "well";
    clock += 6_000;
    expect(await verify(token)).not.toBeNull();
  });
});

describe("claims by configuration", () => {
  const names = { ...ownClaims, platformClaim: null };
  const read = (claims: object, over: object = {}) => claimsOf({ sub: "s", ...claims }, { ...names, ...over });

  test("a path, a name with dots in it, a list with one role of ours", () => {
    const inside = { realm_access: { roles: ["offline_access", "AUDITOR"] } };
    expect(read(inside, { roleClaim: "realm_access.roles" })).toMatchObject({ role: "AUDITOR", name: "s" });
    const address = "https://bank.example/role";
    expect(read({ [address]: "STAFF" }, { roleClaim: address })).toMatchObject({ role: "STAFF" });
    expect(read({ role: "STAFF", ou: ["B02"] }, { branchClaim: "ou" })).toMatchObject({ branch: "B02" });
    expect(read({ role: ["STAFF", "STAFF"] })).toMatchObject({ role: "STAFF" });
  });

  test("several roles or branches are no reason to guess", () => {
    expect(read({ role: ["STAFF", "AUDITOR"] })).toBeNull();
    expect(read({ role: "STAFF", branch: ["B01", "B02"] })).toMatchObject({ branch: null });
  });

  test("with a map its names alone count", () => {
    const roleMap = { "bank-rm": "RELATIONSHIP_MANAGER", "bank-rm-senior": "RELATIONSHIP_MANAGER" };
    expect(read({ role: ["bank-rm", "bank-rm-senior"] }, { roleMap })).toMatchObject({ role: "RELATIONSHIP_MANAGER" });
    for (const role of ["HEAD_OFFICE", "constructor", "toString", "__proto__"])
      expect(read({ role }, { roleMap })).toBeNull();
  });

  test("what is no text, or stands in the prototype, is not there", () => {
    for (const role of [1, true, null, { HEAD_OFFICE: true }, [["HEAD_OFFICE"]], ""]) expect(read({ role })).toBeNull();
    for (const roleClaim of ["constructor.name", "__proto__.role", "realm..roles", "."])
      expect(read({}, { roleClaim })).toBeNull();
  });

  test("client_id stands in for azp", () => {
    expect(read({ role: "STAFF", client_id: "app" })).toMatchObject({ client: "app" });
    expect(read({ role: "STAFF", client_id: "app", azp: "front" })).toMatchObject({ client: "front" });
  });

  test("a token makes a platform's machine only where a claim for its platform is configured", () => {
    const machine = { role: "PLATFORM", platform_id: "abc" };
    expect(read(machine)).toBeNull();
    expect(read(machine, { platformClaim: "platform_id" })).toMatchObject({ role: "PLATFORM", platform: "abc" });
  });

  test("a map that is none is refused by name", () => {
    for (const JWT_ROLE_MAP of ["rm", "[]", '{"a":"ROOT"}', '{"a":1}'])
      expect(() => readConfig({ JWT_ROLE_MAP })).toThrow("JWT_ROLE_MAP");
    expect(readConfig({ JWT_ROLE_MAP: '{"rm":"STAFF"}' }).roleMap).toEqual({ rm: "STAFF" });
  });
});
