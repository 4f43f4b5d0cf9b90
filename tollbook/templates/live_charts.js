// Static drawings become live ones of the same size, one after the other, as a reader comes near them.
const NARROW_BELOW = 640;
const DAY_END = 86399000;
const PATHS = ["line", "area", "trail"];
const charts = [];
let engine;
let work = Promise.resolve();

const refuse = () => Promise.reject(new Error("A page asks for nothing."));
const closed = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

const SETTINGS = { mode: "vega", ast: true, renderer: "svg", actions: false, defaultStyle: false, hover: false, logLevel: 0, loader: closed };

function vega() {
  engine ??= unpack("live-bundle").then(code => {
    // The page's policy names this script by its hash; it lets no text run otherwise.
    document.head.append(make("script", { text: code }));
    return window.tollbook;
  });
  return engine;
}

// Charts measure their words, so the typeface has to be there first.
function fonts() {
  return Promise.all(["13px", "600 13px"].map(size => document.fonts.load(`${size} "${data.font}"`)));
}

function idle() {
  return new Promise(done => (window.requestIdleCallback ? requestIdleCallback(done, { timeout: 300 }) : setTimeout(done, 30)));
}

function inTurn(task) {
  work = work.then(task).catch(() => {}).then(idle);
}

function addChart(figure, part) {
  const box = figure.querySelector(".drawing");
  if (!box || !part.wide) return;
  const chart = { figure, part, box, links: part.links, shape: "", view: null, holder: null, narrow: null, isNear: false };
  charts.push(chart);
  // Nothing of it is cut off, so it need not be scrolled.
  box.removeAttribute("tabindex");
  addStepper(chart);
  if (!chart.links.since) addNote(chart);
  new ResizeObserver(() => fit(chart)).observe(box);
  new IntersectionObserver(entries => {
    if (chart.isNear || !entries.some(entry => entry.isIntersecting)) return;
    chart.isNear = true;
    inTurn(() => enliven(chart));
  }, { rootMargin: "500px 0px" }).observe(box);
  fit(chart);
}

// A chart that knows no moments can not go back with the others, and says so.
function addNote(chart) {
  const note = make("p", { class: "subtitle stays", hidden: "", text: "This chart does not go back: it shows what is known at the moment of the page." });
  chart.box.before(note);
  listeners.push(() => { note.hidden = !chosen.moment; });
}

// Takes the drawing that fits the width at hand; a figure that is folded away has none, and paper gets the
// static one.
function fit(chart) {
  if (matchMedia("print").matches) return;
  const width = chart.box.clientWidth;
  const shape = width < NARROW_BELOW ? "narrow" : "wide";
  if (!width || shape === chart.shape) return;
  chart.shape = shape;
  retire(chart);
  if (shape === "narrow") chart.narrow ??= drawn(chart);
  chart.box.dataset.shape = chart.box.dataset.shown = shape;
  if (chart.isNear) inTurn(() => enliven(chart));
}

function drawn(chart) {
  const root = new DOMParser().parseFromString(chart.part.svg, "image/svg+xml").documentElement;
  const holder = make("div", { class: "narrow", "aria-hidden": "true" }, document.importNode(root, true));
  for (const old of chart.box.querySelectorAll(".narrow")) old.remove();
  chart.box.append(holder);
  return holder;
}

function retire(chart) {
  chart.view?.finalize();
  chart.holder?.remove();
  chart.view = chart.holder = null;
}

async function enliven(chart) {
  const shape = chart.shape;
  if (!shape || chart.view) return;
  const [{ embed }] = await Promise.all([vega(), fonts()]);
  const holder = make("div", { class: "live", "aria-hidden": "true" });
  const { view } = await embed(holder, restored(chart.part[shape]), {
    ...SETTINGS,
    tooltip: (handler, event, item, value) => point(chart, event, item, value),
  });
  tell(chart, view);
  await view.runAsync();
  view.addEventListener("click", (event, item) => {
    pick(chart, item);
    // A finger does not hover.
    point(chart, event, item, item?.tooltip);
  });
  if (chart.shape !== shape || chart.view) return view.finalize();
  Object.assign(chart, { view, holder });
  chart.box.append(holder);
  chart.box.dataset.shown = "live";
  performance.mark("tollbook-live");
}

// Gives a view what was chosen.
function tell(chart, view) {
  for (const name of PICKED) if (chart.links[name]) view.signal(`pick_${name}`, chosen[name]);
  if (chart.links.since) view.signal("moment", chosen.moment).signal("day_end", DAY_END - data.offset_minutes * 60000);
}

listeners.push(() => {
  for (const chart of charts) {
    if (!chart.view) continue;
    tell(chart, chart.view);
    chart.view.runAsync();
  }
});

// A mark chooses what tells the marks of its chart apart; chosen again, it is let go.
function pick(chart, item) {
  if (!item?.datum || item.opacity === 0) return;
  const name = chart.part.picks.find(name => item.datum[chart.links[name]]);
  if (!name) return;
  const value = String(item.datum[chart.links[name]]);
  choose({ [name]: chosen[name] === value ? "" : value });
}
