// What is placed for the view as it is: signs first, then names, then the communes.

const STOP_HALF = 12;
const NAMES_FROM = 9.5;
const TIMES_FROM = 11.5;
const COMMUNES_FROM = 9.75;
// Below this zoom a stop moves aside only a little, and is a mere dot where that is not enough.
const CROWDED_BELOW = 9.5;

// Boxes of buttons and scale within the map.
function corners(app) {
  const frame = app.map.getContainer().getBoundingClientRect();
  const controls = [...document.querySelectorAll(".leaflet-control, .bar > *")];
  return controls.map((control) => control.getBoundingClientRect()).filter((box) => box.width).map((box) => ({
    x0: box.left - frame.left - 4, y0: box.top - frame.top - 4, x1: box.right - frame.left + 4, y1: box.bottom - frame.top + 4,
  }));
}

// Place every sign and name anew for the view as it is.
function arrange(app) {
  const { map } = app;
  const zoom = map.getZoom();
  app.signposts.update();
  const layout = new Layout(map.getSize(), corners(app));
  for (const run of app.runs) layout.ink(run.points.map((point) => map.latLngToContainerPoint(toLatLng(point))));
  app.names.clearLayers();
  app.leaders.clearLayers();
  const wanted = placeSigns(app, layout, zoom);
  const taken = new Set();
  for (const name of wanted) {
    if ((zoom < NAMES_FROM && !name.always) || (zoom < TIMES_FROM && taken.has(name.site))) continue;
    if (putName(app, layout, name)) taken.add(name.site);
  }
  app.borders.setStyle({ weight: zoom < 9.5 ? 0.5 : 0.9 });
  if (app.communesShown && zoom >= COMMUNES_FROM) placeCommunes(app, layout, zoom);
}

// Place the signs, important ones first; returns the names that want a place beside them.
function placeSigns(app, layout, zoom) {
  const { map, texts } = app;
  const wanted = [];
  const put = (marker, halfX, halfY, shifts, name) => {
    const point = map.latLngToContainerPoint(marker.getLatLng());
    const shift = layout.near(point) ? layout.sign(point, halfX, halfY, shifts) : [0, 0];
    marker.place(shift);
    if (!shift) return;
    if (shift[0] || shift[1]) app.leaders.addLayer(leaderMarker(marker));
    if (name) wanted.push({ marker, point: L.point(point.x + shift[0], point.y + shift[1]), ...name });
  };
  const nameOf = (id) => [app.place(id).name];
  for (const marker of app.missedMarkers) {
    put(marker, 12, 12, SHIFTS, { gap: 11, lines: nameOf(marker.id), kind: "missed-name", always: true, site: marker.id });
  }
  // Piers and depots keep their places, so stops beside them move; their names come after the stops'.
  for (const marker of app.placeMarkers) {
    put(marker, 10, 10, [[0, 0]], { gap: 9, lines: nameOf(marker.id), kind: "place-name", site: marker.id });
  }
  for (const duty of visible(app)) {
    for (const marker of duty.markers) {
      const { stop } = marker;
      const lines = nameOf(stop.site);
      if (zoom >= TIMES_FROM) {
        const day = dayOf(duty.date, Math.floor(stop.arrive / 86400));
        lines.push(`${texts.weekday(day)} ${shortDate(day)} · ${clock(stop.arrive)}–${clock(stop.depart, true)}`);
      }
      put(marker, STOP_HALF, STOP_HALF, zoom < CROWDED_BELOW ? NEAR_SHIFTS : SHIFTS, { gap: STOP_HALF, lines, kind: "stop-name", site: stop.site });
    }
  }
  for (const marker of app.crossingMarkers) put(marker, marker.width / 2, 10, SHIFTS, null);
  const last = (name) => (name.kind === "place-name" ? 1 : 0);
  return wanted.sort((x, y) => last(x) - last(y));
}

function putName(app, layout, { marker, point, gap, lines, kind }) {
  if (!layout.near(point)) return false;
  const name = nameMarker(marker.getLatLng(), lines, kind);
  const shift = layout.name(point, name.width, name.height, besides(name.width, name.height, gap), 99);
  if (!shift) return false;
  app.names.addLayer(name);
  name.place([marker.shift[0] + shift[0], marker.shift[1] + shift[1]]);
  return true;
}

function placeCommunes(app, layout, zoom) {
  const pixelsPerDegree = (256 * 2 ** zoom) / 360;
  for (const [text, lat, lon, size] of app.data.base.communes) {
    // Only where the name is not much wider than the land it names.
    const room = size * pixelsPerDegree;
    if (measure(text, FONTS.commune) > Math.max(46, 1.3 * room)) continue;
    const point = app.map.latLngToContainerPoint([lat, lon]);
    if (!layout.near(point)) continue;
    const name = nameMarker(L.latLng(lat, lon), [text], "commune");
    const step = Math.min(40, room / 4);
    const shift = layout.name(point, name.width + 4, 14, [[0, 0], ...ring(step, 8)], 3);
    if (!shift) continue;
    app.names.addLayer(name);
    name.place(shift);
  }
}
