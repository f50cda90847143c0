// One-click filters by week, day and vehicle, and the list of runs, grouped by vehicle or by day.

// Dates on which something runs, in weeks that start with the plan's first day: week -> dates.
function weeksOf(app) {
  const first = dayOf(app.data.start);
  app.weekOf = (iso) => Math.max(0, Math.floor((dayOf(iso) - first) / (7 * 86400000)));
  const dates = new Set();
  for (const duty of app.duties) for (const iso of datesOf(duty)) dates.add(iso);
  const weeks = new Map();
  for (const iso of [...dates].sort()) {
    const week = app.weekOf(iso);
    if (!weeks.has(week)) weeks.set(week, []);
    weeks.get(week).push(iso);
  }
  return weeks;
}

const datesOf = (duty) => Array.from({ length: duty.days }, (_, i) => isoOf(dayOf(duty.date, i)));

function weekTitle(app, week) {
  const from = dayOf(app.data.start, 7 * week), to = dayOf(app.data.start, 7 * week + 6);
  return fill(app.words.week, { n: week + 1, from: shortDate(from), to: shortDate(to) });
}

function dateSelect(app, weeks) {
  const { words, texts } = app;
  const option = (value, text) => el("option", { value }, text);
  const select = el("select", { id: "date" }, option("all", words.all_days));
  for (const [week, days] of weeks) {
    const title = weekTitle(app, week);
    const options = days.map((iso) => option(iso, `${texts.weekday(dayOf(iso))} ${longDate(dayOf(iso))}`));
    if (weeks.size === 1) {
      select.append(...options);
    } else {
      select.append(el("optgroup", { label: title }, option(`week:${week}`, title), options));
    }
  }
  // More than one week at once cannot be read; a term opens on its first one.
  if (weeks.size > 1) select.value = `week:${[...weeks.keys()][0]}`;
  return select;
}

function chip(content, pressed, act, more) {
  return el("button", { type: "button", class: "chip", "aria-pressed": String(pressed), on: { click: act }, ...more }, content);
}

// The filter itself: what it lets pass, and its chips, which are drawn anew after each change.
function filterSection(app) {
  const { words, texts } = app;
  const weeks = weeksOf(app);
  const select = dateSelect(app, weeks);
  const rows = el("div", { class: "filters" });
  app.only = null;
  app.matches = (duty) => {
    if (app.only !== null && duty.vehicle !== app.only) return false;
    const { value } = select;
    if (value === "all") return true;
    const days = datesOf(duty);
    return value.startsWith("week:") ? days.some((iso) => app.weekOf(iso) === Number(value.slice(5))) : days.includes(value);
  };
  const group = (label, chips) => el("div", { class: "chips", role: "group", "aria-label": label }, el("span", {}, label), chips);
  const paint = () => {
    const { value } = select;
    const week = value === "all" ? null : value.startsWith("week:") ? Number(value.slice(5)) : app.weekOf(value);
    const only = weeks.size === 1 ? [...weeks.keys()][0] : week;
    const parts = [];
    if (weeks.size > 1) {
      parts.push(group(words.weeks, [
        chip(words.all, value === "all", () => choose("all")),
        [...weeks.keys()].map((n) => chip(String(n + 1), n === week, () => choose(`week:${n}`), { title: weekTitle(app, n) })),
      ]));
    }
    if (only !== null && weeks.has(only)) {
      const whole = weeks.size > 1 ? `week:${only}` : "all";
      parts.push(group(words.days, [
        chip(words.all, value === whole, () => choose(whole)),
        weeks.get(only).map((iso) => chip(`${texts.weekday(dayOf(iso))} ${shortDate(dayOf(iso))}`, value === iso, () => choose(iso))),
      ]));
    }
    const used = app.vehicles.filter((vehicle) => vehicle.duties.length);
    if (used.length > 1) {
      parts.push(group(words.fleet, [
        chip(words.all, app.only === null, () => chooseVehicle(null)),
        used.map((vehicle) => chip([sample(vehicle), vehicle.name], app.only === vehicle.index,
          () => chooseVehicle(app.only === vehicle.index ? null : vehicle.index), { style: { "--colour": vehicle.colour } })),
      ]));
    }
    rows.replaceChildren(...parts);
  };
  const changed = (focused) => {
    paint();
    app.refresh();
    app.showVisible();
    // The chips are new; whoever works with the keyboard stays where they were.
    if (focused) [...rows.querySelectorAll(".chip")].find((one) => one.textContent === focused)?.focus({ preventScroll: true });
  };
  const pressed = () => (rows.contains(document.activeElement) ? document.activeElement.textContent : "");
  const choose = (value) => {
    const focused = pressed();
    select.value = value;
    changed(focused);
  };
  const chooseVehicle = (index) => {
    const focused = pressed();
    app.only = index;
    changed(focused);
  };
  // Bring a duty into sight, whatever the filter says.
  app.reveal = (duty) => {
    if (!app.matches(duty)) {
      app.only = null;
      select.value = duty.date;
      changed("");
    }
    if (!duty.on) duty.box.click();
  };
  select.addEventListener("change", () => changed(""));
  paint();
  return [el("p", { class: "date" }, el("label", { for: "date" }, words.when), select), rows];
}

