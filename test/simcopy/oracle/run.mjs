/* run.mjs - compares `simcopy export` with independent programs: short messages made by node-pdu must be read as they were meant, and
 * vCards of contacts in every script must be read by vcf, ical.js and vcard4 as they are on the card.
 * Usage: node run.mjs PROGRAM     (after `npm ci` in this folder; node 18 or newer)
 * The images are written here, by the few lines that simcopy-image(5) promises are enough.
 * A known difference is counted apart and its reason printed; any other is a failure, printed with its value (all made up).
 * Last line: "N passed, N failed"; exit code 1 if any failed. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ICAL from 'ical.js';
import { Submit } from 'node-pdu';
import { parse as parseCard4 } from 'vcard4';
import vCard from 'vcf';

const program = process.argv[2], folder = mkdtempSync(join(tmpdir(), 'simcopy_oracle_'));
let passed = 0, failed = 0;
const known = new Map();

function same(what, got, want, reason) {
	if (got === want)
		passed++;
	else if (reason)
		known.set(reason, (known.get(reason) ?? 0) + 1);
	else if (++failed <= 20)
		console.log(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
}

/* -- always the same random numbers (mulberry32) -- */
let seed = 20261122;
function random() {
	seed = seed + 0x6d2b79f5 | 0;
	let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
	t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
	return ((t ^ t >>> 14) >>> 0) / 4294967296;
}
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const SCRIPTS = ['abc XYZ 0189', 'éèàùäöüßñÄÖÜ', 'ΔΦΓΛΩΠΨΣΘΞ', 'абвгдежз ИЙК', 'אבגדהוזח', 'ابتثجحخ', 'अआइईउऊक', '日本語中文字', '한국어글자', '😀🎉👍🏽', ',;:\\"\'=<>&', '[]{}|^~€'];
const sentence = (n) => { const a = [...pick(SCRIPTS)], b = [...pick(SCRIPTS)]; return Array.from({ length: n }, () => pick(below(3) ? a : b)).join('').trim() || 'x'; };

/* -- an image of one or more files -- */
function exported(files, ...words) {
	let text = 'simcopy-image 1\nclass gsm\niccid -\natr -\nreader -\nbegun -\nended -\nwhole yes\n';
	for (const [path, size, records] of files) {
		text += `file ${path} aid - structure linear sw 9000 size 0 record-size ${size} records ${records.length} whole yes header -\n`;
		records.forEach((r, i) => { text += `record ${i + 1} 9000 ${r.padEnd(2 * size, 'F').toUpperCase()}\n`; });
	}
	text += `sha256 ${createHash('sha256').update(text).digest('hex').toUpperCase()}\n`;
	writeFileSync(join(folder, 'image'), text);
	const done = spawnSync(program, ['export', join(folder, 'image'), '--as', ...words], { maxBuffer: 1 << 26 });
	if (done.status !== 0)
		throw new Error(`${program}: ${done.stderr}`);
	return done.stdout.toString('utf8');
}
const chunks = (list, n) => Array.from({ length: Math.ceil(list.length / n) }, (_, i) => list.slice(i * n, i * n + n));

/* -- messages: node-pdu writes, we read -- */
function messages() {
	const made = Array.from({ length: 300 }, () => ({ text: sentence(1 + below(below(4) ? 60 : 300)), to: `+32${470000000 + below(9999999)}` }));
	for (const some of chunks(made, 30)) {
		const records = some.flatMap((m) => new Submit(m.to, m.text).getPartStrings().map((p) => `07${p}`));
		const read = JSON.parse(exported([['3F007F106F3C', 176, records.slice(0, 255)]], 'json'));
		same('messages', read.length, some.length);
		some.forEach((m, i) => {
			same(`message to ${m.to}`, read[i]?.text, m.text);
			same('number', read[i]?.number, m.to);
			same('parts', read[i]?.parts_there, read[i]?.parts);
		});
	}
}

/* -- contacts: written as UCS-2 (form 80) with our own few lines, exported by us, read by others -- */
function ucs2(text) {
	return '80' + [...Array(text.length).keys()].map((i) => text.charCodeAt(i).toString(16).padStart(4, '0')).join('');
}
function adn(name, digits) {
	const padded = digits.padEnd(20, 'F'), bcd = padded.replace(/(.)(.)/g, '$2$1');
	return ucs2(name).padEnd(2 * 100, 'F') + (1 + Math.ceil(digits.length / 2)).toString(16).padStart(2, '0') + '91' + bcd + 'FFFF';
}
const readers = {
	/* leaves the escapes of a value to its caller */
	vcf: (text) => vCard.parse(text).map((c) => ({ name: c.get('fn').valueOf().replace(/\\([,;\\])/g, '$1'), number: c.get('tel').valueOf() })),
	ical: (text) => ICAL.parse(text).map((c) => ({ name: new ICAL.Component(c).getFirstPropertyValue('fn'), number: new ICAL.Component(c).getFirstPropertyValue('tel') })),
	vcard4: (text) => [parseCard4(text)].flat().map((c) => ({ name: c.getProperty('FN')[0].value, number: c.getProperty('TEL')[0].value })),
};
const SEMICOLON = { ical: 'ical.js leaves the backslash of an escaped semicolon', vcard4: 'vcard4 loses some values with an escaped semicolon' };
function contacts() {
	const made = Array.from({ length: 400 }, (_, i) => ({ name: [...sentence(1 + below(24))].slice(0, 24).join('').trim() || `n${i}`, number: `32${470000000 + i}` }));
	for (const some of chunks(made, 200)) {
		const file = [['3F007F106F3A', 114, some.map((c) => adn(c.name, c.number))]];
		for (const [reader, options] of [['vcf', []], ['ical', []], ['ical', ['--vcard4']], ['vcard4', ['--vcard4']]]) {
			const read = readers[reader](exported(file, 'vcf', ...options));
			same(`${reader} ${options} contacts`, read.length, some.length);
			some.forEach((c, i) => {
				same(`${reader} ${options} name`, read[i]?.name, c.name, c.name.includes(';') && SEMICOLON[reader]);
				same(`${reader} ${options} number`, String(read[i]?.number), `+${c.number}`);
			});
		}
	}
}

try {
	messages();
	contacts();
} finally {
	rmSync(folder, { recursive: true });
}
for (const [reason, n] of known)
	console.log(`${n} known: ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
