/* Charts where people would rather look than read; every one has its numbers in a table behind a click.
   <section><h2>…</h2><div class="chart" data-chart="heat|response|months" data-from="id-of-json"></div></section>
   heat:     {cells: [[hour, weekday 0=Mon, count], …], max?, unit?}
   response: {minutes: ["1", …, "15+"], now: [share %, …], before: […], now_label, before_label, within5?, within5_before?}
   months:   {now: [12], before: [12], now_label, before_label, unit?, last_month?} */
import { all, css, say, words } from "./js/base.js";

const drawn = new Map();
const text = (size = 12) => ({ color: css("--ly-ink-3"), fontFamily: css("--ly-font"), fontSize: size });
const list = (key) => (words[key] || "").split(",");
const number = (value) => (value === null || value === undefined ? "—" : Number(value).toLocaleString("en-US"));
const LIGHT = ["#f2f6fb", "#c6daf0", "#86b2df", "#3f7fc1", "#0b4a8f", "#072f5d"];
const DARK = ["#16202c", "#1c3a5c", "#27588c", "#3f7fc1", "#7db4f0", "#cfe4fb"];
const dark = () => document.documentElement.dataset.bsTheme === "dark";
const quiet = () => (dark() ? "#3d5f86" : "#9fb9d6");

const tip = () => ({ backgroundColor: css("--ly-pane"), borderColor: css("--ly-line-2"), borderWidth: 1, extraCssText: "box-shadow:none", textStyle: { ...text(12), color: css("--ly-ink") } });
const legend = (names) => ({ right: 0, top: 0, itemWidth: 14, itemHeight: 8, textStyle: text(), data: names });
const axis = (data) => ({ type: "category", data, axisLabel: { ...text(), interval: 0, hideOverlap: true }, axisTick: { show: false }, axisLine: { lineStyle: { color: css("--ly-line-2") } } });
const before = (name, data) => ({ name, type: "line", data, symbol: "circle", symbolSize: 5, lineStyle: { color: css("--ly-ink-3"), width: 1.5, type: "dashed" }, itemStyle: { color: css("--ly-ink-3") } });
const most = (cells) => Math.max(1, ...cells.map((cell) => cell[2] || 0));

