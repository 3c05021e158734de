// Opens a report as a reader does and looks at what happens: node report.mjs REPORT.html [SCREENSHOTS]
// Modules are taken from NODE_MODULES. Exit code 77: Chromium or the modules aren't there.
import {createRequire} from 'node:module';
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {tmpdir} from 'node:os';
import {pathToFileURL} from 'node:url';

const [file, shots] = process.argv.slice(2);
const modules = process.env.NODE_MODULES ?? 'node_modules';
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const kSkipped = 77;

function skip(why) {
  console.log(`skipped: ${why}`);
  process.exit(kSkipped);
}
if (!existsSync(browserPath)) skip(`no Chromium at ${browserPath} (apt-get install chromium)`);
if (!existsSync(join(modules, 'playwright-core'))) skip(`no playwright-core in ${modules} (npm ci in tests/browser)`);

const require = createRequire(join(resolve(modules), 'x.js'));
const {chromium} = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const address = pathToFileURL(resolve(file)).href;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let failures = 0;
function check(holds, what) {
  if (holds) return;
  failures += 1;
  console.log(`FAILED: ${what}`);
}

async function open(context) {
  const page = await context.newPage();
  const said = [];
  page.on('console', message => { if (['error', 'warning'].includes(message.type())) said.push(message.text()); });
  page.on('pageerror', error => said.push(String(error)));
  page.on('request', request => { if (request.url() !== address && !/^(data|blob):/.test(request.url())) said.push('request: ' + request.url()); });
  await page.goto(address);
  await page.waitForFunction(() => document.body.dataset.drawn === 'yes' || !document.querySelector('.plot'), null, {timeout: 180000});
  return {page, said};
}

async function shoot(page, name, fullPage = true) {
  if (!shots) return;
  mkdirSync(shots, {recursive: true});
  await page.screenshot({path: join(shots, name + '.png'), fullPage});
}

// axe is run by the debugger, which the page's Content-Security-Policy doesn't bind.
async function checkAccessibility(page, where) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => axe.run(document, {resultTypes: ['violations']}));
  for (const violation of found.violations) {
    const places = violation.nodes.slice(0, 3).map(node => node.html.slice(0, 140) + ' -- ' + (node.failureSummary ?? '').replace(/\s+/g, ' ').slice(0, 200)).join('\n    ');
    check(false, `${where}: axe ${violation.id} (${violation.nodes.length}): ${violation.help}\n    ${places}`);
  }
}

async function checkSlider(page) {
  const slider = page.locator('#wtp');
  const before = await page.evaluate(() => ({lead: document.querySelector('.lead').textContent, text: document.getElementById('wtp-text').textContent,
    table: document.querySelector('#table-net-benefit-at-threshold tbody').textContent}));
  const curves = page.locator('#figure-acceptability-curves .plot'), map = page.locator('#figure-two-way .plot');
  const drawnBefore = await curves.innerHTML(), mapBefore = await map.innerHTML();
  const tornado = await page.locator('#figure-tornado .message').textContent();
  await slider.focus();
  await page.keyboard.press('Home');
  for (let i = 0; i < 3; ++i) await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(300);
  const after = await page.evaluate(() => ({lead: document.querySelector('.lead').textContent, text: document.getElementById('wtp-text').textContent,
    table: document.querySelector('#table-net-benefit-at-threshold tbody').textContent}));
  check(after.text !== before.text, 'the slider changes its text: ' + after.text);
  check(after.lead !== before.lead, 'the slider changes the summary');
  check(after.lead.includes(after.text), 'the summary speaks of the chosen threshold: ' + after.lead);
  check(after.table !== before.table, 'the slider changes the table of net benefit');
  check(await map.innerHTML() !== mapBefore, 'the slider moves the regions of the two-way map');
  check((await map.getAttribute('aria-label')).includes(after.text), 'the map says what it shows at the threshold');
  check(await curves.innerHTML() !== drawnBefore, 'the slider moves the rule of the acceptability curves');
  const steps = await page.evaluate(() => JSON.parse(document.getElementById('data').textContent).chosen - 3);
  for (let i = 0; i < steps; ++i) await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(300);
  const back = await page.evaluate(() => [document.querySelector('.lead').textContent, document.querySelector('#figure-tornado .message').textContent]);
  check(back[0] === before.lead && back[1] === tornado, 'moved back, the texts are as written: ' + back.join(' | '));
  for (let i = 0; i < steps; ++i) await page.keyboard.press('ArrowLeft');
  await page.waitForTimeout(300);
  check((await slider.getAttribute('aria-valuetext')) === after.text, 'the slider says its value');
}

