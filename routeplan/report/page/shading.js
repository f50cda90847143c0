// Communes shaded by a figure that the page brings along, off until the reader asks for it.

// One hue from light to dark, so that it reads the same with every kind of colour vision and in grey.
const SHADES = ["#e3e0f0", "#c2bbdf", "#9b91c8", "#7466ae", "#4b3b8c"];
const NO_FIGURE = "#eceae4";

function shadeOf(figure, value) {
  if (value == null) return NO_FIGURE;
  if (value === 0) return SHADES[0];
  if (!figure.breaks.length) return SHADES[SHADES.length - 1];
  const at = figure.breaks.findIndex((end) => value <= end);
  const rank = at < 0 ? figure.breaks.length : at + 1;
  return SHADES[Math.min(SHADES.length - 1, Math.round((rank * (SHADES.length - 1)) / figure.breaks.length))];
}

function shadingControls(app) {
  const { data, map, words, texts } = app;
  if (!data.shading) return null;
  const { areas, figures } = data.shading;
  const number = (value, figure) => `${Number.isInteger(value) ? value : texts.decimal(value)}${figure.unit}`;
  const chosen = () => figures[Number(select.value)];
  const layer = L.layerGroup();
  const shapes = Object.entries(areas).map(([code, area]) => {
    const rings = area.rings.map((polygon) => polygon.map((ring) => decodeLine(ring).map(toLatLng)));
    const shape = L.polygon(rings, { pane: "shading", stroke: true, color: "#ffffff", weight: 0.7, fillOpacity: 0.85, className: "area" });
    shape.bindTooltip(() => {
      const value = chosen().values[code];
      return el("span", {}, el("b", {}, area.name), ` · ${value == null ? words.no_figure : number(value, chosen())}`);
    }, { sticky: true });
    layer.addLayer(shape);
    return { code, shape };
  });
  const key = el("ul", { class: "shades", hidden: true });
  const paint = () => {
    const figure = chosen();
    for (const { code, shape } of shapes) shape.setStyle({ fillColor: shadeOf(figure, figure.values[code]) });
    const swatch = (colour, text) => el("li", {}, el("i", { style: { background: colour } }), text);
    key.replaceChildren(swatch(NO_FIGURE, words.no_figure), swatch(SHADES[0], number(0, figure)),
      ...figure.breaks.map((end, i) => swatch(shadeOf(figure, end),
        `${i ? `> ${number(figure.breaks[i - 1], figure)}` : "> 0"} – ${number(end, figure)}`)));
  };
  const select = el("select", { id: "figure", "aria-label": words.shading, disabled: true, on: { change: paint } },
    figures.map((figure, i) => el("option", { value: i }, figure.name)));
  const box = el("input", { type: "checkbox", id: "shading", on: {
    change: () => {
      if (box.checked) layer.addTo(map);
      else layer.remove();
      select.disabled = !box.checked;
      key.hidden = !box.checked;
    },
  } });
  paint();
  return el("div", { class: "shading" },
    el("p", { class: "head layer" }, box, el("label", { for: "shading" }, words.shading)), select, key);
}
