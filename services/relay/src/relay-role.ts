/** How one reign of a relay ended: told to stop, or because another one publishes. */
export type ReignEnd =
  | { readonly kind: "stopped" }
  | { readonly kind: "fenced"; readonly by: string };

/** Where a relay stands, for whoever watches over it. */
export interface RelayStanding {
  /** Whether this process publishes: not while it stands by for `fencedBy`, or what it needs does not answer. */
  readonly inOffice: boolean;
  readonly fencedBy: string | null;
  readonly published: number;
}

export interface RelayRole {
  /** Publishes, or stands by while another does, until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  standing(): RelayStanding;
}

/** How long a relay that was fenced stands by before it looks whether the other is still there. */
const STAND_BY_MS = 5_000;

/** What a reign tells of itself. */
export interface ReignTold {
  /** Whether it publishes at the moment. */
  readonly onOffice: (held: boolean) => void;
  /** Events that the transport has confirmed. */
  readonly onPublished: (events: number) => void;
}

/** One relay of a desk publishes at a time; a second one started by mistake or for safety stands by. */
export function createRelayRole(options: {
  /** Publishes until it is stopped or fenced. */
  readonly reign: (signal: AbortSignal, told: ReignTold) => Promise<ReignEnd>;
  readonly onFenced: (by: string) => void;
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}): RelayRole {
  const { reign, onFenced, sleep } = options;
  let inOffice = false;
  let fencedBy: string | null = null;
  let published = 0;

  return {
    async run(signal) {
      while (!signal.aborted) {
        const end = await reign(signal, {
          onOffice: (held) => (inOffice = held),
          onPublished(events) {
            fencedBy = null;
            published += events;
          },
        });
        inOffice = false;
        if (end.kind === "stopped") return;
        if (fencedBy !== end.by) onFenced(end.by);
        fencedBy = end.by;
        await sleep(STAND_BY_MS, signal);
      }
    },
    standing: () => ({ inOffice, fencedBy, published }),
  };
}
