/* run.mjs - the portal in a real browser: every story of stories/, each with a world of its own.
 * Usage: node run.mjs [STORY...]     (after `npm ci` in this folder; node 18 or newer)     SCREENSHOTS=1: pictures into doc/pictures
 * Needs Debian's chromium, build/bin, and what world.mjs names. Last line: "N passed, N failed"; exit code 1 if any failed. */
import { accessSync, constants, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { count, ok, skip } from './count.mjs';
import { clean } from './world.mjs';

const CHROMIUM = '/usr/bin/chromium';
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), 'stories');
const STORY_MS_MAX = 240000;

function isThere(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

async function tell(name, browser) {
	const began = Date.now(), before = count.passed;
	let late;
	try {
		const { default: story } = await import(join(FOLDER, `${name}.mjs`));
		await Promise.race([story(browser), new Promise((_, no) => { late = setTimeout(() => no(new Error('took too long')), STORY_MS_MAX); })]);
	} catch (error) {
		ok(false, `${name}: the story itself ended here`, error.stack);
	}
	clearTimeout(late);
	await clean();
	console.log(`${name}: ${count.passed - before} passed, ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

const names = process.argv.length > 2 ? process.argv.slice(2) : readdirSync(FOLDER).map((file) => basename(file, '.mjs')).sort();
if (isThere(CHROMIUM)) {
	/* as root, Chromium's own sandbox cannot be had */
	const browser = await chromium.launch({ executablePath: CHROMIUM, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
	for (const name of names)
		await tell(name, browser);
	await browser.close();
} else {
	skip(`no ${CHROMIUM}: none of ${names.length} stories was told`);
}
console.log(`${count.passed} passed, ${count.failed} failed${count.skipped ? `, ${count.skipped} skipped` : ''}`);
process.exit(count.failed ? 1 : 0);
