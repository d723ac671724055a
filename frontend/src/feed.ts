// What the server tells: the plant, and the last frames. Acknowledges what has come, so that the server may go on.
import type { BusObject, Frame, Hass, Plant, Told } from "./types";

export const KEPT = 1000;
/** What is kept while somebody reads in peace. */
const KEPT_WHILE_PAUSED = 20_000;

export class Feed {
  plant: Plant | undefined;
  frames: Frame[] = [];
  lost = 0;
  isPaused = false;
  /** When each object was heard while we looked on, in ms since 1970, and how often: `entry_id key` -> both. */
  readonly heard = new Map<string, { at: number; count: number }>();
  /** The object that was heard last on the bus. */
  last: { entry_id: string; key: string; at: number } | undefined;
  error: string | undefined;

  private end: Promise<() => Promise<void>> | undefined;
  private objects: Map<string, BusObject> | undefined;
  private feed = 0;

  constructor(private readonly changed: () => void) {}

  start(hass: Hass): void {
    this.end ??= hass.connection.subscribeMessage<Told>((told) => this.take(hass, told), { type: "openwebnet/subscribe" });
    this.end.catch((error: unknown) => {
      this.error = messageOf(error);
      this.changed();
    });
  }

  stop(): void {
    this.end?.then((end) => end()).catch(() => undefined);
    this.end = undefined;
    this.feed = 0;
  }

  object(entryId: string, key: string | undefined): BusObject | undefined {
    this.objects ??= new Map(this.plant?.objects.map((one) => [`${one.entry_id} ${one.key}`, one]));
    return key === undefined ? undefined : this.objects.get(`${entryId} ${key}`);
  }

  clear(): void {
    this.frames = [];
    this.lost = 0;
    this.changed();
  }

  private take(hass: Hass, told: Told): void {
    if (told.feed !== this.feed) {
      // A new one begins with what the journals have: also after the connection was lost.
      this.feed = told.feed;
      this.frames = [];
    }
    if (told.plant !== undefined) {
      this.plant = told.plant;
      this.objects = undefined;
    }
    if (told.frames !== undefined) this.add(told.frames);
    if (told.outcomes !== undefined) {
      const outcomes = new Map(told.outcomes.map((one) => [one.n, one]));
      this.frames = this.frames.map((frame) => {
        const outcome = outcomes.get(frame.n);
        return outcome === undefined ? frame : { ...frame, ...outcome };
      });
    }
    this.lost += told.lost ?? 0;
    this.changed();
    hass.callWS({ type: "openwebnet/acknowledge", subscription: told.feed, seq: told.seq }).catch(() => undefined);
  }

  private add(frames: Frame[]): void {
    for (const frame of frames) {
      // What the journal had is no news.
      if (frame.way === "sent" || frame.key === undefined || frame.by === undefined) continue;
      const id = `${frame.entry_id} ${frame.key}`;
      this.heard.set(id, { at: frame.at * 1000, count: (this.heard.get(id)?.count ?? 0) + 1 });
      if (frame.by === "bus") this.last = { entry_id: frame.entry_id, key: frame.key, at: frame.at };
    }
    const all = [...this.frames, ...frames];
    this.frames = all.slice(-(this.isPaused ? KEPT_WHILE_PAUSED : KEPT));
  }
}

/** What a person can read of an error that the server sent. */
export function messageOf(error: unknown): string {
  if (typeof error === "object" && error !== null && "message" in error) return String(error.message);
  return String(error);
}
