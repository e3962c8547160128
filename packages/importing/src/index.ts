export type { Item, Source } from "./source.ts";
export { begun, importItems, type ItemBatch } from "./import-items.ts";
export { servicenow } from "./servicenow.ts";
export { helpdesk } from "./helpdesk.ts";
export { boston311 } from "./boston311.ts";
export { parseMapping } from "./mapping.ts";
export { mapped } from "./mapped.ts";
export { countOutcome, countRow, emptyAccount, type Account } from "./account.ts";
