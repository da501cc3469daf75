// Reads one file of GitHub Actions by its schema; says what is wrong with it, a line each. usage: workflow.js action|workflow FILE
'use strict';
const fs = require('fs');
const { validateAction, validateWorkflow } = require('@action-validator/core');

const [sort, file] = process.argv.slice(2);
const found = (sort === 'action' ? validateAction : validateWorkflow)(fs.readFileSync(file, 'utf8')).errors;
for (const error of found) console.log(`${error.path ?? ''} ${error.title}: ${error.detail ?? error.code}`.trim());
process.exit(found.length ? 1 : 0);
