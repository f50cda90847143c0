// The panel: summary, filter by date and vehicle, visits not planned. Built from text nodes alone.

function summarySection(app) {
  const { data, words, texts } = app;
  const { summary } = data;
  const figures = [
    [words.duties, String(summary.duties)],
    [words.distance, `${texts.decimal(summary.distance_km)} km`],
    [words.driving, texts.duration(summary.driving_min)],
    [words.sailing, texts.duration(summary.sailing_min)],
    [words.ferry_time, texts.duration(summary.ferry_min)],
    [words.waiting, texts.duration(summary.waiting_min)],
    [words.service_time, texts.duration(summary.service_min)],
  ];
  if (data.weeks > 1 || summary.worst_gap_days) {
    figures.push([words.worst_gap, fill(words.gap_days, { n: summary.worst_gap_days })]);
  }
  if (data.weeks > 1) {
    figures.push([words.irregular, fill(words.visits, { n: summary.irregular })]);
    figures.push([words.start_spread, texts.duration(summary.start_spread_min)]);
  }
  if (summary.moved !== null) {
    const counts = { n: summary.moved, forced: summary.moved_forced };
    figures.push([words.moved, fill(words.moved_count, counts)]);
  }
  const groups = Object.entries(data.groups);
  return el(
    "section",
    { class: "summary" },
    el(
      "p",
      { class: "served" },
      el("b", {}, `${summary.visits_planned}/${summary.visits_due}`),
      el("span", {}, words.served, el("small", {}, fill(words.required, { n: summary.visits_required }))),
    ),
    summary.stopped_early ? el("p", { class: "note" }, words.stopped_early) : null,
    el("dl", { class: "figures" }, figures.map(([label, value]) => row(label, value))),
    el("p", { class: "note" }, summary.gap_pct === null
      ? words.no_gap[summary.bound_reason] ?? words.no_gap["not-asked"]
      : fill(words.gap, { gap: texts.decimal(summary.gap_pct) })),
    groups.length
      ? el("dl", { class: "groups" }, el("dt", { class: "title" }, words.by_group), groups.map(
          ([group, [planned, due]]) => el("dd", {}, `${texts.named("group", group)} ${planned}/${due}`)))
      : null,
  );
}

function dutyItem(app, duty) {
  const { words, texts } = app;
  const vehicle = app.vehicles[duty.vehicle];
  const day = dayOf(duty.date);
  const id = `duty-${duty.index}`;
  duty.box = el("input", { type: "checkbox", id, checked: true, on: {
    change: () => {
      duty.on = duty.box.checked;
      app.refresh();
    },
  } });
  const stops = duty.stops.map((stop, index) =>
    el("li", {}, el("button", { type: "button", on: { click: () => app.openStop(duty, index) } },
      el("time", {}, moment(duty, stop.arrive, false, texts)), app.place(stop.site).name)));
  const span = `${clock(duty.start)}–${moment(duty, duty.end, true, texts)}`;
  const length = duty.days > 1 ? ` · ${fill(words.days_long, { n: duty.days })}` : "";
  duty.item = el(
    "li",
    { class: "duty", style: { "--colour": vehicle.colour }, on: { mouseenter: () => app.focus(duty), mouseleave: () => app.focus(null) } },
    el("p", { class: "head" }, duty.box,
      el("label", { for: id }, el("b", { class: "on-day" }, `${texts.weekday(day)} ${longDate(day)}`),
        el("b", { class: "on-vehicle" }, sample(vehicle), vehicle.name), el("small", {}, `${span}${length}`)),
      el("button", { type: "button", class: "zoom", title: words.zoom_to,
        "aria-label": `${words.zoom_to}: ${vehicle.name}, ${longDate(day)}`,
        on: { click: () => app.showDuty(duty) } }, icon("target")),
      el("button", { type: "button", class: "zoom", title: words.print_run,
        "aria-label": `${words.print_run}: ${vehicle.name}, ${longDate(day)}`,
        on: { click: () => app.print([duty]) } }, icon("print"))),
    el("details", {}, el("summary", {}, fill(words.stops, { n: duty.stops.length })), el("ol", {}, stops)),
  );
  return duty.item;
}

function fleetSection(app) {
  const { words } = app;
  const borders = el("input", { type: "checkbox", id: "communes", checked: true, on: {
    change: () => app.showCommunes(borders.checked),
  } });
  return el(
    "section",
    {},
    el("h2", {}, words.vehicles),
    app.duties.length ? fleetList(app) : [el("p", {}, words.no_duties)],
    app.duties.length
      ? el("p", { class: "printing-choice" },
          el("button", { type: "button", on: { click: () => app.print(visible(app)) } }, icon("print"), words.print_runs),
          el("button", { type: "button", on: { click: () => app.print(null) } }, icon("print"), words.print_map))
      : null,
    el("p", { class: "head communes" }, borders, el("label", { for: "communes" }, words.communes)),
    shadingControls(app),
    tilesSwitch(app),
  );
}

