import { LRUCache } from "lru-cache";

interface Bucket {
  left: number;
  /** When it was last filled, in milliseconds. */
  at: number;
}

/**
 * Token buckets by key: each holds a minute's allowance and fills evenly. Of our own, for it is smaller than what a library would need
 * around it: rate-limiter-flexible counts in fixed windows with a timer a key, and nothing bounds how many keys a flood makes.
 */
export class TokenBuckets {
  private readonly buckets = new LRUCache<string, Bucket>({ max: 50_000 });
  private readonly perMinute: number;
  private readonly now: () => number;

  constructor(perMinute: number, now: () => number = () => performance.now()) {
    this.perMinute = perMinute;
    this.now = now;
  }

  /** Takes so many, or nothing; answers 0, or in how many milliseconds there will be enough. */
  take(key: string, count = 1): number {
    const bucket = this.filled(key);
    const missing = Math.min(count, this.perMinute) - bucket.left;
    // What floats have behind the ninth decimal is noise.
    if (missing > 1e-9) return (missing * 60_000) / this.perMinute;
    bucket.left -= count;
    return 0;
  }

  /** In how many milliseconds there will be one; 0: there is. */
  wait(key: string): number {
    return Math.max(0, ((1 - this.filled(key).left) * 60_000) / this.perMinute);
  }

  private filled(key: string): Bucket {
    const now = this.now();
    const bucket = this.buckets.get(key) ?? { left: this.perMinute, at: now };
    bucket.left = Math.min(this.perMinute, bucket.left + ((now - bucket.at) * this.perMinute) / 60_000);
    bucket.at = now;
    this.buckets.set(key, bucket);
    return bucket;
  }
}