async function checkLegend(page) {
  const figure = page.locator('#figure-acceptability-curves');
  const lines = () => figure.locator('.plot svg .mark-line path').count();
  const before = await lines();
  const button = figure.locator('.legend button').first();
  await button.click();
  await page.waitForTimeout(200);
  check(await lines() === before - 1, `a click on the legend hides a curve (${before} to ${await lines()})`);
  check(await button.getAttribute('aria-pressed') === 'false', 'the legend says what is hidden');
  await button.click();
  await page.waitForTimeout(200);
  check(await lines() === before, 'a second click shows it again');
}

async function checkTooltip(page) {
  const plot = page.locator('#figure-tornado .plot');
  await plot.scrollIntoViewIfNeeded();
  const bar = page.locator('#figure-tornado .plot svg .mark-rect path').first();
  await bar.hover({force: true});
  await page.waitForTimeout(200);
  const text = await page.evaluate(() => document.querySelector('#vg-tooltip-element.visible')?.textContent ?? '');
  check(/Incremental net benefit/.test(text), 'a bar of the tornado has a tooltip: ' + text);
}

async function checkSaving(page, folder) {
  for (const kind of ['svg', 'png']) {
    const [download] = await Promise.all([page.waitForEvent('download', {timeout: 60000}),
      page.locator(`#figure-cost-effectiveness-plane [data-save=${kind}]`).click()]);
    const path = join(folder, download.suggestedFilename());
    await download.saveAs(path);
    const bytes = readFileSync(path);
    check(download.suggestedFilename() === 'cost-effectiveness-plane.' + kind, 'the saved file has the figure\'s name');
    check(kind === 'svg' ? bytes.toString('utf8').startsWith('<svg') && bytes.includes('</svg>') : bytes.subarray(1, 4).toString() === 'PNG', `a figure is saved as ${kind}`);
  }
}

async function fitsWidth(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${where}: nothing is wider than the window (${wide} pixels)`);
}

const folder = mkdtempSync(join(tmpdir(), 'cea-browser-'));
const browser = await chromium.launch({executablePath: browserPath, args: flags});
try {
  check(statSync(file).size < 2e6, `the file is below 2 MB: ${statSync(file).size}`);
  const desktop = await browser.newContext({viewport: {width: 1280, height: 900}, colorScheme: 'light', acceptDownloads: true});
  const {page, said} = await open(desktop);
  await shoot(page, 'desktop');
  const drawn = await page.locator('.plot svg, .plot canvas').count(), wanted = await page.locator('.plot').count();
  check(drawn === wanted && drawn > 0, `all figures are drawn: ${drawn} of ${wanted}`);
  await fitsWidth(page, 'desktop');
  await checkAccessibility(page, 'desktop');
  await checkLegend(page);
  await checkTooltip(page);
  await checkSlider(page);
  await shoot(page, 'moved', false);
  await checkSaving(page, folder);
  await page.emulateMedia({media: 'print'});
  const cut = await page.evaluate(() => [...document.querySelectorAll('.plot')].filter(plot =>
    [...plot.querySelectorAll('svg, canvas')].some(one => one.getBoundingClientRect().width > plot.clientWidth + 1)).length);
  check(cut === 0, `printed figures are whole: ${cut} are cut`);
  await page.emulateMedia({media: null});
  await page.pdf({path: join(shots ?? folder, 'print.pdf'), format: 'A4', printBackground: false});
  check(statSync(join(shots ?? folder, 'print.pdf')).size > 20000, 'it prints');
  check(said.length === 0, 'no errors, warnings or requests: ' + said.slice(0, 5).join(' | '));
  await desktop.close();

  const phone = await browser.newContext({viewport: {width: 390, height: 844}, deviceScaleFactor: 2, isMobile: true, hasTouch: true, colorScheme: 'dark'});
  const small = await open(phone);
  await fitsWidth(small.page, 'phone');
  await checkAccessibility(small.page, 'phone, dark');
  await shoot(small.page, 'phone-top', false);
  await small.page.locator('#psa').scrollIntoViewIfNeeded();
  await small.page.evaluate(() => document.getElementById('psa').scrollIntoView());
  await shoot(small.page, 'phone-psa', false);
  check(small.said.length === 0, 'phone: no errors, warnings or requests: ' + small.said.slice(0, 5).join(' | '));
  await phone.close();
} finally {
  await browser.close();
  rmSync(folder, {recursive: true, force: true});
}
console.log(failures === 0 ? 'passed' : `${failures} failures`);
process.exit(failures === 0 ? 0 : 1);
