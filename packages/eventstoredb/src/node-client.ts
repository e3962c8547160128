import type {
  BACKWARDS,
  BinaryEventData,
  END,
  FORWARDS,
  NO_STREAM,
  ResolvedEvent,
  START,
} from "@eventstore/db-client";

/** A read under way. */
export interface Reading {
  on(event: "data", listener: (resolved: ResolvedEvent) => void): Reading;
  on(event: "error", listener: (error: Error) => void): Reading;
  on(event: "end", listener: () => void): Reading;
  cancel(): Promise<void>;
}

/** A subscription under way. */
export interface Following {
  on(event: "confirmation" | "end", listener: () => void): Following;
  on(event: "data", listener: (resolved: ResolvedEvent) => void): Following;
  on(event: "error", listener: (error: Error) => void): Following;
  unsubscribe(): Promise<void>;
}

type Direction = typeof FORWARDS | typeof BACKWARDS;
type Place = { readonly commit: bigint; readonly prepare: bigint };

/** What of the vendor's client is used here, so that a node can be simulated. */
export interface NodeClient {
  appendToStream(
    stream: string,
    events: BinaryEventData[],
    options: { expectedRevision: bigint | typeof NO_STREAM; deadline: number },
  ): Promise<{
    readonly nextExpectedRevision: bigint;
    readonly position?: { readonly commit: bigint };
  }>;
  readStream(
    stream: string,
    options: {
      direction?: Direction;
      fromRevision: bigint | typeof START | typeof END;
      maxCount: number;
    },
  ): Reading;
  readAll(options: {
    direction?: Direction;
    fromPosition: Place | typeof START | typeof END;
    maxCount: number;
  }): Reading;
  subscribeToAll(options: { fromPosition: Place | typeof START }): Following;
  dispose(): Promise<void>;
}
