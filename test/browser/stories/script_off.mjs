/* script_off.mjs - A browser that runs no scripts: the whole way, also with a mistake in the form, and the way back from the mail's secret link. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { toSummary } from '../way.mjs';
import { Site, line } from '../world.mjs';

const LINE = line(1);

export default async function scriptOff(browser) {
	const site = await Site.with([LINE]);
	const day = new Date(Date.now() + 10 * 86400000).toISOString().slice(0, 10);
	const v = await Visitor.at(browser, site.url, { script: false, width: 360 });
	await v.go('/cancel');
	await v.press('main form button[type=submit]');
	eq(v.status, 422, 'an empty form comes back');
	await toSummary(v, site, LINE, { date: day });
	await v.press('.send button');
	const reference = v.reference();
	ok((await v.text()).includes(reference), 'the acknowledgement', await v.text());
	await site.reaches(reference, 'waiting');
	await v.page.reload();
	ok(/still on/.test(await v.text()), 'loaded again, the page says where it stands', await v.text());
	await v.close();

	const other = await Visitor.at(browser, site.url, { script: false, width: 360 });
	const mail = await site.sink.wait('ann.away.for.good@example.net', /\/case\/\S+\?t=/);
	await other.go(/https?:\/\/[^/\s]+(\/case\/\S+\?t=\S+)/.exec(mail)[1]);
	ok(!other.page.url().includes('t='), 'the secret leaves the address', other.page.url());
	await other.press('form[action$="/withdraw"] button');
	eq((await site.case(reference)).state, 'withdrawn', 'taken back by the link of the mail');
	await other.close();
	await site.stop();
}
