/* run.mjs - compares `simoff check` with independent programs: a few thousand identifiers, always the same ones.
 * Usage: node run.mjs PROGRAM     (after `npm ci` in this folder; node 18 or newer)
 * Oracles: libphonenumber-js (msisdn), luhn (iccid), ibantools and iban (iban), stdnum (nrn), mrz (mrz). For ogm, becard
 * and rf none was found on npm: they are compared with BigInt arithmetic written here.
 * A known difference is counted apart and its reason printed; any other is a failure, printed with its value (all made up).
 * Last line: "N passed, N failed"; exit code 1 if any failed. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import IBAN from 'iban';
import { countrySpecs, validateIBAN, ValidationErrorsIBAN } from 'ibantools';
import { parsePhoneNumberFromString, getExampleNumber } from 'libphonenumber-js/max';
import luhn from 'luhn';
import { parse as parseMrz } from 'mrz';
import { stdnum } from 'stdnum';

const examples = createRequire(import.meta.url)('libphonenumber-js/examples.mobile.json');
const DIGITS = '0123456789', CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', BOTH = DIGITS + CAPITALS;

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
const text = (n, set) => Array.from({ length: n }, () => pick(set)).join('');
const number = (n) => text(n, DIGITS);
const two = (n) => String(n).padStart(2, '0');

/* One change to a right value, between FROM and END: a character or a swap; without bounds also one too many or too few. */
function damage(value, from = 0, end = value.length) {
	const at = from + below(end - from), set = /[0-9]/.test(value[at]) ? DIGITS : BOTH;
	const change = below(end - from === value.length ? 4 : 2);
	if (change === 0 && at + 1 < end)
		return value.slice(0, at) + value[at + 1] + value[at] + value.slice(at + 2);
	if (change === 2)
		return value + pick(DIGITS);
	if (change === 3)
		return value.slice(0, -1);
	return value.slice(0, at) + pick(set) + value.slice(at + 1);
}

/* -- each kind: values, and what the oracle says: { ok, canonical, known } (known: why we may say otherwise) -- */
const mod97 = (s) => Number(BigInt([...s].map((c) => parseInt(c, 36)).join('')) % 97n);
const belgian97 = (ten) => ten + two(mod97(ten) || 97);
const iso7064 = (head, rest) => head + two(98 - mod97(rest + head + '00')) + rest;
const iso7064Fits = (s) => iso7064(s.slice(0, 2), s.slice(4)) === s;

const twelve = {
	*values() {
		for (let i = 0; i < 400; i++) {
			const right = belgian97(i < 97 ? String(i).padStart(10, '0') : number(10));
			yield right;
			yield damage(right, 0, 11);
			yield damage(right, 10, 12);
		}
	},
	says: (v) => ({ ok: /^\d{12}$/.test(v) && belgian97(v.slice(0, 10)) === v, canonical: v }),
};

const kinds = {
	ogm: twelve,
	becard: twelve,

	rf: {
		*values() {
			for (let i = 0; i < 400; i++) {
				const right = iso7064('RF', text(1 + below(21), BOTH));
				yield right;
				yield damage(right);
			}
		},
		says: (v) => ({ ok: /^RF\d\d[0-9A-Z]{1,21}$/.test(v) && iso7064Fits(v), canonical: v }),
	},

	iccid: {
		*values() {
			for (let i = 0; i < 500; i++) {
				const body = '89' + number(pick([16, 17]));
				for (let check = 0; check < 10; check++)
					yield body + check;
			}
		},
		says: (v) => ({ ok: luhn.validate(v), canonical: v }),
	},

	iban: {
		*values() {
			for (const [country, spec] of Object.entries(countrySpecs)) {
				for (let i = 0; spec.bban_regexp && i < 15; i++) {
					const right = iso7064(country, bban(country, spec.bban_regexp));
					yield right;
					yield damage(right);
					yield damage(right, 2, 4);
				}
			}
		},
		says: ibanSays,
	},

	msisdn: { values: phoneNumbers, says: phoneSays },
	nrn: { values: nationalNumbers, says: nationalSays },
	mrz: { values: documents, says: documentSays },
};

function bban(country, regexp) {
	const set = { '[0-9]': DIGITS, '[A-Z]': CAPITALS, '[A-Z0-9]': BOTH, '[0-9A-Z]': BOTH };
	const made = [...regexp.matchAll(/(\[[^\]]+\])\{(\d+)\}/g)].map(([, s, n]) => text(Number(n), set[s])).join('');
	return country === 'BE' && random() < 0.8 ? belgian97(made.slice(0, 10)) : made;
}

