// Tokenises programs with the TextMate grammar of editors/, as VS Code does.
const fs = require('fs');
const path = require('path');
const oniguruma = require('vscode-oniguruma');
const textmate = require('vscode-textmate');

const GRAMMAR = path.join(__dirname, '../../../editors/textmate/edge.tmLanguage.json');

// A line, a piece of it, and a scope that the piece has to have.
const SAMPLES = [
  ['distribution app {', 'distribution', 'entity.name.type'],
  ['distribution app {', 'app', 'entity.name.section'],
  ['existing zone example "example.com" { id = "Z1" }', 'existing', 'storage.modifier'],
  ['  domains     = ["www.example.com"]', 'domains', 'variable.other.member'],
  ['  A, AAAA "www" -> site', 'A, AAAA', 'support.type'],
  ['  A, AAAA "www" -> site', '->', 'keyword.operator.arrow'],
  ['  default_ttl = 1h30m', '1h30m', 'constant.numeric.unit'],
  ['  sampling = 12.5%', '12.5%', 'constant.numeric.unit'],
  ['  starts = 2026-12-01T08:00:00Z', '2026-12-01T08:00:00Z', 'constant.other.date'],
  ['param green: int(0..100) = 0', 'param', 'storage.type'],
  ['param green: int(0..100) = 0', 'green', 'variable.other'],
  ['  say "${name} is long"', 'name', 'variable.other'],
  ['  say "${name} is long"', ' is long', 'string.quoted.double'],
  ['allow CF-278 "why" until 2027-03-01', 'CF-278', 'constant.other.rule'],
  ['/// Says what follows.', '/// Says what follows.', 'comment.line.documentation'],
  ['x = "http://not-a-comment"  // but this is', '// but this is', 'comment.line.double-slash'],
  ['x = "http://not-a-comment"', 'http://not-a-comment', 'string.quoted.double'],
  ['for region, alb in regions { }', 'in', 'keyword.control'],
  ['  enabled = true', 'true', 'constant.language'],
];

function tokens(grammar, line, stack) {
  const found = grammar.tokenizeLine(line, stack);
  const named = found.tokens.map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), startIndex, endIndex, scopes }));
  return { named, stack: found.ruleStack };
}

const has = (token, scope) => token.scopes.some(known => known.startsWith(scope));
const isText = token => has(token, 'string') || has(token, 'comment');

function wrongIn(grammar, file) {
  const wrong = [];
  let stack = textmate.INITIAL, words = 0;
  fs.readFileSync(file, 'utf8').split('\n').forEach((line, at) => {
    const { named, stack: next } = tokens(grammar, line, stack);
    stack = next;
    for (const token of named) {
      const where = `${file}:${at + 1}: \`${token.text}\``;
      words += /\w/.test(token.text);
      if (token.scopes.length === 1 && /\S/.test(token.text)) wrong.push(`${where} has no scope`);
      if (!isText(token) && token.text.includes('//')) wrong.push(`${where} is no comment`);
      if (!isText(token) && token.text.includes('->') && !has(token, 'keyword.operator.arrow')) wrong.push(`${where} is no arrow`);
    }
  });
  if (stack.depth !== 1) wrong.push(`${file}: something is open at its end`);
  return { wrong, words };
}

async function main(files) {
  const wasm = fs.readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
  const onigLib = Promise.resolve({
    createOnigScanner: patterns => new oniguruma.OnigScanner(patterns),
    createOnigString: text => new oniguruma.OnigString(text),
  });
  const registry = new textmate.Registry({ onigLib, loadGrammar: async () => textmate.parseRawGrammar(fs.readFileSync(GRAMMAR, 'utf8'), GRAMMAR) });
  const grammar = await registry.loadGrammar('source.edge');
  const wrong = [];
  for (const [line, piece, scope] of SAMPLES) {
    const start = line.indexOf(piece), end = start + piece.length;
    const { named } = tokens(grammar, line, textmate.INITIAL);
    const inside = named.filter(token => token.startIndex < end && token.endIndex > start);
    if (!inside.length || !inside.every(token => has(token, scope))) {
      wrong.push(`${line}: \`${piece}\` is ${inside.map(token => token.scopes.slice(1).join(' ')).join(' | ')}, not ${scope}`);
    }
  }
  let words = 0;
  for (const file of files) {
    const found = wrongIn(grammar, file);
    words += found.words;
    wrong.push(...found.wrong);
  }
  wrong.forEach(line => console.log(line));
  console.log(`${files.length} file(s), ${words} words, ${SAMPLES.length} samples, ${wrong.length} wrong`);
  return wrong.length || !words ? 1 : 0;
}

main(process.argv.slice(2)).then(code => { process.exitCode = code; }, error => { console.log(String(error)); process.exitCode = 1; });
