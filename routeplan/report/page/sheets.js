// Paper, one duty to a page of A4 landscape: its timetable beside a map of its own, drawn as SVG.

const SHEET = { width: 640, height: 640 };
// No sheet shows less than about 3 km, so that a duty of one stop still has its surroundings.
const LEAST_SPAN_DEG = 0.03;
const LONG_SHEET = 12;

// Mercator in degrees, south downwards.
const mercator = (latlng) => ({
  x: latlng.lng, y: (-Math.asinh(Math.tan((latlng.lat * Math.PI) / 180)) * 180) / Math.PI,
});

// What happens in a duty, in order of time: [seconds, table row].
function timeline(app, duty) {
  const { words, texts, data } = app;
  const events = [];
  const plain = (seconds, time, text, kind) =>
    events.push([seconds, el("tr", { class: kind }, el("td"), el("td", {}, time), el("td", { colspan: 2 }, text))]);
  plain(duty.start, moment(duty, duty.start, false, texts), `${words.loading}: ${app.place(duty.depot).name} · ${words.load} ${duty.load}`, "frame");
  duty.stops.forEach((stop, index) => {
    const place = app.place(stop.site);
    const notes = [purpose(app, stop), place.commune, place.contact && `${words.contact}: ${place.contact}`,
      stop.parked && `${words.parked} ${app.place(stop.parked).name}`].filter(Boolean);
    events.push([stop.arrive, el("tr", {}, el("td", {}, el("b", { class: "number" }, String(index + 1))),
      el("td", {}, `${moment(duty, stop.arrive, false, texts)}–${moment(duty, stop.depart, true, texts)}`),
      el("td", {}, el("b", {}, place.name), el("small", {}, notes.join(" · "))),
      el("td", {}, fill(words.crates_text, { out: stop.out, in: stop.in })))]);
  });
  for (const leg of duty.legs) {
    if (leg.mode !== "ferry") continue;
    const ends = `${app.place(leg.from).name} → ${app.place(leg.to).name}`;
    const foot = leg.parked ? ` (${words.without_vehicle})` : "";
    plain(leg.sailing, moment(duty, leg.sailing, false, texts),
      [icon("ferry"), ` ${ends}${foot}, ${texts.duration(leg.seconds / 60)}`], "ferry");
  }
  for (const [from, to] of duty.lunches) {
    plain(from, `${moment(duty, from, false, texts)}–${moment(duty, to, true, texts)}`, words.lunch, "frame");
  }
  plain(duty.end, moment(duty, duty.end, true, texts), `${words.back} ${app.place(duty.depot).name}`, "frame");
  return el("table", { lang: data.language }, el("tbody", {}, events.sort(([x], [y]) => x - y).map(([, row]) => row)));
}

// From latitude and longitude to pixels of the sheet's map.
function sheetView(app, duty) {
  const bounds = dutyBounds(app, [duty]);
  const low = mercator(bounds.getSouthWest()), high = mercator(bounds.getNorthEast());
  const middle = { x: (low.x + high.x) / 2, y: (low.y + high.y) / 2 };
  const span = (size, length) => (size - 120) / Math.max(length, LEAST_SPAN_DEG);
  const scale = Math.min(span(SHEET.width, high.x - low.x), span(SHEET.height, low.y - high.y));
  const project = (latlng) => {
    const { x, y } = mercator(latlng);
    return L.point((x - middle.x) * scale + SHEET.width / 2, (y - middle.y) * scale + SHEET.height / 2);
  };
  return { project, scale, middle };
}

const pathOf = (points, closed) => `M${points.map((p) => `${p.x.toFixed(1)} ${p.y.toFixed(1)}`).join("L")}${closed ? "Z" : ""}`;

function sheetGround(app, view) {
  const frame = L.bounds([-20, -20], [SHEET.width + 20, SHEET.height + 20]);
  const land = [];
  for (const rings of app.data.base.land) {
    for (const ring of rings) {
      const points = L.PolyUtil.clipPolygon(decodeLine(ring).map((point) => view.project(toLatLng(point))), frame);
      if (points.length > 2) land.push(pathOf(L.LineUtil.simplify(points, 0.4), true));
    }
  }
  return el("path", { d: land.join(""), fill: "#f7f3e8", "fill-rule": "evenodd", stroke: "#93a5a8", "stroke-width": 0.8 });
}

function sheetLines(app, duty, view, layout) {
  const layers = new Map([["casings", []], ["routes", []], ["cores", []], ["arrows", []]]);
  const vehicle = app.vehicles[duty.vehicle];
  for (const run of runsOf([duty], app.lineOf)) {
    const points = L.LineUtil.simplify(run.points.map((point) => view.project(toLatLng(point))), 0.5);
    layout.ink(points);
    for (const stroke of strokesOf(run.leg.parked ? { ...vehicle, kind: "crew" } : vehicle, run.leg.mode, run.leg.source)) {
      layers.get(stroke.pane).push(el("path", { d: pathOf(points), fill: "none", stroke: stroke.color, "stroke-width": stroke.weight,
        "stroke-dasharray": stroke.dashArray || null, "stroke-linecap": stroke.lineCap || "round", "stroke-linejoin": "round", opacity: stroke.opacity || 1 }));
    }
    for (const arrow of arrowsOn(points, run.both)) {
      layers.get("arrows").push(el("path", { d: pathOf(arrow, true), fill: vehicle.colour, stroke: "#ffffff", "stroke-width": 1.2 }));
    }
  }
  return [...layers.values()].flat();
}

