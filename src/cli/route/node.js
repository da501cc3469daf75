// Runs one Lambda@Edge function on one event: both come as JSON on standard input, what it returns goes to standard output.
// Time stands still, chance is drawn from a seed, and there is no network.
'use strict';
const chunks = [];
process.stdin.on('data', (chunk) => chunks.push(chunk));
process.stdin.on('end', () => {
  const { code, handler, event, now, seed } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const say = process.stdout.write.bind(process.stdout);
  const end = (ending) => say('\n' + JSON.stringify(ending), () => process.exit(0));
  const failed = (error) => end({ failed: String((error && error.stack && error.stack.split('\n')[0]) || error) });
  process.on('uncaughtException', failed);
  process.on('unhandledRejection', failed);

  const log = (...words) => process.stderr.write(require('util').format(...words) + '\n');
  for (const word of ['log', 'info', 'warn', 'error', 'debug', 'trace']) console[word] = log;
  const offline = () => { throw new Error('the dry run has no network'); };
  require('net').Socket.prototype.connect = offline;
  require('dgram').createSocket = offline;
  for (const name of Object.keys(require('dns'))) {
    if (/^(lookup|resolve)/.test(name)) require('dns')[name] = offline;
  }
  globalThis.fetch = async () => offline();
  const Real = Date;
  globalThis.Date = class Date extends Real {
    constructor(...given) { given.length ? super(...given) : super(now * 1000); }
    static now() { return now * 1000; }
  };
  let state = (Number(seed) ^ 0x9e3779b9) >>> 0;
  Math.random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 4294967296;
  };

  const load = async () => {
    if (/^\s*(export\s|import\s[^(])/m.test(code)) {
      return import('data:text/javascript;base64,' + Buffer.from(code).toString('base64'));
    }
    const module = { exports: {} };
    new (Object.getPrototypeOf(function () {}).constructor)('exports', 'require', 'module', '__filename', '__dirname', code)(
      module.exports, require, module, 'index.js', '/var/task');
    return module.exports;
  };
  load().then((exported) => {
    const name = handler.split('.').pop();
    const run = exported[name] || (exported.default && exported.default[name]);
    if (typeof run !== 'function') throw new Error('it exports no ' + name);
    return new Promise((resolve, reject) => {
      const context = { awsRequestId: 'dry-run', functionName: 'dry-run', getRemainingTimeInMillis: () => 1000 };
      const told = run(event, context, (error, value) => (error ? reject(error) : resolve(value)));
      if (told && typeof told.then === 'function') told.then(resolve, reject);
    });
  }).then((value) => end({ returned: value === undefined ? null : value }), failed);
});
