import { refusals, type Refusal, type Retry } from "./refusals.ts";

/** The media type of problem details. */
export const PROBLEM_TYPE = "application/problem+json";

/** A refusal as problem details (RFC 9457). */
export interface Problem extends Omit<Refusal, "message"> {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly remedy: string;
  readonly retry: Retry;
}

export function problemOf({ message, ...particulars }: Refusal): Problem {
  const { status, title, remedy, retry } = refusals[particulars.code];
  const type = `urn:docket:error:${particulars.code}`;
  return { type, title, status, detail: message, remedy, retry, ...particulars };
}

/** What sends an answer over HTTP, as a server's reply does. */
interface Reply<Sent> {
  code(status: number): { type(mediaType: string): { send(body: Problem): Sent } };
}

/** Answers with a refusal, and with whatever else is known of the request. */
export function problem<Sent>(reply: Reply<Sent>, why: Refusal, more: object = {}): Sent {
  const body = problemOf(why);
  return reply
    .code(body.status)
    .type(PROBLEM_TYPE)
    .send({ ...body, ...more });
}
