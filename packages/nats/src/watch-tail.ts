import { JETSTREAM } from "./connection.ts";
import type { EventLink } from "./event-link.ts";
import { extentOf } from "./event-stream.ts";
import type { Mark } from "./mark.ts";
import type { DeskNames } from "./names.ts";
import type { Publisher } from "./publisher.ts";

/** Looks after the stream while nothing is published: then no chain would break. */
export interface TailWatch {
  /** Publishes through here, so that the watch knows when it is idle. */
  readonly publisher: Pick<Publisher, "publish">;
  /** Aborts when the stream's end is no longer what we published. */
  readonly lost: AbortSignal;
  stop(): void;
}

/** How often an idle relay looks, and tells its high-water mark. */
const EVERY_MS = 1_000;

export function watchTail(link: EventLink, names: DeskNames, publisher: Publisher): TailWatch {
  const lost = new AbortController();
  let publishing = 0;
  let looking = false;

  async function look(): Promise<void> {
    const before = publisher.published();
    const manager = await link.connection.jetstreamManager(JETSTREAM);
    const extent = await extentOf(manager, names);
    if (publishing > 0 || publisher.published() !== before) return;
    const emptied = extent?.messages === 0 && before.position !== null;
    if (extent === undefined || emptied || extent.last !== before.sequence) return lost.abort();
    const { position, sequence } = before;
    const mark: Mark = { position: position === null ? null : String(position), sequence };
    link.connection.publish(names.mark, JSON.stringify(mark));
  }

  const lookOnce = () => {
    if (looking || publishing > 0) return;
    looking = true;
    // Out of reach: the connection says so in its health, and the next look or publication finds out.
    look()
      .catch(() => undefined)
      .finally(() => (looking = false));
  };
  const timer = setInterval(lookOnce, EVERY_MS);
  const forget = link.onReconnect(lookOnce);
  return {
    publisher: {
      async publish(events) {
        publishing += 1;
        try {
          await publisher.publish(events);
        } finally {
          publishing -= 1;
        }
      },
    },
    lost: lost.signal,
    stop() {
      clearInterval(timer);
      forget();
    },
  };
}
