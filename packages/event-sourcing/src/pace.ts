export interface PaceOptions {
  /** Events per transaction, at most. */
  readonly batch: number;
  /** Lets others work who share the thread: whether some were waiting. Default: nobody else is there. */
  readonly giveWay?: () => Promise<boolean>;
}

/** How much is done in one go: all that may be, unless others wait for the thread. */
export interface Pace {
  /** Events of the next transaction, at most. */
  readonly events: () => number;
  /** Between one piece of work and the next. */
  readonly turn: () => Promise<void>;
}

/** A transaction of so few is done before a person notices. */
const LEAST = 250;

export function createPace({ batch, giveWay }: PaceOptions): Pace {
  let most = batch;
  return {
    events: () => most,
    async turn() {
      if (giveWay === undefined) return;
      most = (await giveWay())
        ? Math.max(Math.min(LEAST, batch), most >> 1)
        : Math.min(batch, most * 2);
    },
  };
}
