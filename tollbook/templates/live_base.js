// What a reader chose, and how the parts of a page get to know. Neutral: nothing chosen, no moment.
const PICKED = ["group", "party", "origin", "place"];
const chosen = { group: "", party: "", origin: "", place: "", moment: 0 };
const listeners = [];
let data;

const byId = id => document.getElementById(id);
const isClaims = href => /^#claims-/.test(href || "");

function choose(changes) {
  Object.assign(chosen, changes);
  for (const tell of listeners) tell();
}

// Whatever comes from the ledger gets in as `text` or as a child that is text, never as markup.
function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") element.textContent = value;
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

// The content of a script element: text, gzipped, in base64.
async function unpack(id) {
  const bytes = Uint8Array.from(atob(byId(id).textContent.trim()), letter => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

// Rows from a list of cells for each column.
function rowsOf({ columns, cells }) {
  return cells[0].map((_, row) => Object.fromEntries(columns.map((name, place) => [name, cells[place][row]])));
}

// A part of the payload with what charts share put back; copied, for Vega writes into its data.
function restored(node) {
  if (Array.isArray(node)) return node.map(restored);
  if (!node || typeof node !== "object") return node;
  if (Number.isInteger(node.$)) {
    const part = structuredClone(data.shared[node.$]);
    return part.cells ? rowsOf(part) : part;
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, restored(value)]));
}
