/** Calls and chats that were given up while queued / queued (D11, D14). */
export const abandonmentDefinition = { name: "abandonment", version: 2 };

/** Answered within the target for the speed of answer / queued: who gave up waiting was not answered in time. */
export const answeredInTimeDefinition = { name: "answeredInTime", version: 4 };