function svgText(x, y, text, attributes) {
  return el("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle", ...attributes }, text);
}

// Signs first, then names beside them; `Layout` keeps them apart as on the screen.
function sheetSigns(app, duty, view, layout) {
  const signs = [], names = [], leaders = [], wanted = [];
  const { colour, kind } = app.vehicles[duty.vehicle];
  const others = new Set([duty.depot]);
  for (const leg of duty.legs) if (leg.mode === "ferry" || leg.mode === "sea") others.add(leg.from).add(leg.to);
  const visited = new Set(duty.stops.map((stop) => stop.site));
  for (const id of others) {
    if (visited.has(id)) continue;
    const at = view.project(app.latlng(id));
    layout.sign(at, 9, 9, [[0, 0]]);
    signs.push(el("circle", { cx: at.x, cy: at.y, r: 6, fill: id === duty.depot ? "#37474f" : "#ffffff", stroke: "#37474f", "stroke-width": 1.6 }));
    wanted.push({ at, gap: 9, text: app.place(id).name, italic: true });
  }
  const named = new Set();
  const stops = duty.stops.map((stop, index) => ({ stop, index }));
  for (const { stop, index } of stops) {
    const point = view.project(app.latlng(stop.site));
    const [dx, dy] = layout.sign(point, 12, 12, SHIFTS) || [0, 0];
    const at = L.point(point.x + dx, point.y + dy);
    if (dx || dy) leaders.push(el("path", { d: pathOf([point, at]), stroke: "#37474f", "stroke-width": 1.5 }));
    const shape = kind === "van"
      ? el("circle", { cx: at.x, cy: at.y, r: 11, fill: colour, stroke: "#ffffff", "stroke-width": 1.5 })
      : el("rect", { x: at.x - 11, y: at.y - 11, width: 22, height: 22, rx: kind === "crew" ? 3 : 7, fill: colour, stroke: "#ffffff", "stroke-width": 1.5 });
    signs.push(shape, svgText(at.x, at.y + 4.2, String(index + 1), { class: "sheet-number" }));
    if (!named.has(stop.site)) wanted.unshift({ at, gap: 12, text: app.place(stop.site).name });
    named.add(stop.site);
  }
  for (const { at, gap, text, italic } of wanted) {
    const width = measure(text, FONTS.name) + 2;
    const shift = layout.name(at, width, 15, besides(width, 15, gap), 99);
    if (shift) names.push(svgText(at.x + shift[0], at.y + shift[1] + 4, text, { class: italic ? "sheet-name place" : "sheet-name" }));
  }
  return [...leaders, ...names, ...signs];
}

// A line of round length, with its kilometres at the latitude of the map's middle.
function sheetScale(view) {
  const lat = Math.atan(Math.sinh((-view.middle.y * Math.PI) / 180));
  const pixelsPerKm = view.scale / (111.32 * Math.cos(lat));
  const km = [0.5, 1, 2, 5, 10, 20, 50].findLast((one) => one * pixelsPerKm <= 160) || 0.5;
  const y = SHEET.height - 14, length = km * pixelsPerKm;
  return [
    el("path", { d: `M14 ${y - 5}V${y}H${14 + length}V${y - 5}`, fill: "none", stroke: "#25292b", "stroke-width": 1.4 }),
    svgText(14 + length / 2, y - 5, `${km} km`, { class: "sheet-scale" }),
  ];
}

function dutySheet(app, duty) {
  const { data, words, texts } = app;
  const vehicle = app.vehicles[duty.vehicle];
  const view = sheetView(app, duty);
  const scaleBox = { x0: 0, y0: SHEET.height - 36, x1: 190, y1: SHEET.height };
  const layout = new Layout(L.point(SHEET.width, SHEET.height), [scaleBox]);
  const lines = sheetLines(app, duty, view, layout);
  const picture = el("svg", { viewBox: `0 0 ${SHEET.width} ${SHEET.height}`, class: "sheet-map", role: "img", "aria-label": words.map },
    sheetGround(app, view), lines, sheetSigns(app, duty, view, layout), sheetScale(view));
  const length = duty.stops.length + duty.legs.filter((leg) => leg.mode === "ferry").length;
  return el("section", { class: length > LONG_SHEET ? "sheet long" : "sheet", style: { "--colour": vehicle.colour } },
    el("header", {}, el("h2", {}, `${vehicle.name} · ${dutyDates(duty, texts)}`),
      el("p", {}, [data.name, data.scenario && `${words.scenario}: ${data.scenario}`].filter(Boolean).join(" · "))),
    timeline(app, duty), picture,
    el("footer", {}, `${words.source_osm} ${words.not_navigation}`));
}
