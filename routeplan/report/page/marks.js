// What stands on the map besides lines: stops, places, ferries, visits not planned, and their popups.

const row = (label, value) => (value ? [el("dt", {}, label), el("dd", {}, value)] : []);

function placeRows(place, words, texts) {
  const groups = place.groups.map((group) => texts.named("group", group)).join(", ");
  const marked = place.estimated ? ` (${words.estimated})` : "";
  const children = place.pupils === null ? words.children_unknown : `${place.pupils}${marked}`;
  return [
    ...row(words.commune, place.commune),
    ...row(words.former_district, place.district),
    ...row(words.children, children),
    ...row(words.target_groups, groups),
    ...row(words.contact, place.contact),
  ];
}

function popupHead(title, subtitle, colour) {
  return el("header", { style: { "--colour": colour } }, el("h3", {}, title), el("p", {}, subtitle));
}

// The text of a moment of a duty: time, and the date once the duty has left its first day.
function moment(duty, seconds, up, texts) {
  const plus = Math.floor(seconds / 86400);
  const text = clock(seconds, up);
  if (!plus) return text;
  const day = dayOf(duty.date, plus);
  return `${text} ${texts.weekday(day)} ${shortDate(day)}`;
}

function dutyDates(duty, texts) {
  const first = dayOf(duty.date), last = dayOf(duty.date, duty.days - 1);
  const from = `${texts.weekday(first)} ${longDate(first)}`;
  return duty.days > 1 ? `${from} – ${texts.weekday(last)} ${longDate(last)}` : from;
}

// What a stop is for: the service of a visit, or the boat that waits for crates.
function purpose(app, stop) {
  return stop.feeds ? fill(app.words.feeds, { boat: stop.feeds }) : app.texts.named("service", stop.service);
}

function stopPopup(app, duty, index) {
  const { words, texts } = app;
  const stop = duty.stops[index], place = app.place(stop.site), vehicle = app.vehicles[duty.vehicle];
  const day = dayOf(duty.date, Math.floor(stop.arrive / 86400));
  return el(
    "article",
    { class: "card" },
    popupHead(place.name, `${purpose(app, stop)} · ${texts.named("kind", place.kind)}`, vehicle.colour),
    el(
      "dl",
      {},
      row(words.day, `${texts.weekday(day)} ${longDate(day)}`),
      row(words.arrive, moment(duty, stop.arrive, false, texts)),
      row(stop.feeds ? words.unloads : words.open, moment(duty, stop.start, false, texts)),
      row(words.leave, moment(duty, stop.depart, true, texts)),
      row(words.crates, fill(words.crates_text, { out: stop.out, in: stop.in })),
      row(words.parked, stop.parked && app.place(stop.parked).name),
      stop.feeds ? row(words.commune, place.commune) : placeRows(place, words, texts),
    ),
    el("footer", {}, `${vehicle.name} · ${fill(words.stop_number, { n: index + 1 })}`,
      place.estimated ? el("small", {}, words.estimated_site) : null),
  );
}

function unassignedPopup(app, items) {
  const { words, texts } = app;
  const place = app.place(items[0].site);
  return el(
    "article",
    { class: "card" },
    popupHead(place.name, words.unassigned, "#111111"),
    el(
      "dl",
      {},
      items.map((item) => [
        ...row(texts.named("service", item.service), item.reason),
        ...row(words.todo, item.action),
      ]),
      placeRows(place, words, texts),
    ),
  );
}

function placePopup(app, id, role) {
  const { texts } = app;
  const place = app.place(id);
  return el("article", { class: "card" }, popupHead(place.name, role ? app.words[role] : texts.named("kind", place.kind), "#37474f"),
    el("dl", {}, row(app.words.commune, place.commune)));
}

function crossingPopup(app, group) {
  const { words, texts } = app;
  return el(
    "article",
    { class: "card" },
    popupHead(`${app.place(group.ends[0]).name} – ${app.place(group.ends[1]).name}`, words.crossing, "#37474f"),
    el(
      "ul",
      {},
      group.sailings.map(({ duty, leg }) => {
        const day = dayOf(duty.date, Math.floor(leg.sailing / 86400));
        const how = fill(words.sails, {
          time: clock(leg.sailing), minutes: texts.duration(leg.seconds / 60), wait: texts.duration(leg.wait / 60),
        });
        const foot = leg.parked ? ` (${words.without_vehicle})` : "";
        return el("li", {}, `${texts.weekday(day)} ${longDate(day)} · ${app.vehicles[duty.vehicle].name}${foot} → ${app.place(leg.to).name}: ${how}`);
      }),
    ),
  );
}

function bindCard(marker, make, label) {
  marker.bindPopup(make, { maxWidth: 320, minWidth: 240, autoPanPadding: [24, 24] });
  marker.on("add", () => {
    const icon = marker.getElement();
    icon.setAttribute("aria-label", label);
    icon.removeAttribute("title");
  });
  return marker;
}

