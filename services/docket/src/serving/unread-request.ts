import { PROBLEM_TYPE, problemOf, refusal, type Refusal } from "@docket/schemas";
import { maxHeaderSize, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** Answers what is no request of HTTP, such as a method that there is not, or did not come whole, and ends the connection. */
export function answerUnread(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(refusalOf(error.code));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ""}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return refusal("TOO_LARGE", `A request's head has at most ${maxHeaderSize} bytes.`);
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return refusal("INVALID_FIELD", "The request did not come whole in time.");
    default:
      return refusal("INVALID_FIELD", "The request cannot be read.");
  }
}
