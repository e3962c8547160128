/** What becomes of an append. With `written`, the events are in the log and only the answer differs. */
export type AppendFault =
  /** Neither written nor answered. */
  | { readonly kind: "stall" }
  /** Written, never answered. */
  | { readonly kind: "lose-answer" }
  /** The connection breaks instead of an answer. */
  | { readonly kind: "drop"; readonly written: boolean }
  /** The call ends with a gRPC status. */
  | { readonly kind: "reject"; readonly code: number; readonly written: boolean };

/** What becomes of a read, a page or a subscription. */
export type ReadFault =
  /** Nothing comes. */
  | { readonly kind: "stall" }
  /** Every event comes twice. */
  | { readonly kind: "duplicate" }
  /** Of each two events the second comes first. */
  | { readonly kind: "reorder" }
  /** After so many events the call ends with a gRPC status. */
  | { readonly kind: "abort"; readonly code: number; readonly after: number }
  /** After so many events the call ends as if there were no more. */
  | { readonly kind: "end"; readonly after: number };

type Call = "append" | "page" | "subscription";

/** Misbehaviour on demand. Each is met by the next calls of its kind, in the order asked for. */
export interface Faults {
  append(fault: AppendFault, times?: number): void;
  page(fault: ReadFault, times?: number): void;
  subscription(fault: ReadFault, times?: number): void;
  /** Ends the subscriptions that run: with a gRPC status, or cleanly without one. */
  endSubscriptions(code?: number): void;
  /** From now on nothing is answered, and connections stay; until `release`. */
  hang(): void;
  release(): void;
  /** Breaks every connection; the node takes new ones at once. */
  dropConnections(): Promise<void>;
  /** How often each kind of fault was met. */
  readonly met: ReadonlyMap<string, number>;
}

/** The side of the faults that the services ask. */
export interface FaultPlan {
  readonly faults: Omit<Faults, "dropConnections">;
  nextAppend(): AppendFault | undefined;
  nextRead(call: "page" | "subscription"): ReadFault | undefined;
  /** Waits while the node hangs. */
  answering(): Promise<void> | undefined;
  /** Registers what ends a running subscription. */
  onEndSubscriptions(end: (code?: number) => void): () => void;
}

export function faultPlan(): FaultPlan {
  const planned = {
    append: [] as AppendFault[],
    page: [] as ReadFault[],
    subscription: [] as ReadFault[],
  };
  const met = new Map<string, number>();
  const endings = new Set<(code?: number) => void>();
  let hanging: PromiseWithResolvers<void> | undefined;

  const count = (name: string) => met.set(name, (met.get(name) ?? 0) + 1);
  const next = <Fault extends { readonly kind: string }>(call: Call, queue: Fault[]) => {
    const fault = queue.shift();
    if (fault !== undefined) count(`${call} ${fault.kind}`);
    return fault;
  };
  const plan = <Fault>(queue: Fault[], fault: Fault, times: number) => {
    for (let time = 0; time < times; time += 1) queue.push(fault);
  };

  return {
    faults: {
      append: (fault, times = 1) => plan(planned.append, fault, times),
      page: (fault, times = 1) => plan(planned.page, fault, times),
      subscription: (fault, times = 1) => plan(planned.subscription, fault, times),
      endSubscriptions(code) {
        for (const end of endings) {
          count(code === undefined ? "subscription end" : "subscription abort");
          end(code);
        }
      },
      hang() {
        count("hang");
        hanging ??= Promise.withResolvers();
      },
      release() {
        hanging?.resolve();
        hanging = undefined;
      },
      met,
    },
    nextAppend: () => next("append", planned.append),
    nextRead: (call) => next(call, planned[call]),
    answering: () => hanging?.promise,
    onEndSubscriptions(end) {
      endings.add(end);
      return () => void endings.delete(end);
    },
  };
}
