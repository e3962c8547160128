import { effectiveAt, policyDecider } from "@docket/desk";
import { commandId, instant, revision } from "@docket/event-sourcing";
import { defaultDeskPolicy, parseCommand, targetName } from "@docket/schemas";
import { expect, test } from "vitest";
import { samplePolicy, samplePolicyCommand } from "./sample-policy.ts";

const now = instant(Date.UTC(2026, 0, 1));

test("the sample's policy is published like any other, once, and in force whenever a ticket came in", () => {
  const command = samplePolicyCommand();
  expect(parseCommand(command)).toMatchObject({ ok: true });
  const decision = policyDecider.decide(policyDecider.initial, command, {
    now,
    policy: defaultDeskPolicy,
  });
  if (!decision.accepted) throw new Error(decision.refusal.message);
  const state = policyDecider.evolve(policyDecider.initial, decision.events[0], {
    revision: revision(0),
    commandId: commandId(command.commandId),
    occurredAt: now,
    actor: command.actor,
  });
  expect(effectiveAt(state, "2001-01-01T00:00:00.000Z")?.document).toEqual(samplePolicy);
});

test("it differs from the desk's own in how late things may be recorded and in what is promised", () => {
  const { lateRecording, serviceLevels, ...others } = samplePolicy;
  expect(defaultDeskPolicy).toMatchObject(others);
  expect(lateRecording).not.toBe(defaultDeskPolicy.lateRecording);
  const promised = new Set(serviceLevels?.rules.map(({ target }) => target));
  expect(promised).toEqual(new Set(targetName.options));
});