function unassignedSection(app) {
  const { data, words, texts } = app;
  const items = data.unassigned;
  const title = items.length ? fill(words.unassigned_count, { n: items.length }) : words.unassigned;
  return el(
    "section",
    { class: items.length ? "unassigned some" : "unassigned" },
    el("h2", {}, title),
    items.length
      ? el("ul", {}, items.map((item) =>
          el("li", {},
            el("button", { type: "button", on: { click: () => app.openUnassigned(item) } },
              el("span", { class: "missed" }, "!"), app.place(item.site).name),
            el("p", {}, el("small", {}, `${texts.named("service", item.service)}. `), item.reason),
            item.action ? el("p", { class: "todo" }, `${words.todo}: ${item.action}`) : null)))
      : el("p", {}, words.all_assigned),
  );
}

function noticesSection(app) {
  const { data, words } = app;
  if (!data.notices.length) return null;
  return el("section", {}, el("details", {}, el("summary", {}, fill(words.notices, { n: data.notices.length })),
    el("ul", { class: "notices" }, data.notices.map((notice) => el("li", {}, `${notice.cause} ${notice.action}`)))));
}

function buildPanel(app) {
  const { data, words } = app;
  const period = `${longDate(dayOf(data.start))} – ${longDate(dayOf(data.end))}`;
  const about = [data.scenario ? `${words.scenario}: ${data.scenario}` : "", data.area.length ? `${words.area}: ${data.area.join(", ")}` : ""];
  const body = el(
    "div",
    { class: "body" },
    app.duties.length ? el("section", { class: "choose" }, filterSection(app)) : null,
    summarySection(app),
    unassignedSection(app),
    fleetSection(app),
    legendSection(app),
    noticesSection(app),
    sourcesSection(app),
  );
  const toggle = el("button", { type: "button", class: "toggle", "aria-controls": "panel", on: {
    click: () => setOpen(document.body.classList.contains("closed")),
  } });
  const setOpen = (open) => {
    document.body.classList.toggle("closed", !open);
    toggle.setAttribute("aria-expanded", String(open));
    toggle.textContent = open ? words.hide_panel : words.show_panel;
    app.map.invalidateSize({ animate: false });
  };
  const panel = el(
    "aside",
    { id: "panel", "aria-label": words.plan_panel },
    el("header", {}, el("h1", {}, data.name || words.map), el("p", {}, period),
      about.filter(Boolean).map((text) => el("p", {}, text))),
    body,
  );
  document.body.prepend(el("a", { class: "skip", href: `#${app.map.getContainer().id}` }, words.to_map), panel, el("div", { class: "bar" }, toggle, buildSearch(app)));
  setOpen(!window.matchMedia("(max-width: 700px)").matches);
  return { setOpen };
}

// On paper the runs stand on a page of their own, with their times.
function paperSection(app) {
  const { data, words, texts } = app;
  if (app.printed) return el("main", { id: "paper" }, app.printed.map((duty) => dutySheet(app, duty)));
  const runs = app.duties.filter((duty) => duty.on && app.matches(duty)).map((duty) => {
    const vehicle = app.vehicles[duty.vehicle];
    return el(
      "section",
      { class: "run", style: { "--colour": vehicle.colour } },
      el("h3", {}, `${vehicle.name} · ${dutyDates(duty, texts)}`),
      el("p", {}, [
        `${words.loading} ${clock(duty.start)}`,
        `${words.load} ${duty.load}`,
        ...duty.lunches.map(([from, to]) => `${words.lunch} ${moment(duty, from, false, texts)}–${moment(duty, to, true, texts)}`),
        `${words.back} ${app.place(duty.depot).name} ${moment(duty, duty.end, true, texts)}`,
      ].join(" · ")),
      el("ol", {}, duty.stops.map((stop) => el("li", {},
        el("time", {}, `${moment(duty, stop.arrive, false, texts)}–${moment(duty, stop.depart, true, texts)}`),
        ` ${app.place(stop.site).name} (${inside(purpose(app, stop), data.language)})`,
        stop.parked ? ` · ${words.parked} ${app.place(stop.parked).name}` : null))),
    );
  });
  const missed = data.unassigned.map((item) =>
    el("li", {}, el("b", {}, app.place(item.site).name), `: ${item.reason} ${item.action}`));
  return el(
    "main",
    { id: "paper" },
    el("h2", {}, words.vehicles),
    el("div", { class: "runs" }, runs),
    missed.length ? el("section", {}, el("h2", {}, words.unassigned), el("ul", {}, missed)) : null,
    sourcesSection(app),
  );
}
