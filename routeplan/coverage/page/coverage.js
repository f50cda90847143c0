// Draw the coverage: communes in colours, sites as dots, a panel with the figures.

const NOTHING = "#f3b48f";
const UNKNOWN = "#dfe2e2";
// ColorBrewer, safe for every kind of colour vision: greens, and oranges where more is worse.
const GREENS = ["#d9f0d3", "#a6dba0", "#5aae61", "#1b7837"];
const ORANGES = ["#fee6ce", "#fdae6b", "#e6550d", "#8c2d04"];
// Communes this far from the middle do not shrink the opening view.
const FAR_M = 80000;
const WORSE_UP = new Set(["longest_gap_days"]);

function makeScale(shaded) {
  const colours = WORSE_UP.has(shaded.figure) ? ORANGES : GREENS;
  const own = colours.slice(colours.length - shaded.breaks.length);
  return (value) => {
    if (value === null || value === undefined) return UNKNOWN;
    if (value === 0) return WORSE_UP.has(shaded.figure) ? own[0] : NOTHING;
    const at = shaded.breaks.findIndex((end) => value <= end + 1e-9);
    return own[at < 0 ? own.length - 1 : at];
  };
}

function numbers(words) {
  const group = words.decimal === "," ? "." : ",";
  const grouped = (whole) => whole.replace(/\B(?=(\d{3})+$)/g, group);
  return (value, decimals) => {
    const [whole, part] = value.toFixed(decimals).split(".");
    return grouped(whole) + (part ? words.decimal + part : "");
  };
}

function makeApp(map, data) {
  const { words } = data;
  const app = { map, data, words, figure: data.shaded[0].figure };
  app.number = numbers(words);
  app.rows = new Map(data.communes.map((row) => [row.code, row]));
  app.shaded = () => data.shaded.find(({ figure }) => figure === app.figure);
  app.short = (value) => app.number(value, value >= 10 || Number.isInteger(value) ? 0 : value >= 0.1 ? 1 : 3);
  app.value = (row, figure) => {
    const value = row.values[figure];
    if (value === null) return "–";
    const unit = words[`unit_${figure}`];
    const shown = `${app.short(value)} ${unit}`;
    const least = figure === "longest_gap_days" && row.open ? fill(words.at_least, { value: shown }) : shown;
    return row.estimated.includes(figure) ? `≈ ${least}` : least;
  };
  return app;
}

function drawLand(app) {
  const ring = (text) => decodeLine(text).map(toLatLng);
  if (app.data.base) {
    L.polygon(app.data.base.land.map((rings) => rings.map(ring)), {
      interactive: false, color: "#93a5a8", weight: 0.8, fillColor: "#f1efe8", fillOpacity: 1, smoothFactor: 0.6,
    }).addTo(app.map);
    const [south, west, north, east] = app.data.base.bounds;
    drawBeyond(app.map, L.latLngBounds([south, west], [north, east]), "overlayPane");
  }
  app.shapes = new Map();
  for (const [code, polygons] of Object.entries(app.data.areas)) {
    const shape = L.polygon(polygons.map((rings) => rings.map(ring)), {
      color: "#ffffff", weight: 1, fillOpacity: 0.92, smoothFactor: 0.6, className: "commune",
    }).addTo(app.map);
    const row = app.rows.get(code);
    shape.bindTooltip(() => card(app, row), { sticky: true });
    shape.on("mouseover", () => shape.setStyle({ weight: 2.5, color: "#25292b" }).bringToFront());
    shape.on("mouseout", () => shape.setStyle({ weight: 1, color: "#ffffff" }));
    app.shapes.set(code, shape);
  }
}

function card(app, row) {
  const { words } = app;
  if (!row) return el("span", {}, words.no_site);
  const lines = [
    [words.children, (row.guessed ? "≈ " : "") + app.number(row.children, 0)],
    ...app.data.shaded.map(({ figure }) => [words[figure], app.value(row, figure)]),
  ];
  return el("div", { class: "unit-card" }, el("b", {}, row.name),
    el("table", {}, lines.map(([name, value]) => el("tr", {}, el("td", {}, name), el("td", {}, value)))));
}

function drawSites(app) {
  for (const [name, lat, lon, children, visits] of app.data.sites) {
    const dot = L.circleMarker([lat, lon], {
      radius: visits ? 4 : 3, color: visits ? "#0b3d2e" : "#7a2f0b", weight: 1.2,
      fillColor: visits ? "#0b3d2e" : "#ffffff", fillOpacity: 1,
    }).addTo(app.map);
    const known = children === null ? app.words.no_children : `${app.words.children}: ${app.number(children, 0)}`;
    dot.bindTooltip(() => el("span", {}, el("b", {}, name), ` · ${known} · ${app.words.visits}: ${visits}`));
  }
}

function paint(app) {
  const scale = makeScale(app.shaded());
  for (const [code, shape] of app.shapes) {
    const row = app.rows.get(code);
    shape.setStyle({ fillColor: row ? scale(row.values[app.figure]) : UNKNOWN });
  }
  app.legend.replaceChildren(el("li", { class: "on-paper" }, app.words[app.figure]), ...legendRows(app, scale));
}

