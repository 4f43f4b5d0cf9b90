// Figures, tables and numbers of Tollbook in JupyterLab: the HTML that the notebook holds, with the chart
// live in the place of its picture, long tables in a box that scrolls, and the claims behind a number that is
// chosen. The notebook stays as papermill writes it; where this file is missing (GitHub, another Jupyter) the
// picture is seen. JupyterLab loads it as it is: nothing here is built.
(() => {
  "use strict";
  const FIGURE = "application/vnd.tollbook.figure+json";
  const TABLE = "application/vnd.tollbook.table+json";
  const folder = new URL(".", document.currentScript.src);
  const WIDE_FROM = 560; // pixels; a wide chart shrinks to fit down to this, below it a narrow one is drawn
  const LONG_TABLE = 26; // rows, with the heading
  const drawn = new Set();

  // Vega (0.9 MB) comes from the Jupyter server on this machine, once, when the first chart is to be drawn.
  let loading = null;
  const tools = () => (loading ??= load());
  async function load() {
    const [look, libraries] = await Promise.all([
      fetch(new URL("look.json", folder)).then(answer => answer.json()),
      import(new URL("vega.js", folder)),
    ]);
    const style = document.createElement("style");
    style.textContent = look.fonts;
    document.head.append(style);
    // Vega measures labels when it lays out a chart: the typeface has to be there before.
    await Promise.all(["400", "600"].map(weight => document.fonts.load(`${weight} 13px "${look.family}"`)));
    return { look, ...libraries };
  }

  // A notebook may come from anybody: a chart loads nothing and opens only addresses of the web.
  function closedLoader(vega) {
    const refuse = address => Promise.reject(new Error(`a chart may not load ${address}`));
    const sanitize = (address, options) =>
      options?.context === "image" || !/^https?:/i.test(address)
        ? refuse(address)
        : Promise.resolve({ href: address, target: "_blank", rel: "noopener noreferrer" });
    return { load: refuse, http: refuse, file: refuse, sanitize };
  }

  // A mark stands for a group, party, origin or place. A click on one shows what is of the same in every
  // live chart of the notebook, and lets the rest fade; a click on it again, or beside the marks, ends that.
  const CHOICES = ["group", "party", "origin", "place"];
  const FADED = "0.16";
  const chosen = new WeakMap(); // panel of a notebook -> { dimension, value }
  const unfaded = new WeakMap(); // element that is faded -> the opacity that Vega gave it
  const panelOf = figure => figure.node.closest(".jp-NotebookPanel") ?? document.body;
  const linked = (figure, item) =>
    CHOICES.map(dimension => ({ dimension, value: item?.datum?.[figure.figure.links?.[dimension]] }))
      .find(({ value }) => typeof value === "string" && value);

  function choose(figure, item) {
    const panel = panelOf(figure);
    const before = chosen.get(panel);
    const now = linked(figure, item);
    const again = !now || (before?.dimension === now.dimension && before.value === now.value);
    if (again) chosen.delete(panel);
    else chosen.set(panel, now);
    for (const each of drawn) if (panelOf(each) === panel) fade(each);
  }

  function fade(figure) {
    const choice = chosen.get(panelOf(figure));
    const field = choice && figure.figure.links?.[choice.dimension];
    for (const item of items(figure.view?.scenegraph().root)) {
      const value = field && item.datum?.[field];
      if (item._svg) setFaded(item._svg, value && value !== choice.value);
    }
  }

  function setFaded(element, isFaded) {
    if (isFaded && !unfaded.has(element)) {
      unfaded.set(element, element.style.opacity);
      element.style.opacity = FADED;
    } else if (!isFaded && unfaded.has(element)) {
      element.style.opacity = unfaded.get(element);
      unfaded.delete(element);
    }
  }

  // The marks of a drawing: those in groups (facets, layers) too, but not the groups.
  function* items(item) {
    for (const inner of item?.items ?? []) {
      if (inner.items) yield* items(inner);
      else yield inner;
    }
  }

  const isDark = () => document.body.dataset.jpThemeLight === "false";
  const inDark = (text, colours) =>
    text.replace(/"(#[0-9a-f]{6})"/gi, (whole, colour) => `"${colours[colour.toLowerCase()] ?? colour}"`);

  // A long table scrolls below its heading, also by keyboard; a day stays on one line.
  function fitTable(table) {
    for (const cell of table.tBodies[0]?.querySelectorAll("td") ?? []) {
      if (/^\d{4}-\d{2}-\d{2}$/.test(cell.textContent)) cell.style.whiteSpace = "nowrap";
    }
    if (table.rows.length <= LONG_TABLE) return;
    table.parentElement.classList.add("tollbook-rows");
    table.parentElement.tabIndex = 0;
  }

  function figureClass(RenderedHTML) {
    return class LiveFigure extends RenderedHTML {
      constructor(options) {
        // JupyterLab makes the HTML safe as it does with any; dollar signs of a ledger are not formulas.
        super({ ...options, mimeType: "text/html", latexTypesetter: null });
        this.addClass("tollbook-output");
        // JupyterLab takes cells that are scrolled away out of the page: they have no width then.
        this.widths = new ResizeObserver(() => this.draw());
        this.widths.observe(this.node);
      }

      async render(model) {
        this.forget();
        await super.render(model);
        this.node.querySelectorAll("div > table").forEach(fitTable);
        this.figure = model.data[FIGURE];
        this.picture = this.node.querySelector("figure img");
        this.draw();
      }

      dispose() {
        this.widths.disconnect();
        this.forget();
        super.dispose();
      }

      forget() {
        drawn.delete(this);
        this.view?.finalize();
        this.view = this.shown = this.sheet = null;
      }

      // Draw the chart for this width and theme in the picture's place, unless it stands there already.
      async draw() {
        const specs = this.figure?.specs;
        // Nothing has a width while JupyterLab changes its theme: the one before holds.
        this.width = this.node.clientWidth || this.width;
        if (!this.width || !this.picture || !specs?.wide) return;
        const name = this.width < WIDE_FROM && specs.narrow ? "narrow" : "wide";
        const wanted = `${name} ${isDark()}`;
        if (this.shown === wanted) return;
        this.shown = wanted;
        drawn.add(this);
        try {
          const sheet = await this.sheetOf(specs[name]);
          if (this.shown !== wanted || this.isDisposed) sheet.view.finalize();
          else this.put(sheet);
        } catch (error) {
          console.warn(`Tollbook: figure ${this.figure.slug} stays a picture.`, error);
        }
      }

      async sheetOf(text) {
        const { look, vega, vegaEmbed } = await tools();
        const dark = isDark();
        const node = document.createElement("div");
        node.setAttribute("role", "img");
        node.setAttribute("aria-label", this.picture.alt);
        node.style.cssText = `background:${look.paper[dark ? "dark" : "light"]};padding:8px;overflow-x:auto`;
        const { view } = await vegaEmbed(node, JSON.parse(dark ? inDark(text, look.dark) : text), {
          actions: false,
          loader: closedLoader(vega),
          mode: "vega-lite",
          renderer: "svg",
          tooltip: { theme: dark ? "dark" : "light" },
        });
        const drawing = node.querySelector("svg");
        drawing.style.cssText += ";display:block;max-width:100%;height:auto";
        return { node, view };
      }

      put({ node, view }) {
        this.view?.finalize();
        (this.sheet ?? this.picture).replaceWith(node);
        this.sheet = node;
        this.view = view;
        view.addEventListener("click", (event, item) => choose(this, item));
        fade(this);
      }
    };
  }

  function rendererFactory(RenderedHTML) {
    const LiveFigure = figureClass(RenderedHTML);
    return {
      safe: true, // the HTML goes through JupyterLab's own sanitiser, the chart through closedLoader
      mimeTypes: [FIGURE, TABLE],
      createRenderer: options => new LiveFigure(options),
    };
  }

  function addStyle() {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = new URL("figures.css", folder);
    document.head.append(link);
  }

  function watchTheme() {
    const changed = () => drawn.forEach(figure => figure.draw());
    new MutationObserver(changed).observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  }

  // A number that leads to the claims behind it: the notebook's kernel, which has them, is asked for a table.
  // A notebook may be anybody's: of its links nothing but letters, digits and _ gets into code.
  const CLAIMS = /^#(claims-\w+(?:\+\w+)*)$/;
  const NO_CLAIMS = "Run the notebook first: then this shows the claims behind the number.";
  const asked = address => `__import__("tollbook.lab_claims").lab_claims.behind("${address}", run, out_dir)`;

  async function claimsBehind(kernel, address) {
    const user_expressions = { claims: asked(address) };
    const request = { code: "", silent: true, store_history: false, user_expressions };
    const reply = await kernel?.requestExecute(request).done;
    return reply?.content.user_expressions?.claims?.data?.["text/html"];
  }

  async function showClaims(app, address) {
    const { Dialog, showDialog } = await lab("@jupyterlab/apputils");
    const { Widget } = await lab("@lumino/widgets");
    const html = await claimsBehind(app.shell.currentWidget?.sessionContext?.session?.kernel, address);
    const body = new Widget();
    body.addClass("jp-RenderedHTMLCommon");
    body.addClass("tollbook-claims");
    if (html) body.node.innerHTML = html;
    else body.node.textContent = NO_CLAIMS;
    const elsewhere = { target: "_blank", rel: "noopener noreferrer" };
    body.node.querySelectorAll("a").forEach(link => Object.assign(link, elsewhere));
    const buttons = [Dialog.okButton({ label: "Close" })];
    await showDialog({ title: "The claims behind this number", body, buttons });
  }

  const claimsPlugin = {
    id: "tollbook:claims",
    description: "Shows the claims behind a number of Tollbook's notebooks.",
    autoStart: true,
    activate: app => document.addEventListener("click", event => {
      const link = event.target.closest?.(".jp-OutputArea a[href^='#claims-']");
      const address = CLAIMS.exec(link?.getAttribute("href") ?? "")?.[1];
      if (!address) return;
      event.preventDefault();
      showClaims(app, address);
    }),
  };

  // What webpack's module federation, by which JupyterLab loads extensions, asks of one.
  let shared = {};
  const lab = async name => (await Object.values(shared[name])[0].get())();

  async function mimeExtension() {
    const { RenderedHTML } = await lab("@jupyterlab/rendermime");
    addStyle();
    watchTheme();
    // JupyterLab's own HTML has rank 50: a lower one is preferred.
    const figures = {
      id: "tollbook:figures",
      description: "Shows Tollbook's figures as live charts, and long tables in a box.",
      rendererFactory: rendererFactory(RenderedHTML),
      rank: 40,
      dataType: "json",
    };
    return figures;
  }

  const modules = { "./mimeExtension": mimeExtension, "./extension": () => claimsPlugin };

  const container = {
    init(scope) {
      shared = scope;
    },
    async get(name) {
      const module = { __esModule: true, default: await modules[name]() };
      return () => module;
    },
  };
  (window._JUPYTERLAB ??= {}).tollbook = container;
})();
