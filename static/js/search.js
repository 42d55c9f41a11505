/* The search field of the library: suggestions while typing, and what was searched lately, kept on this device alone.
   Without script it is a plain field. The pattern is the ARIA combobox with a list. */
(function () {
  'use strict';

  const form = document.querySelector('form[data-find]');
  if (!form || !window.fetch || !window.AbortController) { return; }
  const field = form.elements.q;
  const words = form.dataset;
  /* Kinds in the order they are shown; the first ones are facets with an address of their own. */
  const KINDS = ['word', 'theme', 'method', 'award', 'sector', 'organisation'];
  const FACETS = ['theme', 'method', 'award', 'sector'];
  const PAUSE = 120;
  const KEY = 'case-searches';
  const KEPT = 6;

  /* --- the list --------------------------------------------------------------------------------------------------- */
  const list = document.createElement('div');
  const status = document.createElement('p');
  const known = new Map();
  let options = [];
  let active = -1;
  let waiting = 0;
  let request = null;
  let typed = field.value;

  list.id = 'suggestions';
  list.className = 'options';
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', words.textList);
  status.className = 'vh';
  status.setAttribute('role', 'status');
  field.parentNode.append(list, status);
  field.setAttribute('role', 'combobox');
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('aria-expanded', 'false');

  function close() {
    clearTimeout(waiting);
    if (request) { request.abort(); request = null; }
    list.hidden = true;
    options = [];
    point(-1);
    field.setAttribute('aria-expanded', 'false');
  }
  function point(place) {
    active = place;
    options.forEach(function (option, at) { option.box.setAttribute('aria-selected', String(at === place)); });
    if (place < 0) { field.removeAttribute('aria-activedescendant'); return; }
    field.setAttribute('aria-activedescendant', options[place].box.id);
    options[place].box.scrollIntoView({ block: 'nearest' });
  }
  function element(className, text) {
    const made = document.createElement('span');
    made.className = className;
    made.textContent = text;
    return made;
  }
  function optionOf(suggestion) {
    const box = document.createElement('div');
    box.id = 'suggestion-' + options.length;
    box.setAttribute('role', 'option');
    box.setAttribute('aria-selected', 'false');
    box.append(element('', suggestion.text));
    /* What leads to a facet has exactly so many; a word is searched in other forms too, and finds more. */
    if (suggestion.code && suggestion.count) {
      const counted = suggestion.count === 1 ? words.textCase : words.textCases;
      box.append(element('meta num', counted.replace('#', suggestion.count)));
    }
    box.addEventListener('click', function () { choose(suggestion); });
    options.push({ box: box, suggestion: suggestion });
    return box;
  }
  function show(suggestions) {
    list.textContent = '';
    options = [];
    KINDS.forEach(function (kind) {
      const ofKind = suggestions.filter(function (one) { return one.kind === kind; });
      if (!ofKind.length) { return; }
      const group = document.createElement('div');
      const title = element('kind', words['text' + kind.charAt(0).toUpperCase() + kind.slice(1)]);
      title.id = 'suggestions-' + kind;
      group.setAttribute('role', 'group');
      group.setAttribute('aria-labelledby', title.id);
      group.append(title);
      ofKind.forEach(function (one) { group.append(optionOf(one)); });
      list.append(group);
    });
    list.hidden = !options.length;
    field.setAttribute('aria-expanded', String(!list.hidden));
    status.textContent = options.length ? words.textSome.replace('#', options.length) : words.textNone;
    point(-1);
  }
  function ask() {
    const query = field.value.trim();
    if (request) { request.abort(); request = null; }
    if (!query) { close(); status.textContent = ''; return; }
    if (known.has(query)) { show(known.get(query)); return; }
    const mine = new AbortController();
    request = mine;
    fetch(words.suggest + '?q=' + encodeURIComponent(query), {
      headers: { Accept: 'application/json' }, credentials: 'same-origin', signal: mine.signal
    }).then(function (response) {
      if (!response.ok) { throw new Error(String(response.status)); }
      return response.json();
    }).then(function (content) {
      known.set(query, content.suggestions);
      if (request === mine) { request = null; show(content.suggestions); }
    }).catch(function () {
      /* Suggestions are a help: without them the field searches all the same. */
      if (request === mine) { close(); }
    });
  }
  function choose(suggestion) {
    close();
    if (FACETS.includes(suggestion.kind) && suggestion.code) {
      location.assign(words.list + '?' + new URLSearchParams([[suggestion.kind, suggestion.code]]));
      return;
    }
    field.value = suggestion.text;
    form.requestSubmit();
  }
  function move(step) {
    if (!options.length) { ask(); return; }
    const places = options.length + 1;
    point((active + 1 + step + places) % places - 1);
  }

  field.addEventListener('input', function () {
    typed = field.value;
    showRecent();
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  field.addEventListener('keydown', function (event) {
    /* Keys that end or steer the composition of a syllable are the input method's own. */
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === 'Enter') { event.preventDefault(); }
      return;
    }
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'Enter' && active >= 0) {
      event.preventDefault();
      choose(options[active].suggestion);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === 'Tab') {
      close();
    }
  });
  /* Pressing the mouse on an option leaves the focus, and the list, where they are. */
  list.addEventListener('mousedown', function (event) { event.preventDefault(); });
  field.addEventListener('blur', close);

  /* --- searched lately -------------------------------------------------------------------------------------------- */
  const recent = form.querySelector('[data-recent]');

  function kept() {
    try {
      const read = JSON.parse(localStorage.getItem(KEY) || '[]');
      return Array.isArray(read) ? read.filter(function (one) { return typeof one === 'string'; }).slice(0, KEPT) : [];
    } catch (error) { return []; }
  }
  function keep(queries) {
    try {
      if (queries.length) { localStorage.setItem(KEY, JSON.stringify(queries.slice(0, KEPT))); } else { localStorage.removeItem(KEY); }
    } catch (error) { /* private mode: nothing is kept */ }
  }
  function without(query) { return kept().filter(function (one) { return one !== query; }); }
  function showRecent() {
    const queries = kept();
    const rows = recent.querySelector('ul');
    rows.textContent = '';
    recent.hidden = !queries.length || typed.trim() !== '';
    queries.forEach(function (query) {
      const row = document.createElement('li');
      const link = document.createElement('a');
      const remove = document.createElement('button');
      link.href = words.list + '?' + new URLSearchParams([['q', query]]);
      link.textContent = query;
      remove.type = 'button';
      remove.className = 'linkish';
      remove.textContent = '×';
      remove.setAttribute('aria-label', words.textDelete.replace('#', query));
      remove.addEventListener('click', function () {
        keep(without(query));
        showRecent();
        field.focus();
      });
      row.append(link, remove);
      rows.append(row);
    });
  }
  recent.querySelector(':scope > button').addEventListener('click', function () {
    keep([]);
    showRecent();
    field.focus();
  });
  form.addEventListener('submit', function () {
    const query = field.value.trim();
    if (query) { keep([query].concat(without(query))); }
  });
  /* The browser may bring back what was typed and ticked with the page; choices are those that the list shows. */
  window.addEventListener('pageshow', function () {
    const narrow = document.querySelector('form[data-narrow]');
    if (narrow) { narrow.reset(); }
    typed = field.value;
    close();
    showRecent();
  });
}());
