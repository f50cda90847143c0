// Route lines: one style per kind of movement; vehicles that share a road run side by side.

const LANE_PX = 5;

// Colour is not all that tells vehicles apart: the second and later ones of a kind have an edge (vans),
// other dashes (boats) or a broken core (crews) of their own. By rank within the kind.
const EDGES = [null, "9 6", "2 4", "14 4 2 4"];
const SEA_DASHES = ["13 7", "22 6", "13 5 3 5", "7 5"];
const CREW_CORES = [null, "10 6", "3 6", "14 5 3 5"];

// Style of a leg: the strokes drawn over each other, the first one below everything else.
function strokesOf({ kind, rank, colour }, mode, source) {
  const turn = (patterns) => patterns[rank % patterns.length];
  const estimated = source === "skeleton" || source === "straight";
  if (mode === "walk") {
    return [{ pane: "routes", color: colour, weight: 3, dashArray: "0.1 6", lineCap: "round" }];
  }
  if (kind === "crew") {
    const dashArray = mode === "ferry" ? "16 7" : null;
    const lineCap = dashArray ? "butt" : "round";
    return [
      { pane: "routes", color: colour, weight: 6, dashArray, lineCap },
      { pane: "cores", color: "#ffffff", weight: 2.4, dashArray: dashArray || turn(CREW_CORES), lineCap: "butt" },
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
      { pane: "routes", color: colour, weight: 3.5, dashArray: turn(SEA_DASHES), lineCap: "butt" },
    ];
  }
  const road = [
    { pane: "casings", color: "#ffffff", weight: 7, opacity: 0.9 },
    { pane: "routes", color: colour, weight: 4.5, lineCap: "round" },
  ];
  const edge = turn(EDGES);
  if (edge) road.splice(1, 0, { pane: "casings", color: "#1c2226", weight: 7, dashArray: edge, lineCap: "butt" });
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

const ARROW_EVERY_PX = 90;
const ARROW_LEAST_PX = 26;

// Arrow heads along a line of pixels, each a closed ring; two, back to back, where it is passed both ways.
function arrowsOn(points, both) {
  const lengths = points.slice(1).map((q, i) => Math.hypot(q.x - points[i].x, q.y - points[i].y));
  const total = lengths.reduce((sum, length) => sum + length, 0);
  if (total < ARROW_LEAST_PX * (both ? 1.4 : 1)) return [];
  const at = (wanted) => {
    let rest = Math.max(0, Math.min(total, wanted)), i = 0;
    while (i < lengths.length - 1 && rest > lengths[i]) rest -= lengths[i++];
    const part = lengths[i] ? rest / lengths[i] : 0;
    return { x: points[i].x + (points[i + 1].x - points[i].x) * part, y: points[i].y + (points[i + 1].y - points[i].y) * part };
  };
  const head = (middle, sign) => {
    const tail = at(middle - 5 * sign), front = at(middle + 5 * sign);
    const length = Math.hypot(front.x - tail.x, front.y - tail.y);
    if (length < 4) return null;
    const x = (front.x - tail.x) / length, y = (front.y - tail.y) / length, centre = at(middle);
    const corner = (along, across) => L.point(centre.x + x * along - y * across, centre.y + y * along + x * across);
    return [corner(7, 0), corner(-5, 5.5), corner(-2.5, 0), corner(-5, -5.5), corner(7, 0)];
  };
  const count = Math.max(1, Math.floor(total / ARROW_EVERY_PX));
  const heads = [];
  for (let k = 0; k < count; k++) {
    const middle = ((k + 0.5) * total) / count;
    if (both) heads.push(head(middle + 8, 1), head(middle - 8, -1));
    else heads.push(head(middle, 1));
  }
  return heads.filter(Boolean);
}

// The arrow heads of a line, instead of the line.
const ArrowLine = LaneLine.extend({
  _simplifyPoints() {
    LaneLine.prototype._simplifyPoints.call(this);
    this._parts = this._parts.flatMap((part) => (part.length > 1 ? arrowsOn(part, this.options.both) : []));
  },
});

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
  // Which ways each edge is passed: 1, 2 or both.
  const ways = new Map();
  const styleOf = (duty, leg, key) => `${duty.vehicle}|${leg.mode}|${leg.parked || ""}|${leg.source}|${key}`;
  for (const duty of duties) {
    eachEdge(duty, (leg, p, q) => {
      const { key, sign } = edgeOf(p, q);
      const style = styleOf(duty, leg, key);
      ways.set(style, (ways.get(style) || 0) | (sign > 0 ? 1 : 2));
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
      const style = styleOf(duty, leg, key);
      const owner = owners.get(style);
      if (owner) {
        owner.duties.add(duty);
        run = null;
        return;
      }
      const lane = lanes.get(key).sort((x, y) => x - y);
      const offset = sign * (lane.indexOf(duty.vehicle) - (lane.length - 1) / 2) * LANE_PX;
      const both = ways.get(style) === 3;
      if (!run || i === 1 || run.leg !== leg || run.offset !== offset || run.both !== both) {
        run = { duty, leg, offset, both, points: [p], duties: new Set([duty]) };
        runs.push(run);
      }
      run.points.push(q);
      owners.set(style, run);
    });
  }
  return runs;
}
