// One bar for all charts of the page: a group, a source, a place, and a moment.
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const NOT_YET = "No figure yet";

// A moment (milliseconds) as the clocks of the event's time zone show it.
function local(moment) {
  return new Date(moment + data.offset_minutes * 60000);
}

function dayWords(moment) {
  const day = local(moment);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

// The last second of a day is the day's end.
function momentWords(moment) {
  const time = local(moment).toISOString().slice(11, 19);
  return `${time === "23:59:59" ? `at the end of ${dayWords(moment)}` : `on ${dayWords(moment)}, ${time.slice(0, 5)}`} (${data.zone})`;
}

function select(label, everything, groups) {
  const list = make("select", { "aria-label": label }, make("option", { value: "", text: everything }));
  for (const [name, heading, options] of groups) {
    const items = options.map(([value, text]) => make("option", { value: `${name}:${value}`, text }));
    if (items.length) list.append(...(heading ? [make("optgroup", { label: heading }, ...items)] : items));
  }
  list.addEventListener("change", () => {
    const changes = Object.fromEntries(groups.map(([name]) => [name, ""]));
    const [, name, value] = list.value.match(/^(\w+):([^]*)$/) || [];
    choose(name ? { ...changes, [name]: value } : changes);
  });
  listeners.push(() => {
    const [name] = groups.find(([name]) => chosen[name]) || [];
    list.value = name ? `${name}:${chosen[name]}` : "";
  });
  return list.options.length > 1 ? [list] : [];
}

function selects() {
  const { group, party, origin, place } = data.choices;
  return [
    ...select("Group", "All groups", [["group", "", group]]),
    ...select("Source", "All sources", [["party", "Kinds of source", party], ["origin", "Sources", origin]]),
    ...select("Place", "All places", [["place", "", place]]),
  ];
}

// The moments at which something became known, up to the moment of the page, where the slider begins.
function knowledge() {
  const last = Date.parse(data.to) || Math.max(...data.moments.map(Date.parse));
  const first = Date.parse(data.from) || -Infinity;
  return [...data.moments.map(Date.parse).filter(moment => moment >= first && moment < last), last];
}

function slider() {
  const moments = knowledge();
  const end = moments.length - 1;
  if (end < 1) return [];
  const range = make("input", { type: "range", min: "0", max: String(end), value: String(end), "aria-label": "Moment: what was known by then" });
  const say = () => range.setAttribute("aria-valuetext", `As known ${momentWords(moments[range.value])}`);
  range.addEventListener("input", () => choose({ moment: +range.value === end ? 0 : moments[range.value] }));
  listeners.push(() => {
    if (!chosen.moment) range.value = end;
    say();
  });
  say();
  return [range];
}

function summaryWords() {
  const named = name => (data.choices[name].find(([value]) => value === chosen[name]) || [, chosen[name]])[1];
  const picks = PICKED.filter(name => chosen[name]).map(named);
  if (!picks.length && !chosen.moment) return "All charts: choose a group, a source, a place or a moment";
  const known = chosen.moment ? `, as known ${momentWords(chosen.moment)}` : "";
  return `All charts: ${picks.join(", ") || "all figures"}${known}`;
}

function addControls() {
  const bar = byId("live-controls");
  const controls = [...selects(), ...slider()];
  if (!bar || !controls.length) return;
  const clear = make("button", { type: "button", text: "Clear" });
  clear.addEventListener("click", () => choose({ group: "", party: "", origin: "", place: "", moment: 0 }));
  const state = make("span");
  const tell = () => {
    const isNeutral = !chosen.moment && !PICKED.some(name => chosen[name]);
    state.textContent = summaryWords();
    bar.toggleAttribute("data-changed", !isNeutral);
  };
  const fold = make("details", {}, make("summary", {}, state), make("div", {}, ...controls, clear));
  fold.open = matchMedia("(min-width: 48rem)").matches;
  listeners.push(tell);
  tell();
  bar.setAttribute("role", "region");
  bar.setAttribute("aria-label", "All charts of this page");
  bar.replaceChildren(fold);
  bar.hidden = false;
  // What gets the focus is not to end up behind the bar.
  new ResizeObserver(() => {
    const isSticky = getComputedStyle(bar).position === "sticky";
    document.documentElement.style.scrollPaddingTop = isSticky ? `${bar.offsetHeight + 12}px` : "";
  }).observe(bar);
}

// The table at the head of the page says what was known at the moment of the slider.
function addHeadline() {
  const key = ({ outcome, period, party, group }) => JSON.stringify([outcome, period, party, group]);
  const known = new Map();
  for (const step of data.steps || []) known.set(key(step), [...(known.get(key(step)) || []), step]);
  const cells = [...document.querySelectorAll("td[data-party][data-group][data-period]")].map(cell => ({
    cell,
    first: [...cell.childNodes],
    steps: (known.get(key(cell.dataset)) || []).sort((one, next) => Date.parse(one.since) - Date.parse(next.since)),
  }));
  if (!cells.length) return;
  const table = cells[0].cell.closest("table");
  const then = make("p", { class: "subtitle", hidden: "" });
  (table.closest(".rows") || table).before(then);
  listeners.push(() => {
    then.hidden = !chosen.moment;
    then.textContent = chosen.moment ? `As known ${momentWords(chosen.moment)}` : "";
    for (const { cell, first, steps } of cells) {
      cell.toggleAttribute("data-then", Boolean(chosen.moment));
      if (!chosen.moment) {
        cell.replaceChildren(...first);
        continue;
      }
      const step = steps.filter(({ since }) => Date.parse(since) <= chosen.moment).pop();
      const text = step ? step.words : NOT_YET;
      cell.replaceChildren(isClaims(step?.href) ? make("a", { href: step.href, class: "figure", text }) : text);
      if (step) cell.append(" ", make("span", { class: "since", text: dayWords(Date.parse(step.since)) }));
    }
  });
}
