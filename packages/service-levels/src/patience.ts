/** How much may still be looked at: of what somebody writes there may be more than one can wait for. */
export interface Patience {
  left: number;
}
