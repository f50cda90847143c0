// Draw the plan on the map: ground, lines, marks, panel, and how they answer to the reader.

const PANES = {
  tiles: 205, ground: 210, shading: 215, borders: 220, beyond: 230, casings: 400, routes: 410, cores: 420, arrows: 425, leaders: 580, names: 590, places: 600,
  stops: 610,
};
// Places this far out, and this many times farther than the next nearer one, do not shrink the
// opening view.
const FAR_M = 60000;
const FAR_TIMES = 1.5;

function drawGround(map, base) {
  const ring = (text) => decodeLine(text).map(toLatLng);
  const fixed = { interactive: false, smoothFactor: 0.6 };
  const land = L.polygon(base.land.map((rings) => rings.map(ring)), {
    ...fixed, pane: "ground", className: "land", color: "#93a5a8", weight: 0.8, fillColor: "#f7f3e8", fillOpacity: 1,
  }).addTo(map);
  const borders = L.polyline(base.borders.map(ring), {
    ...fixed, pane: "borders", color: "#b3a78f", weight: 0.9, opacity: 0.9,
  });
  return { land, borders };
}

// What can be seen at all: the land that is known, and every place.
function reach(app) {
  const [south, west, north, east] = app.data.base.bounds;
  const bounds = L.latLngBounds([[south, west], [north, east]]);
  for (const place of Object.values(app.data.places)) bounds.extend([place.lat, place.lon]);
  return bounds;
}

function median(values) {
  const sorted = [...values].sort((x, y) => x - y);
  return sorted[Math.floor(sorted.length / 2)];
}

// Sites so far out that fitting them would make everything else too small.
function farPlaces(app) {
  const ids = new Set(app.data.unassigned.map((item) => item.site));
  for (const duty of app.duties) for (const stop of duty.stops) ids.add(stop.site);
  const places = [...ids].map((id) => ({ id, at: app.latlng(id) }));
  if (places.length < 3) return [];
  const centre = L.latLng(median(places.map((p) => p.at.lat)), median(places.map((p) => p.at.lng)));
  for (const place of places) place.distance = place.at.distanceTo(centre);
  places.sort((p, q) => p.distance - q.distance);
  const first = places.findIndex(({ distance }, i) => i > 0 && distance > FAR_M && distance > FAR_TIMES * places[i - 1].distance);
  return first < 0 ? [] : places.slice(first);
}

function makeApp(map, data) {
  const { words } = data;
  const texts = makeTexts(words);
  const lines = data.geometries.map(() => null);
  const app = { map, data, words, texts, matches: () => true, groups: [], printed: null };
  app.lineOf = (index) => (lines[index] = lines[index] || decodeLine(data.geometries[index]));
  app.place = (id) => data.places[id] || {
    name: id, kind: "other", lat: map.getCenter().lat, lon: map.getCenter().lng, commune: "", district: "",
    groups: [], pupils: null, contact: "", estimated: false,
  };
  app.latlng = (id) => L.latLng(app.place(id).lat, app.place(id).lon);
  app.vehicles = data.vehicles.map((vehicle, index) => ({
    ...vehicle, index, rank: data.vehicles.slice(0, index).filter(({ kind }) => kind === vehicle.kind).length, colour: COLOURS[index % COLOURS.length], duties: [],
  }));
  app.duties = data.routes.map((route, index) => ({ ...route, index, on: true, group: L.layerGroup() }));
  for (const duty of app.duties) app.vehicles[duty.vehicle].duties.push(duty);
  return app;
}

function visible(app) {
  return app.duties.filter((duty) => duty.on && app.matches(duty));
}

function dutyBounds(app, duties) {
  const bounds = L.latLngBounds([]);
  for (const duty of duties) {
    bounds.extend(app.latlng(duty.depot));
    for (const stop of duty.stops) bounds.extend(app.latlng(stop.site));
    for (const leg of duty.legs) {
      if (leg.geometry !== null) for (const point of app.lineOf(leg.geometry)) bounds.extend(toLatLng(point));
    }
  }
  return bounds;
}

// One layer per duty (vehicle and day), filled with its lines and its numbered stops.
function fillDuties(app) {
  const shown = visible(app);
  for (const duty of app.duties) {
    duty.group.clearLayers();
    duty.lines = [];
    if (!shown.includes(duty)) {
      duty.group.remove();
      continue;
    }
    duty.group.addTo(app.map);
    for (const marker of duty.markers) duty.group.addLayer(marker);
  }
  app.runs = runsOf(shown, app.lineOf);
  for (const run of app.runs) {
    const vehicle = app.vehicles[run.duty.vehicle];
    const points = run.points.map(toLatLng);
    // A crew that left its van at a pier travels like one without a vehicle.
    const strokes = strokesOf(run.leg.parked ? { ...vehicle, kind: "crew" } : vehicle, run.leg.mode, run.leg.source);
    strokes.push({ pane: "arrows", color: "#ffffff", weight: 1.2, fill: true, fillColor: vehicle.colour, fillOpacity: 1, lineJoin: "round", arrows: true });
    strokes.forEach((stroke, i) => {
      const Line = stroke.arrows ? ArrowLine : LaneLine;
      const line = new Line(points, { ...stroke, lane: run.offset, both: run.both, noClip: Boolean(stroke.arrows), interactive: false });
      line.usual = stroke.opacity === undefined ? 1 : stroke.opacity;
      run.duty.group.addLayer(line);
      for (const duty of run.duties) duty.lines.push(line);
      if (i === strokes.length - 1) run.duty.group.addLayer(touchLine(app, run, points));
    });
  }
}

