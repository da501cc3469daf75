// Loads templates with AWS CDK, synthesises them again, and tells what CDK's validator and the cdk-preflight rules say
// and where the synthesised template differs. Run by ../cdk; prints the findings as the other template judges do.
const fs = require('fs'), os = require('os'), path = require('path');
const { App, Stack, LegacyStackSynthesizer } = require('aws-cdk-lib');
const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
const { Preflight } = require('cdk-preflight');

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));

// What CDK prints while it works is in its report too.
function silently(work) {
  const { write } = process.stderr, { error } = console;
  process.stderr.write = () => true;
  console.error = () => {};
  try { work(); return null; } catch (e) { return e; } finally { process.stderr.write = write; console.error = error; }
}

function synthesise(file, outdir) {
  const app = new App({ outdir, analyticsReporting: false, context: { '@aws-cdk/core:validationReportJson': true } });
  const stack = new Stack(app, 'Template', {
    env: { region: 'us-east-1', account: '123456789012' }, synthesizer: new LegacyStackSynthesizer(),
  });
  new CfnInclude(stack, 'Included', { templateFile: file });
  Preflight.apply(app, { includeUpstreamPending: true, strict: true });
  app.synth();
}

function place(violating) {
  const resource = violating.cloudFormationResource || {};
  return [violating.resourceLogicalId || resource.logicalId || violating.constructPath,
    ...(violating.locations || resource.propertyPaths || [])].filter(Boolean).join(' ');
}

function violations(report) {
  if (!fs.existsSync(report)) return [];
  return (read(report).pluginReports || []).flatMap((plugin) => plugin.violations || []).map((v) => ({
    rule: v.ruleName, message: v.description,
    at: (v.violatingConstructs || v.violatingResources || []).map(place).join('; '),
  }));
}

// Tags in the order in which CDK writes them.
const tagged = (v) => Array.isArray(v) && v.every((item) => item && item.Key !== undefined && item.Value !== undefined)
  ? [...v].sort((a, b) => (String(a.Key) < String(b.Key) ? -1 : 1)) : v;

// Where two documents differ, as sentences; the order of keys does not count, nor does that of tags.
function differences(before, after, at = '') {
  [before, after] = [tagged(before), tagged(after)];
  const nested = (v) => v !== null && typeof v === 'object';
  if (nested(before) && nested(after) && Array.isArray(before) === Array.isArray(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .flatMap((key) => differences(before[key], after[key], `${at}/${key}`));
  }
  return before === after ? [] : [`${at}: ${JSON.stringify(before)} became ${JSON.stringify(after)}`];
}

function judge(file) {
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'edgewise-judges-cdk-'));
  try {
    const failure = silently(() => synthesise(file, outdir));
    const found = violations(path.join(outdir, 'validation-report.json'));
    if (failure && !found.length) found.push({ rule: 'synth', message: String(failure.message || failure).trim(), at: '' });
    const again = path.join(outdir, 'Template.template.json');
    if (fs.existsSync(again)) {
      for (const d of differences(read(file), read(again))) found.push({ rule: 'round-trip', message: d, at: '' });
    } else if (!found.length) found.push({ rule: 'synth', message: 'nothing was synthesised', at: '' });
    return found.map((f) => ({ file, ...f }));
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

// Whether known-findings.json says that a judge is wrong here.
const known = read(path.join(__dirname, '..', 'known-findings.json')).filter((row) => row.judge === 'cdk');
const isKnown = (f) => known.some((row) => f.rule.includes(row.rule) && f.message.includes(row.message || ''));

const files = process.argv.slice(2).filter((a) => !a.startsWith('-'));
const found = files.flatMap(judge).filter((f) => !isKnown(f));
if (process.argv.includes('--json')) console.log(JSON.stringify(found, null, 1));
else {
  for (const f of found) console.log(`${f.file}: ${f.rule} ${f.message}${f.at ? `  [${f.at}]` : ''}`);
  console.log(`cdk: ${files.length} template(s), ${found.length} finding(s)`);
}
process.exitCode = found.length ? 1 : 0;
