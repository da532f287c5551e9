/* race.mjs - Two browsers and a client of the API end the same line at the same moment: one case, and all are told the same reference. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { Hlr, Site, line, typed } from '../world.mjs';

const ROUNDS = 2;
const LINES = Array.from({ length: ROUNDS }, (_, i) => line(i + 1));
const IS_OVER = ['expired', 'withdrawn', 'rejected'];

/* Up to the page where the code is typed, with the code in it. */
async function toCode(browser, site, row, count) {
	const v = await Visitor.at(browser, site.url);
	await v.go('/cancel');
	await v.page.fill('#line', typed(row));
	await v.page.fill('#name', `Browser ${count}`);
	await v.page.fill('#contact', `race${count}@example.net`);
	await v.press('main form button[type=submit]');
	await v.page.fill('#code', await site.sink.code(row.email, count));
	return v;
}

async function toTheEnd(v) {
	await v.press('main form button[type=submit] >> nth=0');
	if (v.page.url().endsWith('/summary'))
		await v.press('.send button');
	return v.reference();
}

async function race(browser, site, row) {
	const [a, b] = [await toCode(browser, site, row, 1), await toCode(browser, site, row, 2)];
	const wish = { msisdn: row.msisdn, name: 'By the API' };
	const [first, second, api] = await Promise.all([toTheEnd(a), toTheEnd(b), site.api('POST', '/api/v1/cases', wish, `race-${row.msisdn}`)]);
	const proven = (await site.casesOf(row)).filter((c) => c.state !== 'received' && !IS_OVER.includes(c.state));
	eq(proven.length, 1, 'one case that counts');
	const { reference } = proven[0];
	eq([first, second, api.reference], [reference, reference, reference], 'all three were told of it');
	ok([200, 201].includes(api.status), 'the API too', api.status);
	for (const v of [a, b])
		await v.close();
	return reference;
}

export default async function racing(browser) {
	const hlr = await Hlr.with(LINES);
	const site = await Site.with(LINES, { hlr, 'policy.stop_window_s': 4 });
	for (const row of LINES) {
		const reference = await race(browser, site, row);
		eq((await site.reaches(reference, 'confirmed')).state, 'confirmed', 'it comes to its end');
		eq(hlr.has(row), false, 'and the line is off');
	}
	await site.stop();
	site.simoff('-C', site.dir, 'audit', 'verify');
}
