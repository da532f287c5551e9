/* stolen.mjs - a phone was stolen in Liège: its owner blocks the line in French on a friend's phone, by a code that goes to the mailbox and
 * never to the line. The network has it off; when the phone is found again, it is unblocked: with another code,
 * and a question first. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { signInByCode } from '../way.mjs';
import { Hlr, Site, line, typed, until } from '../world.mjs';

const PHONE = line(1, { language: 'fr', email: 'lea@example.org', name: 'Léa Dupont', plan: 'Mobile 15' });

/* Loads the page again, as its button says, until the line is as the network has it. */
async function lookUntil(v, selector) {
	return until(async () => {
		await v.go('/block');
		return await v.page.locator(selector).count();
	}, 20, 200);
}

export default async function stolen(browser) {
	const hlr = await Hlr.with([PHONE]), site = await Site.with([PHONE], { hlr });
	const v = await Visitor.at(browser, site.url, { language: 'fr', width: 360 });
	await v.go('/');
	await v.sign('front page');
	await v.press('.urgent a');
	await v.sign('sign in to block');
	await v.page.fill('#login', typed(PHONE));
	await v.press('button[value=block]');
	await v.sign('code for blocking');
	await v.page.fill('#code', await site.sink.code(PHONE.email));
	await v.press('main form button[type=submit] >> nth=0');
	eq(new URL(v.page.url()).pathname, '/block', 'the code leads to the button');
	await v.sign('block');
	ok(hlr.isOn(PHONE), 'nothing has happened yet');
	await v.picture('portal-block-fr');
	await v.press('button[name=block][value=on]');
	ok(await until(() => hlr.stored(PHONE, 'nam_cs + nam_ps') === '0', 20), 'the network has the line off', hlr.stored(PHONE, 'nam_cs, nam_ps'));
	ok(await lookUntil(v, 'a[href^="/block?line="]'), 'the page says so', await v.text());
	await v.sign('blocked');

	await v.press('a[href^="/block?line="]');
	eq(new URL(v.page.url()).pathname, '/sign-in', 'a code for blocking does not unblock: another one is needed');
	await signInByCode(v, site, typed(PHONE), PHONE.email, { count: 2 });
	await v.press('a[href^="/block?line="]');
	await v.sign('unblock: the question');
	ok(!hlr.isOn(PHONE), 'the question alone does nothing');
	await v.press('button[name=block][value=off]');
	ok(await until(() => hlr.isOn(PHONE), 20), 'the network has it on again');
	ok(await lookUntil(v, 'button[name=block][value=on]'), 'and the page says so', await v.text());
	eq((await site.casesOf(PHONE)).length, 0, 'nothing was cancelled');
	await v.close();
	await site.stop();
}
