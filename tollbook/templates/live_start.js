// A browser that can not unpack leaves the page as it is: it is whole without this.
async function start() {
  if (!window.DecompressionStream || !byId("live-data")) return;
  data = JSON.parse(await unpack("live-data"));
  data.offset_minutes ||= 0;
  addTips();
  addControls();
  addHeadline();
  addClaims();
  addLinks();
  for (const [anchor, part] of Object.entries(data.figures)) {
    const figure = byId(anchor);
    if (!figure) continue;
    addFiles(figure, part);
    addRows(figure, part);
    addChart(figure, part);
  }
}

start().catch(() => {});
