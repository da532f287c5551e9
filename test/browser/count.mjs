/* count.mjs - what passed: prints what failed at once, with what was seen; the last line of a run is made from it. */
export const count = { passed: 0, failed: 0, skipped: 0 };

export function ok(isRight, what, ...seen) {
	if (isRight) {
		count.passed++;
	} else {
		count.failed++;
		console.log([`FAILED: ${what}`, ...seen.map((s) => '    ' + String(s).replace(/\s+/g, ' ').slice(0, 1200))].join('\n'));
	}
	return Boolean(isRight);
}

export function eq(got, want, what) {
	const [a, b] = [JSON.stringify(got), JSON.stringify(want)];
	return ok(a === b, what, `got  ${a}`, `want ${b}`);
}

export function skip(why) {
	count.skipped++;
	console.log(`skipped: ${why}`);
}
