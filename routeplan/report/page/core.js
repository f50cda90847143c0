// Small helpers: decoding, times, DOM. Text reaches the page as text nodes only, never as markup.

// Encoded polyline with 5 decimals -> points {a, b} in units of 1e-5 degrees (a: latitude).
function decodeLine(text) {
  const points = [];
  let at = 0, a = 0, b = 0;
  const number = () => {
    let shift = 0, value = 0, code;
    do {
      code = text.charCodeAt(at++) - 63;
      value += (code & 0x1f) * 2 ** shift;
      shift += 5;
    } while (code >= 0x20);
    return value % 2 ? -(value + 1) / 2 : value / 2;
  };
  while (at < text.length) {
    a += number();
    b += number();
    points.push({ a, b });
  }
  return points;
}

const toLatLng = (point) => L.latLng(point.a / 1e5, point.b / 1e5);

const SVG_TAGS = new Set(["svg", "path", "line", "circle", "rect", "text"]);

// el("p", {class: "note"}, "text", child, ...) -> element; texts are never parsed.
function el(tag, attributes, ...children) {
  const svg = SVG_TAGS.has(tag);
  const element = svg
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value)) element.addEventListener(event, handler);
    } else if (name === "style") {
      for (const [key, part] of Object.entries(value || {})) element.style.setProperty(key, part);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value != null) {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== ""));
  return element;
}

// A gap may hold forms of a word, {n:visit|visits}: the value says which, as in routeplan.language.
function fill(template, values) {
  return template.replace(/\{(\w+)(?::([^{}]*))?\}/g, (whole, name, forms) => {
    if (!(name in values)) return whole;
    return forms ? formFor(values[name], forms.split("|")) : values[name];
  });
}
const PLURALS = ["zero", "one", "two", "few", "many", "other"];
function formFor(count, forms) {
  const rules = new Intl.PluralRules(document.documentElement.lang);
  const known = PLURALS.filter((name) => rules.resolvedOptions().pluralCategories.includes(name));
  return forms[Math.min(known.indexOf(rules.select(Number(count))), forms.length - 1)];
}

const pad = (number) => String(number).padStart(2, "0");

// Days and times. A date is handled as UTC midnight, so no time zone of the reader matters.
function dayOf(iso, plus) {
  const [year, month, day] = iso.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1, day + (plus || 0)));
}
const isoOf = (day) => day.toISOString().slice(0, 10);
const shortDate = (day) => `${pad(day.getUTCDate())}/${pad(day.getUTCMonth() + 1)}`;
const longDate = (day) => `${shortDate(day)}/${day.getUTCFullYear()}`;

// HH:MM. Arrivals and starts are cut to the minute before, departures raised to the one after.
function clock(seconds, up) {
  const minutes = (up ? Math.ceil(seconds / 60) : Math.floor(seconds / 60)) % 1440;
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}

// A text as part of a longer one; names in it keep their capitals.
const inside = (text, language) => text.slice(0, 1).toLocaleLowerCase(language) + text.slice(1);

function makeTexts(words) {
  const duration = (minutes) => {
    const whole = Math.round(minutes);
    const h = Math.floor(whole / 60), m = whole % 60;
    if (!h) return fill(words.minutes, { m });
    return fill(m ? words.hours : words.full_hours, { h, m });
  };
  const decimal = (value) => {
    const [whole, part] = value.toFixed(1).split(".");
    const thousands = words.decimal === "," ? "." : ",";
    return whole.replace(/\B(?=(\d{3})+$)/g, thousands) + words.decimal + part;
  };
  const weekday = (day) => words.weekdays[day.getUTCDay()];
  const named = (table, key) => words[table][key] || key.replace(/_/g, " ");
  return { duration, decimal, weekday, named };
}

// Colours that stay apart for every kind of colour vision (CIE76 at least 25, Machado 2009) and carry
// white numbers (4.5:1).
const COLOURS = ["#4f34f4", "#ae6300", "#00865e", "#8441ba", "#000d60", "#4a3f08", "#57022f", "#717491"];

const ICONS = {
  ferry: "M2 15.5c1.6 1.4 3 1.4 4.6 0 1.6 1.4 3.8 1.4 5.4 0 1.6 1.4 3.8 1.4 5.4 0 1.6 1.4 3 1.4 4.6 0M4 13l-1.4-4H21.4L20 13M6 9V5.5h10.5L19 9M9 5.5V3h4v2.5",
  landing: "M12 7v13M12 3.2a1.9 1.9 0 1 0 0 3.8a1.9 1.9 0 1 0 0-3.8M8 10.5h8M4.5 13.5c.6 4 3.4 6.5 7.5 6.5s6.900-2.500 7.500-6.500",
  target: "M12 2.500v5M12 16.500v5M2.500 12h5M16.500 12h5M12 6.500a5.500 5.500 0 1 0 0 11a5.500 5.500 0 1 0 0-11",
  print: "M7 9V3h10v6M7 17H4v-7h16v7h-3M7 14h10v7H7z",
  whole: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
  depot: "M3.500 20V10L12 4.500 20.500 10V20M7.500 20v-7.500h9V20M7.500 16h9",
};

function icon(name, colour) {
  return el(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", fill: "none",
      stroke: colour || "currentColor", "stroke-width": "2", "stroke-linejoin": "round" },
    el("path", { d: ICONS[name] }),
  );
}

// Cover what lies beyond the data, so that no missing land is taken for sea. It begins softly, over
// a few kilometres, for a hard edge reads as a border or as a fault of the page.
function drawBeyond(map, bounds, pane) {
  const SOFT_DEG = 0.012;
  const STEPS = 6;
  const world = [[-89, -180], [89, -180], [89, 360], [-89, 360]];
  for (let step = 0; step <= STEPS; step += 1) {
    const inset = step * SOFT_DEG;
    const [south, west] = [bounds.getSouth() + inset, bounds.getWest() + inset];
    const [north, east] = [bounds.getNorth() - inset, bounds.getEast() - inset];
    if (south >= north || west >= east) return;
    const hole = [[south, west], [north, west], [north, east], [south, east]];
    L.polygon([world, hole], {
      pane, interactive: false, noClip: true, stroke: false, fillColor: "#edeee8", fillOpacity: step ? 0.22 : 1,
      className: "beyond",
    }).addTo(map);
  }
}