function stopMarker(app, duty, index) {
  const vehicle = app.vehicles[duty.vehicle], stop = duty.stops[index], place = app.place(stop.site);
  const sign = el("span", { class: `stop ${vehicle.kind}`, style: { "--colour": vehicle.colour } }, String(index + 1));
  const marker = signMarker(L.latLng(place.lat, place.lon), sign, { pane: "stops" });
  const label = `${fill(app.words.stop_number, { n: index + 1 })}: ${place.name}, ${vehicle.name}, ${clock(stop.arrive)}`;
  marker.stop = stop;
  marker.duty = duty;
  return bindCard(marker, () => stopPopup(app, duty, index), label);
}

function unassignedMarker(app, items) {
  const place = app.place(items[0].site);
  const sign = el("span", { class: "missed" }, "!");
  const marker = signMarker(L.latLng(place.lat, place.lon), sign, { pane: "stops", zIndexOffset: 500 });
  return bindCard(marker, () => unassignedPopup(app, items), `${app.words.unassigned}: ${place.name}`);
}

function placeMarker(app, id, role) {
  const place = app.place(id);
  const sign = el("span", { class: `place ${role}` }, icon(role));
  const marker = signMarker(L.latLng(place.lat, place.lon), sign, { pane: "places" });
  return bindCard(marker, () => placePopup(app, id, role), `${app.words[role]}: ${place.name}`);
}

// Crossings between the same two piers share one sign.
function crossingsOf(duties) {
  const groups = new Map();
  for (const duty of duties) {
    for (const leg of duty.legs) {
      if (leg.mode !== "ferry") continue;
      const ends = [leg.from, leg.to].sort();
      const key = ends.join("|");
      if (!groups.has(key)) groups.set(key, { ends, sailings: [] });
      groups.get(key).sailings.push({ duty, leg });
    }
  }
  return [...groups.values()];
}

function crossingMarker(app, group) {
  const { words } = app;
  const [first] = group.sailings;
  const crews = group.sailings.every(({ duty, leg }) => leg.parked || app.vehicles[duty.vehicle].kind === "crew");
  const count = group.sailings.length;
  const few = count <= 2;
  const dates = group.sailings.map(({ duty, leg }) => dayOf(duty.date, Math.floor(leg.sailing / 86400)));
  const oneDay = dates.every((day) => isoOf(day) === isoOf(dates[0]));
  const times = group.sailings
    .map(({ leg }, i) => (oneDay ? "" : `${app.texts.weekday(dates[i])} `) + clock(leg.sailing))
    .join(" · ");
  const text = few ? times : fill(crews ? words.ships : words.crossings, { n: count });
  const line = first.leg.geometry === null ? [] : app.lineOf(first.leg.geometry);
  const middle = line.length ? toLatLng(midpoint(line)) : L.latLng(app.place(group.ends[0]).lat, app.place(group.ends[0]).lon);
  const sign = el("span", { class: "crossing" }, icon("ferry"), el("b", {}, text));
  const marker = signMarker(middle, sign, { pane: "places" });
  marker.width = measure(text, FONTS.crossing) + 34;
  marker.group = group;
  const label = `${crews ? words.ship : words.ferry} ${text}: ${app.place(group.ends[0]).name} – ${app.place(group.ends[1]).name}`;
  return bindCard(marker, () => crossingPopup(app, group), label);
}

// The point half-way along a decoded line.
function midpoint(points) {
  const lengths = points.slice(1).map((q, i) => Math.hypot(q.a - points[i].a, q.b - points[i].b));
  let rest = lengths.reduce((sum, length) => sum + length, 0) / 2;
  for (let i = 0; i < lengths.length; i++) {
    if (rest <= lengths[i]) {
      const part = lengths[i] ? rest / lengths[i] : 0;
      const p = points[i], q = points[i + 1];
      return { a: p.a + (q.a - p.a) * part, b: p.b + (q.b - p.b) * part };
    }
    rest -= lengths[i];
  }
  return points[points.length - 1];
}

const FAMILY = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", Arial, sans-serif';
const FONTS = {
  name: `600 12px ${FAMILY}`,
  time: `400 11px ${FAMILY}`,
  commune: `400 11px ${FAMILY}`,
  crossing: `600 11px ${FAMILY}`,
};

// A name on the map: one or two lines, never in the way of the mouse.
function nameMarker(latlng, lines, kind) {
  const font = kind === "commune" ? FONTS.commune : FONTS.name;
  const widths = lines.map((line, i) => measure(line, i ? FONTS.time : font));
  const sign = el("span", { class: `name ${kind}` }, lines.map((line) => el("span", {}, line)));
  const marker = signMarker(latlng, sign, { pane: "names", interactive: false, keyboard: false });
  marker.width = Math.max(...widths);
  marker.height = lines.length * 14;
  return marker;
}
