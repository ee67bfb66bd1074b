import type { lookup } from "node:dns";
import { describe, expect, it, test } from "vitest";
import { AddressRefused, checkUrl, lookupWithin, mayConnect } from "../src/modules/events/webhook.address.ts";

const strict = { mayLoopback: false };
const testing = { mayLoopback: true };

describe("an address that deliveries may not go to", () => {
  test.each([
    ...["0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8"],
    ...["169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.8", "192.0.2.1", "192.168.0.1"],
    ...["198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"],
    ...["168.63.129.16", "192.88.99.1", "::", "::1", "::2:3", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:10.0.0.1"],
    ...[
      "::ffff:169.254.169.254",
      "::127.0.0.1",
      "64:ff9b::a00:1",
      "64:ff9b:1::a00:1",
      "100::1",
      "2001::1",
      "2001:db8::1",
    ],
    ...["2002:a00:1::", "2002:7f00:1::1", "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1"],
    ...["", "localhost", "1.2.3", "0x7f.0.0.1", "not an address"],
  ])("%s", (address) => expect(mayConnect(address, strict)).toBe(false));

  test.each(["10.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "fd00::1", "0.0.0.0", "192.168.1.1"])(
    "%s, even where loopback may be",
    (address) => expect(mayConnect(address, testing)).toBe(false),
  );
});

test.each(["8.8.8.8", "114.114.114.114", "203.119.25.1", "2400:3200::1", "2606:4700:4700::1111", "::ffff:8.8.8.8"])(
  "%s is public",
  (address) => expect(mayConnect(address, strict)).toBe(true),
);
test.each(["127.0.0.1", "127.5.5.5", "::1", "::ffff:127.0.0.1"])("%s is loopback", (address) => {
  expect([mayConnect(address, strict), mayConnect(address, testing)]).toEqual([false, true]);
});

describe("a URL", () => {
  test.each([
    ["https://hooks.example.com/a?b=c", "https://hooks.example.com/a?b=c"],
    ["https://hooks.example.com:8443", "https://hooks.example.com:8443/"],
    ["https://8.8.8.8/x#part", "https://8.8.8.8/x"],
    ["https://例子.example/回调", "https://xn--fsqu00a.example/%E5%9B%9E%E8%B0%83"],
  ])("%s is taken", (text, url) => expect(checkUrl(text, strict)).toEqual({ url }));

  test.each([
    ...["http://hooks.example.com", "http://8.8.8.8/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/"],
    ...[
      "https://0x7f.0.0.1/",
      "https://017700000001/",
      "https://[::1]/",
      "https://[::ffff:10.0.0.1]/",
      "https://10.0.0.1:443/",
    ],
    ...[
      "https://169.254.169.254/latest/meta-data",
      "https://[fd00:ec2::254]/",
      "https://１２７.0.0.1/",
      "http://localhost/",
    ],
  ])("%s is refused", (text) => expect(checkUrl(text, strict)).toEqual({ problem: "URL_REFUSED" }));

  test.each([
    ...["", "hooks.example.com", "ftp://hooks.example.com", "javascript:alert(1)", "file:///etc/passwd", "https://"],
    ...[
      "https://user@hooks.example.com",
      "https://:secret@hooks.example.com",
      `https://a.example/${"x".repeat(2_000)}`,
    ],
  ])("%s is none", (text) => expect(checkUrl(text, strict)).toEqual({ problem: "URL_INVALID" }));

  it("may be http for a test on this machine, and nowhere else", () => {
    expect(checkUrl("http://127.0.0.1:8080/", testing)).toEqual({ url: "http://127.0.0.1:8080/" });
    expect(checkUrl("http://localhost/", testing)).toEqual({ problem: "URL_REFUSED" });
    expect(checkUrl("http://10.0.0.1/", testing)).toEqual({ problem: "URL_REFUSED" });
    expect(checkUrl("http://8.8.8.8/", testing)).toEqual({ problem: "URL_REFUSED" });
  });
});

describe("a name, when it is resolved for a connection", () => {
  type Found = { address: string; family: number }[];
  const resolving = (...answers: (Found | Error)[]) =>
    ((_name: string, _options: object, done: (error: Error | null, found?: Found) => void) => {
      const answer = answers.shift()!;
      if (answer instanceof Error) done(answer);
      else done(null, answer);
    }) as unknown as typeof lookup;
  const outcome = (find: typeof lookup, all: boolean) =>
    new Promise<unknown>((resolve) =>
      lookupWithin(strict, find)("a.example", { all }, (error, address) => resolve(error ?? address)),
    );
  const at = (...addresses: string[]) =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));

  it("that is public is connected to at the address that was looked at", async () => {
    expect(await outcome(resolving(at("8.8.8.8")), false)).toBe("8.8.8.8");
    expect(await outcome(resolving(at("8.8.8.8", "2400:3200::1")), true)).toEqual(at("8.8.8.8", "2400:3200::1"));
  });

  it.each([
    ["is inner", at("10.0.0.1")],
    ["is inner by one of its addresses", at("8.8.8.8", "127.0.0.1")],
    ["is inner by an IPv4 within an IPv6", at("::ffff:192.168.0.1")],
    ["has no address", []],
    ["does not exist", new Error("ENOTFOUND")],
  ])("that %s is refused, in the same words", async (_, answer) => {
    for (const all of [true, false]) {
      const error = await outcome(resolving(answer), all);
      expect(error).toBeInstanceOf(AddressRefused);
      expect((error as Error).message).toBe("");
    }
  });

  it("is looked at anew each time: one that was public is refused when it leads elsewhere", async () => {
    const find = resolving(at("8.8.8.8"), at("127.0.0.1"));
    expect(await outcome(find, false)).toBe("8.8.8.8");
    expect(await outcome(find, false)).toBeInstanceOf(AddressRefused);
  });
});
