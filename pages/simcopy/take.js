/* take.js - fetches what waits under a link, once, and opens it with the key that stands behind the link's dot. */
"use strict";
const by = (id) => document.getElementById(id);
const texts = by("texts").dataset;

function bytes_of(text) {
	return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
}

function problem(text) {
	by("problem").textContent = text;
	by("problem").hidden = false;
}

async function open_sealed(sealed, key_text) {
	const key = await crypto.subtle.importKey("raw", bytes_of(key_text), "AES-GCM", false, ["decrypt"]);
	return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.slice(0, 12) }, key, sealed.slice(12));
}

async function take() {
	const [id, key] = location.hash.slice(1).split(".");
	if (!/^[0-9a-f]{32}$/.test(id) || !/^[A-Za-z0-9_-]{43}$/.test(key || ""))
		return problem(texts.broken);	/* before anything is fetched: a link that was cut stays good */
	let answer;
	try {
		answer = await fetch("/api/take/" + id + "?lang=" + document.documentElement.lang, { method: "POST" });
	} catch {
		return problem(texts.gone);
	}
	by("fetch").hidden = true;
	if (!answer.ok)
		return problem((await answer.json()).title);
	try {
		const plain = await open_sealed(new Uint8Array(await answer.arrayBuffer()), key);
		by("save").href = URL.createObjectURL(new Blob([plain], { type: "application/zip" }));
		by("ready").hidden = false;
		by("save").focus();
	} catch {
		problem(texts.broken);
	}
}
by("fetch").addEventListener("click", take);
