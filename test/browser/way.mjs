/* way.mjs - the ways through the portal that several stories go. */
import { typed } from './world.mjs';

/* Without signing in, from the front page to the summary of ROW's line. SIGN: the page of the code too. */
export async function toSummary(v, site, row, { contact = 'ann.away.for.good@example.net', date, sign } = {}) {
	await v.go('/');
	await v.press('main a.big');
	await v.page.fill('#line', typed(row));
	await v.page.fill('#name', 'Ann Away');
	await v.page.fill('#contact', contact);
	if (date) {
		await v.page.check('#end-date-choice');
		await v.page.fill('#end_date', date);
	}
	await v.press('main form button[type=submit]');
	if (sign)
		await v.sign('code');
	await v.page.fill('#code', await site.sink.code(row.email));
	await v.press('main form button[type=submit] >> nth=0');
}

/* Signs in with a one-time code; the page that this led to is shown. COUNT: how many codes LOGIN's mail address has had by then. */
export async function signInByCode(v, site, login, mail, { purpose = 'sign_in', count = 1 } = {}) {
	await v.page.fill('#login', login);
	await v.press(`button[value=${purpose}]`);
	await v.page.fill('#code', await site.sink.code(mail, count));
	await v.press('main form button[type=submit] >> nth=0');
}
