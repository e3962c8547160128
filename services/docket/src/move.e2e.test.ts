import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { problemOf, refusal } from "@docket/schemas";
import { expect, test } from "vitest";
import { INTERFACE } from "./http.ts";
import { lines, onCustomer } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { listening } from "./testing/listening.ts";
import { docket } from "./testing/program.ts";

test("a Docket that has keys of its own is asked to erase nobody", async () => {
  const data = newFolder();
  const registered = onCustomer("registerCustomer", "customer-1", { name: "Ada Byron" });
  await docket(["send", "-", "--data", data], lines([registered]));
  await docket(["customer", "erase", "customer-1", "--data", data]);

  const sent: string[] = [];
  const other = createServer((request, response) => {
    if (request.method === "GET") return void response.writeHead(200, INTERFACE).end("{}");
    void text(request).then((body) => {
      sent.push(`${request.url} ${body}`);
      response.statusCode = 409;
      response.end(JSON.stringify(problemOf(refusal("STREAM_DIFFERS"))));
    });
  });

  const moved = await docket(["move", "--data", data, "--url", await listening(other)]);
  expect(moved).toMatchObject({ code: 2, stderr: expect.stringContaining("STREAM_DIFFERS") });
  expect(sent).toEqual([expect.stringMatching(/^\/v1\/maintenance\/keys .*"subject":"policy:/)]);
  expect(sent.join("")).not.toMatch(/"erased":true|"customer:customer-1"/);
});

test("no keys are sent to what is no Docket", async () => {
  const data = newFolder();
  const registered = onCustomer("registerCustomer", "customer-1", { name: "Ada Byron" });
  await docket(["send", "-", "--data", data], lines([registered]));
  const asked: string[] = [];
  const other = createServer((request, response) => {
    request.resume();
    asked.push(`${request.method} ${request.url}`);
    response.end("{}");
  });

  const moved = await docket(["move", "--data", data, "--url", await listening(other)]);
  expect(moved).toMatchObject({ code: 2, stderr: expect.stringContaining("is no Docket") });
  expect(asked).toEqual(["GET /health"]);
});
