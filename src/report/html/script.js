(() => {
  const root = document.documentElement, button = document.getElementById("theme");
  const modes = ["auto", "light", "dark"];
  const kept = () => { try { return localStorage.getItem("cadbench-theme"); } catch { return null; } };
  const show = (mode) => {
    if (mode === "auto") delete root.dataset.theme; else root.dataset.theme = mode;
    button.textContent = "theme: " + mode;
    try { localStorage.setItem("cadbench-theme", mode); } catch { /* pages from a disk may have no storage */ }
  };
  const asked = new URLSearchParams(location.search).get("theme");
  let mode = [asked, kept()].find((name) => modes.includes(name)) || "auto";
  show(mode);
  button.hidden = false;
  button.onclick = () => show(mode = modes[(modes.indexOf(mode) + 1) % modes.length]);

  const tip = document.getElementById("tip");
  const hide = () => { tip.hidden = true; };
  for (const mark of document.querySelectorAll(".mark")) {
    const title = mark.querySelector("title");
    const text = title.textContent;
    title.remove(); // else the browser shows it a second time
    mark.setAttribute("aria-label", text);
    const tell = () => {
      tip.textContent = text;
      tip.hidden = false;
      const at = mark.getBoundingClientRect(), own = tip.getBoundingClientRect();
      const fit = (place, room) => Math.max(4, Math.min(place, room - 4));
      const below = at.bottom + 8 + own.height < innerHeight ? at.bottom + 8 : at.top - own.height - 8;
      tip.style.left = fit(at.left + at.width / 2 - own.width / 2, innerWidth - own.width) + "px";
      tip.style.top = fit(below, innerHeight - own.height) + "px";
    };
    mark.onpointerenter = mark.onfocus = mark.onclick = tell;
    mark.onpointerleave = mark.onblur = hide;
  }
  for (const legend of document.querySelectorAll(".switches")) {
    const boxes = [...legend.querySelectorAll("input")], button = document.createElement("button");
    const name = () => { button.textContent = boxes.some((box) => box.checked) ? "hide all" : "show all"; };
    button.type = "button";
    button.onclick = () => {
      const wanted = !boxes.some((box) => box.checked);
      boxes.forEach((box) => { box.checked = wanted; });
      name();
    };
    legend.onchange = name;
    name();
    if (boxes.length > 2) legend.append(button);
  }
  addEventListener("scroll", hide, { passive: true, capture: true });
})();
