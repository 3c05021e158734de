// The page's own script: draws the figures, moves what depends on the willingness to pay, saves figures.
(function () {
  'use strict';
  const page = JSON.parse(document.getElementById('data').textContent);
  const darkMode = window.matchMedia('(prefers-color-scheme: dark)');
  const figures = new Map(); // id -> {view, hidden}
  let chosen = page.chosen;

  const copy = value => JSON.parse(JSON.stringify(value));
  const threshold = () => (page.wtp.length > 0 ? page.wtp[chosen] : 0);

  function setParameter(spec, name, value) {
    for (const parameter of spec.params) if (parameter.name === name) parameter.value = value;
  }

  // Rows of a figure's data: Vega's own reader makes functions from text, which the page's policy forbids.
  function rowsOf(csv, types) {
    const cells = [[]];
    const pattern = /("(?:[^"]|"")*"|[^",\n]*)(,|\n|$)/g;
    for (let found; pattern.lastIndex <= csv.length && (found = pattern.exec(csv));) {
      const text = found[1].startsWith('"') ? found[1].slice(1, -1).replace(/""/g, '"') : found[1];
      cells[cells.length - 1].push(text);
      if (found[2] === '\n') cells.push([]);
      if (found[2] === '') break;
    }
    const [names, ...rows] = cells;
    const read = names.map(name => types[name] === 'number' ? text => (text === '' ? null : Number(text)) : text => text);
    return rows.map(row => Object.fromEntries(names.map((name, c) => [name, read[c](row[c])])));
  }

  function withRows(spec) {
    for (const layer of spec.layer) {
      const {name, format} = layer.data;
      if (typeof spec.datasets[name] === 'string') spec.datasets[name] = rowsOf(spec.datasets[name], format.parse);
      layer.data = {name};
    }
    return spec;
  }

  // --- drawing -----------------------------------------------------------------------------------

  function look(width) {
    const style = getComputedStyle(document.documentElement);
    const colour = name => style.getPropertyValue(name).trim();
    const text = {labelColor: colour('--ink'), titleColor: colour('--ink'), labelFontSize: 12, titleFontSize: 12, titleFontWeight: 500};
    return {
      background: null,
      font: 'system-ui, sans-serif',
      view: {stroke: null},
      mark: {color: colour('--ink')},
      rule: {color: colour('--ink')},
      text: {color: colour('--ink'), fontSize: 12},
      axis: {...text, gridColor: colour('--line'), domainColor: colour('--muted'), tickColor: colour('--muted'), labelLimit: Math.max(90, width * 0.42)},
      axisX: {labelOverlap: true, tickCount: Math.max(3, Math.round(width / 90))}
    };
  }

  function specOf(id, width) {
    const spec = withRows(copy(page.figures[id].spec));
    for (const {encoding} of spec.layer) 
      for (const channel of [encoding.color, encoding.strokeDash]) if (channel) channel.legend = null; // the page has buttons
    delete spec.title;
    spec.config = spec.config.locale ? {locale: spec.config.locale} : {};
    spec.width = width;
    setParameter(spec, 'wtp', threshold());
    setParameter(spec, 'hidden', figures.get(id).hidden);
    return spec;
  }

  async function draw(id) {
    const place = document.getElementById(id).querySelector('.plot');
    const width = Math.max(240, place.clientWidth);
    const old = figures.get(id);
    if (old.view) old.view.finalize();
    const result = await vegaEmbed(place, specOf(id, width), {
      mode: 'vega-lite', ast: true, actions: false, defaultStyle: false, config: look(width),
      renderer: page.figures[id].canvas ? 'canvas' : 'svg', tooltip: {disableDefaultStyle: true, theme: 'cea'}
    });
    figures.get(id).view = result.view;
    figures.get(id).width = width;
  }

  async function drawAll(onlyResized) {
    for (const id of figures.keys()) {
      const place = document.getElementById(id).querySelector('.plot');
      if (onlyResized && Math.abs(Math.max(240, place.clientWidth) - figures.get(id).width) < 2) continue;
      try {
        await draw(id);
      } catch (error) {
        place.textContent = 'This figure could not be drawn: ' + error.message;
      }
      await new Promise(resolve => setTimeout(resolve, 0));
    }
    document.documentElement.classList.toggle('dark-plots', darkMode.matches);
    document.body.dataset.drawn = 'yes';
  }

  // --- legends -----------------------------------------------------------------------------------

  function seriesOf(spec) {
    const layer = spec.layer.find(one => one.encoding && one.encoding.color && one.encoding.color.scale);
    if (!layer) return [];
    const {domain, range} = layer.encoding.color.scale;
    return domain.map((name, i) => ({name, color: range[i]}));
  }

  function addLegend(id) {
    const box = document.getElementById(id).querySelector('.legend');
    if (!box) return;
    for (const series of seriesOf(page.figures[id].spec)) {
      const button = document.createElement('button');
      const swatch = document.createElement('span');
      button.type = 'button';
      button.setAttribute('aria-pressed', 'true');
      swatch.className = 'swatch';
      swatch.style.backgroundColor = series.color;
      button.append(swatch, document.createTextNode(series.name));
      button.addEventListener('click', () => {
        const hidden = new Set(figures.get(id).hidden);
        const show = hidden.delete(series.name);
        if (!show) hidden.add(series.name);
        button.setAttribute('aria-pressed', String(show));
        figures.get(id).hidden = [...hidden];
        if (figures.get(id).view) figures.get(id).view.signal('hidden', [...hidden]).runAsync();
      });
      box.append(button);
    }
  }

  // --- saving: as printed, on white, with its title and legend -------------------------------------

  async function save(id, kind) {
    const place = document.createElement('div');
    place.className = 'offscreen';
    document.body.append(place);
    const spec = withRows(copy(page.figures[id].spec));
    setParameter(spec, 'wtp', threshold());
    setParameter(spec, 'hidden', figures.get(id).hidden);
    try {
      const {view} = await vegaEmbed(place, spec, {mode: 'vega-lite', ast: true, actions: false, defaultStyle: false, renderer: 'svg', tooltip: false});
      const link = document.createElement('a');
      link.href = await view.toImageURL(kind, kind === 'png' ? 3 : 1);
      link.download = page.figures[id].file + '.' + kind;
      link.click();
      view.finalize();
    } finally {
      place.remove();
    }
  }

  // --- the threshold -----------------------------------------------------------------------------

  // A form has a mark (U+0001) for each number.
  function textAt({forms, at}) {
    const [form, ...numbers] = at[chosen];
    return forms[form].replace(/\u0001/g, () => numbers.shift());
  }

  function moveTexts() {
    for (const [id, texts] of Object.entries(page.texts)) {
      const element = document.getElementById(id);
      const text = textAt(texts);
      element.textContent = text;
      const figure = element.closest('figure');
      const plot = figure && figure.querySelector('.plot');
      if (plot) plot.setAttribute('aria-label', text);
    }
  }

  function moveTables() {
    for (const [id, cells] of Object.entries(page.tables)) {
      const rows = document.getElementById(id).querySelectorAll('tbody tr');
      cells[chosen].forEach((texts, r) => {
        const places = rows[r].querySelectorAll('td');
        texts.forEach((text, c) => { places[c].textContent = text; });
      });
    }
  }

  let waiting = false;
  function move() {
    waiting = false;
    moveTexts();
    moveTables();
    for (const {view} of figures.values()) if (view) view.signal('wtp', threshold()).runAsync();
  }

  function startSlider() {
    const box = document.getElementById('threshold');
    if (!box) return;
    const slider = document.getElementById('wtp');
    slider.addEventListener('input', () => {
      chosen = Number(slider.value);
      slider.setAttribute('aria-valuetext', page.labels[chosen]);
      document.getElementById('wtp-text').textContent = page.labels[chosen];
      if (!waiting) requestAnimationFrame(move);
      waiting = true;
    });
    slider.value = String(chosen);
    box.hidden = false;
  }

  // --- start -------------------------------------------------------------------------------------

  startSlider();
  if (typeof vegaEmbed === 'undefined') return;
  for (const id of Object.keys(page.figures)) {
    figures.set(id, {view: null, hidden: [], width: 0});
    addLegend(id);
    const bar = document.getElementById(id).querySelector('.save');
    bar.hidden = false;
    for (const button of bar.querySelectorAll('button'))
      button.addEventListener('click', () => save(id, button.dataset.save));
  }
  darkMode.addEventListener('change', () => drawAll(false));
  let resizing = 0;
  window.addEventListener('resize', () => {
    clearTimeout(resizing);
    resizing = setTimeout(() => drawAll(true), 150);
  });
  drawAll(false);
})();
