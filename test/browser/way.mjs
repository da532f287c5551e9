/* way.mjs - the ways through the portal that several stories go. */
import { typed } from './world.mjs';

/* Without signing in, from the front page to the summary of ROW's line. SIGN: the page of the code too. */
export async function toSummary(v, site, row, { contact = 'away@example.net', date, sign } = {}) {
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
