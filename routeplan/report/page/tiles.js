// Online tiles: there only where the page was made with an address, and asked for only while the
// reader's switch is on. A page made without one has a policy that forbids every request.

function tilesSwitch(app) {
  const { data, map, words } = app;
  if (!data.tiles) return null;
  const layer = L.tileLayer(data.tiles, { pane: "tiles", maxZoom: 19, className: "online" });
  const box = el("input", { type: "checkbox", id: "tiles", on: {
    change: () => {
      if (box.checked) layer.addTo(map);
      else layer.remove();
      app.land.setStyle({ fillOpacity: box.checked ? 0 : 1 });
    },
  } });
  return el("p", { class: "head layer" }, box,
    el("label", { for: "tiles" }, words.tiles, el("small", {}, fill(words.tiles_from, { host: new URL(data.tiles.replace(/[{}]/g, "")).host }))));
}
