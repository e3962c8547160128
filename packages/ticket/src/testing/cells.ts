/** Row and column, for example `resolve @ followUp`, of every cell, with what it says. */
export function cellsOf(text: string, columns: readonly string[]): ReadonlyMap<string, boolean> {
  const cells = new Map<string, boolean>();
  for (const line of text.split("\n").filter((one) => /^\w/.test(one))) {
    const [command = "", ...groups] = line.split(/\s+/);
    const marks = groups.join("").split("");
    if (marks.length !== columns.length || !marks.every((mark) => mark === "x" || mark === ".")) {
      throw new Error(`the row of ${command} does not fit its columns`);
    }
    for (const [index, column] of columns.entries()) {
      cells.set(`${command} @ ${column}`, marks[index] === "x");
    }
  }
  return cells;
}
