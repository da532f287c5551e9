/* killed.mjs - The daemon dies (kill -9) between the press on the last button and its answer, several times at different moments,
 * once surely before the desk has read it. Whatever a customer was shown is true afterwards, pressing again is harmless, and there is
 * one case. */
import { eq } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { toSummary } from '../way.mjs';
import { Site, line, pause } from '../world.mjs';

const FROZEN = -1;
const LATER_MS = [FROZEN, 0, 2, 4, 8, 16, 40];
const LINES = LATER_MS.map((_, i) => line(i + 1));

/* Presses the last button, kills the daemon LATER_MS after that, and starts it again. True: an answer was shown all the same. */
async function pressAndKill(v, site, laterMs) {
	if (laterMs === FROZEN)
		site.freeze('desk');
	const sent = v.page.waitForRequest((q) => q.method() === 'POST');
	await v.page.locator('.send button').click({ noWaitAfter: true });
	await sent;
	await pause(Math.max(laterMs, 0));
	await site.kill();
	await site.start();
	return v.page.url().includes('/case/') && v.status === 200;
}

async function once(browser, site, row, laterMs) {
	const v = await Visitor.at(browser, site.url);
	await toSummary(v, site, row);
	const draft = v.reference(), summary = v.page.url();
	const isShown = await pressAndKill(v, site, laterMs);
	if (!isShown) {
		await v.go(summary);		/* the customer goes back and presses again */
		if (v.page.url() === summary)
			await v.press('.send button');
	}
	eq(v.reference(), draft, `killed after ${laterMs} ms: the receipt has the reference`);
	const { state } = await site.reaches(draft, 'confirmed');
	eq(state, 'confirmed', `killed after ${laterMs} ms: the request lives, and ends`);
	eq((await site.casesOf(row)).length, 1, `killed after ${laterMs} ms: one case`);
	v.complaints = v.complaints.filter((c) => !c.includes('ERR_'));	/* what was not answered is what we wanted */
	await v.close();
	return isShown;
}

export default async function killed(browser) {
	const site = await Site.with(LINES);
	const shown = [];
	for (const [i, row] of LINES.entries())
		shown.push(await once(browser, site, row, LATER_MS[i]));
	eq(shown[0], false, 'the answer of a desk that stands still is lost');
	await site.stop();
	site.simoff('-C', site.dir, 'audit', 'verify');
}