/* ibantools knows national check digits too, ours only Belgium's. Where it takes digits and letters that iban refuses
 * (GE, IE, PK, PS, TR, VG), the registry and ours are with iban. */
const TERRITORIES = ['AX', 'BL', 'GF', 'GP', 'MF', 'MQ', 'NC', 'PF', 'PM', 'RE', 'TF', 'WF', 'YT'];
function ibanSays(v) {
	const country = v.slice(0, 2), { IBANRegistry } = countrySpecs[country] ?? {};
	const wrong = validateIBAN(v).errorCodes.filter((e) => e !== ValidationErrorsIBAN.QRIBANNotAllowed);
	const onlyNational = wrong.length === 1 && wrong[0] === ValidationErrorsIBAN.WrongAccountBankBranchChecksum;
	const ok = wrong.length === 0;
	const known = !IBANRegistry ? 'ibantools has no such country from the IBAN registry'
		: TERRITORIES.includes(country) ? 'territories have accounts that begin with FR or FI'
		: onlyNational && country !== 'BE' ? 'ibantools checks the national digits too'
		: IBAN.countries[country] && IBAN.isValid(v) !== ok ? 'ibantools and iban contradict each other: ' + country
		: null;
	return { ok, canonical: v, known };
}

function *phoneNumbers() {
	for (let i = 0; i < 1000; i++) {
		const n = '4' + number(8), spaced = `0${n.slice(0, 3)} ${n.slice(3, 5)} ${n.slice(5, 7)} ${n.slice(7)}`;
		yield pick(['+32' + n, '0032' + n, '0' + n, '32' + n, spaced, spaced.replace(' ', '/').replaceAll(' ', '.'),
			`+32 (0)${n.slice(0, 3)} ${n.slice(3)}`, `(0${n.slice(0, 3)}) ${n.slice(3, 5)}-${n.slice(5)}`]);
		yield pick(['+32', '0032', '0']) + pick('123456789') + number(7);
		yield '+32' + '4' + number(pick([6, 7, 9, 10]));
	}
	for (const country of Object.keys(examples)) {
		const example = getExampleNumber(country, examples);
		yield example.number;
		yield example.formatInternational();
		yield example.number.replace('+', '00');
		yield example.number.slice(1);
	}
}

function phoneSays(v) {
	const international = /^[1-9]/.test(v) ? '+' + v : v;
	const p = parsePhoneNumberFromString(international, 'BE');
	const mobile = p?.isValid() && (p.country !== 'BE' || p.getType() === 'MOBILE');
	const low = p?.number.match(/^\+324[0-4]\d{7}$/);
	return { ok: Boolean(mobile), canonical: p?.number.slice(1),
		known: low ? 'Belgian 440 and below is not given out today (PRODUCT rule 28 takes it)' : null };
}

function *nationalNumbers() {
	for (let i = 0; i < 1500; i++) {
		const year = 1930 + below(90), month = pick([0, 20, 40]) + 1 + below(12), day = below(12) ? 1 + below(28) : below(34);
		const nine = two(year % 100) + two(below(20) ? month : month - month % 20) + two(day) + String(1 + below(997)).padStart(3, '0');
		const right = nine + two(97 - Number(BigInt((year >= 2000 ? '2' : '') + nine) % 97n));
		yield right;
		yield damage(right);
	}
}

