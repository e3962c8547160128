import type { SharedClient } from "./client.ts";
import type { NodeClient, Reading } from "./node-client.ts";
import { refusalOf, typeOf, unavailable } from "./store-error.ts";
import type { Recorded } from "./stored-form.ts";

/** The longest silence within a read. A hung node would keep the client silent for 19 s. */
const SILENCE_MS = 10_000;

/**
 * One page, whole: of a stream that does not exist it is empty.
 * @throws StoreError
 */
export async function readPage(
  shared: SharedClient,
  read: (client: NodeClient) => Reading,
): Promise<readonly Recorded[]> {
  try {
    const page = await collect(read(shared.current()), shared.signal());
    shared.answered();
    return page;
  } catch (error) {
    if (typeOf(error) === "stream-not-found") {
      shared.answered();
      return [];
    }
    const refusal = refusalOf(error);
    if (refusal !== undefined) throw refusal;
    shared.failed();
    throw unavailable(error);
  }
}

function collect(reading: Reading, ended: AbortSignal): Promise<readonly Recorded[]> {
  return new Promise((resolve, reject) => {
    const events: Recorded[] = [];
    const giveUp = () => {
      fail(new Error("The read was given up."));
      // What a cancelled read still says is of no interest.
      reading.cancel().catch(() => {});
    };
    const silence = setTimeout(giveUp, SILENCE_MS);
    const settle = () => {
      clearTimeout(silence);
      ended.removeEventListener("abort", giveUp);
    };
    const fail = (error: Error) => {
      settle();
      reject(error);
    };
    ended.addEventListener("abort", giveUp);
    reading
      .on("data", ({ event }) => {
        if (event !== undefined) events.push(event);
        silence.refresh();
      })
      .on("error", fail)
      .on("end", () => {
        settle();
        resolve(events);
      });
  });
}
