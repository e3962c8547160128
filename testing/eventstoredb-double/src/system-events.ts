import type { ProposedEvent } from "./events.ts";

/** What a new node writes before anybody else does: a reader of the whole log meets events of streams with a `$`. */
export function systemEvents(): readonly {
  readonly stream: string;
  readonly event: ProposedEvent;
}[] {
  return [
    written("$$$settings", "$metadata", '{"$acl":{"$r":"$all"}}'),
    written("$$$users", "$metadata", '{"$acl":{"$r":"$admins"}}'),
    written("$user-admin", "$UserCreated", '{"loginName":"admin"}'),
    written("$$$user-admin", "$metadata", '{"$acl":{"$r":"$admins"}}'),
    written("$users", "$User", '"admin"'),
    written("$user-ops", "$UserCreated", '{"loginName":"ops"}'),
    written("$users", "$User", '"ops"'),
  ];
}

const written = (stream: string, type: string, json: string) => ({
  stream,
  event: {
    id: crypto.randomUUID(),
    type,
    contentType: "application/json",
    data: Buffer.from(json),
    metadata: Buffer.alloc(0),
  },
});
