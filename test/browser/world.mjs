/* world.mjs - the world of a story: a simoff installation with its daemon, a mail server that keeps mails, a real osmo-hlr.
 * Every server has a loopback address of this process (127.36.x.y), is ready before its start returns, dies with this process and is
 * ended by its pid; folders are removed at the end (SIMOFF_KEEP=1 keeps them).
 * Needs build/bin (or SIMOFF_BIN=folder), python3-aiosmtpd, osmo-hlr; the tests in Python have the same in test/e2e. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
const BIN = process.env.SIMOFF_BIN ?? join(ROOT, 'build/bin');
const OSMO = join(ROOT, 'tools/osmo.sh');
const SMTP_PORT = 2525, HTTP_PORT = 8080, HLR_PORTS = [4222, 4259];
const children = [], folders = [];
let hosts = 0;

export const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/* The first true value of what(); after SECONDS, its last one. */
export async function until(what, seconds = 30, everyMs = 50) {
	const end = Date.now() + seconds * 1000;
	for (;;) {
		const value = await what();
		if (value || Date.now() > end)
			return value;
		await pause(everyMs);
	}
}

function address() {
	return `127.36.${1 + process.pid % 250}.${1 + Math.floor(process.pid / 250) % 4 * 60 + hosts++}`;
}

function folder(name) {
	const path = mkdtempSync(join(tmpdir(), `simoff-browser-${name}-`));
	folders.push(path);
	return path;
}

function run(program, args, options = {}) {
	const child = spawn('setpriv', ['--pdeathsig', 'KILL', '--', program, ...args], { stdio: 'ignore', ...options });
	child.ended = new Promise((done) => child.once('exit', done));
	children.push(child);
	return child;
}

async function end(child, signal = 'SIGTERM') {
	if (child.exitCode === null && child.signalCode === null)
		child.kill(signal);
	const late = setTimeout(() => child.kill('SIGKILL'), 10000);
	await child.ended;
	clearTimeout(late);
}

export async function clean() {
	for (const child of children)
		await end(child, 'SIGKILL');
	for (const path of folders)
		if (process.env.SIMOFF_KEEP)
			console.log(`kept: ${path}`);
		else
			rmSync(path, { recursive: true, force: true });
}

const isOpen = (host, port) => new Promise((done) => {
	const socket = connect(port, host, () => { socket.destroy(); done(true); });
	socket.once('error', () => done(false));
});

async function mustAnswer(child, host, port) {
	await until(async () => child.exitCode !== null || isOpen(host, port), 20);
	if (child.exitCode !== null || !await isOpen(host, port))
		throw new Error(`${child.spawnargs.join(' ')}: nothing answers at ${host}:${port}`);
}

/* ---- lines ---- */

/* Line number N as a row of the import; its credit pays out EUR 7.00 after the fee. */
export function line(n, other = {}) {
	return {
		msisdn: '3247' + String(n).padStart(7, '0'), imsi: '20601' + String(n).padStart(10, '0'), name: `Holder ${n}`,
		email: `holder${n}@example.org`, credit: '12.00', exit_fee: '5.00', ...other,
	};
}

/* As its holder types it: 0470 00 00 01. */
export const typed = (row) => '0' + row.msisdn.slice(2, 5) + row.msisdn.slice(5).replace(/(..)/g, ' $1');

function writeCsv(path, rows) {
	const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	writeFileSync(path, [columns, ...rows.map((row) => columns.map((c) => row[c] ?? ''))].map((r) => r.join(',') + '\n').join(''));
	return path;
}

/* ---- the network ---- */

export class Hlr {
	static async with(rows) {
		const hlr = new Hlr(), path = (hlr.dir = folder('hlr')) + '/lines.csv';
		hlr.address = address();
		writeFileSync(path, rows.map((row) => `${row.imsi},${row.msisdn},,\n`).join(''));
		execFileSync(OSMO, ['osmo_hlr_load', join(hlr.dir, 'hlr.db'), path]);
		hlr.child = run(OSMO, ['osmo_hlr_exec', hlr.address, hlr.dir]);
		for (const port of HLR_PORTS)
			await mustAnswer(hlr.child, hlr.address, port);
		return hlr;
	}

	/* The column COLUMN of a subscriber as the HLR stored it; undefined: it has no such subscriber. */
	stored(row, column) {
		const found = execFileSync('sqlite3', ['-readonly', join(this.dir, 'hlr.db'), `SELECT ${column} FROM subscriber WHERE imsi='${row.imsi}'`]);
		return found.toString().trim() || undefined;
	}
	has(row) { return this.stored(row, 'imsi') === row.imsi; }
	isOn(row) { return this.stored(row, 'nam_cs + nam_ps') === '2'; }
}

/* ---- mail ---- */

