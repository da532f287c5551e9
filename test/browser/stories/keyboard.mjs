/* keyboard.mjs - Keyboard alone, on a small screen: no mouse, no finger, from the front page to the request being sent. */
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { Site, line, typed } from '../world.mjs';

const LINE = line(1);

export default async function keyboard(browser) {
	const site = await Site.with([LINE]);
	const v = await Visitor.at(browser, site.url, { width: 360 });
	await v.go('/');
	await v.page.keyboard.press('Tab');
	eq(await v.run("document.activeElement.className"), 'skip', 'the first Tab offers to skip the head of the page');
	await v.page.keyboard.press('Enter');
	await v.tabTo('main a.big');
	ok(await v.run("!document.querySelector('header').contains(document.activeElement)"), 'it was skipped');
	await v.enter();
	await v.typeInto('#line', typed(LINE));
	await v.typeInto('#name', 'Kay Board');
	await v.typeInto('#contact', 'nowhere');
	await v.tabTo('[name=end]');
	await v.page.keyboard.press('ArrowDown');
	ok(await v.run("document.querySelector('#end-date-choice').checked && document.querySelector('#end_date').checkVisibility()"),
		'an arrow key takes the other choice, which shows its field');
	await v.page.keyboard.press('ArrowUp');
	await v.tabTo('[name=refund]');
	await v.page.keyboard.press('Space');
	await v.typeInto('#refund_name', 'Kay Board');
	await v.typeInto('#refund_iban', 'BE68 5390 0754 7034');
	await v.tabTo('main form button');
	await v.enter();
	eq(v.status, 422, 'a mistake comes back');
	eq(await v.run("document.activeElement.className"), 'errors', 'with the focus on what is wrong');
	await v.typeInto('#contact', 'kay@example.net');
	await v.tabTo('main form button');
	await v.enter();
	await v.typeInto('#code', await site.sink.code(LINE.email));
	await v.enter();
	await v.tabTo('.send button');
	await v.enter();
	const { state } = await site.reaches(v.reference(), 'confirmed');
	eq(state, 'confirmed', 'sent, and done');
	await v.close();
	await site.stop();
}
