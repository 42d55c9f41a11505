/* Every page: errors get the focus, a form is sent once, and an idle session says so before it ends. */
(function () {
  'use strict';

  var summary = document.querySelector('[data-error-summary]');
  if (summary) { summary.focus(); }

  /* A second click while the first is on its way does nothing. The button is disabled after the browser has read the form. */
  document.addEventListener('submit', function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== 'post') { return; }
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = '1';
    setTimeout(function () {
      form.querySelectorAll('button:not([type=button])').forEach(function (button) { button.disabled = true; });
    }, 0);
  });
  window.addEventListener('pageshow', function (event) {
    if (!event.persisted) { return; }
    document.querySelectorAll('form[data-sent]').forEach(function (form) {
      delete form.dataset.sent;
      form.querySelectorAll('button').forEach(function (button) { button.disabled = false; });
    });
  });

  /* A menu closes when one leaves it. */
  document.addEventListener('click', function (event) {
    document.querySelectorAll('details.menu[open]').forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.open = false; }
    });
  });
  document.addEventListener('keydown', function (event) {
    if (event.key !== 'Escape') { return; }
    document.querySelectorAll('details.menu[open]').forEach(function (menu) {
      menu.open = false;
      menu.querySelector('summary').focus();
    });
  });

  /* Session: other tabs and autosaves count. Pages that talk to the server fire `session-used` on document. */
  var lifetime = Number(document.body.dataset.sessionSeconds) * 1000;
  var warning = document.getElementById('session-expiry');
  if (!lifetime || !warning) { return; }
  var KEY = 'session-used-at';
  var NOTICE = 2 * 60 * 1000;
  var usedAt = Date.now();
  var before = null;

  function used() {
    usedAt = Date.now();
    try { localStorage.setItem(KEY, String(usedAt)); } catch (error) { /* private mode: this tab counts alone */ }
    close();
  }
  function close() {
    if (warning.hidden) { return; }
    warning.hidden = true;
    if (before && document.contains(before)) { before.focus(); }
  }
  function check() {
    var elsewhere = 0;
    try { elsewhere = Number(localStorage.getItem(KEY)) || 0; } catch (error) { elsewhere = 0; }
    var left = Math.max(usedAt, elsewhere) + lifetime - Date.now();
    if (left > NOTICE) { close(); return; }
    if (warning.hidden && left > 0) {
      before = document.activeElement;
      warning.hidden = false;
      warning.focus();
    }
  }
  used();
  document.addEventListener('session-used', used);
  document.addEventListener('visibilitychange', check);
  setInterval(check, 5000);
  warning.querySelector('form').addEventListener('submit', function (event) {
    event.preventDefault();
    fetch(document.body.dataset.sessionAddress, {
      method: 'POST', body: new FormData(event.target), credentials: 'same-origin', redirect: 'error'
    }).then(function (response) { if (response.ok) { used(); } else { location.reload(); } })
      .catch(function () { warning.focus(); });
  });
}());
