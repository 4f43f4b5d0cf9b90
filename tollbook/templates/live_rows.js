// The static page shows the first rows of a long table; here are the others, from the same CSV.
function parsed(csv) {
  const rows = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === "\n") rows.push([]);
    if (end === "") break;
  }
  return rows.filter(row => row.length > 1 || row[0]);
}

// A web address is shown by its host, as in the static rows; all else is text.
function cellOf(text) {
  let address;
  try {
    address = /^https?:\/\/\S+$/.test(text) && new URL(text);
  } catch {
    address = null;
  }
  const shown = text.replace(/^'(?=[=+\-@\t\r＝＋－＠])/, "") || "–";
  const content = address ? make("a", { href: address.href, text: address.hostname.replace(/^www\./, "") }) : shown;
  return make("td", { dir: "auto" }, content);
}

function addRows(shown, part) {
  const body = shown.querySelector(".rows tbody");
  const note = shown.querySelector(".rows + .download");
  if (!body || !note || !part.csv) return;
  const [, ...rows] = parsed(part.csv);
  const left = rows.slice(body.rows.length);
  if (!left.length) return;
  const button = make("button", { type: "button", text: `Show all ${rows.length.toLocaleString("en")} rows` });
  button.addEventListener("click", () => {
    const first = make("tr", { tabindex: "-1" });
    for (const row of left) {
      const line = row === left[0] ? first : make("tr");
      line.append(...row.map(cellOf));
      body.append(line);
    }
    if (note.firstChild.nodeType === Node.TEXT_NODE) note.firstChild.remove();
    button.remove();
    first.focus();
  });
  note.prepend(button, " ");
}
