/* A comment of the team: what may be cited becomes a button that puts its name into the field of evidence. */
(function () {
  'use strict';

  var list = document.querySelector('[data-cite]');
  var field = list && document.getElementById(list.dataset.cite);
  if (!list || !field) { return; }

  function names() { return field.value.split(/[\s,;]+/).filter(Boolean); }
  function show() {
    var cited = names();
    list.querySelectorAll('button').forEach(function (button) {
      button.setAttribute('aria-pressed', String(cited.indexOf(button.textContent) >= 0));
    });
  }
  list.querySelectorAll('[data-id]').forEach(function (mark) {
    var button = document.createElement('button');
    button.type = 'button';
    button.textContent = mark.dataset.id;
    mark.replaceWith(button);
  });
  list.addEventListener('click', function (event) {
    if (event.target.tagName !== 'BUTTON') { return; }
    var name = event.target.textContent, cited = names(), at = cited.indexOf(name);
    if (at >= 0) { cited.splice(at, 1); } else { cited.push(name); }
    field.value = cited.join(', ');
    show();
  });
  field.addEventListener('input', show);
  show();
}());
