"use strict";
(() => {
  // A grid that is a table is complete without this: it adds orders, and a choice of what is shown.
  // One that is too large for a table is drawn here, from the data in the page.
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];

  const reveal = () => {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target || !target.closest("details")) return;
    target.closest("details").open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  reveal();
  for (const link of all(".grid a, .worst a, #new a")) link.addEventListener("click", () => setTimeout(reveal));

  const holder = one("#data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent);

  // ── what was found between two partners, written where somebody looks ──
  const element = (tag, name, ...inside) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...inside);
    return made;
  };
  const isolated = (text) => element("bdi", "", text);
  const coded = (text) => element("code", "", isolated(text));
  const { between } = data;
  const fill = (list) => {
    const codes = [...list.closest("details").querySelectorAll("summary bdi")].map((each) => each.textContent);
    const numbers = between.pairs[list.dataset.pair];
    const text = (number) => between.texts[number].replace(/[\u0001\u0002]/g, (each) => codes[each.charCodeAt(0) - 1]);
    list.removeAttribute("data-pair");
    for (let at = 0; at < numbers.length; ) {
      const [sign, rule, title, message, remedy, weighs, ways, ...rest] = between.rows[numbers[at++]];
      const spots = numbers.slice(at + 1, at + 1 + numbers[at]);
      at += 1 + spots.length;
      const [id, glyph, word] = between.signs[sign];
      const mark = element("span", "glyph", glyph);
      mark.ariaHidden = "true";
      const further = element("ul", "",
        ...spots.map((each) => element("li", "where", coded(text(each)))),
        ...[remedy, ...rest.slice(0, ways)].map(text).filter(Boolean).map((each) => element("li", "", isolated(each))),
        ...rest.slice(ways).map((each) => element("li", "note", isolated(text(each)))));
      list.append(element("li", weighs ? id : `${id} lesser`,
        element("b", "sign", mark, ` ${word}`), " ", isolated(text(title)), text(title) && ": ", isolated(text(message)),
        " ", element("span", "where", coded(text(rule))), further));
    }
  };
  if (between) {
    const look = (details) => { for (const list of details.querySelectorAll("[data-pair]")) fill(list); };
    for (const each of all("details.pair")) {
      each.addEventListener("toggle", () => { if (each.open) look(each); });
      if (each.open) look(each);
    }
  }
  if (!data.layers) return;

  const n = data.codes.length;
  const NONE = 5; // not shared
  const quiet = (verdict) => verdict >= 4; // no number stands there
  const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
  const place = (row, col) => (row * (2 * n - row - 1)) / 2 + col - row - 1; // of a pair, row < col
  const half = (from, index) => (from[index >> 1] >> (index & 1 ? 4 : 0)) & 15;

  const opened = new Map();
  const open = (layer) => {
    if (!opened.has(layer)) {
      opened.set(layer, {
        ahead: bytes(layer.ahead),
        back: layer.back && bytes(layer.back),
        counts: layer.counts && bytes(layer.counts),
      });
    }
    return opened.get(layer);
  };
  let layer = data.layers[0];
  const verdict = (row, col, of = layer) => {
    const { ahead, back } = open(of);
    const index = row < col ? place(row, col) : place(col, row);
    return half(row > col && back ? back : ahead, index);
  };
  const count = (row, col, of = layer) => {
    const { counts } = open(of);
    return counts ? counts[row < col ? place(row, col) : place(col, row)] : 0;
  };
  const glyph = (row, col) => {
    const found = verdict(row, col);
    const many = count(row, col);
    return data.verdicts[found][1] + (many && !quiet(found) ? many : "");
  };
  const said = (row, col) => {
    const found = verdict(row, col);
    const many = quiet(found) ? 0 : count(row, col);
    const arrow = layer.back ? "→" : "↔";
    const much = many ? `, ${many}${many === 255 ? " or more" : ""} exchange${many === 1 ? "" : "s"}` : "";
    return `${data.codes[row]} ${arrow} ${data.codes[col]}: ${data.verdicts[found][2]}${much}`;
  };

  // ── orders ──
  const byCode = Array.from({ length: n }, (_, index) => index);
  const weight = (row, col) => {
    // How well two work together: 1 where all is clear, the less the more is blocked.
    const found = Math.min(verdict(row, col), layer.back ? verdict(col, row) : NONE);
    return [0.3 / (1 + count(row, col)), 0.4, 0.7, 0.9, 1, 0.35][found];
  };
  const difficulty = () => {
    const keys = byCode.map((row) => {
      const found = new Array(7).fill(0);
      for (let col = 0; col < n; col++) {
        if (col === row) continue;
        found[verdict(row, col)] -= 1;
        if (layer.back) found[verdict(col, row)] -= 1;
        found[6] -= count(row, col);
      }
      return [found[0], found[1], found[2], found[3], found[6]];
    });
    const differ = (a, b) => keys[a].reduce((before, key, index) => before || key - keys[b][index], 0);
    return [...byCode].sort((a, b) => differ(a, b) || a - b);
  };
  const cluster = () => {
    // The next one is who works best with those of the cluster at hand; a new one begins where nobody does.
    const sums = byCode.map((row) => byCode.reduce((sum, col) => sum + (col === row ? 0 : weight(row, col)), 0));
    const mean = sums.reduce((sum, each) => sum + each, 0) / Math.max(1, n * (n - 1));
    const left = new Set(byCode);
    const order = [];
    const best = (score) => {
      let found = -1;
      for (const each of left) if (found < 0 || score(each) > score(found)) found = each;
      return found;
    };
    while (left.size) {
      const near = new Float64Array(n);
      let size = 0;
      for (let next = best((each) => sums[each]); next >= 0; ) {
        left.delete(next);
        order.push(next);
        size++;
        for (const each of left) near[each] += weight(each, next);
        next = left.size ? best((each) => near[each]) : -1;
        if (next >= 0 && near[next] / size < mean) next = -1;
      }
    }
    return order;
  };
  const orders = { code: () => byCode, difficulty, cluster };
  let order = byCode;

  // ── what is chosen, and the address that keeps it ──
  const choices = { layer: one("#layer"), sort: one("#sort"), size: one("#size") };
  const groups = new Map();
  for (const each of data.layers) {
    const option = new Option(each.label, each.id);
    if (!each.group) { choices.layer.append(option); continue; }
    if (!groups.has(each.group)) {
      const group = document.createElement("optgroup");
      group.label = each.group === "kind" ? "all of a kind" : each.group;
      groups.set(each.group, group);
      choices.layer.append(group);
    }
    groups.get(each.group).append(option);
  }
  const painted = { grid: () => {} };
  const present = () => {
    const found = new Set();
    const { ahead, back } = open(layer);
    for (let index = (n * (n - 1)) / 2; index-- > 0; ) {
      found.add(half(ahead, index));
      if (back) found.add(half(back, index));
    }
    return found;
  };
  const apply = () => {
    layer = data.layers.find((each) => each.id === choices.layer.value) || data.layers[0];
    order = (orders[choices.sort.value] || orders.code)();
    one("#flow").hidden = !layer.back;
    const found = present();
    for (const [number, [id]] of data.verdicts.entries()) one(`.key [data-verdict="${id}"]`).hidden = !found.has(number);
    painted.grid();
  };
  const remember = () => {
    const kept = new URLSearchParams();
    for (const [name, input] of Object.entries(choices)) {
      const first = input && (input.querySelector("[selected]") || input.querySelector("option")).value;
      if (input && input.value !== first) kept.set(name, input.value);
    }
    history.replaceState(null, "", kept.size ? `#${kept}` : location.pathname + location.search);
  };
  const recall = () => {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) return;
    const kept = new URLSearchParams(hash);
    for (const [name, input] of Object.entries(choices)) {
      if (input && kept.has(name) && [...input.options].some((each) => each.value === kept.get(name))) {
        input.value = kept.get(name);
      }
    }
  };
  const choose = () => { remember(); apply(); };
  for (const input of Object.values(choices)) if (input) input.addEventListener("change", choose);
  for (const form of all("form.look")) form.addEventListener("submit", (event) => event.preventDefault());
  for (const link of all("a.layer")) {
    link.hidden = false;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choices.layer.value = link.dataset.layer;
      choose();
      one("#grid").scrollIntoView();
      choices.layer.focus({ preventScroll: true });
    });
  }
  addEventListener("hashchange", () => { recall(); apply(); });

  // ── a table ──
  const table = one(".scroller .grid");
  if (table) {
    const top = table.tHead.rows[0];
    const heads = [...top.cells].slice(1);
    const rows = [...table.tBodies[0].rows];
    const cells = rows.map((row) => [...row.cells].slice(1));
    painted.grid = () => {
      top.append(...order.map((index) => heads[index]));
      for (const row of order) rows[row].append(...order.map((col) => cells[row][col]));
      table.tBodies[0].append(...order.map((index) => rows[index]));
      for (let row = 0; row < n; row++) {
        for (let col = 0; col < n; col++) {
          if (row === col) continue;
          const cell = cells[row][col];
          const link = cell.firstElementChild || cell;
          cell.className = data.verdicts[verdict(row, col)][0];
          link.title = said(row, col);
          (link.firstElementChild || link).textContent = glyph(row, col);
        }
      }
    };
  }

  // ── a drawing ──
  const canvas = one("#map");
  if (canvas) {
    const box = one("#box");
    const room = one("#room");
    const pen = canvas.getContext("2d");
    const longest = Math.max(...data.codes.map((each) => [...each].length));
    let size = 34;
    let edge = { top: 0, left: 0 };
    let at = [0, 0]; // where the cursor is, as places in the order
    let pointed = false;
    let tones = [];
    let colours = {};
    let waiting = false;

    const short = (text, most) => ([...text].length > most ? [...text].slice(0, most - 1).join("") + "…" : text);
    const colour = () => {
      const style = getComputedStyle(document.documentElement);
      const named = (name) => style.getPropertyValue(`--${name}`).trim();
      colours = { paper: named("paper"), ink: named("ink"), rule: named("rule"), panel: named("panel"), link: named("link") };
      const names = ["blocker", "unknown", "major", "minor", "clear", "unknown"];
      tones = names.map((name) => [named(name), named(`${name}-tint`)]);
      tones[NONE] = [named("quiet"), named("panel")];
    };
    const fit = () => {
      size = Number(choices.size.value) || 34;
      const heads = size >= 16;
      const side = Math.min(longest, 12) * 8 + 14;
      edge = { left: heads ? side : 0, top: !heads ? 0 : longest * 8 + 6 <= size ? 22 : side };
      const wide = size * n + edge.left;
      const high = size * n + edge.top;
      room.style.width = `${wide}px`;
      room.style.height = `${high}px`;
      const scale = devicePixelRatio || 1;
      const width = Math.min(box.clientWidth, wide);
      const height = Math.min(box.clientHeight, high);
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.width = `${width}px`;
      canvas.style.height = `${height}px`;
      pen.setTransform(scale, 0, 0, scale, 0, 0);
    };
    const span = (scrolled, length) => {
      const first = Math.max(0, Math.floor(scrolled / size));
      return [first, Math.min(n, Math.ceil((scrolled + length) / size) + 1)];
    };
    const draw = () => {
      waiting = false;
      const { clientWidth: width, clientHeight: height, scrollLeft, scrollTop } = box;
      const [left, right] = span(scrollLeft, width - edge.left);
      const [top, bottom] = span(scrollTop, height - edge.top);
      const x = (col) => edge.left + col * size - scrollLeft;
      const y = (row) => edge.top + row * size - scrollTop;
      pen.fillStyle = colours.paper;
      pen.fillRect(0, 0, width, height);
      const inset = size >= 8 ? 1 : 0;
      const glyphs = size >= 16;
      pen.textAlign = "center";
      pen.textBaseline = "middle";
      pen.font = `${size >= 34 ? 13 : 11}px "DejaVu Sans", "Segoe UI Symbol", sans-serif`;
      for (let row = top; row < bottom; row++) {
        for (let col = left; col < right; col++) {
          if (row === col) continue;
          const found = verdict(order[row], order[col]);
          // Where no glyph has room, the worst are the darkest.
          pen.fillStyle = tones[found][glyphs || found > 2 ? 1 : 0];
          pen.fillRect(x(col), y(row), size - inset, size - inset);
          if (!glyphs) continue;
          pen.fillStyle = tones[found][0];
          const text = size >= 34 ? glyph(order[row], order[col]) : data.verdicts[found][1];
          pen.fillText(text, x(col) + size / 2, y(row) + size / 2, size - 2);
        }
      }
      if (glyphs) {
        pen.fillStyle = colours.panel;
        pen.fillRect(0, 0, width, edge.top);
        pen.fillRect(0, 0, edge.left, height);
        pen.fillStyle = colours.ink;
        pen.font = "600 12px system-ui, sans-serif";
        pen.save();
        pen.beginPath();
        pen.rect(edge.left, 0, width, edge.top);
        pen.clip();
        for (let col = left; col < right; col++) {
          pen.save();
          pen.translate(x(col) + size / 2, edge.top === 22 ? 11 : edge.top - 5);
          if (edge.top !== 22) { pen.rotate(-Math.PI / 2); pen.textAlign = "left"; }
          pen.fillText(short(data.codes[order[col]], 12), 0, 0);
          pen.restore();
        }
        pen.restore();
        pen.save();
        pen.beginPath();
        pen.rect(0, edge.top, edge.left, height);
        pen.clip();
        pen.textAlign = "left";
        for (let row = top; row < bottom; row++) pen.fillText(short(data.codes[order[row]], 12), 6, y(row) + size / 2);
        pen.restore();
        pen.fillStyle = colours.panel;
        pen.fillRect(0, 0, edge.left, edge.top);
      }
      if (pointed) {
        pen.save();
        pen.beginPath();
        pen.rect(edge.left, edge.top, width, height);
        pen.clip();
        pen.strokeStyle = colours.ink;
        pen.lineWidth = 2;
        pen.strokeRect(x(at[1]) - 1, y(at[0]) - 1, size + 1, size + 1);
        pen.restore();
      }
    };
    const soon = () => {
      if (!waiting) requestAnimationFrame(draw);
      waiting = true;
    };

    const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);
    const command = (row, col) =>
      `interop-check compare ${quoted(data.codes[Math.min(row, col)])} ${quoted(data.codes[Math.max(row, col)])} --profiles FOLDER`;
    const line = (...parts) => {
      const made = document.createElement("p");
      made.append(...parts);
      return made;
    };
    const tell = () => {
      const [row, col] = [order[at[0]], order[at[1]]];
      if (row === col) return one("#chosen").replaceChildren(line(isolated(data.codes[row]), " ", isolated(data.names[row])));
      const kinds = data.layers.filter((each) => each.group === "kind");
      const parts = kinds.map((each) => {
        const [, mark, word] = data.verdicts[verdict(row, col, each)];
        return `${each.label}: ${mark} ${word}`;
      });
      const strong = document.createElement("strong");
      strong.append(data.verdicts[verdict(row, col)][1], " ", isolated(said(row, col)));
      const names = [row, col].filter((each) => data.names[each]).map((each) => `${data.codes[each]}: ${data.names[each]}`);
      const code = Object.assign(document.createElement("code"), { textContent: command(row, col) });
      const lines = [line(strong), ...(parts.length ? [line(parts.join(" · "))] : [])];
      if (names.length) lines.push(line(isolated(names.join(" · "))));
      one("#chosen").replaceChildren(...lines, line("All its findings: ", code));
    };
    const point = (row, col) => {
      at = [Math.max(0, Math.min(n - 1, row)), Math.max(0, Math.min(n - 1, col))];
      pointed = true;
      tell();
      soon();
    };
    const under = (event) => {
      const where = canvas.getBoundingClientRect();
      const x = event.clientX - where.left;
      const y = event.clientY - where.top;
      if (x < edge.left || y < edge.top) return null;
      return [Math.floor((y - edge.top + box.scrollTop) / size), Math.floor((x - edge.left + box.scrollLeft) / size)];
    };
    const show = () => {
      const seen = (scrolled, length, index) =>
        Math.max(Math.min(scrolled, index * size), (index + 1) * size - length);
      box.scrollTop = seen(box.scrollTop, box.clientHeight - edge.top, at[0]);
      box.scrollLeft = seen(box.scrollLeft, box.clientWidth - edge.left, at[1]);
    };
    let held = false; // a pair that was clicked stays until another one is
    canvas.addEventListener("pointermove", (event) => {
      const found = !held && under(event);
      if (found && (found[0] !== at[0] || found[1] !== at[1])) point(...found);
    });
    canvas.addEventListener("click", (event) => {
      const found = under(event);
      if (!found) return;
      held = !(held && found[0] === at[0] && found[1] === at[1]);
      point(...found);
    });
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };
    canvas.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      held = true;
      point(at[0] + step[0], at[1] + step[1]);
      show();
    });
    one("#find").addEventListener("input", (event) => {
      const typed = event.target.value.trim().toLowerCase();
      if (!typed) return;
      const fits = (index) => `${data.codes[index]} ${data.names[index]}`.toLowerCase().includes(typed);
      const exact = order.findIndex((index) => data.codes[index].toLowerCase() === typed);
      const found = exact >= 0 ? exact : order.findIndex(fits);
      if (found < 0) return;
      held = true;
      point(found, at[1]);
      show();
    });

    // ── every pair as rows that are made as they are scrolled to ──
    const HIGH = 28;
    const rows = one("#rows");
    const body = rows.querySelector("tbody");
    let listed = new Uint32Array(0); // first × n + second
    const list = () => {
      const typed = one("#whose").value.trim().toLowerCase();
      const wanted = one("#which").value;
      const fits = byCode.map((index) => !typed || `${data.codes[index]} ${data.names[index]}`.toLowerCase().includes(typed));
      const worst = (row, col) => (layer.back ? Math.min(verdict(row, col), verdict(col, row)) : verdict(row, col));
      const key = (row, col) => worst(row, col) * 256 + 255 - count(row, col);
      const starts = new Uint32Array(16 * 256 + 1);
      const each = (tell) => {
        for (let row = 0; row < n; row++) {
          for (let col = row + 1; col < n; col++) {
            if (!fits[row] && !fits[col]) continue;
            if (wanted && data.verdicts[worst(row, col)][0] !== wanted) continue;
            tell(row, col, key(row, col));
          }
        }
      };
      each((row, col, at) => starts[at + 1]++);
      for (let at = 1; at < starts.length; at++) starts[at] += starts[at - 1];
      listed = new Uint32Array(starts[starts.length - 1]);
      each((row, col, at) => (listed[starts[at]++] = row * n + col));
      one("#found").textContent = `${listed.length.toLocaleString("en")} pair${listed.length === 1 ? "" : "s"}`;
      rows.querySelector("table").setAttribute("aria-rowcount", String(listed.length + 1));
      rows.scrollTop = 0;
      lay();
    };
    const gap = (high) => {
      const made = document.createElement("tr");
      made.className = "gap";
      made.setAttribute("aria-hidden", "true");
      const cell = made.insertCell();
      cell.colSpan = 4;
      cell.style.height = `${high}px`;
      return made;
    };
    const rowOf = (index) => {
      const [row, col] = [Math.floor(listed[index] / n), listed[index] % n];
      const back = layer.back && verdict(col, row) < verdict(row, col);
      const [from, to] = back ? [col, row] : [row, col];
      const found = verdict(from, to);
      const made = document.createElement("tr");
      made.setAttribute("aria-rowindex", String(index + 2));
      const head = document.createElement("th");
      head.scope = "row";
      head.append(isolated(`${data.codes[from]} ${layer.back ? "→" : "↔"} ${data.codes[to]}`));
      made.append(head);
      const sign = made.insertCell();
      sign.className = `sign ${data.verdicts[found][0]}`;
      sign.textContent = `${data.verdicts[found][1]} ${data.verdicts[found][2]}`;
      made.insertCell().textContent = count(row, col) || "";
      const code = Object.assign(document.createElement("code"), { textContent: command(row, col) });
      made.insertCell().append(code);
      return made;
    };
    const lay = () => {
      const first = Math.max(0, Math.floor(rows.scrollTop / HIGH) - 10);
      const last = Math.min(listed.length, first + Math.ceil(rows.clientHeight / HIGH) + 20);
      const made = [];
      for (let index = first; index < last; index++) made.push(rowOf(index));
      body.replaceChildren(gap(first * HIGH), ...made, gap((listed.length - last) * HIGH));
    };
    rows.addEventListener("scroll", () => requestAnimationFrame(lay));
    one("#whose").addEventListener("input", list);
    one("#which").addEventListener("change", list);

    painted.grid = () => {
      fit();
      draw();
      list();
      if (pointed) tell();
    };
    box.addEventListener("scroll", soon);
    addEventListener("resize", () => { fit(); soon(); });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { colour(); soon(); });
    one(".drawing").hidden = false;
    one("#drawn-note").classList.add("on-paper");
    colour();
  }

  one("#look").hidden = false;
  recall();
  apply();
})();
