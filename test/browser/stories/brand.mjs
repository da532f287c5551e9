/* brand.mjs - an operator puts on its own colour and mark: every page of the way is signed again, in light and dark. A colour that nobody
 * can read and a mark with a script are refused, with words that say what to do. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, ok } from '../count.mjs';
import { Visitor } from '../visitor.mjs';
import { toSummary } from '../way.mjs';
import { Site, line } from '../world.mjs';

const LINE = line(1);
const MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 32"><rect width="64" height="32" rx="8" fill="#8a1538"/></svg>\n';

const refusal = (site) => {
	try {
		site.simoff('-C', site.dir, 'doctor');
		return 'nothing was refused';
	} catch (error) {
		return error.message;
	}
};

async function isWorn(v) {
	await v.go('/');
	eq(await v.run("getComputedStyle(document.querySelector('main a.big')).backgroundColor"), 'rgb(138, 21, 56)', 'the button has the colour');
	eq(await v.run("(({ naturalWidth: w, src }) => [w > 0, /\\/brand.svg\\?v=[0-9a-f]{12}$/.test(src)])(document.querySelector('.brand img'))"),
		[true, true], 'the mark is shown, at an address with a version');
	await v.sign('front page of an operator');
}

export default async function brand(browser) {
	const site = await Site.with([LINE]);
	const plain = await Visitor.at(browser, site.url);
	await plain.go('/brand.svg');
	eq(plain.status, 404, 'without a mark there is none');
	await plain.close();
	await site.stop();

	mkdirSync(join(site.dir, 'own'));
	writeFileSync(join(site.dir, 'own/mark.svg'), MARK);
	site.set({ 'operator.colour': '#8a1538', 'operator.mark': 'own/mark.svg' });
	await site.start();
	const v = await Visitor.at(browser, site.url);
	await isWorn(v);
	await toSummary(v, site, LINE);
	await v.sign('summary of an operator');
	await v.close();
	await site.stop();

	site.set({ 'operator.colour': '#ffcc00' });
	ok(/colour: has a contrast of 1\.3\d:1 .* #[0-9a-f]{6}, a darker shade/.test(refusal(site)), 'a colour that cannot be read is refused', refusal(site));
	site.set({ 'operator.colour': '#8a1538' });
	writeFileSync(join(site.dir, 'own/mark.svg'), MARK.replace('<rect', '<script>1</script><rect'));
	ok(/mark: \S+\/own\/mark\.svg: it has the element <script>/.test(refusal(site)), 'a mark with a script is refused', refusal(site));
}
