// Legend, sources, and the small line samples that panel and legend share.

function lineSample(vehicle, mode, source) {
  const lines = strokesOf(vehicle, mode, source).map((stroke) =>
    el("line", { x1: 3, y1: 7, x2: 41, y2: 7, stroke: stroke.color, "stroke-width": stroke.weight,
      "stroke-dasharray": stroke.dashArray || null, "stroke-linecap": stroke.lineCap || "round" }));
  return el("svg", { viewBox: "0 0 44 14", class: "sample", "aria-hidden": "true" }, lines);
}

function arrowSample(colour) {
  const points = [L.point(3, 7), L.point(41, 7)];
  return el("svg", { viewBox: "0 0 44 14", class: "sample", "aria-hidden": "true" },
    el("line", { x1: 3, y1: 7, x2: 41, y2: 7, stroke: colour, "stroke-width": 4.5, "stroke-linecap": "round" }),
    arrowsOn(points, false).map((ring) => el("path", { d: pathOf(ring, true), fill: colour, stroke: "#ffffff", "stroke-width": 1.2 })));
}

const MAIN_MODE = { van: "road", boat: "sea", crew: "road" };

function sample(vehicle) {
  return lineSample(vehicle, MAIN_MODE[vehicle.kind], "osm");
}

function legendSection(app) {
  const { words, data } = app;
  const ink = "#37474f";
  const plain = (kind) => ({ kind, rank: 0, colour: ink });
  const seen = new Set();
  for (const duty of app.duties) {
    const { kind } = app.vehicles[duty.vehicle];
    seen.add(`${kind}-stop`);
    for (const leg of duty.legs) {
      const estimated = leg.source === "skeleton" || leg.source === "straight";
      if (leg.mode === "walk") seen.add("walk");
      else if (leg.parked && leg.mode === "ferry") seen.add("on-foot");
      else if (kind === "crew" && leg.mode === "ferry") seen.add("crew-ship");
      else if (kind === "crew") seen.add("crew-road").add(estimated ? "crew-estimated" : "crew-road");
      else if (leg.mode === "road") seen.add(estimated ? "estimate" : "road");
      else seen.add(leg.mode);
    }
  }
  const mark = (content) => el("span", { class: "mark" }, content);
  const stop = (kind) => el("span", { class: `stop ${kind}`, style: { "--colour": ink } }, "1");
  const entries = [
    ["road", lineSample(plain("van"), "road", "osm"), words.legend_road],
    ["estimate", lineSample(plain("van"), "road", "skeleton"), words.legend_estimate],
    ["sea", lineSample(plain("boat"), "sea", "sea"), words.legend_sea],
    ["ferry", lineSample(plain("van"), "ferry", "timetable"), words.legend_ferry],
    ["crew-road", lineSample(plain("crew"), "road", "osm"),
      seen.has("crew-estimated") ? words.legend_crew_estimate : words.legend_crew],
    ["crew-ship", lineSample(plain("crew"), "ferry", "timetable"), words.legend_crew_ship],
    ["on-foot", lineSample(plain("crew"), "ferry", "timetable"), words.legend_on_foot],
    ["walk", lineSample(plain("boat"), "walk", "straight"), words.legend_walk],
    ["arrow", arrowSample(ink), words.legend_arrow],
    ["van-stop", mark(stop("van")), words.legend_van_stop],
    ["boat-stop", mark(stop("boat")), words.legend_boat_stop],
    ["crew-stop", mark(stop("crew")), words.legend_crew_stop],
    ["unassigned", mark(el("span", { class: "missed" }, "!")), words.legend_unassigned],
    ["depot", mark(el("span", { class: "place depot" }, icon("depot"))), words.legend_depot],
    ["landing", mark(el("span", { class: "place landing" }, icon("landing"))), words.legend_landing],
    ["border", el("svg", { viewBox: "0 0 44 14", class: "sample", "aria-hidden": "true" },
      el("line", { x1: 3, y1: 7, x2: 41, y2: 7, class: "border-sample" })),
    data.base.approximate ? words.legend_border_approximate : words.legend_border],
  ];
  const always = new Set(["arrow", "unassigned", "depot", "border"]);
  if (!data.unassigned.length) always.delete("unassigned");
  if (seen.has("ferry") || seen.has("sea") || seen.has("crew-ship") || seen.has("on-foot")) always.add("landing");
  return el(
    "section",
    { class: "legend" },
    el("h2", {}, words.legend),
    el("ul", {}, entries.filter(([key]) => seen.has(key) || always.has(key)).map(
      ([, symbol, text]) => el("li", {}, symbol, el("span", {}, text)))),
    el("p", { class: "note" }, words.legend_colours),
    data.base.approximate ? el("p", { class: "note" }, words.approximate) : null,
  );
}

function sourcesSection(app) {
  const { words, data } = app;
  const texts = [
    words.source_osm,
    data.base.approximate ? words.source_communes : words.source_communes_given,
    words.source_leaflet,
    words.not_navigation,
  ];
  return el("section", { class: "sources" }, el("h2", {}, words.sources), texts.map((text) => el("p", {}, text)));
}
