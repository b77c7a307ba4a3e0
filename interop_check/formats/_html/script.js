"use strict";
(() => {
  // The report is complete without this: it adds filters, links to copy, and an address that keeps both.
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const form = one("#filters");
  const items = all("[data-item]");
  const details = all("details");
  const texts = new Map();
  const names = ["severity", "kind", "partner", "verdict"];

  const text = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const wanted = () => {
    const chosen = new URLSearchParams();
    for (const name of names) {
      const values = all(`input[name="${name}"]:checked`).map((input) => input.value);
      if (values.length) chosen.set(name, values.join(","));
    }
    const typed = form.elements.text.value.trim();
    if (typed) chosen.set("text", typed);
    return chosen;
  };
  const fits = (item, chosen) => {
    for (const name of names) {
      const own = item.dataset[name];
      if (!chosen.has(name) || own === undefined) continue;
      const values = chosen.get(name).split(",");
      if (!own.split(" ").some((each) => values.includes(each))) return false;
    }
    const words = (chosen.get("text") || "").toLowerCase().split(/\s+/);
    return words.every((word) => text(item).includes(word));
  };
  const filter = () => {
    const chosen = wanted();
    for (const item of items) item.classList.toggle("out", !fits(item, chosen));
    const shown = items.filter((item) => !item.classList.contains("out")).length;
    one("#shown").textContent = `${shown} of ${items.length} entries shown`;
    return chosen;
  };
  const remember = (chosen) => history.replaceState(null, "", `#${chosen}`);
  const choose = (chosen) => {
    for (const input of all('input[type="checkbox"][name]')) {
      input.checked = (chosen.get(input.name) || "").split(",").includes(input.value);
    }
    form.elements.text.value = chosen.get("text") || "";
    return filter();
  };
  const unfold = (target) => {
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  };
  const reveal = (id) => {
    const target = document.getElementById(id);
    if (!target) return;
    if (target.closest(".out")) choose(new URLSearchParams());
    unfold(target);
    const card = target.closest("article, .question") || target; // of several findings in one, each has its address
    card.scrollIntoView();
    if (card.tabIndex === -1) card.focus({ preventScroll: true });
  };
  const address = () => {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) choose(new URLSearchParams(hash));
    else if (hash) reveal(hash);
  };
  const copy = async (button, link) => {
    try {
      await navigator.clipboard.writeText(link);
      button.textContent = "Copied";
    } catch {
      button.textContent = link; // where the browser does not let us, it can be marked and copied
    }
    setTimeout(() => (button.textContent = "Copy link"), 4000);
  };
  const expand = (button, open) => {
    for (const each of details) each.open = open;
    button.setAttribute("aria-pressed", String(open));
    button.textContent = open ? "Fold all" : "Expand all";
  };

  for (const each of all("[data-link]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy link";
    button.addEventListener("click", () => copy(button, location.href.split("#")[0] + "#" + each.dataset.link));
    each.append(" ", button);
  }
  for (const link of all("a[data-filter]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      remember(choose(new URLSearchParams(link.dataset.filter)));
      const target = document.getElementById(link.hash.slice(1)) || one("main");
      unfold(target);
      for (const each of target.querySelectorAll(":scope > details.pair")) each.open = true;
      target.scrollIntoView();
    });
  }
  for (const each of all(".filters")) each.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(() => remember(filter())));
  document.addEventListener("input", (event) => event.target.form === form && remember(filter()));
  one("#expand").addEventListener("click", (event) => {
    expand(event.target, event.target.getAttribute("aria-pressed") !== "true");
  });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = details.filter((each) => !each.open && !each.closest("details.pair:not([open])"));
    for (const each of folded) each.open = true;
  });
  addEventListener("afterprint", () => {
    for (const each of folded) each.open = false;
  });
  addEventListener("hashchange", address);
  filter();
  address();
})();
