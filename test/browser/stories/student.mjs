/* student.mjs - a student going home to Chengdu ends a Belgian SIM in Chinese, on a screen of 360 px: signs in with a code, cancels in
 * three page loads, and sees the page move by itself until the line is really gone from the network. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { signInByCode } from '../way.mjs';
import { Hlr, Site, line, typed, until } from '../world.mjs';

const SIM = line(1, { language: 'zh', email: 'li@example.org', name: 'Li Wei' });
const STEPS_MS_MAX = 120000;		/* two minutes, and a program types faster than a person: see below */
const IN_CHINESE = /[\u4e00-\u9fff]/;

/* From the front page to the acknowledgement: how many pages were loaded. */
async function cancel(v) {
	const before = v.loads;
	await v.go('/');
	await v.press('main a.big');
	eq(await v.page.inputValue('#name'), SIM.name, 'the name is filled in');
	eq(await v.page.inputValue('#contact'), SIM.email, 'and the address');
	await v.press('main form button[type=submit]');
	await v.press('.send button');
	return v.loads - before - 1;		/* the front page is where it begins */
}

/* The words of the state, as the page shows them without being loaded again. */
async function watch(v) {
	const seen = [], before = v.loads;
	const done = await until(async () => {
		const words = await v.page.locator('.state h1').innerText();
		if (words !== seen.at(-1))
			seen.push(words);
		return await v.page.locator('.state.confirmed').count();
	}, 60, 30);
	ok(done, 'the page moves by itself until the end', seen);
	const last = await v.page.locator('.state h1').innerText();
	if (last !== seen.at(-1))
		seen.push(last);
	ok(seen.length >= 2, 'in steps that one can see', seen);
	eq(v.loads, before, 'without being loaded again');
}

async function signPages(v) {
	for (const [path, name] of [['/', 'front page'], ['/account', 'account'], ['/cancel', 'form, signed in'], ['/account/password', 'password'], ['/block', 'block']]) {
		await v.go(path);
		ok(IN_CHINESE.test(await v.text()), `${name}: in Chinese`);
		await v.sign(name);
	}
}

export default async function student(browser) {
	const hlr = await Hlr.with([SIM]), site = await Site.with([SIM], { hlr, 'policy.stop_window_s': 2 });
	const v = await Visitor.at(browser, site.url, { language: 'zh', width: 360 });
	const began = Date.now();
	await v.go('/');
	await v.press('header nav a[href="/sign-in"]');
	await v.sign('sign in');
	await signInByCode(v, site, typed(SIM), SIM.email);
	eq(new URL(v.page.url()).pathname, '/account', 'signed in');
	await signPages(v);
	eq(await cancel(v), 3, 'three page loads from the front page to the acknowledgement');
	const reference = v.reference();
	ok((await v.text()).includes(reference), 'the acknowledgement', await v.text());
	await v.picture('portal-case-zh');
	await watch(v);
	ok(Date.now() - began < STEPS_MS_MAX, 'within two minutes');
	eq(hlr.has(SIM), false, 'and the line is gone from the network');
	await v.sign('case, confirmed');
	ok(IN_CHINESE.test((await site.sink.mails(SIM.email, /[\u4e00-\u9fff]/)).at(-1)), 'the confirmation is in Chinese');
	await v.close();
	await site.stop();
}
