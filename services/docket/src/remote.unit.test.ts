import { MOST_BODY_BYTES, MOST_COMMANDS } from "@docket/command-api";
import fc from "fast-check";
import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { INTERFACE } from "./http.ts";
import { batchesOf, remoteWork } from "./remote.ts";
import { listening } from "./testing/listening.ts";

const commandOf = (bytes: number) => JSON.stringify({ text: "x".repeat(bytes) });

describe("what is sent to a server", () => {
  test("keeps its order and loses nothing, in requests that the server takes", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 1_300_000 }), { maxLength: 12 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 1_100 }), (large, small) => {
        const commands = [...large, ...Array.from({ length: small }, () => 1)].map(commandOf);
        const bodies = [...batchesOf(commands)].map((batch) => {
          if (!("body" in batch)) throw new Error("a command was answered");
          return batch.body;
        });
        expect(bodies.flatMap((body) => JSON.parse(body) as unknown[])).toEqual(
          commands.map((command): unknown => JSON.parse(command)),
        );
        for (const body of bodies) {
          expect(Buffer.byteLength(body)).toBeLessThanOrEqual(MOST_BODY_BYTES);
          expect((JSON.parse(body) as unknown[]).length).toBeLessThanOrEqual(MOST_COMMANDS);
        }
      }),
      { numRuns: 30 },
    );
  });

  test("is answered in its place when it is too large by itself", () => {
    const [first, second, third] = batchesOf([
      commandOf(1),
      commandOf(MOST_BODY_BYTES),
      commandOf(2),
    ]);
    expect(first).toEqual({ body: `[${commandOf(1)}]` });
    expect(second).toMatchObject({ answer: { accepted: false, refusal: { code: "TOO_LARGE" } } });
    expect(third).toEqual({ body: `[${commandOf(2)}]` });
  });
});

test("a server that ends amid its answer is one that does not answer", async () => {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { ...INTERFACE, "content-type": "application/x-ndjson" });
    response.write('{"events":1}\n', () => response.destroy());
  });
  const work = remoteWork({ url: await listening(server), token: undefined });
  const rebuilt = work.rebuild({ accept: false, onProgress: () => {} });
  await expect(rebuilt).rejects.toMatchObject({ refusal: { code: "STORE_UNAVAILABLE" } });
});