// A wide, unseen line that answers to mouse and finger.
function touchLine(app, run, points) {
  const line = new LaneLine(points, { pane: "cores", color: "#000", opacity: 0, weight: 14, lane: run.offset });
  const { texts } = app;
  const name = app.vehicles[run.duty.vehicle].name;
  line.bindTooltip(() => {
    const days = [...run.duties].map((duty) => `${texts.weekday(dayOf(duty.date))} ${shortDate(dayOf(duty.date))}`);
    return el("span", {}, el("b", {}, name), ` · ${days.join(", ")}`);
  }, { sticky: true });
  line.on("mouseover", () => app.focus(run.duty, run.duties));
  line.on("mouseout", () => app.focus(null));
  return line;
}

// Depots, piers and crossings of what is shown.
function fillPlaces(app) {
  app.places.clearLayers();
  const shown = visible(app);
  const depots = new Set(shown.map((duty) => duty.depot));
  const piers = new Set();
  for (const duty of shown) {
    for (const leg of duty.legs) {
      for (const id of [leg.from, leg.to]) if (app.place(id).kind === "landing") piers.add(id);
      if (leg.mode === "ferry") piers.add(leg.from).add(leg.to);
    }
  }
  const mark = (id, role) => {
    const marker = placeMarker(app, id, role);
    marker.id = id;
    return marker;
  };
  app.placeMarkers = [
    ...[...depots].map((id) => mark(id, app.place(id).kind === "landing" ? "landing" : "depot")),
    ...[...piers].filter((id) => !depots.has(id)).map((id) => mark(id, "landing")),
  ];
  app.crossingMarkers = crossingsOf(shown).map((group) => crossingMarker(app, group));
  for (const marker of [...app.placeMarkers, ...app.crossingMarkers]) app.places.addLayer(marker);
}

// Buttons in the corner that lead to places too far out for the opening view.
function makeSignposts(app) {
  const { map } = app;
  const control = L.control({ position: "bottomleft" });
  const posts = app.far.map(({ id, at }) => {
    const arrow = el("i", { "aria-hidden": "true" }, "➤");
    const button = el("button", { type: "button", on: { click: () => map.setView(at, 11, { animate: false }) } },
      app.place(id).name, arrow);
    return { at, button, arrow };
  });
  control.onAdd = () => {
    const box = el("div", { class: "signposts" }, posts.map(({ button }) => button));
    L.DomEvent.disableClickPropagation(box);
    return box;
  };
  control.addTo(map);
  return {
    update() {
      const centre = map.getSize().divideBy(2);
      for (const { at, button, arrow } of posts) {
        button.hidden = map.getBounds().contains(at);
        const to = map.latLngToContainerPoint(at).subtract(centre);
        arrow.style.transform = `rotate(${Math.atan2(to.y, to.x)}rad)`;
      }
    },
  };
}

function addControls(app) {
  const { map, words } = app;
  map.attributionControl.setPrefix(false);
  map.attributionControl.addAttribution("© OpenStreetMap contributors (ODbL) · Leaflet");
  L.control.zoom({ zoomInTitle: words.zoom_in, zoomOutTitle: words.zoom_out, position: "topright" }).addTo(map);
  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomright" }).addTo(map);
  const whole = L.control({ position: "topright" });
  whole.onAdd = () => {
    const button = el("button", { type: "button", class: "whole", title: words.whole_plan, "aria-label": words.whole_plan }, icon("whole"));
    L.DomEvent.disableClickPropagation(button);
    button.addEventListener("click", () => app.fit(app.everything()));
    return el("div", { class: "leaflet-bar" }, button);
  };
  whole.addTo(map);
}

const dim = (line, share) => line.setStyle({ opacity: share * line.usual, fillOpacity: share });

