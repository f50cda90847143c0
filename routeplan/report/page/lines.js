// Route lines: one style per kind of movement; vehicles that share a road run side by side.

const LANE_PX = 5;

// Style of a leg: the strokes drawn over each other, the first one below everything else.
function strokesOf(kind, mode, source, colour) {
  const estimated = source === "skeleton" || source === "straight";
  if (mode === "walk") {
    return [{ pane: "routes", color: colour, weight: 3, dashArray: "0.1 6", lineCap: "round" }];
  }
  if (kind === "crew") {
    const dashArray = mode === "ferry" ? "16 7" : null;
    const lineCap = dashArray ? "butt" : "round";
    return [
      { pane: "routes", color: colour, weight: 6, dashArray, lineCap },
      { pane: "cores", color: "#ffffff", weight: 2.4, dashArray, lineCap },
    ];
  }
  if (mode === "ferry") {
    return [
      { pane: "casings", color: "#ffffff", weight: 6.5, opacity: 0.75 },
      { pane: "routes", color: colour, weight: 4, dashArray: "2.5 4.5", lineCap: "butt" },
    ];
  }
  if (mode === "sea") {
    return [
      { pane: "casings", color: "#ffffff", weight: 6, opacity: 0.6 },
      { pane: "routes", color: colour, weight: 3.5, dashArray: "13 7", lineCap: "butt" },
    ];
  }
  const road = [
    { pane: "casings", color: "#ffffff", weight: 7, opacity: 0.9 },
    { pane: "routes", color: colour, weight: 4.5, lineCap: "round" },
  ];
  if (estimated) {
    road.push({ pane: "cores", color: "#ffffff", weight: 2, dashArray: "0.1 7", lineCap: "round" });
  }
  return road;
}

// A polyline moved sideways by some pixels, after Leaflet has clipped and thinned it.
const LaneLine = L.Polyline.extend({
  options: { lane: 0 },
  _simplifyPoints() {
    L.Polyline.prototype._simplifyPoints.call(this);
    if (this.options.lane) this._parts = this._parts.map((part) => sideways(part, this.options.lane));
  },
});

function sideways(points, distance) {
  const normals = [];
  for (let i = 1; i < points.length; i++) {
    const dx = points[i].x - points[i - 1].x, dy = points[i].y - points[i - 1].y;
    const length = Math.hypot(dx, dy) || 1;
    normals.push({ x: -dy / length, y: dx / length });
  }
  return points.map((point, i) => {
    const before = normals[Math.max(0, i - 1)], after = normals[Math.min(i, normals.length - 1)];
    if (!before) return point;
    const x = before.x + after.x, y = before.y + after.y;
    // A mitre, cut short where the line turns back on itself.
    const scale = distance / Math.max(0.5, (x * x + y * y) / 2);
    return L.point(point.x + x * scale, point.y + y * scale);
  });
}

function edgeOf(p, q) {
  const forward = p.a < q.a || (p.a === q.a && p.b <= q.b);
  const [u, v] = forward ? [p, q] : [q, p];
  return { key: `${u.a},${u.b},${v.a},${v.b}`, sign: forward ? 1 : -1 };
}

// Cut the visible duties into runs of constant lane. An edge that one vehicle passes several times
// is drawn once, so that dots and dashes never blur.
function runsOf(duties, lineOf) {
  const lanes = new Map();
  const eachEdge = (duty, visit) => {
    for (const leg of duty.legs) {
      if (leg.geometry === null) continue;
      const points = lineOf(leg.geometry);
      for (let i = 1; i < points.length; i++) visit(leg, points[i - 1], points[i], i);
    }
  };
  for (const duty of duties) {
    eachEdge(duty, (leg, p, q) => {
      const { key } = edgeOf(p, q);
      const lane = lanes.get(key);
      if (!lane) lanes.set(key, [duty.vehicle]);
      else if (!lane.includes(duty.vehicle)) lane.push(duty.vehicle);
    });
  }
  const owners = new Map();
  const runs = [];
  for (const duty of duties) {
    let run = null;
    eachEdge(duty, (leg, p, q, i) => {
      const { key, sign } = edgeOf(p, q);
      const style = `${duty.vehicle}|${leg.mode}|${leg.parked || ""}|${leg.source}|${key}`;
      const owner = owners.get(style);
      if (owner) {
        owner.duties.add(duty);
        run = null;
        return;
      }
      const lane = lanes.get(key).sort((x, y) => x - y);
      const offset = sign * (lane.indexOf(duty.vehicle) - (lane.length - 1) / 2) * LANE_PX;
      if (!run || i === 1 || run.leg !== leg || run.offset !== offset) {
        run = { duty, leg, offset, points: [p], duties: new Set([duty]) };
        runs.push(run);
      }
      run.points.push(q);
      owners.set(style, run);
    });
  }
  return runs;
}
