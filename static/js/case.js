/* A case's page: copies its short link and prints it. Without script the link stands there to be taken. */
(function () {
  'use strict';

  var buttons = document.querySelector('[data-needs-script]');
  if (!buttons) { return; }
  var copy = buttons.querySelector('[data-copy]');
  var copied = document.querySelector('[data-copied]');
  buttons.hidden = false;
  copy.hidden = !navigator.clipboard;
  copy.addEventListener('click', function () {
    navigator.clipboard.writeText(copy.dataset.copy).then(function () {
      copied.hidden = false;
      copied.textContent = copied.dataset.text;
    }, function () {
      var range = document.createRange();
      range.selectNodeContents(document.querySelector('[data-short-link]'));
      window.getSelection().removeAllRanges();
      window.getSelection().addRange(range);
    });
  });
  buttons.querySelector('[data-print]').addEventListener('click', function () { window.print(); });
}());
