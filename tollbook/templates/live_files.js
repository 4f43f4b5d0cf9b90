// Rows and drawings as files, made in the page.
const PIXELS = 2;

function save(blob, name) {
  const link = make("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function staticDrawing(figure) {
  return figure.querySelector(".drawing .wide svg") || figure.querySelector(".drawing svg");
}

function svgText(drawing, css) {
  const copy = drawing.cloneNode(true);
  if (css) copy.prepend(Object.assign(document.createElementNS(copy.namespaceURI, "style"), { textContent: css }));
  return new XMLSerializer().serializeToString(copy);
}

// A picture sees no typeface of its page, so it takes it along.
function typeface() {
  const rules = [...document.styleSheets].flatMap(sheet => [...sheet.cssRules]);
  return rules.filter(rule => rule instanceof CSSFontFaceRule).map(rule => rule.cssText).join("");
}

async function png(drawing) {
  const { width, height } = drawing.viewBox.baseVal;
  const picture = new Image();
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(drawing, typeface()))}`;
  await picture.decode();
  const canvas = make("canvas", { width: Math.ceil(width * PIXELS), height: Math.ceil(height * PIXELS) });
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise(done => canvas.toBlob(done, "image/png"));
}

function csvOf(part) {
  return new Blob([part.csv], { type: "text/csv;charset=utf-8" });
}

function drawingOf(figure) {
  return new Blob([svgText(staticDrawing(figure))], { type: "image/svg+xml" });
}

// Buttons below the caption of a figure that has a drawing.
function addFiles(figure, part) {
  if (!staticDrawing(figure)) return;
  const button = (kind, blob) => {
    const press = make("button", { type: "button", text: kind, "aria-label": `${kind}: ${part.title}` });
    press.addEventListener("click", async () => save(await blob(), `${part.slug}.${kind.toLowerCase()}`));
    return press;
  };
  const files = make("p", { class: "download files" }, "Download",
    button("CSV", () => csvOf(part)), button("SVG", () => drawingOf(figure)), button("PNG", () => png(staticDrawing(figure))));
  const caption = figure.querySelector(".caption");
  if (caption) caption.after(files);
  else figure.append(files);
}

// The page's own links lead to files beside it, which may not be there: what they name is in the page.
function addLinks() {
  document.addEventListener("click", event => {
    const link = event.target instanceof Element && event.target.closest("a[download]");
    const shown = link && link.closest("figure, .table");
    const part = shown && Object.hasOwn(data.figures, shown.id) && data.figures[shown.id];
    if (!part) return;
    const isDrawing = link.download.endsWith(".svg");
    if (isDrawing && !staticDrawing(shown)) return;
    event.preventDefault();
    save(isDrawing ? drawingOf(shown) : csvOf(part), link.download);
  });
}