function nationalSays(v) {
	const ok = stdnum.BE.nn.validate(v).isValid || stdnum.BE.bis.validate(v).isValid;
	const [year, month, day] = [0, 2, 4].map((at) => Number(v.slice(at, at + 2)));
	const born2000 = 97 - Number(BigInt('2' + v.slice(0, 9)) % 97n) === Number(v.slice(9));
	const lengths = [31, born2000 ? (year % 4 ? 28 : 29) : (year % 4 || !year ? 28 : 29), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
	const known = day === 0 || day > lengths[month % 20 - 1] ? 'stdnum refuses a day that is not known or not in the month'
		: born2000 && 2000 + year >= new Date().getFullYear() ? 'stdnum looks at the clock: born in the future'
		: null;
	return { ok, canonical: v, known };
}

/* -- documents -- */
function digit(s) {
	const value = (c) => c === '<' ? 0 : parseInt(c, 36);
	return String([...s].reduce((sum, c, i) => sum + value(c) * [7, 3, 1][i % 3], 0) % 10);
}
const checked = (s) => s + digit(s);
const filled = (s, n) => s.padEnd(n, '<');
const date = () => two(below(100)) + two(1 + below(12)) + two(1 + below(31));
const names = (n) => filled((text(2 + below(9), CAPITALS) + '<<' + text(2 + below(6), CAPITALS)).slice(0, n), n);
const states = ['BEL', 'FRA', 'NLD', 'CHN', 'D<<', 'ESP'];

function card() {
	const long = random() < 0.5, n = number(12);
	const first = long ? 'IDBEL' + n.slice(0, 9) + '<' + filled(n.slice(9) + digit(n), 15)
		: pick(['I<', 'ID', 'AC', 'C<']) + pick(states) + checked(filled(text(7 + below(3), BOTH), 9)) + filled(text(below(12), BOTH), 15);
	const birth = checked(date()), expiry = checked(date()), more = filled(number(pick([0, 11])), 11);
	return [first, birth + pick('MF<') + expiry + pick(states) + more + digit(first.slice(5) + birth + expiry + more), names(30)];
}

function passport() {
	const n = checked(filled(text(7 + below(3), BOTH), 9)), birth = checked(date()), expiry = checked(date());
	const personal = filled(text(pick([0, 0, 5, 14]), BOTH), 14);
	const rest = birth + pick('MF<') + expiry + personal + (/^<+$/.test(personal) ? pick('0<') : digit(personal));
	return ['P<' + pick(states) + names(39), n + pick(states) + rest + digit(n + birth + rest.slice(8))];
}

/* Damaged in the fields that a check digit guards; the others are compared with a list of countries by the oracle only. */
function *documents() {
	for (let i = 0; i < 700; i++) {
		for (const lines of [card(), passport()]) {
			const all = lines.join(''), td1 = all.length === 90;
			yield all;
			yield damage(all, ...pick(td1 ? [[5, 30], [30, 37], [38, 45], [48, 59], [59, 60]] : [[44, 54], [57, 64], [65, 72], [72, 87], [87, 88]]));
		}
	}
}

function documentSays(v) {
	const lines = v.length === 90 ? v.match(/.{30}/g) : v.length === 88 ? v.match(/.{44}/g) : null;
	const halfDate = (v.length === 90 ? [30, 38] : [57, 65]).some((at) => /[0-9]<|<[0-9]/.test(v.slice(at, at + 6).match(/../g)?.join(' ')));
	return { ok: Boolean(lines) && parseMrz(lines).valid, canonical: v,
		known: halfDate ? 'the oracle takes half of a day or month' : null };
}

/* -- run -- */
function compare(program, kind, { values, says }) {
	const list = [...values()], known = new Map();
	const run = spawnSync(program, ['check', kind], { input: list.join('\n') + '\n', encoding: 'utf8', maxBuffer: 1 << 26 });
	const answers = run.stdout?.split('\n') ?? [];
	let passed = 0, failed = 0, right = 0;

	if (answers.length !== list.length + 1) {
		console.log(`${kind}: ${list.length} values, ${answers.length - 1} answers`, run.error ?? run.stderr);
		return { passed, failed: 1 };
	}
	list.forEach((value, i) => {
		const o = says(value), expected = o.ok ? 'ok ' + o.canonical : 'no ';
		const agrees = o.ok ? answers[i] === expected : answers[i].startsWith(expected);
		right += answers[i].startsWith('ok ');
		if (agrees) {
			passed++;
		} else if (o.known) {
			known.set(o.known, (known.get(o.known) ?? 0) + 1);
		} else {
			failed++;
			console.log(`${kind}: ${value}: "${answers[i]}", the oracle: ${o.ok}`);
		}
	});
	console.log(`${kind}: ${list.length} values, ${right} right, ${passed} agree`);
	for (const [why, n] of known)
		console.log(`  ${n} known differences: ${why}`);
	return { passed, failed };
}

if (process.argv.length !== 3) {
	console.error('usage: node run.mjs PROGRAM');
	process.exit(2);
}
const sum = { passed: 0, failed: 0 };
for (const [kind, of] of Object.entries(kinds)) {
	const { passed, failed } = compare(process.argv[2], kind, of);
	sum.passed += passed;
	sum.failed += failed;
}
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exit(sum.failed ? 1 : 0);