// A heading with a box that switches all of its duties that the filter lets pass.
function groupItem(app, kind, id, heading, duties, children, style) {
  const box = el("input", { type: "checkbox", id, on: {
    change: () => {
      for (const duty of duties) if (app.matches(duty)) duty.on = duty.box.checked = box.checked;
      app.refresh();
    },
  } });
  const item = el("li", { class: kind, style }, el("p", { class: "head" }, box, el("label", { for: id }, heading)), el("ul", {}, children));
  app.groups.push({ item, box, duties });
  return item;
}

function byVehicle(app) {
  const { words, texts } = app;
  return app.vehicles.filter(({ duties }) => duties.length).map((vehicle) => {
    const about = [texts.named("profile", vehicle.profile), vehicle.assumed ? words.assumed : ""].filter(Boolean).join(" · ");
    const heading = [sample(vehicle), el("b", {}, vehicle.name), el("small", {}, about)];
    return groupItem(app, "vehicle", `vehicle-${vehicle.index}`, heading, vehicle.duties,
      vehicle.duties.map((duty) => duty.item), { "--colour": vehicle.colour });
  });
}

function byDay(app) {
  const { texts } = app;
  const weeks = new Map();
  for (const duty of [...app.duties].sort((x, y) => (x.date < y.date ? -1 : x.date > y.date ? 1 : x.start - y.start))) {
    const week = app.weekOf(duty.date);
    if (!weeks.has(week)) weeks.set(week, new Map());
    const days = weeks.get(week);
    days.set(duty.date, [...(days.get(duty.date) || []), duty]);
  }
  return [...weeks].map(([week, days]) => groupItem(app, "week", `group-week-${week}`, el("b", {}, weekTitle(app, week)),
    [...days.values()].flat(),
    [...days].map(([iso, duties]) => groupItem(app, "day", `group-${iso}`,
      el("b", {}, `${texts.weekday(dayOf(iso))} ${longDate(dayOf(iso))}`), duties, duties.map((duty) => duty.item)))));
}

// The list of runs; `regroup("day")` and `regroup("vehicle")` lay it out anew.
function fleetList(app) {
  const { words } = app;
  for (const duty of app.duties) dutyItem(app, duty);
  const list = el("ul", { class: "fleet" });
  const choice = el("div", { class: "chips grouping", role: "group", "aria-label": words.group_by });
  const regroup = (kind) => {
    app.groups = [];
    list.classList.toggle("by-day", kind === "day");
    list.replaceChildren(...(kind === "day" ? byDay(app) : byVehicle(app)));
    choice.replaceChildren(el("span", {}, words.group_by),
      chip(words.by_vehicle, kind === "vehicle", () => again("vehicle")),
      chip(words.by_day, kind === "day", () => again("day")));
  };
  // For the time of printing: by vehicle, since that list is the key to the colours.
  app.groupedForPrint = (printing) => {
    if (printing) app.grouping = list.classList.contains("by-day") ? "day" : "vehicle";
    if (app.grouping === "vehicle") return;
    regroup(printing ? "vehicle" : "day");
    app.syncGroups();
  };
  const again = (kind) => {
    regroup(kind);
    app.syncGroups();
    choice.querySelector("[aria-pressed=true]").focus({ preventScroll: true });
  };
  app.syncGroups = () => {
    for (const duty of app.duties) duty.item.hidden = !app.matches(duty);
    for (const { item, box, duties } of app.groups) {
      const matching = duties.filter(app.matches);
      item.hidden = !matching.length;
      box.checked = matching.every((duty) => duty.on);
      box.indeterminate = !box.checked && matching.some((duty) => duty.on);
    }
  };
  regroup("vehicle");
  return [choice, list];
}
