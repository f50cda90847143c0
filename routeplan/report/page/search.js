// Search by name, with or without diacritics.

const MOST_FOUND = 8;

// "Đồng Bài" -> "dong bai": as people type without a Vietnamese keyboard.
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/g, " ").trim();
}

// Places whose name, or else commune, holds every word that was typed; names that start so come first.
function findPlaces(index, typed, language) {
  const parts = fold(typed).split(" ").filter(Boolean);
  if (!parts.length) return [];
  const exact = typed.normalize("NFC").trim().toLowerCase();
  const rank = (entry) => {
    if (!parts.every((word) => entry.all.includes(word))) return null;
    const named = parts.every((word) => entry.name.includes(word));
    return (entry.written.includes(exact) ? 0 : 1) + (named ? 0 : 4) + (entry.name.startsWith(parts[0]) ? 0 : 2) + (entry.used ? 0 : 8);
  };
  return index
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter(({ rank }) => rank !== null)
    .sort((x, y) => x.rank - y.rank || x.entry.title.localeCompare(y.entry.title, language))
    .map(({ entry }) => entry);
}

function searchIndex(app) {
  const stops = new Map(), missed = new Set(app.data.unassigned.map((item) => item.site));
  for (const duty of app.duties) {
    duty.stops.forEach((stop, index) => stops.set(stop.site, [...(stops.get(stop.site) || []), { duty, index, stop }]));
  }
  return Object.entries(app.data.places).map(([id, place]) => ({
    id, title: place.name, written: place.name.normalize("NFC").toLowerCase(), name: fold(place.name),
    all: `${fold(place.name)} ${fold(place.commune)} ${fold(place.district)}`,
    visits: (stops.get(id) || []).sort((x, y) => (x.duty.date < y.duty.date ? -1 : 1)), missed: missed.has(id),
    used: stops.has(id) || missed.has(id),
  }));
}

function visitsText(app, entry) {
  const { words, texts } = app;
  const first = entry.visits.slice(0, 2).map(({ duty, stop }) => {
    const day = dayOf(duty.date, Math.floor(stop.arrive / 86400));
    return `${texts.weekday(day)} ${shortDate(day)} ${clock(stop.arrive)}`;
  });
  const more = entry.visits.length > 2 ? ` (+${entry.visits.length - 2})` : "";
  return [entry.visits.length ? first.join(", ") + more : "", entry.missed ? words.unassigned : ""].filter(Boolean).join(" · ");
}

function buildSearch(app) {
  const { words, data } = app;
  const index = searchIndex(app);
  const input = el("input", { type: "search", id: "search", placeholder: words.search, title: words.search_hint, "aria-label": words.search_hint,
    autocomplete: "off", spellcheck: "false", role: "combobox", "aria-expanded": "false", "aria-controls": "found" });
  const list = el("ul", { id: "found", hidden: true });
  const show = () => {
    const found = findPlaces(index, input.value, data.language).slice(0, MOST_FOUND);
    const typed = input.value.trim() !== "";
    list.hidden = !typed;
    input.setAttribute("aria-expanded", String(typed));
    list.replaceChildren(...found.map((entry) => {
      const place = app.place(entry.id);
      return el("li", {}, el("button", { type: "button", on: { click: () => open(entry) } }, el("b", {}, entry.title),
        el("small", {}, [place.commune, visitsText(app, entry)].filter(Boolean).join(" · "))));
    }));
    if (typed && !found.length) list.append(el("li", { class: "none" }, words.nothing_found));
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
  };
  const open = (entry) => {
    close();
    input.value = entry.title;
    input.blur();
    app.openPlace(entry);
  };
  const step = (event) => {
    const buttons = [...list.querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && event.target === input && buttons.length) {
      event.preventDefault();
      buttons[0].click();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && buttons.length && !list.hidden) {
      event.preventDefault();
      const next = event.key === "ArrowDown" ? at + 1 : at - 1;
      (next < 0 ? input : buttons[Math.min(next, buttons.length - 1)]).focus();
    }
  };
  input.addEventListener("input", show);
  input.addEventListener("focus", show);
  const box = el("div", { class: "search", role: "search", on: {
    keydown: step,
    focusout: (event) => {
      if (!box.contains(event.relatedTarget)) close();
    },
  } }, input, list);
  // Safari gives a tapped button no focus; without this the list would close before the tap arrives.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  return box;
}