function legendRows(app, scale) {
  const { words } = app;
  const { figure, breaks } = app.shaded();
  const row = (colour, text, extra) => el("li", {}, el("i", { class: extra || "", style: { background: colour } }), text);
  const unit = words[`unit_${figure}`];
  const rows = [];
  if (!WORSE_UP.has(figure)) rows.push(row(NOTHING, words.class_0));
  breaks.forEach((end, k) => {
    const from = k ? breaks[k - 1] : 0;
    const span = WORSE_UP.has(figure) && !k ? `≤ ${app.short(end)}` : `${app.short(from)} – ${app.short(end)}`;
    rows.push(row(scale(end), `${span} ${unit}`));
  });
  rows.push(row(UNKNOWN, `${words.no_site}, ${words.no_children}`));
  rows.push(row("#0b3d2e", words.site_visited, "dot"), row("#ffffff", words.site_missed, "dot hollow"));
  return rows;
}

function table(app, title, rows, note, pick) {
  const { words } = app;
  const head = [words.unit, words.children, words.reached, words.longest_gap_days];
  const body = rows.map((row) => el("tr", pick ? { on: { click: () => pick(row) }, class: "pick" } : {},
    el("th", { scope: "row" }, row.name),
    el("td", {}, (row.guessed ? "≈ " : "") + app.number(row.children, 0)),
    el("td", {}, row.values.reached_pct === null ? "–" : `${app.short(row.values.reached_pct)} %`),
    el("td", {}, (row.open ? "≥ " : "") + app.number(row.values.longest_gap_days, 0))));
  return el("section", {}, el("h2", {}, title), note ? el("p", { class: "quiet" }, note) : "",
    el("table", { class: "unit-figures" },
      el("thead", {}, el("tr", {}, head.map((name) => el("th", { scope: "col" }, name)))),
      el("tbody", {}, body)));
}

function list(title, items) {
  return items.length ? el("section", {}, el("h2", {}, title), el("ul", {}, items.map((text) => el("li", {}, text)))) : "";
}

function buildPanel(app) {
  const { data, words } = app;
  app.legend = el("ul", { class: "shades" });
  const choose = el("select", { id: "figure", on: { change: (event) => { app.figure = event.target.value; paint(app); } } },
    data.shaded.map(({ figure }) => el("option", { value: figure }, words[figure])));
  const two = (value) => (value === null ? words.none : app.number(value, 2));
  const zoom = (row) => { const shape = app.shapes.get(row.code); if (shape) app.map.fitBounds(shape.getBounds(), { maxZoom: 13 }); };
  const total = el("dl", { class: "totals" }, data.shaded.map(({ figure }) => [
    el("dt", {}, words[figure]), el("dd", {}, app.value(data.total, figure))]));
  const children = `${words.children}: ${data.total.guessed ? "≈ " : ""}${app.number(data.total.children, 0)} · ${words.reached}: ${app.number(data.total.reached, 0)}`;
  const panel = el("aside", { id: "coverage", "aria-label": words.panel },
    el("h1", {}, data.title), el("p", { class: "quiet" }, data.period), el("p", {}, el("b", {}, children)),
    el("label", { for: "figure" }, words.shown), choose, app.legend,
    total,
    table(app, words.groups, data.groups),
    el("section", {}, el("h2", {}, words.gini),
      el("ul", {}, el("li", {}, fill(words.gini_service, { value: two(data.gini) })),
        el("li", {}, fill(words.gini_access, { value: two(data.gini_access) })))),
    list(words.special, data.special.map((one) => `${one.name}: ${app.number(one.reached, 0)} / ${app.number(one.children, 0)}`)),
    list(words.inspections, data.inspections.map((one) => `${one.name}: ${one.when}`)),
    table(app, words.communes, data.communes, words.worst_first, zoom),
    el("p", { class: "quiet" }, data.near_note), el("p", { class: "quiet" }, words.estimate),
    data.base && data.base.approximate ? el("p", { class: "quiet" }, words.approximate) : "");
  app.panel = panel;
  document.body.prepend(panel);
}

// On paper the map comes first, as wide as the sheet, then the tables.
function bindPrint(app, shown) {
  const { map } = app;
  let before = null;
  const fit = (bounds) => {
    map.invalidateSize({ animate: false });
    if (bounds.isValid()) map.fitBounds(bounds, { animate: false });
  };
  window.addEventListener("beforeprint", () => {
    before = map.getBounds();
    document.body.classList.add("printing");
    document.body.append(app.panel);
    fit(shown);
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("printing");
    document.body.prepend(app.panel);
    fit(before);
  });
}

// The middle of most sites, whatever lies far out at sea.
function middle(points) {
  if (!points.length) return null;
  const half = (values) => [...values].sort((x, y) => x - y)[Math.floor(values.length / 2)];
  return L.latLng(half(points.map(([lat]) => lat)), half(points.map(([, lon]) => lon)));
}

function draw(map, data) {
  const app = makeApp(map, data);
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", data.words.title);
  buildPanel(app);
  map.invalidateSize({ animate: false });
  drawLand(app);
  drawSites(app);
  paint(app);
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution("© OpenStreetMap contributors (ODbL) · Leaflet");
  L.control.zoom({ zoomInTitle: data.words.zoom_in, zoomOutTitle: data.words.zoom_out, position: "topright" }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomright" }).addTo(map);
  const everything = L.latLngBounds(data.sites.map(([, lat, lon]) => [lat, lon]));
  const communes = [...app.shapes.values()].map((shape) => shape.getBounds());
  const centre = middle(data.sites.map(([, lat, lon]) => [lat, lon]));
  const near = communes.filter((bounds) => centre && bounds.getCenter().distanceTo(centre) < FAR_M);
  const view = near.reduce((whole, one) => whole.extend(one), L.latLngBounds([]));
  const shown = view.isValid() ? view : everything;
  if (shown.isValid()) map.fitBounds(shown, { padding: [10, 10], animate: false });
  bindPrint(app, shown);
}
