// Rows of a spreadsheet as the server stores them, `name: value; name: value`, read back into tables.

const NAME = /(?:^|; )([^:;|\n]{1,80}): /g;
const LEAST = 2;

/** [{ heading } | { columns, rows: [{ start, end, cells }] }], or null where no table is; `at` is where the text begins. */
export function tablesOf(text, at = 0) {
  const lines = linesOf(text, at);
  const names = commonNames(lines);
  const found = [];
  for (const line of lines) {
    const cells = cellsOf(line.text, names);
    const open = found.at(-1);
    if (cells && open?.rows) open.rows.push({ start: line.start, end: line.end, cells });
    else if (cells) found.push({ columns: [], rows: [{ start: line.start, end: line.end, cells }] });
    else if (!line.text.includes(" | ")) found.push({ heading: line.text, start: line.start, end: line.end });
  }
  const tables = found.filter((one) => one.rows);
  for (const one of tables) one.columns = [...new Set(one.rows.flatMap((row) => [...row.cells.keys()]))];
  return tables.reduce((sum, one) => sum + one.rows.length, 0) >= LEAST ? found : null;
}

function linesOf(text, at) {
  const found = [];
  let start = at;
  for (const line of text.split("\n")) {
    const end = start + [...line].length;
    if (line.trim()) found.push({ text: line, start, end });
    start = end + 1;
  }
  return found;
}

/** Names that stand in many lines: a colon in a value makes no column. */
function commonNames(lines) {
  const counts = new Map();
  for (const { text } of lines) for (const [, name] of text.matchAll(NAME)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const least = Math.max(LEAST, lines.length * 0.05);
  return new Set([...counts].filter(([, count]) => count >= least).map(([name]) => name));
}

function cellsOf(line, names) {
  const marks = [...line.matchAll(NAME)].filter(([, name]) => names.has(name));
  if (!marks.length || marks[0].index !== 0) return null;
  return new Map(marks.map((mark, at) => [mark[1], line.slice(mark.index + mark[0].length, marks[at + 1]?.index)]));
}
