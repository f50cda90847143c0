// Placing of signs and names: nothing covers anything else. Important things are placed first; a
// stop that finds its place taken moves aside with a leader line or shrinks to a dot, a name that finds
// none is left out.

const measure = (() => {
  const context = document.createElement("canvas").getContext("2d");
  const widths = new Map();
  return (text, font) => {
    const key = `${font}|${text}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, Math.ceil(context.measureText(text).width));
    }
    return widths.get(key);
  };
})();

function ring(radius, count) {
  const steps = Array.from({ length: count }, (_, i) => (2 * Math.PI * i) / count - Math.PI / 2);
  return steps.map((angle) => [Math.round(radius * Math.cos(angle)), Math.round(radius * Math.sin(angle))]);
}
const NEAR_SHIFTS = [[0, 0], ...ring(25, 8)];
const SHIFTS = [...NEAR_SHIFTS, ...ring(42, 12), ...ring(60, 16), ...ring(80, 20)];

const CELL = 8;

class Layout {
  // size: of the map; corners: boxes of buttons and scale, which names keep clear of.
  constructor(size, corners) {
    this.size = size;
    this.boxes = [];
    this.corners = corners;
    this.inked = new Set();
  }

  // Remember where a line runs (points in pixels), so that names can keep off it.
  ink(points) {
    for (let i = 1; i < points.length; i++) {
      const p = points[i - 1], q = points[i];
      if (!this.near(p) && !this.near(q) && p.distanceTo(q) < 500) continue;
      const steps = Math.min(2000, Math.max(1, Math.ceil(p.distanceTo(q) / CELL)));
      for (let k = 0; k <= steps; k++) {
        const x = p.x + ((q.x - p.x) * k) / steps, y = p.y + ((q.y - p.y) * k) / steps;
        this.inked.add(Math.floor(x / CELL) * 10000 + Math.floor(y / CELL));
      }
    }
  }

  // How many cells of line a box covers.
  smear(box) {
    let count = 0;
    for (let x = Math.floor(box.x0 / CELL); x <= Math.floor(box.x1 / CELL); x++) {
      for (let y = Math.floor(box.y0 / CELL); y <= Math.floor(box.y1 / CELL); y++) {
        if (this.inked.has(x * 10000 + y)) count++;
      }
    }
    return count;
  }

  free(box) {
    const clear = (other) => box.x1 <= other.x0 || box.x0 >= other.x1 || box.y1 <= other.y0 || box.y0 >= other.y1;
    return this.boxes.every(clear);
  }

  near(point) {
    const margin = 100;
    return point.x > -margin && point.y > -margin && point.x < this.size.x + margin && point.y < this.size.y + margin;
  }

  // Whether a name would be seen whole.
  open(box) {
    const clear = (other) => box.x1 <= other.x0 || box.x0 >= other.x1 || box.y1 <= other.y0 || box.y0 >= other.y1;
    return box.x0 >= 2 && box.y0 >= 2 && box.x1 <= this.size.x - 2 && box.y1 <= this.size.y - 2 && this.corners.every(clear);
  }

  // Place a sign of the given half-width and half-height; returns its shift or null.
  sign(point, halfX, halfY, shifts) {
    for (const [dx, dy] of shifts) {
      const x = point.x + dx, y = point.y + dy;
      const box = { x0: x - halfX, y0: y - halfY, x1: x + halfX, y1: y + halfY };
      if (this.free(box)) {
        this.boxes.push(box);
        return [dx, dy];
      }
    }
    return null;
  }

  // Place a name at the free shift that covers least of the lines, the first ones preferred;
  // returns the shift or null. `most`: cells of line that it may cover.
  name(point, width, height, shifts, most) {
    let best = null, least = most + 1;
    shifts.forEach(([dx, dy], rank) => {
      const x = point.x + dx, y = point.y + dy;
      const box = { x0: x - width / 2 - 2, y0: y - height / 2, x1: x + width / 2 + 2, y1: y + height / 2 };
      if (!this.free(box) || !this.open(box)) return;
      const cost = this.smear(box) + rank * 0.1;
      if (cost < least) {
        least = cost;
        best = { shift: [dx, dy], box };
      }
    });
    if (!best) return null;
    this.boxes.push(best.box);
    return best.shift;
  }
}

// Where a name may stand around a sign (gap: distance from the sign's centre to its edge).
function besides(width, height, gap) {
  const side = gap + 3 + width / 2, over = gap + height / 2 + 1, slide = width / 2 - gap;
  return [[side, 0], [-side, 0], [0, -over], [0, over], [side - 6, -height], [side - 6, height], [6 - side, -height],
    [6 - side, height], [slide, -over], [slide, over], [-slide, -over], [-slide, over]];
}

// A marker whose sign may stand aside from its point. `sign` is a DOM element centred on the point.
function signMarker(latlng, sign, options) {
  const holder = el("div", { class: "sign-holder" }, sign);
  const marker = L.marker(latlng, {
    icon: L.divIcon({ className: "sign-point", html: holder, iconSize: [0, 0] }),
    riseOnHover: true,
    ...options,
  });
  marker.place = (shift) => {
    // Where there is no room a stop shrinks to a dot, a name or a ferry goes.
    holder.classList.toggle("crowded", shift === null);
    marker.shift = shift;
    const [dx, dy] = shift || [0, 0];
    sign.style.transform = `translate(calc(${dx}px - 50%), calc(${dy}px - 50%))`;
  };
  marker.sign = sign;
  return marker;
}

// The line from a sign that stands aside to the point that it means; below all signs.
function leaderMarker(marker) {
  const [dx, dy] = marker.shift;
  const line = el("i", { class: "leader", style: {
    width: `${Math.hypot(dx, dy)}px`, transform: `rotate(${Math.atan2(dy, dx)}rad)`,
  } });
  return L.marker(marker.getLatLng(), {
    icon: L.divIcon({ className: "sign-point", html: line, iconSize: [0, 0] }),
    pane: "leaders", interactive: false, keyboard: false,
  });
}
