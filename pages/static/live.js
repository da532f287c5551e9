/* live.js - the page of a request moves by itself. Without it, reloading does the same. */
"use strict";
(function () {
	const LATER = 30000;
	const main = document.getElementById("main");
	const says = document.createElement("p");

	function isBeingFilledIn() {
		return Array.from(main.querySelectorAll("textarea, input:not([type=hidden])")).some(function (f) {
			return f.type === "file" ? f.files.length > 0 : f.value !== f.defaultValue;
		});
	}

	function later() {
		setTimeout(listen, LATER);
	}

	/* What has the focus keeps it, if it is still there. */
	function take(html) {
		const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("main");
		const focus = document.activeElement && main.contains(document.activeElement) ? document.activeElement.id : "";

		if (!fresh)
			throw new Error("no page");
		fresh.querySelectorAll("script").forEach(function (s) { s.remove(); });
		main.replaceChildren.apply(main, Array.from(fresh.childNodes));
		if (focus)
			(document.getElementById(focus) || main).focus();
		const state = main.querySelector(".state h1"), next = main.querySelector(".state .next");
		says.textContent = (state ? state.textContent : "") + ". " + (next ? next.textContent : "");
		listen();
	}

	function renew(news) {
		if (isBeingFilledIn()) {
			says.textContent = news;
			return;
		}
		fetch(location.pathname, { credentials: "same-origin", cache: "no-store" }).then(function (r) {
			if (!r.ok)
				throw new Error("later");
			return r.text();
		}).then(take).catch(later);
	}

	function listen() {
		const at = document.querySelector("[data-live]");

		if (!at || !window.EventSource)
			return;
		const source = new EventSource(at.dataset.live);
		source.addEventListener("news", function () {
			source.close();
			renew(at.dataset.news);
		});
		source.onerror = function () {
			if (source.readyState === EventSource.CLOSED)
				later();
		};
	}

	says.className = "unseen";
	says.setAttribute("role", "status");
	document.body.appendChild(says);
	listen();
})();
