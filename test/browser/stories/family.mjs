/* family.mjs - four lines of one family, one customer number, English: all chosen in one form and sent by one button. One of them was
 * asked for elsewhere in the meantime: partial success is said, and every line has one case. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { signInByCode } from '../way.mjs';
import { Site, line, typed } from '../world.mjs';

const LINES = [1, 2, 3, 4].map((n) => line(n, { customer: 'C-2041', email: 'family@example.org', name: 'Fran Family' }));
const OTHER = line(5, { customer: 'C-2042' });

async function toSummaryOfAll(v, site) {
	await v.go('/cancel');
	if (v.page.url().includes('/sign-in'))
		await signInByCode(v, site, typed(LINES[0]), LINES[0].email);
	const picks = v.page.locator('input[name=pick]');
	eq(await picks.count(), LINES.length, 'all lines of the family, and no other');
	ok(!(await v.text()).includes('00 05'), 'nobody else’s');
	for (let i = 0; i < LINES.length; i++)
		await picks.nth(i).check();
	await v.sign('form for several lines');
	await v.press('main form button[type=submit]');
}

export default async function family(browser) {
	const site = await Site.with([...LINES, OTHER], { 'policy.stop_window_s': 600 });
	const v = await Visitor.at(browser, site.url, { width: 360 });
	await v.go('/sign-in');
	await signInByCode(v, site, LINES[0].email, LINES[0].email);
	await toSummaryOfAll(v, site);
	ok(v.page.url().includes('/group/'), 'one summary for all', v.page.url());
	eq(await v.page.locator('main section.panel h2').evaluateAll((all) => all.filter((h) => /00 0\d/.test(h.textContent)).length), LINES.length, 'with each line');
	await v.sign('summary of several lines');

	const api = await site.api('POST', '/api/v1/cases', { msisdn: LINES[1].msisdn, name: 'Fran Family' }, 'family-shop');
	eq(api.status, 201, 'one of them is asked for at the shop meanwhile');
	await v.press('.send button');
	const text = await v.text();
	ok(text.includes(api.reference), 'the page says which request counts for that line', text);
	await v.sign('receipt for several lines');
	for (const row of LINES) {
		const proven = (await site.casesOf(row)).filter((c) => !['received', 'withdrawn', 'expired'].includes(c.state));
		eq(proven.length, 1, `${typed(row)}: one case that counts`);
		ok(text.includes(proven[0]?.reference), `${typed(row)}: its reference is on the page`, text);
	}
	await v.go('/cancel');
	eq(await v.page.locator('input[name=pick]').count(), 0, 'none is offered again');
	await v.sign('form when all are under way');
	await v.close();
	await site.stop();
}
