import type { FastifyInstance } from "fastify";

/** Which methods the paths of an interface take; to be called before its routes are made. */
export function watchMethods(app: FastifyInstance): (path: string) => readonly string[] {
  const routes: { readonly methods: readonly string[]; readonly url: string }[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    routes.push({ methods: [method].flat(), url });
  });
  return (path) => {
    const there = routes.filter(({ url }) => isAt(url, path));
    return [...new Set(there.flatMap(({ methods }) => methods))].toSorted();
  };
}

/** Whether a path is of a route such as `/v1/tickets/:name`. */
function isAt(url: string, path: string): boolean {
  const [wanted, given] = [url.split("/"), path.split("/")];
  if (wanted.length !== given.length) return false;
  return wanted.every((part, place) =>
    part.startsWith(":") ? given[place] !== "" : part === given[place],
  );
}
