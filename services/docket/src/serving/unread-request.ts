import { problemOf, refusal } from "@docket/schemas";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

/** Answers what is no request of HTTP, such as a method that there is not, and ends the connection. */
export function answerUnread(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(refusal("INVALID_FIELD", "The request cannot be read."));
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ""}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}
