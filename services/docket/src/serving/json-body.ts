import type { FastifyInstance, FastifyRequest } from "fastify";
import { refuse } from "../refused.ts";
import { jsonOf, utf8 } from "../text-lines.ts";

/**
 * Understands bodies of JSON in UTF-8 and no others: a browser asks before it sends that from another page. Fields such as
 * `__proto__` are left to the schemas, which know none of that name and refuse the one command that has it.
 */
export function takeJsonAlone(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  const options = { parseAs: "buffer" } as const;
  app.addContentTypeParser(
    "application/json",
    options,
    async (request: FastifyRequest, body: Buffer) => {
      requirePlain(request.headers["content-encoding"] ?? "identity");
      requireUtf8(request.headers["content-type"] ?? "");
      const text = utf8(body) ?? refuse("MALFORMED_JSON", "It is not UTF-8.");
      const value = jsonOf(text);
      // What the parser says of it holds a piece of the text.
      return value === undefined ? refuse("MALFORMED_JSON") : value;
    },
  );
}

function requirePlain(encoding: string): void {
  if (encoding.toLowerCase() === "identity") return;
  refuse("UNSUPPORTED_MEDIA_TYPE", `Its encoding is \`${encoding}\`.`);
}

function requireUtf8(contentType: string): void {
  const [, charset] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(contentType) ?? [];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return;
  refuse("UNSUPPORTED_MEDIA_TYPE", `Its charset is \`${charset}\`.`);
}