const CHARTS = {
  heat({ cells, max, unit }) {
    const days = list("weekdays"), top = max || most(cells), of = unit || words.incidents;
    return {
      grid: { left: 44, right: 8, top: 6, bottom: 56 },
      tooltip: { ...tip(), formatter: (p) => `${days[p.value[1]]} ${p.value[0]}:00–${p.value[0] + 1}:00<br><b>${number(p.value[2])}</b> ${of}` },
      xAxis: { type: "category", data: [...Array(24).keys()], axisLabel: { ...text(), interval: 1 }, axisLine: { show: false }, axisTick: { show: false } },
      yAxis: { type: "category", data: days, inverse: true, axisLabel: text(), axisLine: { show: false }, axisTick: { show: false } },
      visualMap: { min: 0, max: top, calculable: false, orient: "horizontal", left: 40, bottom: 0, itemWidth: 12, itemHeight: 160, text: [`${number(top)} ${of}`, "0"], textStyle: text(), inRange: { color: dark() ? DARK : LIGHT } },
      series: [{ type: "heatmap", data: cells, itemStyle: { borderColor: css("--ly-pane"), borderWidth: 2 }, emphasis: { itemStyle: { borderColor: css("--ly-ink") } } }],
    };
  },
  response(data) {
    const first = css("--ly-blue"), rest = quiet();
    const top = Math.max(5, Math.ceil(Math.max(...data.now, ...(data.before || [0])) / 5) * 5);
    const said = data.within5 === undefined || data.within5 === null ? "" : say("within_5", { share: `${data.within5}%` });
    return {
      grid: { left: 44, right: 12, top: 30, bottom: 26 }, tooltip: { ...tip(), trigger: "axis", valueFormatter: (value) => `${value}%` },
      legend: legend([data.now_label, data.before_label].filter(Boolean)),
      xAxis: axis(data.minutes), yAxis: { max: top, interval: 5, axisLabel: { ...text(), formatter: "{value}%" }, splitLine: { lineStyle: { color: css("--ly-line") } } },
      series: [
        { name: data.now_label, type: "bar", data: data.now, barWidth: "62%", color: first, itemStyle: { color: (p) => (p.dataIndex < 5 ? first : rest) } },
        ...(data.before ? [before(data.before_label, data.before)] : []),
      ],
      graphic: fiveLine(data, said),
    };
  },
  months(data) {
    return {
      grid: { left: 40, right: 8, top: 28, bottom: 24 }, tooltip: { ...tip(), trigger: "axis", valueFormatter: number },
      legend: legend([data.now_label, data.before_label].filter(Boolean)),
      xAxis: axis(list("months")), yAxis: { axisLabel: text(), splitLine: { lineStyle: { color: css("--ly-line") } }, splitNumber: 4 },
      series: [{ name: data.now_label, type: "bar", data: data.now, barWidth: "56%", itemStyle: { color: css("--ly-blue") } }, ...(data.before ? [before(data.before_label, data.before)] : [])],
    };
  },
};
/* The five-minute line stands between the fifth and the sixth bar, wherever the pane's width puts that. */
function fiveLine(data, said) {
  return (width, height) => {
    const x = Math.round(44 + (width - 56) * (5 / data.minutes.length));
    return [
      { type: "line", silent: true, z: 5, shape: { x1: x, y1: 30, x2: x, y2: height - 26 }, style: { stroke: css("--ly-ink"), lineWidth: 1.5 } },
      { type: "text", silent: true, z: 5, x: x + 8, y: 32, style: { text: said, font: `600 13px ${css("--ly-font")}`, fill: css("--ly-ink") } },
      { type: "text", silent: true, z: 5, x: x + 8, y: 50, style: { text: data.within5_before === undefined || data.within5_before === null ? "" : `${data.before_label || ""} ${data.within5_before}%`, font: `400 12px ${css("--ly-font")}`, fill: css("--ly-ink-3") } },
    ];
  };
}
/* ---- the same numbers as a table ---- */
const TABLES = {
  heat({ cells }) {
    const days = list("weekdays"), of = new Map(cells.map(([hour, day, count]) => [`${day}-${hour}`, count]));
    return { head: [words.weekday, ...Array(24).keys()], rows: days.map((day, k) => [day, ...[...Array(24).keys()].map((hour) => number(of.get(`${k}-${hour}`) ?? 0))]), name: "heat-t" };
  },
  response: (data) => ({ head: [words.minute, data.now_label, data.before_label].filter(Boolean), rows: data.minutes.map((minute, k) => [minute, `${data.now[k]}%`, ...(data.before ? [`${data.before[k]}%`] : [])]) }),
  months: (data) => ({ head: [words.month, data.now_label, data.before_label].filter(Boolean), rows: list("months").map((month, k) => [month, number(data.now[k]), ...(data.before ? [number(data.before[k])] : [])]) }),
};
function tableOf({ head, rows, name }) {
  const table = document.createElement("table");
  table.className = `t rp ${name || ""}`;
  const line = (cells, tag) => {
    const row = document.createElement("tr");
    cells.forEach((cell, k) => { const el = document.createElement(k ? tag : "th"); el.scope = tag === "th" ? "col" : "row"; el.textContent = cell; if (k) el.className = "num"; row.append(el); });
    return row;
  };
  table.createTHead().append(line(head, "th"));
  table.createTBody().append(...rows.map((row) => line(row, "td")));
  return table;
}
/* The heading a chart belongs to: the nearest one before it, else its section's. */
function headOf(box) {
  for (let el = box.closest(".chart-x") || box; el; el = el.previousElementSibling) if (el.matches("h2, h3")) return el;
  return box.closest("section")?.querySelector("h2, h3") || null;
}
function behindClick(box, kind, data) {
  // A page may bring its own table, whose numbers are links: <div class="wide-x" data-table hidden> beside the chart.
  const own = box.parentElement.querySelector("[data-table]"), wide = own || document.createElement("div");
  const head = headOf(box), button = document.createElement("button");
  wide.className = "wide-x"; wide.tabIndex = 0; wide.hidden = true;
  if (!own) {
    wide.append(tableOf(TABLES[kind](data)));
    box.after(wide);
  }
  button.type = "button"; button.className = "tb as-link";
  const show = (table) => {
    wide.hidden = !table; box.hidden = table;
    button.textContent = table ? words.chart : words.table;
    button.setAttribute("aria-expanded", String(table));
  };
  button.addEventListener("click", () => show(wide.hidden));
  if (head && !head.querySelector(".tb")) head.append(button); else box.before(button);
  show(!window.echarts);
}
function option(box, chart) {
  const { kind, data } = drawn.get(box), built = CHARTS[kind](data);
  if (typeof built.graphic === "function") built.graphic = { elements: built.graphic(chart.getWidth(), chart.getHeight()).map((one, k) => ({ id: `g${k}`, ...one })) };
  chart.setOption({ animation: false, textStyle: { fontFamily: css("--ly-font") }, ...built }, { notMerge: true });
}
function draw(box) {
  const from = document.getElementById(box.dataset.from), kind = box.dataset.chart;
  if (drawn.has(box) || !from || !CHARTS[kind]) return;
  const data = JSON.parse(from.textContent);
  box.setAttribute("role", "img");
  if (!box.hasAttribute("aria-label")) box.setAttribute("aria-label", headOf(box)?.textContent.trim() || kind);
  behindClick(box, kind, data);
  if (!window.echarts) return;
  const chart = window.echarts.init(box, null, { renderer: "svg" });
  drawn.set(box, { chart, kind, data });
  option(box, chart);
  new ResizeObserver(() => { if (!box.offsetWidth) return; chart.resize(); option(box, chart); }).observe(box);
  box.dataset.ready = "1";
}
function start() { all("[data-chart]").forEach(draw); }
start();
document.body.addEventListener("htmx:afterSettle", start);
addEventListener("ly:theme", () => { for (const [box, { chart }] of drawn) if (box.isConnected) option(box, chart); });
