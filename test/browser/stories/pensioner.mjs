/* pensioner.mjs - a pensioner in Dutch, by keyboard alone: a first password by code, signed out, signed in with it, and the line is ended.
 * The new password ends the session that was open elsewhere. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { signInByCode } from '../way.mjs';
import { Hlr, Site, line, typed } from '../world.mjs';

const LINE = line(1, { language: 'nl', email: 'jan@example.org', name: 'Jan Peeters' });
const PASSWORD = 'vier fietsen in de regen';
const path = (v) => new URL(v.page.url()).pathname;

async function choosePassword(v, site) {
	await v.go('/sign-in');
	await v.typeInto('#login', typed(LINE));
	await v.tabTo('button[value=password]');
	await v.enter();
	await v.typeInto('#code', await site.sink.code(LINE.email, 2));
	await v.enter();
	eq(path(v), '/account/password', 'the code leads to the password');
	await v.sign('password');
	await v.typeInto('#password', 'kort');
	await v.typeInto('#again', 'kort');
	await v.enter();
	eq(v.status, 422, 'a short one is not taken');
	await v.sign('password, with a mistake');
	await v.typeInto('#password', PASSWORD);
	await v.typeInto('#again', PASSWORD);
	await v.enter();
	eq(path(v), '/account', 'the password is chosen');
	ok(await v.page.locator('.note.good').count(), 'and the page says so', await v.text());
}

async function signOutAndIn(v) {
	await v.tabTo('form[action="/sign-out"] button');
	await v.enter();
	await v.go('/account');
	eq(path(v), '/sign-in', 'signed out: the account asks who it is');
	await v.typeInto('#login', LINE.email);
	await v.typeInto('#password', 'vier fietsen in de zon');
	await v.enter();
	ok(path(v) === '/sign-in' && await v.page.locator('.errors').count(), 'a wrong password is not taken', v.status);
	await v.sign('sign in, with a mistake');
	await v.typeInto('#login', LINE.email);
	await v.typeInto('#password', PASSWORD);
	await v.enter();
	eq(path(v), '/account', 'signed in with the password');
	await v.sign('account');
	await v.picture('portal-account-nl');
}

async function cancel(v) {
	await v.tabTo('a[href^="/cancel?line="]');
	await v.enter();
	eq(await v.page.inputValue('#name'), LINE.name, 'the form is filled in');
	await v.sign('form');
	await v.tabTo('main form button[type=submit]');
	await v.enter();
	await v.tabTo('.send button');
	await v.enter();
	return v.reference();
}

export default async function pensioner(browser) {
	const hlr = await Hlr.with([LINE]), site = await Site.with([LINE], { hlr });
	const elsewhere = await Visitor.at(browser, site.url, { language: 'nl' });
	await elsewhere.go('/sign-in');
	await signInByCode(elsewhere, site, LINE.email, LINE.email);
	eq(path(elsewhere), '/account', 'signed in elsewhere');

	const v = await Visitor.at(browser, site.url, { language: 'nl', width: 768 });
	await choosePassword(v, site);
	await elsewhere.go('/account');
	eq(path(elsewhere), '/sign-in', 'a new password ends the session elsewhere');
	await elsewhere.close();
	await signOutAndIn(v);
	const reference = await cancel(v);
	eq((await site.reaches(reference, 'confirmed')).state, 'confirmed', 'the line is ended');
	eq(hlr.has(LINE), false, 'in the network too');
	await v.go('/account');
	await v.sign('account, after the end');
	await v.close();
	await site.stop();
}
