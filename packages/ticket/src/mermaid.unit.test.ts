import { expect, test } from "vitest";
import { diagramOf } from "./mermaid.ts";

test("an inquiry's diagram shows the phases, the waits and the ways between", () => {
  const lines = diagramOf("inquiry")
    .split("\n")
    .map((line) => line.trim());
  expect(lines[0]).toBe("stateDiagram-v2");
  expect(lines).toContain("[*] --> inquiry: opened");
  expect(lines).toContain("inquiry --> identification: acknowledged");
  expect(lines).toContain("inquiry_working --> inquiry_waitingForCustomer: customerAwaited");
  expect(lines).toContain("resolution --> followUp: resolved");
  expect(lines).toContain("followUp --> identification: reopened");
  expect(lines).toContain("closed_merged --> closed_before: unmerged");
  expect(lines).toContain("resolution --> complaint: reclassified");
});

test("a complaint's shows the procedure beside the waits, and where it may be resolved", () => {
  const lines = diagramOf("complaint")
    .split("\n")
    .map((line) => line.trim());
  expect(lines).toContain("--");
  expect(lines).toContain(
    "resolution_verification --> resolution_verified: correctiveActionVerified",
  );
  expect(lines).toContain("[*] --> resolution_management: passedToManagement");
  expect(lines).toContain("resolution --> followUp: resolved (firstAttempt or verified)");
  expect(lines.filter((line) => line.includes("reclassified"))).toEqual([]);
});
