/* withdrawal.mjs - a contract that was made online a week ago is withdrawn from, in German: found in the account, stated, confirmed with
 * the words of the directive, at no cost, and the line is off. A line that was sold in a shop is not offered. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { signInByCode } from '../way.mjs';
import { Hlr, Site, line, typed } from '../world.mjs';

const aWeekAgo = () => new Date(Date.now() - 7 * 86400000).toISOString().slice(0, 10);
const OWNER = { language: 'de', email: 'max@example.org', name: 'Max Muster', customer: 'C-8' };
const ONLINE = line(1, { ...OWNER, sold_online: aWeekAgo(), contract_start: aWeekAgo() }), SHOP = line(2, OWNER);

export default async function withdrawal(browser) {
	const hlr = await Hlr.with([ONLINE, SHOP]), site = await Site.with([ONLINE, SHOP], { hlr });
	const v = await Visitor.at(browser, site.url, { language: 'de', width: 360 });
	await v.go('/sign-in');
	await signInByCode(v, site, typed(ONLINE), ONLINE.email);
	await v.press('a[href^="/withdrawal"] >> nth=0');
	ok((await v.text()).includes('Vertrag widerrufen'), 'the words of the directive', await v.text());
	eq(await v.page.locator('input[name=pick]').count(), 1, 'only the line that was sold online');
	await v.sign('withdrawal');
	await v.page.check('input[name=pick]');
	await v.press('main form button[type=submit]');
	ok((await v.text()).includes('Widerruf bestätigen'), 'the second step, in its own words', await v.text());
	const rows = await v.page.locator('table tbody th').evaluateAll((all) => all.map((th) => th.firstChild.textContent.trim()));
	eq(rows.length, new Set(rows).size, `each amount is about something else: ${rows}`);
	await v.sign('withdrawal, second step');
	ok(hlr.isOn(ONLINE), 'nothing has happened yet');
	await v.press('main form button[type=submit]');
	const reference = v.reference();
	ok((await v.text()).includes(reference), 'the acknowledgement', await v.text());
	await v.sign('withdrawal, acknowledged');
	const done = await site.reaches(reference, 'confirmed');
	eq([done.state, done.statutory], ['confirmed', true], 'it comes to its end, as a withdrawal');
	eq([hlr.has(ONLINE), hlr.has(SHOP)], [false, true], 'that line is off, and no other');
	await v.go('/withdrawal');
	eq(await v.page.locator('input[name=pick]').count(), 0, 'nothing is left to withdraw from');
	await v.sign('withdrawal, none left');
	await v.close();
	await site.stop();
}
