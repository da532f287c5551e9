/* visitor.mjs - one person with a browser of their own, and what must be true of every page they see.
 *
 *	const v = await Visitor.at(browser, site.url, { language: 'nl', width: 360 });
 *	await v.go('/');  await v.sign('front page');  await v.close();
 *
 * Always watched: no request to another host, no word of the browser about the content security policy, no error of a script.
 * sign() adds: axe (WCAG 2.2 AA, light and dark), html-validate, nothing wider than the screen, and everything reached by Tab with a
 * focus that is seen. The page's state survives it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { eq, ok } from './count.mjs';
import { ROOT, until } from './world.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDTHS = [320, 360, 768, 1280], TABS_MAX = 120;

const html = new HtmlValidate({
	root: true, extends: ['html-validate:recommended', 'html-validate:a11y'],
	rules: {
		'doctype-style': 'off',
		'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'submit', 'button'] }],
		'long-title': 'off',			/* search engines are not asked here */
		'tel-non-breaking': 'off',		/* numbers wrap where the screen ends */
		'no-trailing-whitespace': 'off',	/* a template's line without its part */
	},
});

/* Runs in the page: the visible things a keyboard should reach, as short names; of a group of radio buttons, the one that Tab goes to. */
const FOCUSABLE = `(() => {
	const isSeen = (e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden';
	const isInGroup = (e) => e.type === 'radio' && !e.checked && [...document.querySelectorAll('input[type=radio]:checked')].some((o) => o.name === e.name && o.form === e.form);
	const isAlone = (e) => e.type !== 'radio' || e.checked || document.querySelector('input[type=radio][name="' + e.name + '"]') === e;
	const all = [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')];
	return all.filter((e) => isSeen(e) && !isInGroup(e) && isAlone(e));
})()`;
const NAME = "((e) => e.tagName.toLowerCase() + (e.id ? '#' + e.id : '') + ' ' + (e.textContent.trim() || e.name || e.getAttribute('href') || '').slice(0, 40))";
/* What has the focus, whether one sees that it has, and whether it is on the screen. An input may show it on its label. */
const FOCUSED = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return null;
	const shows = (x) => { const s = getComputedStyle(x); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; };
	const r = e.getBoundingClientRect();
	return { name: ${NAME}(e), index: window.__focusable.indexOf(e), isSeen: shows(e) || !!(e.closest('label') && shows(e.closest('label'))),
		isOnScreen: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth };
})()`;

/* What is wider than the place it has: the page itself, or a text that leaves its box. */
const TOO_WIDE = `[document.documentElement, ...document.querySelectorAll('main *, header *')]
	.filter((e) => e.clientWidth && e.scrollWidth > e.clientWidth + 1 && !e.closest('.unseen') && !e.matches('input, textarea, select'))
	.map((e) => e.tagName.toLowerCase() + '.' + e.className + ' "' + e.textContent.trim().slice(0, 30) + '", ' + e.scrollWidth + ' in ' + e.clientWidth)`;

export class Visitor {
	static async at(browser, url, { language = 'en', width = 1280, height = 800, scheme = 'light', script = true, ...more } = {}) {
		const v = new Visitor();
		Object.assign(v, { url, width, height, scheme, language, loads: 0, shown: 0, bytes: 0, strangers: [], complaints: [] });
		v.context = await browser.newContext({
			baseURL: url, locale: { zh: 'zh-CN', en: 'en-GB' }[language] ?? `${language}-BE`, viewport: { width, height }, colorScheme: scheme,
			javaScriptEnabled: script, hasTouch: width < 600, timezoneId: 'Europe/Brussels', reducedMotion: 'reduce', ...more,
		});
		v.page = await v.context.newPage();
		v.page.setDefaultTimeout(20000);
		await v.watch();
		return v;
	}

	async watch() {
		this.cdp = await this.context.newCDPSession(this.page);
		await this.cdp.send('Network.enable');
		this.cdp.on('Network.loadingFinished', (e) => { this.bytes += e.encodedDataLength; });
		this.page.on('request', (q) => {
			if (new URL(q.url()).origin !== this.url && !q.url().startsWith('data:'))
				this.strangers.push(q.url());
		});
		this.page.on('response', (r) => {
			if (!r.request().isNavigationRequest() || (r.status() >= 300 && r.status() < 400))
				return;
			this.loads++;
			this.served = r.text().catch(() => '');
			this.status = r.status();
		});
		this.page.on('load', () => { this.shown++; });
		this.page.on('console', (m) => {
			if (['error', 'warning'].includes(m.type()) && !/the server responded with a status of 4/.test(m.text()))
				this.complaints.push(m.text());
		});
		this.page.on('pageerror', (e) => this.complaints.push(String(e)));
	}

	/* What was still on its way, an answer or the browser's own page about one that was lost, comes first. */
	async go(path) {
		const isOvertaken = (error) => /interrupted by another navigation/.test(error.message);
		for (let tries = 3; ; tries--) {
			await this.page.waitForLoadState().catch(() => {});
			try {
				await this.page.goto(path);
				return;
			} catch (error) {
				if (!tries || !isOvertaken(error))
					throw error;
			}
		}
	}
	async close() {
		eq(this.strangers, [], 'no request to another host');
		eq(this.complaints, [], 'the browser has no complaint (content security policy, scripts)');
		await this.context.close();
	}

	/* Clicks what leads to another page, and waits until that is there. */
	async press(target) {
		const where = typeof target === 'string' ? this.page.locator(target) : target;
		await this.leads(() => where.click({ noWaitAfter: true }));
	}
	/* Does ACT, and waits until the page that it leads to is shown. */
	async leads(act) {
		const before = this.shown;
		await act();
		if (!await until(() => this.shown > before, 20, 10))
			throw new Error(`no page came, at ${this.page.url()}`);
	}

	/* By keyboard alone: Tab until the thing that SELECTOR names has the focus. */
	async tabTo(selector) {
		for (let i = 0; i < TABS_MAX; i++) {
			if (await this.page.evaluate((s) => document.activeElement?.matches(s), selector))
				return;
			await this.page.keyboard.press('Tab');
		}
		throw new Error(`Tab does not lead to ${selector} at ${this.page.url()}`);
	}
	async typeInto(selector, text) {
		await this.tabTo(selector);
		await this.page.keyboard.press('Control+a');
		await this.page.keyboard.type(text);
	}
	async enter() {
		await this.leads(() => this.page.keyboard.press('Enter'));
	}

	/* With SCREENSHOTS=1: what is on the screen now, into doc/pictures. */
	async picture(name, { width = this.width, height = 720 } = {}) {
		if (!process.env.SCREENSHOTS)
			return;
		await this.page.setViewportSize({ width, height });
		await this.page.screenshot({ path: join(ROOT, 'doc/pictures', `${name}.png`) });
		await this.page.setViewportSize({ width: this.width, height: this.height });
	}

	text() { return this.page.locator('main').innerText(); }
	/* The case's reference in the address. */
	reference() { return new URL(this.page.url()).pathname.split('/')[2]; }

	/* Runs a script in the page, whatever the policy forbids to scripts of the page. */
	async run(expression) {
		const { result, exceptionDetails } = await this.cdp.send('Runtime.evaluate',
			{ expression, awaitPromise: true, returnByValue: true, allowUnsafeEvalBlockedByCSP: true });
		if (exceptionDetails)
			throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
		return result.value;
	}

	/* ---- what must be true of every page ---- */

	/* TABS false: but for the walk by keyboard, where the same page was walked in another language. */
	async sign(name, { tabs = true } = {}) {
		const what = `${name} (${this.language})`;
		await this.isValid(what);
		await this.isAccessible(what);
		await this.isNarrowEnough(what);
		if (tabs)
			await this.isReachable(what);
	}

	async isValid(what) {
		const report = await html.validateString(await this.served);
		eq(report.results.flatMap((r) => r.messages.map((m) => `${m.line}: ${m.ruleId}: ${m.message}`)), [], `${what}: the HTML is valid`);
		const { lang } = await this.run('({ lang: document.documentElement.lang })');
		ok(lang, `${what}: says its language`);
	}

	async isAccessible(what) {
		await this.run(AXE);
		for (const scheme of ['light', 'dark']) {
			await this.page.emulateMedia({ colorScheme: scheme });
			const violations = await this.run(`axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })
				.then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target + ' ' + n.failureSummary).slice(0, 3).join(' | ')))`);
			eq(violations, [], `${what}: axe finds nothing in ${scheme} mode`);
		}
		await this.page.emulateMedia({ colorScheme: this.scheme });
	}

	async isNarrowEnough(what) {
		const wide = [];
		for (const width of WIDTHS) {
			await this.page.setViewportSize({ width, height: this.height });
			wide.push(...(await this.run(TOO_WIDE)).map((e) => `${e} on a screen of ${width} px`));
		}
		await this.page.setViewportSize({ width: this.width, height: this.height });
		eq(wide, [], `${what}: fits every screen`);
	}

	/* From the top, Tab reaches each thing, in the order of the page, and shows where it is. A page that has changed by itself
	 * meanwhile (live.js) is walked again. */
	async isReachable(what) {
		let walk;
		do
			walk = await this.walk();
		while (!await this.run('window.__focusable.every((e) => e.isConnected)'));
		eq(walk.missed, [], `${what}: everything is reached by Tab`);
		eq(walk.unseen, [], `${what}: the focus is always seen`);
		eq(walk.disorder, [], `${what}: Tab goes through the page in order`);
	}

	async walk() {
		const names = await this.run(`window.__focusable = ${FOCUSABLE}; window.__focusable.map(${NAME})`);
		const reached = new Set(), unseen = [], disorder = [];
		let last = -1;
		await this.run('document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0)');
		await this.page.locator('body').evaluate((body) => { body.tabIndex = -1; body.focus(); body.removeAttribute('tabindex'); });
		for (let i = 0; i < TABS_MAX; i++) {
			await this.page.keyboard.press('Tab');
			const at = await this.run(FOCUSED);
			if (!at || (reached.has(at.name) && at.index < last))
				break;
			reached.add(names[at.index] ?? at.name);
			if (!at.isSeen || !at.isOnScreen)
				unseen.push(at.name);
			if (at.index < last)
				disorder.push(at.name);
			last = at.index;
		}
		await this.run('document.activeElement.blur(); scrollTo(0, 0)');
		return { missed: names.filter((n) => !reached.has(n)), unseen: [...new Set(unseen)], disorder };
	}
}
