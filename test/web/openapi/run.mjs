/* run.mjs - is the OpenAPI file valid, and do real answers look as it says?
 * Usage: node run.mjs OPENAPI.json [ANSWERS]     (after `npm ci` in this folder; node 18 or newer)
 * ANSWERS: lines of JSON {method, path, status, body}, written by api_test when API_ANSWERS names a file.
 * Checked: the file against the OpenAPI 3.1 schema, every $ref, every schema by a JSON Schema compiler, every route of the
 * answers against its response schema. Last line: "N passed, N failed"; exit code 1 if any failed. */
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [file, answers] = process.argv.slice(2);
const api = JSON.parse(readFileSync(file, 'utf8'));
let passed = 0, failed = 0;

function check(good, what) {
	good ? passed++ : failed++;
	if (!good)
		console.log('FAILED', what);
}

/* -- the file -- */
const result = await new Validator().validate(structuredClone(api));
check(result.valid, JSON.stringify(result.errors));

function follow(ref) {
	return ref.slice(2).split('/').reduce((at, name) => at?.[name.replace(/~1/g, '/').replace(/~0/g, '~')], api);
}

function walk(node, where) {
	if (node === null || typeof node !== 'object')
		return;
	if (typeof node.$ref === 'string')
		check(node.$ref.startsWith('#/') && follow(node.$ref) !== undefined, `${where}: ${node.$ref}`);
	for (const [name, value] of Object.entries(node))
		walk(value, `${where}/${name}`);
}
walk(api, '#');

/* -- its schemas: compiled strictly, references included -- */
const ajv = addFormats(new Ajv2020({ strict: true, allErrors: true, formats: { int64: true } }));
const rebase = (schema) => JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"https://sim.test/openapi#/components'));
ajv.addVocabulary(['components']);
ajv.addSchema({ $id: 'https://sim.test/openapi', components: rebase(api.components) });
for (const name of Object.keys(api.components.schemas))
	try {
		ajv.compile({ $ref: `https://sim.test/openapi#/components/schemas/${name}` });
		check(true);
	} catch (e) {
		check(false, `${name}: ${e.message}`);
	}

/* -- operations -- */
const ids = new Set();
for (const [path, item] of Object.entries(api.paths))
	for (const [method, operation] of Object.entries(item)) {
		check(!ids.has(operation.operationId), `${method} ${path}: ${operation.operationId} twice`);
		ids.add(operation.operationId);
		const named = [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
		const described = (operation.parameters ?? []).filter((p) => p.in === 'path').map((p) => p.name);
		check(named.join() === described.join(), `${method} ${path}: parameters ${described}`);
	}

/* -- real answers -- */
const routes = Object.entries(api.paths).map(([path, item]) => ({ item, pattern: new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`) }));
const seen = new Set();
for (const line of answers ? readFileSync(answers, 'utf8').split('\n').filter(Boolean) : []) {
	const { method, path, status, body } = JSON.parse(line);
	const route = routes.find((r) => r.pattern.test(path.split('?')[0]));
	const operation = route?.item[method.toLowerCase()];
	if (!operation)
		continue;
	const response = operation.responses[status] ?? operation.responses[`${String(status)[0]}XX`];
	const described = response?.$ref ? follow(response.$ref) : response;
	const [type, content] = Object.entries(described?.content ?? {})[0] ?? [];
	const fits = content && type.includes('json') && ajv.compile(rebase(content.schema));
	seen.add(operation.operationId);
	check(!fits || fits(JSON.parse(body)), `${method} ${path} ${status}: ${JSON.stringify(fits?.errors)}`);
	check(described !== undefined, `${method} ${path}: ${status} is not described`);
}
if (answers)
	for (const id of ids)
		check(seen.has(id) || /^get(Healthz|Metrics|OpenapiJson)$/.test(id), `${id}: no answer was seen`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
