/* iban.js - an account number is checked while it is typed (ISO 7064, modulo 97). The server checks it again, and more. */
"use strict";
(function () {
	const field = document.getElementById("refund_iban");
	const says = document.createElement("p");

	function isRight(text) {
		const iban = text.replace(/[\s-]/g, "").toUpperCase();
		if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban))
			return false;
		const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, function (c) { return c.charCodeAt(0) - 55; });
		let rest = 0;
		for (const d of digits)
			rest = (rest * 10 + Number(d)) % 97;
		return rest === 1;
	}

	/* While it is being typed nothing is wrong yet; once it was, it is watched. */
	function look(isDone) {
		const wrong = field.value.trim() !== "" && !isRight(field.value);

		if (wrong && !isDone && !says.textContent)
			return;
		says.textContent = wrong ? field.dataset.wrong : "";
		if (wrong)
			field.setAttribute("aria-invalid", "true");
		else
			field.removeAttribute("aria-invalid");
	}

	if (!field)
		return;
	says.className = "error";
	says.setAttribute("role", "status");
	field.after(says);
	field.addEventListener("input", function () { look(false); });
	field.addEventListener("change", function () { look(true); });
})();
