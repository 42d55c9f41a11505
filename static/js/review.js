/* An item of a review: saved as it is written, checked as it is saved; paragraphs are cited from the text itself. */
(function () {
  'use strict';

  /* --- what to read: panes as tabs on narrow screens ---------------------------------------------------------------- */
  const reading = document.querySelector('[data-reading]');
  if (reading) {
    const links = Array.from(reading.querySelectorAll('[data-tabs] a'));
    const panes = links.map(function (link) { return document.getElementById(link.hash.slice(1)); });
    const list = reading.querySelector('[data-tabs]');
    list.setAttribute('role', 'tablist');
    reading.classList.add('tabbed');
    const show = function (index, focus) {
      links.forEach(function (link, k) {
        link.setAttribute('aria-selected', String(k === index));
        link.tabIndex = k === index ? 0 : -1;
        panes[k].classList.toggle('off', k !== index);
      });
      if (focus) { links[index].focus(); }
    };
    links.forEach(function (link, k) {
      link.setAttribute('role', 'tab');
      link.setAttribute('aria-controls', panes[k].id);
      panes[k].setAttribute('role', 'tabpanel');
      link.addEventListener('click', function (event) { event.preventDefault(); show(k, false); reading.scrollTop = 0; });
      link.addEventListener('keydown', function (event) {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (step) { event.preventDefault(); show((k + step + links.length) % links.length, true); }
      });
    });
    show(0, false);
  }

  const form = document.querySelector('form[data-review]');
  if (!form || !window.fetch) { return; }
  const words = form.dataset;
  const banner = form.querySelector('[data-banner]');
  const saved = form.querySelector('[data-saved]');
  const cards = form.querySelector('[data-cards]');
  let revision = Number(form.elements.revision.value) || 0;
  let dirty = false, sending = false, stopped = false, leaving = false, conflict = false;
  let timer = 0, retryAfter = 0, blockedBy = '', active = null;

  /* --- saying how it stands ----------------------------------------------------------------------------------------- */
  function say(className, text) {
    const span = document.createElement('span');
    span.className = className;
    span.textContent = text;
    saved.replaceChildren(span);
    return span;
  }
  function showBanner(reason) {
    if (blockedBy === reason) { return; }
    blockedBy = reason;
    banner.hidden = !reason;
    banner.replaceChildren();
    if (!reason) { return; }
    const line = document.createElement('p');
    line.textContent = words['text' + reason.charAt(0).toUpperCase() + reason.slice(1)];
    banner.append(line);
    if (reason === 'expired') {
      const link = document.createElement('a');
      link.href = words.loginUrl + '?next=' + encodeURIComponent(location.pathname);
      link.target = '_blank';
      link.rel = 'noopener';
      link.textContent = words.textLogin;
      banner.append(link);
    }
  }
  function showConflict(current) {
    conflict = true;
    const place = say('err', words.textNewer + ' (' + current.at + ')');
    [[words.textMine, function () { conflict = false; revision = current.revision; dirty = true; send(); }],
      [words.textTheirs, function () { leaving = true; location.reload(); }]].forEach(function (pair) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'linkish';
      button.textContent = pair[0];
      button.addEventListener('click', pair[1]);
      place.after(' ', button);
    });
  }
  function showErrors(errors) {
    say('err', errors.map(function (pair) { return pair[1]; }).join(' '));
  }
  /* Everything the server says hangs on what was saved: findings, points, the state of the item. */
  function showLive(reply) {
    say('saved', reply.saved);
    form.querySelector('[data-score]').innerHTML = reply.score;
    form.querySelector('[data-together]').innerHTML = reply.together;
    cards.querySelectorAll('[data-comment]').forEach(function (card) {
      card.querySelector('[data-notes]').innerHTML = reply.comments[card.dataset.comment] || '';
    });
    const mark = document.querySelector('[data-own-mark]');
    if (mark) {
      mark.closest('li').className = mark.closest('li').className.replace(/todo|doing|done/, reply.state);
      mark.querySelector('[data-mark-state]').textContent = words['text' + reply.state.charAt(0).toUpperCase() + reply.state.slice(1)];
    }
    const count = document.querySelector('[data-count-done]');
    if (count) { count.textContent = reply.done; }
    document.dispatchEvent(new CustomEvent('session-used'));
  }

  /* --- saving ------------------------------------------------------------------------------------------------------- */
  function csrfToken() {
    const found = document.cookie.split('; ').find(function (pair) { return pair.startsWith(words.csrfCookie + '='); });
    return found ? decodeURIComponent(found.slice(words.csrfCookie.length + 1)) : form.elements.csrfmiddlewaretoken.value;
  }
  function request(keepalive) {
    revision += 1;
    dirty = false;
    const body = new URLSearchParams(new FormData(form));
    body.set('revision', String(revision));
    form.elements.revision.value = String(revision);
    return fetch(words.saveUrl, {
      method: 'POST', credentials: 'same-origin', redirect: 'manual', keepalive: keepalive, body: body,
      headers: { Accept: 'application/json', 'X-CSRFToken': csrfToken() }
    });
  }
  function schedule(delay) {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(send, delay);
  }
  function send() {
    clearTimeout(timer);
    if (stopped || leaving || conflict || sending || !dirty) { return; }
    sending = true;
    say('meta', words.textSaving);
    request(false).then(function (response) {
      sending = false;
      return handle(response);
    }, function () { sending = false; again('offline'); }).then(function () { if (dirty && !retryAfter) { send(); } });
  }
  function handle(response) {
    if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) { again('expired'); return undefined; }
    if (response.status === 429 || response.status >= 500) { again(''); return undefined; }
    retryAfter = 0;
    showBanner('');
    return response.json().catch(function () { return {}; }).then(function (reply) {
      if (response.ok) { if (!dirty) { showLive(reply); } return; }
      if (response.status === 400) { showErrors(reply.errors || []); return; }
      if (reply.code === 'newer_review') { showConflict(reply.current); return; }
      stopped = true;
      showBanner('closed');
    });
  }
  function again(reason) {
    dirty = true;
    if (reason) { showBanner(reason); }
    say('meta', words.textFailed);
    retryAfter = Math.min(30000, (retryAfter || 1000) * 2);
    clearTimeout(timer);
    timer = setTimeout(send, retryAfter);
  }
  function flush() {
    if (dirty && !stopped && !leaving && !conflict) { request(true).catch(function () { dirty = true; }); }
  }

  /* --- citing ------------------------------------------------------------------------------------------------------- */
  function boxesOf(card) { return Array.from(card.querySelectorAll('[data-body] input[name$="-evidence"]')); }
  function elsewhereOf(card) { return card.querySelector('input[name$="-elsewhere"]'); }
  function typed(card) { return elsewhereOf(card).value.split(/[\s,;]+/).filter(Boolean); }
  function citedBy(card) {
    return boxesOf(card).filter(function (box) { return box.checked; }).map(function (box) { return box.value; }).concat(typed(card));
  }
  function tellCited(card) {
    const place = card.querySelector('[data-cited]');
    const found = citedBy(card);
    place.replaceChildren();
    if (!found.length) {
      const none = document.createElement('span');
      none.className = 'mute';
      none.textContent = words.textNone;
      place.append(none);
    }
    found.forEach(function (key) {
      const chip = document.createElement('span');
      chip.className = 'chip on';
      chip.textContent = key;
      place.append(chip, ' ');
    });
  }
  function tellPlaces() {
    const used = new Set();
    cards.querySelectorAll('[data-comment]').forEach(function (card) {
      if (card.querySelector('[data-gone]').hidden) { citedBy(card).forEach(function (key) { used.add(key); }); }
    });
    const own = active ? citedBy(active) : [];
    document.querySelectorAll('[data-place]').forEach(function (para) {
      para.classList.toggle('used', used.has(para.dataset.place));
      para.querySelector('button.place').setAttribute('aria-pressed', String(own.includes(para.dataset.place)));
    });
  }
  function activate(card) {
    if (active) { active.classList.remove('active'); }
    active = card;
    if (card) { card.classList.add('active'); }
    tellPlaces();
  }
  function cite(key) {
    if (!active || !active.querySelector('[data-gone]').hidden) { activate(liveCards()[0] || null); }
    if (!active) { add('strength', true); }
    const box = boxesOf(active).find(function (one) { return one.value === key; });
    if (box) { box.checked = !box.checked; } else {
      const field = elsewhereOf(active), held = typed(active);
      field.value = (held.includes(key) ? held.filter(function (one) { return one !== key; }) : held.concat(key)).join(', ');
    }
    tellCited(active);
    tellPlaces();
    schedule(300);
  }
  document.querySelectorAll('[data-place] > .place').forEach(function (label) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'place';
    button.textContent = label.textContent;
    button.title = words.textCite;
    button.addEventListener('click', function () { cite(label.textContent); });
    label.replaceWith(button);
  });

  /* --- comments ----------------------------------------------------------------------------------------------------- */
  function liveCards() {
    return Array.from(cards.querySelectorAll('[data-comment]')).filter(function (card) { return card.querySelector('[data-gone]').hidden; });
  }
  function kindOf(card) { return (card.querySelector('input[name$="-kind"]:checked') || { value: 'strength' }).value; }
  function number() {
    const counts = { strength: 0, ofi: 0 };
    liveCards().forEach(function (card) {
      const kind = kindOf(card);
      counts[kind] += 1;
      card.classList.toggle('strength', kind === 'strength');
      card.classList.toggle('ofi', kind === 'ofi');
      card.querySelector('[data-title]').textContent = (kind === 'ofi' ? words.textOfi : words.textStrength) + ' ' + counts[kind];
    });
  }
  function uuid() {
    if (window.crypto.randomUUID) { return window.crypto.randomUUID(); }
    const b = window.crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    return Array.from(b, function (n, k) { return ([4, 6, 8, 10].includes(k) ? '-' : '') + n.toString(16).padStart(2, '0'); }).join('');
  }
  function add(kind, quiet) {
    const key = uuid();
    const holder = document.createElement('div');
    holder.innerHTML = document.querySelector('template[data-blank="' + kind + '"]').innerHTML.split(words.newKey).join(key);
    const card = holder.firstElementChild;
    const after = liveCards().filter(function (one) { return kind === 'strength' ? kindOf(one) === 'strength' : true; }).pop();
    if (after) { after.after(card); } else { cards.prepend(card); }
    prepare(card);
    number();
    activate(card);
    if (!quiet) { card.querySelector('textarea').focus(); }
  }
  function remove(card, gone) {
    card.querySelector('[data-gone]').hidden = !gone;
    card.querySelector('[data-body]').hidden = gone;
    card.querySelector('input[name$="-remove"]').checked = gone;
    if (gone && active === card) { activate(null); }
    card.querySelector(gone ? '[data-undo]' : 'textarea').focus();
    number();
    tellPlaces();
    schedule(150);
  }
  function prepare(card) {
    card.querySelector('[data-plain-remove]').hidden = true;
    const button = card.querySelector('[data-remove]');
    button.hidden = false;
    button.addEventListener('click', function () { remove(card, true); });
    card.querySelector('[data-undo]').addEventListener('click', function () { remove(card, false); });
  }
  form.querySelectorAll('[data-add]').forEach(function (button) {
    button.addEventListener('click', function (event) { event.preventDefault(); add(button.dataset.add, false); });
  });

  /* --- rating ------------------------------------------------------------------------------------------------------- */
  function showSays(box, code) {
    box.classList.add('live');
    box.querySelectorAll('[data-says]').forEach(function (line) { line.classList.toggle('shown', line.dataset.says === code); });
  }
  function chosenIn(box) { const found = box.querySelector('input:checked'); return found ? found.value : ''; }
  form.querySelectorAll('[data-factor]').forEach(function (box) {
    showSays(box, chosenIn(box));
    box.querySelectorAll('label').forEach(function (label) {
      label.addEventListener('mouseenter', function () { showSays(box, label.querySelector('input').value); });
    });
    box.querySelector('.ruler-steps').addEventListener('mouseleave', function () { showSays(box, chosenIn(box)); });
  });
  /* A percent of another range goes when the range changes: the choice within starts anew. */
  function clearOutside(radio) {
    const own = radio.closest('.step-range');
    form.querySelectorAll('input[name=percent]:checked').forEach(function (one) { if (!own.contains(one)) { one.checked = false; } });
  }

  /* --- events ------------------------------------------------------------------------------------------------------- */
  function changed(target) {
    const card = target.closest('[data-comment]');
    if (card) { tellCited(card); number(); tellPlaces(); }
    if (target.name === 'range') { clearOutside(target); }
    const factor = target.closest('[data-factor]');
    if (factor) { showSays(factor, chosenIn(factor)); }
  }
  form.addEventListener('input', function (event) {
    if (event.isComposing) { return; }
    schedule(event.target.matches('input[type=radio], input[type=checkbox], select') ? 200 : 900);
  });
  form.addEventListener('compositionend', function () { schedule(900); });
  form.addEventListener('change', function (event) { changed(event.target); schedule(200); });
  form.addEventListener('focusin', function (event) {
    const card = event.target.closest('[data-comment]');
    if (card && card !== active) { activate(card); }
  });
  form.addEventListener('keydown', function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') { event.preventDefault(); dirty = true; send(); return; }
    if (event.key === 'Enter' && event.target.matches('input')) { event.preventDefault(); return; }
    const group = event.target.matches('input[type=radio]') && event.target.closest('.ruler-steps, .levels');
    if (!group || !/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) { return; }
    const choices = group.matches('.levels') ? group.querySelectorAll('input[name=range]') : group.querySelectorAll('input');
    const wanted = choices[Number(event.key) - 1];
    if (wanted) { event.preventDefault(); wanted.checked = true; wanted.focus(); wanted.dispatchEvent(new Event('change', { bubbles: true })); }
  });
  form.addEventListener('submit', function (event) {
    if (blockedBy === 'offline' || blockedBy === 'expired') { event.preventDefault(); banner.scrollIntoView(); send(); return; }
    leaving = true;
    clearTimeout(timer);
  });
  window.addEventListener('pagehide', flush);
  window.addEventListener('pageshow', function (event) { if (event.persisted) { leaving = false; } });
  window.addEventListener('beforeunload', function (event) {
    if (!leaving && blockedBy && blockedBy !== 'closed' && dirty) { event.preventDefault(); event.returnValue = ''; }
  });
  window.addEventListener('offline', function () { showBanner('offline'); });
  window.addEventListener('online', function () { if (blockedBy === 'offline') { showBanner(''); } send(); });
  document.addEventListener('visibilitychange', function () { if (document.visibilityState === 'hidden') { flush(); } else { send(); } });

  cards.querySelectorAll('[data-comment]').forEach(prepare);
  form.querySelectorAll('[data-script-only]').forEach(function (hint) { hint.hidden = false; });
  tellPlaces();
}());