function bindActions(app) {
  const { map } = app;
  app.fit = (bounds) => {
    map.closePopup();
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [46, 46], maxZoom: 14, animate: false });
  };
  app.everything = () => {
    const bounds = dutyBounds(app, app.duties);
    for (const item of app.data.unassigned) bounds.extend(app.latlng(item.site));
    return bounds;
  };
  app.opening = () => {
    const far = new Set(app.far.map(({ id }) => id));
    const near = visible(app).filter((duty) => !duty.stops.some((stop) => far.has(stop.site)));
    const bounds = dutyBounds(app, near);
    for (const item of app.data.unassigned) if (!far.has(item.site)) bounds.extend(app.latlng(item.site));
    return bounds.isValid() ? bounds : app.everything();
  };
  app.showVisible = () => app.fit(dutyBounds(app, visible(app)));
  app.showDuty = (duty) => {
    app.reveal(duty);
    app.fit(dutyBounds(app, [duty]));
    app.narrow();
  };
  app.narrow = () => {
    if (window.matchMedia("(max-width: 700px)").matches) app.panel.setOpen(false);
  };
  app.openStop = (duty, index) => {
    app.narrow();
    app.reveal(duty);
    const marker = duty.markers[index];
    map.setView(marker.getLatLng(), Math.max(map.getZoom(), 12), { animate: false });
    marker.openPopup();
  };
  app.openUnassigned = (item) => {
    app.narrow();
    const marker = app.missedMarkers.find(({ id }) => id === item.site);
    map.setView(marker.getLatLng(), Math.max(map.getZoom(), 11), { animate: false });
    marker.openPopup();
  };
  // What the search leads to: a visit in sight, else one on another day, else the sign of a missed one.
  app.openPlace = ({ id, visits }) => {
    const visit = visits.find(({ duty }) => duty.on && app.matches(duty)) || visits[0];
    const item = app.data.unassigned.find(({ site }) => site === id);
    if (visit) {
      app.openStop(visit.duty, visit.index);
    } else if (item) {
      app.openUnassigned(item);
    } else {
      app.narrow();
      map.setView(app.latlng(id), Math.max(map.getZoom(), 12), { animate: false });
      L.popup({ maxWidth: 320, minWidth: 240 }).setLatLng(app.latlng(id)).setContent(placePopup(app, id, null)).openOn(map);
    }
  };
  // Duties: one page each. null: the map and the list of runs.
  app.print = (duties) => {
    app.printed = duties;
    window.print();
  };
  // Show one duty clearly, the others faintly.
  app.focus = (duty, sharers) => {
    const clear = duty ? new Set(sharers || [duty]) : null;
    for (const other of visible(app)) {
      const faint = clear !== null && !clear.has(other);
      for (const line of other.lines) dim(line, faint ? 0.18 : 1);
      for (const marker of other.markers) marker.setOpacity(faint ? 0.3 : 1);
    }
    if (clear) for (const one of clear) for (const line of one.lines) dim(line, 1);
  };
  app.showCommunes = (shown) => {
    app.communesShown = shown;
    if (shown) app.borders.addTo(map);
    else app.borders.remove();
    arrange(app);
  };
  app.refresh = () => {
    fillDuties(app);
    fillPlaces(app);
    app.syncGroups?.();
    arrange(app);
  };
}

// On paper the map gets the room that the style sheet gives it, at the same place.
function bindPrint(app) {
  let before = null;
  window.addEventListener("beforeprint", () => {
    before = { bounds: app.map.getBounds(), centre: app.map.getCenter(), zoom: app.map.getZoom() };
    app.groupedForPrint?.(true);
    document.body.classList.add("printing");
    document.body.classList.toggle("sheets", app.printed !== null);
    document.body.append(paperSection(app));
    app.map.invalidateSize({ animate: false });
    app.map.fitBounds(before.bounds, { animate: false });
    arrange(app);
  });
  window.addEventListener("afterprint", () => {
    document.body.classList.remove("printing", "sheets");
    app.printed = null;
    document.getElementById("paper")?.remove();
    app.map.invalidateSize({ animate: false });
    if (before) app.map.setView(before.centre, before.zoom, { animate: false });
    arrange(app);
  });
}

function draw(map, data) {
  for (const [name, level] of Object.entries(PANES)) map.createPane(name).style.zIndex = level;
  map.getContainer().setAttribute("role", "region");
  map.getContainer().setAttribute("aria-label", data.words.map);
  const app = makeApp(map, data);
  const { land, borders } = drawGround(map, data.base);
  app.land = land;
  app.borders = borders.addTo(map);
  app.communesShown = true;
  app.places = L.layerGroup().addTo(map);
  app.leaders = L.layerGroup().addTo(map);
  app.names = L.layerGroup().addTo(map);
  for (const duty of app.duties) duty.markers = duty.stops.map((_, index) => stopMarker(app, duty, index));
  const missed = new Map();
  for (const item of data.unassigned) missed.set(item.site, [...(missed.get(item.site) || []), item]);
  app.missedMarkers = [...missed].map(([id, items]) => Object.assign(unassignedMarker(app, items).addTo(map), { id }));
  app.far = farPlaces(app);
  app.signposts = makeSignposts(app);
  addControls(app);
  bindActions(app);
  app.panel = buildPanel(app);
  drawBeyond(map, reach(app), "beyond");
  map.setMaxBounds(reach(app).pad(0.1));
  app.fit(app.opening());
  app.refresh();
  // Leaflet hears Escape only while the map itself has the focus, not one of its signs.
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  map.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", data.words.close);
  });
  map.on("moveend resize", () => arrange(app));
  bindPrint(app);
}
