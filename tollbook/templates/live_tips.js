// What a mark says: beside the pointer, or read mark by mark with the arrow keys.
const GAP = 14;
const tip = make("div", { class: "live-tip", "aria-hidden": "true", hidden: "" });
const ring = make("div", { class: "live-ring", "aria-hidden": "true", hidden: "" });
let leaving;

// Pairs of heading and text; Vega gives an object of texts, or one text.
function words(value) {
  const pairs = value && typeof value === "object" ? Object.entries(value) : [["", value]];
  return pairs.map(([name, text]) => [name, String(text ?? "")]).filter(([, text]) => text && text !== "null");
}

function sentence(pairs) {
  return pairs.map(([name, text]) => (name ? `${name}: ${text}` : text)).join("; ");
}

// Places the words beside a point of the window and keeps them in it.
function showTip(pairs, x, y) {
  clearTimeout(leaving);
  tip.replaceChildren(...pairs.map(([name, text]) => {
    const line = make("p");
    if (name) line.append(make("span", { text: `${name} ` }));
    line.append(make("bdi", { text }));
    return line;
  }));
  // Measured at the left edge, where nothing squeezes it.
  tip.style.left = "0";
  tip.hidden = false;
  const { width, height } = tip.getBoundingClientRect();
  const room = document.documentElement.clientWidth;
  const left = Math.max(4, Math.min(x + GAP, room - width - 4));
  const top = y + GAP + height > innerHeight ? Math.max(4, y - GAP - height) : y + GAP;
  tip.style.left = `${left + scrollX}px`;
  tip.style.top = `${top + scrollY}px`;
}

function hideTip() {
  clearTimeout(leaving);
  tip.hidden = ring.hidden = true;
}

function point(chart, event, item, value) {
  const isShown = value != null && item.opacity !== 0 && !PATHS.includes(item.mark.marktype);
  const pairs = isShown ? words(value) : [];
  chart.holder.style.cursor = isShown && chart.part.picks.some(name => item.datum?.[chart.links[name]]) ? "pointer" : "";
  if (pairs.length) return showTip(pairs, event.clientX, event.clientY);
  // Time to move the pointer onto the words.
  clearTimeout(leaving);
  leaving = setTimeout(() => tip.matches(":hover") || hideTip(), 200);
}

// The marks of a live chart that say something, each text once, in the order of the drawing.
function talking(chart) {
  const found = new Map();
  const look = item => {
    if (item.mark && item.tooltip != null && item.opacity !== 0 && item._svg && !PATHS.includes(item.mark.marktype)) {
      const pairs = words(item.tooltip);
      const text = sentence(pairs);
      if (text && !found.has(text)) found.set(text, { item, pairs, text });
    }
    for (const inner of item.items || []) look(inner);
  };
  if (chart.view) look(chart.view.scenegraph().root);
  return [...found.values()];
}

// A slider that nobody sees: arrow keys go from mark to mark, screen readers speak what each mark says.
function addStepper(chart) {
  const name = `Marks of the chart: ${chart.part.title}`;
  const stepper = make("input", { type: "range", class: "stepper", min: "0", max: "0", value: "0", "aria-label": name });
  let marks = [];
  const show = () => {
    const mark = marks[stepper.value - 1];
    stepper.setAttribute("aria-valuetext", mark ? mark.text : `${marks.length} marks; the arrow keys read them`);
    if (!mark) return hideTip();
    const around = mark.item._svg.getBoundingClientRect();
    if (around.top < 80 || around.bottom > innerHeight - 80) mark.item._svg.scrollIntoView({ block: "center" });
    const box = mark.item._svg.getBoundingClientRect();
    ring.style.left = `${box.left + scrollX - 4}px`;
    ring.style.top = `${box.top + scrollY - 4}px`;
    ring.style.width = `${box.width + 8}px`;
    ring.style.height = `${box.height + 8}px`;
    ring.hidden = false;
    showTip(mark.pairs, box.right, box.bottom);
  };
  const renew = () => {
    marks = talking(chart);
    stepper.max = marks.length;
    show();
  };
  stepper.addEventListener("focus", () => {
    if (!chart.isNear) chart.isNear = true;
    inTurn(() => enliven(chart).then(renew));
  });
  stepper.addEventListener("input", show);
  stepper.addEventListener("blur", hideTip);
  stepper.addEventListener("keydown", event => {
    if (event.key === "Enter" && marks[stepper.value - 1]) pick(chart, marks[stepper.value - 1].item);
  });
  chart.box.after(stepper);
}

function addTips() {
  document.body.append(tip, ring);
  tip.addEventListener("pointerleave", hideTip);
  document.addEventListener("pointerdown", event => { if (!tip.contains(event.target)) hideTip(); });
  document.addEventListener("keydown", event => { if (event.key === "Escape") hideTip(); });
}
