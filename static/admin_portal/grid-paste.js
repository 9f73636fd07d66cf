/* A block of cells as spreadsheets put it on the clipboard: tabs between cells, line ends between rows, quotes around a
   cell that holds either. */

export function readBlock(text) {
  const rows = [[""]];
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    const row = rows[rows.length - 1];
    const started = row[row.length - 1] !== "";
    if (quoted && sign === '"' && text[at + 1] === '"') {
      row[row.length - 1] += '"';
      at += 1;
    } else if (quoted && sign === '"') quoted = false;
    else if (quoted) row[row.length - 1] += sign === "\n" ? " " : sign;
    else if (sign === '"' && !started) quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign !== "\r") row[row.length - 1] += sign;
  }
  const last = rows[rows.length - 1];
  if (rows.length > 1 && last.length === 1 && last[0] === "") rows.pop(); // Excel ends every block with a line end
  return rows;
}

/** Whether a pasted text is a block, and not something typed inside one cell. */
export function isBlock(text) {
  return /[\t\n]/.test(text);
}

/** Where the cells of a block go: [input, text] pairs, and the texts that have no place with the reason. */
export function layBlock(block, lines, fromLine, fromColumn) {
  const placed = [];
  const leftOut = [];
  block.forEach((texts, down) => {
    const line = lines[fromLine + down];
    texts.forEach((raw, across) => {
      const text = raw.trim();
      const says = text !== "" && /\d/.test(text);
      const input = line?.inputs[fromColumn + across];
      if (!line) says && leftOut.push({ why: "below", value: text });
      else if (!input) says && leftOut.push({ why: "beside", value: text });
      else if (!line.funded()) says && leftOut.push({ why: "not_funded", value: text, measure: line.number });
      else placed.push([input, text]);
    });
  });
  return { placed, leftOut };
}
