// l10n_oracle.mjs - every line that `l10n_test --print` writes must be what node's Intl (ICU, CLDR) writes.
//	node test/base/l10n_oracle.mjs build/asan/test/base/l10n_test
import { execFileSync } from "node:child_process";

const LOCALES = { nl: "nl-BE", fr: "fr-BE", de: "de-BE", en: "en-GB", zh: "zh-Hans-CN" };
const DAY_MS = 86400000;
const AFTER_TIME = { de: " Uhr" };	// which Intl leaves out, and people write
const LINES_MIN = 5000;

const format = {};
for (const [lang, locale] of Object.entries(LOCALES))
	format[lang] = {
		date: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }),
		time: new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", hour12: false, timeZone: "UTC" }),
		kilo: new Intl.NumberFormat(locale, { style: "unit", unit: "kilobyte" }),
		mega: new Intl.NumberFormat(locale, { style: "unit", unit: "megabyte" }),
		money: new Intl.NumberFormat(locale, { style: "currency", currency: "EUR" }),
	};

function expected(lang, kind, value) {
	const f = format[lang];
	if (kind === "cents")
		return f.money.format(value / 100);
	if (kind === "size")
		return f.kilo.format(value) + "\t" + f.mega.format(value + 1);
	const minute = ((value % 1440) + 1440) % 1440;
	return f.date.format(value * DAY_MS) + "\t" + f.time.format(value * DAY_MS + minute * 60000) + (AFTER_TIME[lang] ?? "");
}

const lines = execFileSync(process.argv[2], ["--print"], { encoding: "utf8", maxBuffer: 1 << 26 }).trimEnd().split("\n");
let wrong = 0;
for (const line of lines) {
	const [lang, kind, value, ...text] = line.split("\t");
	const want = expected(lang, kind, Number(value));
	if (text.join("\t") !== want && ++wrong <= 10)
		console.error(`${lang} ${kind} ${value}: ours ${JSON.stringify(text.join("\t"))}, Intl ${JSON.stringify(want)}`);
}
console.log(`${lines.length} lines compared with ICU ${process.versions.icu}, ${wrong} wrong`);
process.exit(wrong || lines.length < LINES_MIN ? 1 : 0);
