// The claims behind a number, without leaving the page.
function numberOf(href) {
  const name = href.slice(1);
  return Object.hasOwn(data.numbers || {}, name) ? data.numbers[name] : null;
}

const LONGEST = 90;
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

function isWeb(text) {
  return /^https?:\/\/[^\s<>"']+$/i.test(text);
}

// An address as people read it: letters instead of their codes, but never a letter that nobody sees.
function readable(address) {
  let text = address;
  try {
    text = decodeURI(address);
  } catch {
    // Codes that stand for no letters stay as they are.
  }
  text = (UNSEEN.test(text) ? address : text).replace(/^https?:\/\/(www\.)?/i, "");
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function cell(text) {
  if (!isWeb(text)) return make("bdi", { text });
  return make("a", { href: text, rel: "noopener noreferrer", dir: "ltr", text: readable(text) });
}

const HEADINGS = { who: "According to", repeats: "Repeats", outlet: "Outlet", when: "When", credits: "Credits", url: "Page" };

// One claim: the figure as worded and whom it counts first, then who, where and when, as the columns name it.
function claim(columns, row) {
  const worded = make("p", { class: "worded", dir: "auto" });
  const list = make("dl");
  columns.forEach((name, place) => {
    const text = String(row[place] ?? "").trim();
    if (!text) return;
    if (name === "figure") worded.append(make("bdi", { text: `“${text}”` }));
    else if (name === "counted") worded.append(make("span", { text: ` ${text}` }));
    else list.append(make("div", {}, make("dt", { text: HEADINGS[name] || name }), make("dd", {}, cell(text))));
  });
  return make("li", {}, worded, list);
}

function openClaims(number, from) {
  const { columns, cells } = data.claims;
  const claims = number.rows.map(row => cells.map(column => column[row]));
  const heading = make("h2", { id: "live-claims-title", text: number.label, tabindex: "-1" });
  const close = make("button", { type: "button", text: "Close" });
  const list = make("div", { class: "list", tabindex: "0", role: "group", "aria-label": "Claims" },
    make("ol", {}, ...claims.map(row => claim(columns, row))));
  const dialog = make("dialog", { class: "live-claims", "aria-labelledby": "live-claims-title" }, make("header", {}, heading, close), list);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", event => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (from.isConnected) from.focus();
  });
  document.body.append(dialog);
  hideTip();
  dialog.showModal();
  heading.focus();
}

function addClaims() {
  document.addEventListener("click", event => {
    const link = event.target instanceof Element && event.target.closest("a[href^='#claims-']");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const number = numberOf(link.getAttribute("href"));
    if (!number) return;
    event.preventDefault();
    openClaims(number, link);
  });
}
