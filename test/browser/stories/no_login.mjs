/* no_login.mjs - Somebody in a hurry, without a password, in English: form, code by mail, summary, sent, seen until it is done; every page is signed.
 * A second line is asked for and taken back. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { toSummary } from '../way.mjs';
import { Hlr, Site, line } from '../world.mjs';

const FIRST_PAGE_BYTES_MAX = 60 * 1024;
const [DONE, BACK] = [line(1), line(2)];

async function wrongOnes(v) {
	await v.press('main a.big');
	await v.sign('form');
	await v.page.fill('#line', '12');
	await v.page.fill('#contact', 'nowhere');
	await v.press('main form button[type=submit]');
	eq(v.status, 422, 'a wrong form comes back');
	ok(await v.page.locator('.errors a').count() >= 3, 'with what is wrong', await v.text());
	eq(await v.page.inputValue('#contact'), 'nowhere', 'and what was typed');
	await v.sign('form with errors');
	await v.page.click('.errors a[href="#contact"]');
	eq(await v.run('document.activeElement.id'), 'contact', 'the summary of errors leads to the field');
}

async function done(browser, site, hlr) {
	const v = await Visitor.at(browser, site.url);
	await v.go('/');
	ok(v.bytes < FIRST_PAGE_BYTES_MAX, 'the first page is light', `${v.bytes} bytes`);
	await v.sign('front page');
	await v.picture('portal-front', { width: 900, height: 560 });
	await wrongOnes(v);
	await toSummary(v, site, DONE, { sign: true });
	await v.sign('summary');
	ok(hlr.isOn(DONE), 'nothing has happened yet');
	await v.press('.send button');
	const reference = v.reference();
	ok((await v.text()).includes(reference), 'the acknowledgement shows the reference', await v.text());
	await v.sign('acknowledgement');
	eq((await site.reaches(reference, 'confirmed')).state, 'confirmed', 'it comes to its end');
	eq(hlr.has(DONE), false, 'the line is gone from the network');
	await v.go(`/case/${reference}`);
	ok((await v.text()).includes('has ended'), 'and the page says so', await v.text());
	await v.sign('case, confirmed');
	ok(await site.sink.wait('ann.away.for.good@example.net', /has ended/), 'a mail too');
	await v.close();
	return reference;
}

async function takenBack(browser, site, hlr) {
	const v = await Visitor.at(browser, site.url);
	const day = new Date(Date.now() + 10 * 86400000).toISOString().slice(0, 10);
	await toSummary(v, site, BACK, { contact: 'back@example.net', date: day });
	await v.press('.send button');
	const reference = v.reference();
	await site.reaches(reference, 'waiting');
	await v.go(`/case/${reference}`);
	await v.sign('case, waiting');
	await v.press('form[action$="/withdraw"] button');
	eq((await site.case(reference)).state, 'withdrawn', 'taken back');
	await v.sign('case, withdrawn');
	ok(hlr.isOn(BACK), 'the line stays on');
	await v.close();
}

async function stranger(browser, site, reference) {
	const v = await Visitor.at(browser, site.url);
	for (const [path, name] of [['/case', 'find'], [`/case/${reference}`, 'case, by reference alone'], ['/nowhere', 'not found']]) {
		await v.go(path);
		ok(!(await v.text()).includes('Ann Away'), `${name}: nothing personal`);
		await v.sign(name);
	}
	await v.close();
}

export default async function noLogin(browser) {
	const hlr = await Hlr.with([DONE, BACK]);
	const site = await Site.with([DONE, BACK], { hlr });
	const reference = await done(browser, site, hlr);
	await takenBack(browser, site, hlr);
	await stranger(browser, site, reference);
	await site.stop();
}
