/** Half of the second within which a disabled user must be gone. */
const MILLIS = 500;
const MAX_ENTRIES = 10_000;

interface Entry<T> {
  value: Promise<T | undefined>;
  /** Monotonic milliseconds. */
  until: number;
}

/** Remembers what was found for half a second, so that a page of twenty requests asks the database once. */
export class ShortMemory<T> {
  private readonly entries = new Map<string, Entry<T>>();

  constructor(private readonly load: (key: string) => Promise<T | undefined>) {}

  async get(key: string): Promise<T | undefined> {
    const now = performance.now();
    const known = this.entries.get(key);
    if (known && known.until > now) return known.value;
    const entry = { value: this.load(key), until: now + MILLIS };
    this.entries.set(key, entry);
    if (this.entries.size > MAX_ENTRIES) this.forgetOld(now);
    // Nothing found, or nothing to be found out: asked again next time.
    const drop = () => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    };
    entry.value.then((value) => {
      if (value === undefined) drop();
    }, drop);
    return entry.value;
  }

  clear(): void {
    this.entries.clear();
  }

  private forgetOld(now: number): void {
    for (const [key, { until }] of this.entries) {
      if (until <= now) this.entries.delete(key);
    }
    // All of them are new: more sessions than one process should hold.
    if (this.entries.size > MAX_ENTRIES) this.entries.clear();
  }
}
