import type { EventStore, StoredEvent } from "@docket/event-sourcing";

type Page = readonly StoredEvent[];

/** Of as many batches as readers may be apart. */
const PAGES = 8;

/** A log that several follow in step: a page that one of them was given is given to the others without being read again. */
export function sharedLog(store: EventStore): EventStore {
  const pages = new Map<string, Promise<Page>>();

  async function read(options: Parameters<EventStore["readAll"]>[0], name: string): Promise<Page> {
    try {
      const page = await store.readAll(options);
      // There may be more behind it the next time.
      if (page.length === 0) pages.delete(name);
      return page;
    } catch (error) {
      pages.delete(name);
      throw error;
    }
  }

  return {
    ...store,
    readAll(options) {
      const name = `${options.after}:${options.limit}`;
      const known = pages.get(name);
      if (known !== undefined) return known;
      const page = read(options, name);
      pages.set(name, page);
      for (const oldest of pages.keys()) {
        if (pages.size <= PAGES) break;
        pages.delete(oldest);
      }
      return page;
    },
  };
}
