import { connect, createServer, type Socket } from "node:net";

/** A line to a server that can be made to fail without its ends being told. */
export interface Line {
  port: number;
  /** Bytes wait, in both directions, and so do new connections: a machine that hangs. */
  stall(): void;
  /** What waited goes on. */
  resume(): void;
  /** From now on what arrives is thrown away, and nobody is told: a half-open connection. New ones are opened, and get no answer. */
  loseEverything(): void;
  /** New connections work again; those that lost bytes stay as they are, as after a firewall forgot them. */
  healNew(): void;
  close(): Promise<void>;
}

export async function startLine(target: number): Promise<Line> {
  const pairs = new Set<[Socket, Socket]>();
  let mode: "open" | "stalled" | "lost" = "open";
  const server = createServer({ pauseOnConnect: true }, (near) => {
    const far = connect(target, "127.0.0.1");
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    let isLost = mode === "lost";
    const lose = () => {
      isLost = true;
    };
    lost.add(lose);
    for (const [from, to] of [pair, [far, near]] as const) {
      from.on("data", (chunk) => {
        if (!isLost) to.write(chunk);
      });
      from.on("error", () => {});
      from.on("close", () => {
        pairs.delete(pair);
        lost.delete(lose);
        if (!isLost) to.destroy();
      });
    }
    if (mode === "stalled") far.pause();
    else near.resume();
  });
  const lost = new Set<() => void>();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const each = (act: (socket: Socket) => void) => {
    for (const pair of pairs) for (const socket of pair) act(socket);
  };
  return {
    port: (server.address() as { port: number }).port,
    stall: () => {
      mode = "stalled";
      each((socket) => socket.pause());
    },
    resume: () => {
      mode = "open";
      each((socket) => socket.resume());
    },
    loseEverything: () => {
      mode = "lost";
      for (const lose of lost) lose();
    },
    healNew: () => {
      mode = "open";
    },
    close: async () => {
      each((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
