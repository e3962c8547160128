import { eventFormats } from "@docket/command-api";
import { memoryBus, type EventStore, type KeyStore, type Parked } from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { ticketsOfPerson } from "@docket/query-api";
import { openReadModelStore } from "@docket/sqlite";

/** The tables of a desk in memory, and who brings them on. */
export async function tablesOn(
  store: EventStore,
  keys: KeyStore,
  onParked: (parked: Parked) => void,
) {
  const readModels = openReadModelStore(":memory:");
  const projector = await createProjectorRole({
    store,
    keys,
    readModels,
    bus: memoryBus(),
    formats: eventFormats,
    onParked,
  });
  /** A customer's, as of the end of the log. */
  async function ticketsOf(customerId: string): Promise<readonly string[]> {
    await projector.catchUp();
    return ticketsOfPerson(readModels, customerId);
  }
  return { readModels, projector, ticketsOf };
}
