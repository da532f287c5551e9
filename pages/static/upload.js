/* upload.js - a file that is too large is named before it is sent. The server looks again. */
"use strict";
document.addEventListener("change", function (e) {
	const field = e.target;

	if (field.id !== "file" || !field.form)
		return;
	const file = field.files[0], isLarge = file && file.size > Number(field.dataset.max);
	field.setCustomValidity(isLarge ? field.dataset.large : "");
	field.form.noValidate = !isLarge;
	if (isLarge)
		field.reportValidity();
});