/* The text of a mail as we send them: headers, then parts in quoted-printable (RFC 2045). */
function textOf(eml) {
	const part = /Content-Type: text\/plain[^]*?\r?\n\r?\n([^]*?)(?:\r?\n--=_|$)/i.exec(eml);
	const raw = (part ? part[1] : '').replace(/=\r?\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
	return Buffer.from(raw, 'latin1').toString('utf8');
}

export class Sink {
	static async start() {
		const sink = new Sink();
		sink.address = address();
		sink.dir = folder('mail');
		sink.child = run(join(ROOT, 'tools/mailsink.py'), [sink.address, String(SMTP_PORT), sink.dir]);
		await mustAnswer(sink.child, sink.address, SMTP_PORT);
		return sink;
	}

	/* Texts of what came to TO and fits, in order. */
	mails(to, fits = /(?:)/) {
		const index = join(this.dir, 'index.tsv');
		const rows = existsSync(index) ? readFileSync(index, 'utf8').trimEnd().split('\n').map((row) => row.split('\t')) : [];
		return rows.filter((row) => row[1] === to)
			.map((row) => `${row[3]}\n${textOf(readFileSync(join(this.dir, row[0].padStart(6, '0') + '.eml'), 'latin1'))}`)
			.filter((text) => fits.test(text));
	}

	/* The newest one-time code for TO, once there are COUNT of them. */
	async code(to, count = 1) {
		const codes = () => this.mails(to).map((text) => /\b\d{4} ?\d{4}\b/.exec(text)?.[0].replace(' ', '')).filter(Boolean);
		const found = await until(() => codes().length >= count && codes(), 20);
		if (!found)
			throw new Error(`no code came to ${to}; what came: ${readdirSync(this.dir)}`);
		return found.at(-1);
	}
	wait(to, fits, seconds = 20) { return until(() => this.mails(to, fits).at(-1), seconds); }
}

/* ---- simoff ---- */

/* An installation with ROWS, mails that arrive, and SETTINGS like { 'policy.drain_s': 1 }. A real HLR has the rows if HLR is given. */
export class Site {
	static async with(rows, { hlr, ...settings } = {}) {
		const site = new Site();
		site.dir = join(folder('site'), 'site');
		site.url = `http://${address()}:${HTTP_PORT}`;
		site.sink = await Sink.start();
		site.simoff('init', site.dir, '--listen', site.url, '--adapters', 'null');
		site.set({
			'operator.name': 'Demo Mobile', 'operator.help_phone': '+32 2 555 01 23', 'operator.help_mail': 'help@example.org',
			'policy.review': 'clean', 'policy.stop_window_s': 0, 'policy.refund': 'always', 'policy.refund_fee_cents': 500, 'policy.drain_s': 1,
			'mail.adapter': 'mail_smtp', 'mail.url': `smtp://${site.sink.address}:${SMTP_PORT}`, 'mail.tls': 'off',
			...(hlr ? { 'net.adapter': 'hlr_osmo', 'net.address': hlr.address, 'net.gsup_name': 'SIMOFF-BROWSER' } : {}), ...settings,
		});
		await site.start();
		site.simoff('-C', site.dir, 'import', 'lines', writeCsv(join(site.dir, 'rows.csv'), rows));
		return site;
	}

	simoff(...words) {
		const done = spawnSync(join(BIN, 'simoff'), words, { encoding: 'utf8', timeout: 60000 });
		if (done.status !== 0)
			throw new Error(`simoff ${words.join(' ')}: ${done.stdout}${done.stderr}`);
		return done.stdout;
	}

	/* Writes settings into simoff.conf, each in its section, in place of what is there. */
	set(settings) {
		const path = join(this.dir, 'simoff.conf');
		let text = readFileSync(path, 'utf8');
		for (const [name, value] of Object.entries(settings)) {
			const [section, key] = name.split('.');
			const at = text.indexOf(`[${section}]\n`) + section.length + 3, stop = (text + '\n[').indexOf('\n[', at);
			if (at < section.length + 3)
				throw new Error(`simoff.conf has no section ${section}`);
			const body = text.slice(at, stop).replace(new RegExp(`^#?${key} =.*\n?`, 'm'), '');
			text = text.slice(0, at) + `${key} = ${value}\n` + body + text.slice(stop);
		}
		writeFileSync(path, text);
	}

	async start() {
		const log = openSync(join(this.dir, 'simoffd.log'), 'a');
		this.daemon = run(join(BIN, 'simoffd'), ['-C', this.dir], { stdio: ['ignore', 'pipe', log] });
		closeSync(log);
		let said = '';
		this.daemon.stdout.on('data', (part) => { said += part; });
		if (!await until(() => said.startsWith('ready ') && said.includes('\n'), 20))
			throw new Error(`simoffd did not become ready: ${said}${readFileSync(join(this.dir, 'simoffd.log'), 'utf8').slice(-900)}`);
	}
	stop() { return end(this.daemon); }
	kill() { return end(this.daemon, 'SIGKILL'); }

	/* The process of the daemon that has ROLE stands still; what it was sent stays unanswered. */
	freeze(role) {
		const pids = readFileSync(`/proc/${this.daemon.pid}/task/${this.daemon.pid}/children`, 'utf8').split(' ').filter(Boolean);
		const words = (pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
		process.kill(Number(pids.find((pid) => words(pid)[words(pid).indexOf('--role') + 1] === role)), 'SIGSTOP');
	}

	/* The API with the key that `init` made; the answer as { status, ...body }. */
	async api(method, path, body, key) {
		this.key ??= readFileSync(join(this.dir, 'api.key'), 'utf8').trim();
		const answer = await fetch(this.url + path, {
			method, body: body && JSON.stringify(body),
			headers: { authorization: `Bearer ${this.key}`, 'content-type': 'application/json', ...(key ? { 'idempotency-key': key } : {}) },
		});
		return { status: answer.status, ...await answer.json() };
	}
	case(reference) { return this.api('GET', `/api/v1/cases/${reference}`); }
	async reaches(reference, ...states) {
		await until(async () => states.includes((await this.case(reference)).state), 40);
		return this.case(reference);
	}
	/* All cases of the line of ROW, by the API. */
	async casesOf(row) {
		const { items } = await this.api('GET', '/api/v1/cases?limit=100');
		return items.filter((c) => c.msisdn === row.msisdn || c.msisdn === '+' + row.msisdn);
	}
}
