/* agent.js - the agent's own page: asks the agent for readers, card and backup, and hands the files over. The key comes in the
 * address's fragment, which no server sees. For a link the files are encrypted here (AES-256-GCM); the agent never has that key. */
"use strict";
const by = (id) => document.getElementById(id);
const texts = by("texts").dataset;
const lang = document.documentElement.lang;
const EVERY_MS = 250;
let seen = 0;

function take_key() {
	const inAddress = location.hash.slice(1);
	if (inAddress) {
		sessionStorage.setItem("key", inAddress);
		history.replaceState(null, "", location.pathname + location.search);
	}
	return sessionStorage.getItem("key");
}

function problem(text) {
	by("problem").textContent = text;
	by("problem").hidden = !text;
}

async function ask(method, path, body) {
	const url = path + (path.includes("?") ? "&" : "?") + "lang=" + lang;
	let answer;
	try {
		answer = await fetch(url, { method, body, headers: { Authorization: "Bearer " + take_key() } });
	} catch {
		throw new Error(texts.gone);
	}
	if (answer.ok)
		return answer;
	if (answer.status === 401)
		show_key();
	throw new Error((await answer.json()).title);
}

/* What goes wrong is shown, and the page goes on. */
function on(id, event, run) {
	by(id).addEventListener(event, async (e) => {
		e.preventDefault();
		problem("");
		try {
			await run();
		} catch (fault) {
			problem(fault.message);
		}
	});
}

function show_key() {
	sessionStorage.removeItem("key");
	by("ask-key").hidden = false;
	by("look").hidden = true;
	by("key").focus();
}

async function show_readers() {
	const { readers } = await (await ask("GET", "/api/readers")).json();
	by("look").hidden = false;
	by("reader").replaceChildren(...readers.map((r) => new Option(r.name + " \u2013 " + (r.has_card ? texts.full : texts.empty), r.name)));
	const full = readers.findIndex((r) => r.has_card);
	by("reader").selectedIndex = full < 0 ? 0 : full;
	if (!readers.length)
		problem(texts.none);
}

function show_event(e) {
	if (e.event === "file")
		by("now").textContent = texts.reading + " " + e.name;
	if (!e.text)
		return;
	by("events").append(Object.assign(document.createElement("li"), { textContent: e.text, className: e.event === "error" ? "bad" : "" }));
	if (e.event === "card") {
		by("card").textContent = e.text;
		by("pin-part").hidden = e.pin !== "needed";
		by("last-part").hidden = e.pin !== "needed" || Number(e.left) > 1;
		by("backup").hidden = false;
		(e.pin === "needed" ? by("pin") : by("start")).focus();
	}
}

/* Follows the job to its end; gives its state. */
async function follow() {
	seen = 0;
	by("events").replaceChildren();
	by("progress").hidden = false;
	for (;;) {
		const job = await (await ask("GET", "/api/job?after=" + seen)).json();
		job.events.forEach(show_event);
		seen = job.last;
		if (job.state !== "running") {
			by("now").textContent = "";
			return job.state;
		}
		await new Promise((done) => setTimeout(done, EVERY_MS));
	}
}

async function show_files() {
	const answer = await (await ask("GET", "/api/files")).json();
	by("files").replaceChildren(...answer.files.map((f) => Object.assign(document.createElement("li"), { textContent: f.name })));
	by("view").href = answer.view;
	by("stick").hidden = !answer.stick;
	by("link-part").hidden = true;
	by("taken").textContent = "";
	by("take").hidden = false;
	by("view").focus();
}

function text_of_bytes(bytes) {
	return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/* Twelve bytes of nonce, then the ciphertext with its tag. */
async function encrypt(plain) {
	const raw = crypto.getRandomValues(new Uint8Array(32)), nonce = crypto.getRandomValues(new Uint8Array(12));
	const key = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt"]);
	const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plain);
	return { key: text_of_bytes(raw), sealed: new Blob([nonce, sealed]) };
}

on("ask-key", "submit", async () => {
	sessionStorage.setItem("key", by("key").value.trim());
	by("key").value = "";
	by("ask-key").hidden = true;
	await show_readers();
});
on("readers", "click", show_readers);
on("look", "submit", async () => {
	by("backup").hidden = by("take").hidden = true;
	await ask("POST", "/api/look", JSON.stringify({ reader: by("reader").value }));
	await follow();
});
on("backup", "submit", async () => {
	const wish = JSON.stringify({ reader: by("reader").value, pin: by("pin").value, last_try: by("last").checked });
	by("pin").value = "";
	by("last").checked = false;
	by("take").hidden = true;
	by("stop").hidden = false;
	try {
		await ask("POST", "/api/backup", wish);
		const state = await follow();
		if (state === "done" || state === "partly")
			await show_files();
	} finally {
		by("stop").hidden = true;
	}
});
on("stop", "click", () => ask("POST", "/api/stop"));
on("stick", "click", async () => {
	const { folder } = await (await ask("POST", "/api/stick")).json();
	by("taken").textContent = texts.saved + " " + folder;
});
on("link", "click", async () => {
	const { key, sealed } = await encrypt(await (await ask("GET", "/api/archive")).arrayBuffer());
	const link = await (await ask("POST", "/api/links", sealed)).json();
	by("address").value = location.origin + link.path + "?lang=" + lang + "#" + link.id + "." + key;
	by("link-part").hidden = false;
	by("address").select();
});
on("forget", "click", async () => {
	await ask("POST", "/api/forget");
	by("take").hidden = by("backup").hidden = by("progress").hidden = true;
	by("address").value = "";
	by("view").removeAttribute("href");
	by("events").replaceChildren();
	problem(texts.forgotten);
});
if (take_key())
	show_readers().catch((fault) => problem(fault.message));
else
	show_key();
