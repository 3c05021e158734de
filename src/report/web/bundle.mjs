// Puts the libraries that draw figures into a C++ file: node bundle.mjs FOLDER OUTPUT.cpp
// FOLDER holds package.json and package-lock.json; node_modules is made there. Where that fails (no network),
// the file holds nothing, figures fall back to words, and the file is dated so that the next build tries again.
import {execFileSync} from 'node:child_process';
import {readFileSync, writeFileSync, utimesSync} from 'node:fs';
import {join} from 'node:path';

const [folder, output] = process.argv.slice(2);
const scripts = ['vega/build/vega.min.js', 'vega-lite/build/vega-lite.min.js', 'vega-embed/build/vega-embed.min.js'];
const chunkLength = 16000; // compilers needn't take longer literals than 65,536 bytes

function install() {
  const options = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1', '--fetch-timeout=30000'];
  execFileSync('npm', options, {cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: 240000, shell: process.platform === 'win32'});
}

// Nothing may end the script element that the page puts it into, or begin a comment there.
function embeddable(text) {
  return text.replace(/\r\n?/g, '\n').replace(/\/\/# sourceMappingURL=.*$/gm, '').replace(/<\/(script)/gi, '<\\/$1').replace(/<!--/g, '<\\!--').replace(/<(script)/gi, '\\x3c$1');
}

function bundle() {
  const license = readFileSync(join(folder, 'node_modules/vega-lite/LICENSE'), 'utf8').trim();
  const notice = '/* Vega, Vega-Lite and vega-embed:\n' + license.replaceAll('*/', '* /') + '\n*/\n';
  return notice + scripts.map(name => embeddable(readFileSync(join(folder, 'node_modules', name), 'utf8')).trim()).join('\n;\n') + '\n';
}

function cpp(text) {
  const chunks = [];
  for (const points = Array.from(text); points.length > 0;) chunks.push(points.splice(0, chunkLength).join(''));
  const literals = chunks.map(chunk => `    R"cea_web(${chunk})cea_web",\n`).join('');
  return '#include "report/html_assets.h"\n\nnamespace cea::report {\n\nstd::string figure_library() {\n' +
    `  static const char* const parts[] = {\n${literals}    ""};\n` +
    '  std::string text;\n  for (const char* part : parts)\n    text += part;\n  return text;\n}\n\n} // namespace cea::report\n';
}

let text = '';
try {
  install();
  text = bundle();
} catch (error) {
  const why = String(error.stderr || error.message).trim().split('\n').slice(0, 4).join('\n');
  process.stderr.write(`warning: reports will have no drawn figures; npm couldn't bring the libraries:\n${why}\n`);
}
writeFileSync(output, cpp(text));
if (text === '') utimesSync(output, 0, 0);
