/** Who wants to run something. */
export interface Runner {
  /** One client, whatever its address. */
  client: string;
  isMachine: boolean;
}

export interface SlotLimits {
  /** Requests that run at once. */
  slots: number;
  /** Of these, at most so many of machines together and of one client. */
  machineSlots: number;
  clientSlots: number;
  /** Requests that wait for a slot; one more is refused, and so is one that waits longer. */
  queue: number;
  queueMs: number;
}

/** Gives the slot back; a second call does nothing. */
export type Release = () => void;

interface Waiting {
  start(release: Release | null): void;
}

/**
 * Who runs next, when more want to than may. Clients take turns, so that a hundred requests of one hold back another's by one; people go
 * before machines; and one starts per turn of the event loop, so that whatever they compute does not add up to one long wait.
 */
export class ExecutionSlots {
  private readonly limits: SlotLimits;
  private readonly people = new Map<string, Waiting[]>();
  private readonly machines = new Map<string, Waiting[]>();
  private readonly runningOf = new Map<string, number>();
  private running = 0;
  private runningMachines = 0;
  private waiting = 0;
  private hasStarted = false;

  constructor(limits: SlotLimits) {
    this.limits = limits;
  }

  /** Waits for a slot; null when too many wait already, when it took too long, or when the caller went away. */
  enter(runner: Runner, isGone: AbortSignal): Promise<Release | null> {
    if (this.waiting >= this.limits.queue || isGone.aborted) return Promise.resolve(null);
    const lane = runner.isMachine ? this.machines : this.people;
    const queue = lane.get(runner.client) ?? [];
    return new Promise((resolve) => {
      const leave = () => {
        if (this.leave(lane, runner.client, place)) place.start(null);
      };
      const late = setTimeout(leave, this.limits.queueMs);
      const place: Waiting = {
        start: (release) => {
          clearTimeout(late);
          isGone.removeEventListener("abort", leave);
          resolve(release);
        },
      };
      queue.push(place);
      lane.set(runner.client, queue);
      this.waiting += 1;
      isGone.addEventListener("abort", leave);
      this.startOne();
    });
  }

  private leave(lane: Map<string, Waiting[]>, client: string, place: Waiting): boolean {
    const queue = lane.get(client);
    const index = queue?.indexOf(place) ?? -1;
    if (!queue || index < 0) return false;
    queue.splice(index, 1);
    this.waiting -= 1;
    if (queue.length === 0) lane.delete(client);
    return true;
  }

  private startOne(): void {
    if (this.hasStarted || this.waiting === 0 || this.running >= this.limits.slots) return;
    const mayMachines = this.runningMachines < this.limits.machineSlots;
    if (!this.startOf(this.people, false) && mayMachines) this.startOf(this.machines, true);
  }

  /** Starts the first client of a lane that may run, and sets it behind the others. */
  private startOf(lane: Map<string, Waiting[]>, isMachine: boolean): boolean {
    for (const [client, queue] of lane) {
      const own = this.runningOf.get(client) ?? 0;
      if (own >= this.limits.clientSlots) continue;
      const place = queue.shift()!;
      lane.delete(client);
      if (queue.length > 0) lane.set(client, queue);
      this.waiting -= 1;
      this.running += 1;
      if (isMachine) this.runningMachines += 1;
      this.runningOf.set(client, own + 1);
      this.hasStarted = true;
      setImmediate(() => {
        this.hasStarted = false;
        this.startOne();
      });
      place.start(this.releaseOf(client, isMachine));
      return true;
    }
    return false;
  }

  private releaseOf(client: string, isMachine: boolean): Release {
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.running -= 1;
      if (isMachine) this.runningMachines -= 1;
      const own = this.runningOf.get(client)! - 1;
      if (own > 0) this.runningOf.set(client, own);
      else this.runningOf.delete(client);
      this.startOne();
    };
  }
}
