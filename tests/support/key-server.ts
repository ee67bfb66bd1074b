import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

/** A small identity provider on loopback: it publishes keys, and signs with them. */
export interface KeyServer {
  url: string;
  /** How often its keys were asked for. */
  asked: number;
  /** What it does when asked. */
  mood: "well" | "down" | "silent" | "nonsense";
  /** Publishes a new key. */
  add(kid: string, alg?: string): Promise<void>;
  /** Publishes a key no more; tokens signed with it can still be made. */
  withdraw(kid: string): void;
  publicKey(kid: string): JWK;
  sign(kid: string, claims: JWTPayload, header?: { alg?: string; kid?: string }): Promise<string>;
  close(): Promise<void>;
}

export const issuer = "https://id.example";
export const audience = "partner-graph";

export async function startKeyServer(): Promise<KeyServer> {
  const pairs = new Map<string, { alg: string; privateKey: CryptoKey; jwk: JWK }>();
  const published = new Set<string>();
  const server = createServer((_request, response) => {
    keyServer.asked += 1;
    if (keyServer.mood === "silent") return;
    response.statusCode = keyServer.mood === "down" ? 500 : 200;
    const keys = [...published].map((kid) => pairs.get(kid)!.jwk);
    response.end(JSON.stringify(keyServer.mood === "nonsense" ? { error: "no keys today" } : { keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const keyServer: KeyServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`,
    asked: 0,
    mood: "well",
    add: async (kid, alg = "ES256") => {
      const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
      pairs.set(kid, { alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } });
      published.add(kid);
    },
    withdraw: (kid) => published.delete(kid),
    publicKey: (kid) => pairs.get(kid)!.jwk,
    sign: (kid, claims, header = {}) =>
      new SignJWT({ iss: issuer, aud: audience, sub: "u-1", exp: Math.floor(Date.now() / 1000) + 600, ...claims })
        .setProtectedHeader({ alg: pairs.get(kid)!.alg, kid, ...header })
        .sign(pairs.get(kid)!.privateKey),
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return keyServer;
}
