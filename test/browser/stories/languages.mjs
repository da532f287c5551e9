/* languages.mjs - every page in every language: signed as in the other stories, in that language throughout, with a switch that stays. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { signInByCode, toSummary } from '../way.mjs';
import { Site, line } from '../world.mjs';

const LANGUAGES = ['nl', 'fr', 'de', 'zh', 'en'];
const LINES = LANGUAGES.map((language, i) => line(2 * i + 1, { language, email: `${language}@example.org`, name: 'Sam Sample' }));
const OTHERS = LANGUAGES.map((language, i) => line(2 * i + 2, { language, email: `${language}@example.org`, name: 'Sam Sample', customer: `C-${language}` }));
/* Words that only an untranslated page has; names of other languages in the switch aside. */
const ENGLISH = /\b(the|your|you|with|and|please)\b/i;

async function see(v, name) {
	const text = await v.run("document.title + ' ' + document.body.innerText");
	eq(await v.run('document.documentElement.lang'), v.language, `${name}: its language is said`);
	if (v.language !== 'en')
		ok(!ENGLISH.test(text), `${name} (${v.language}): nothing in English`, ENGLISH.exec(text)?.[0], text);
	await v.sign(name, { tabs: v.language === LANGUAGES[0] });
}

async function withoutSession(v, site, row) {
	for (const [path, name] of [['/', 'front page'], ['/case', 'find'], ['/case?reference=1', 'find, mistyped'], ['/nowhere', 'problem'], ['/sign-in', 'sign in'], ['/cancel', 'form']]) {
		await v.go(path);
		await see(v, name);
	}
	await v.press('main form button[type=submit]');
	await see(v, 'form with mistakes');
	await toSummary(v, site, row, { sign: true });
	await see(v, 'summary');
	await v.press('.send button');
	await see(v, 'acknowledgement');
	const reference = v.reference();
	await site.reaches(reference, 'waiting');
	await v.go(`/case/${reference}`);
	await see(v, 'case, waiting');
	const alert = /https?:\/\/[^/\s]+(\/stop\/\S+\?t=\S+)/.exec(await site.sink.wait(row.email, /\/stop\//))[1];
	await v.go(alert);
	await see(v, 'stop');
	await v.press('main form button');
	await see(v, 'stopped');
	await v.go(`/case/${reference}`);
	await see(v, 'case, contested');
}

async function withSession(v, site, row) {
	const before = site.sink.mails(row.email, /\b\d{4} ?\d{4}\b/).length;
	await v.go('/sign-in');
	await signInByCode(v, site, '0' + row.msisdn.slice(2), row.email, { count: before + 1 });
	for (const [path, name] of [['/account', 'account'], ['/account/password', 'password'], ['/block', 'block'], ['/cancel', 'form, signed in']]) {
		await v.go(path);
		await see(v, name);
	}
}

/* The switch in the head of the page, on a page in another language; it holds on the next page too. */
async function switches(browser, site) {
	const v = await Visitor.at(browser, site.url, { language: 'nl', width: 360 });
	await v.go('/cancel');
	await v.page.click('.language summary');
	await v.press('.language a[hreflang=zh]');
	eq([await v.run('document.documentElement.lang'), new URL(v.page.url()).pathname], ['zh', '/cancel'], 'the same page in the other language');
	await v.go('/case');
	eq(await v.run('document.documentElement.lang'), 'zh', 'the next page too');
	await v.close();
}

export default async function languages(browser) {
	const site = await Site.with([...LINES, ...OTHERS], { 'policy.stop_window_s': 600 });
	await switches(browser, site);
	for (const [i, language] of LANGUAGES.entries()) {
		const v = await Visitor.at(browser, site.url, { language, width: 360 });
		await withoutSession(v, site, LINES[i]);
		await withSession(v, site, OTHERS[i]);
		await v.close();
	}
	await site.stop();
}
