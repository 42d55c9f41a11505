/* An item of the dossier: the text is saved as it is typed, nobody's newer text is overwritten, nothing typed is lost. */
(function () {
  'use strict';

  const form = document.querySelector('form[data-dossier]');
  if (!form || !window.fetch) { drawFigures(); return; }
  const words = form.dataset;
  const field = form.elements.text;
  const place = form.querySelector('[data-state]');
  const banner = form.querySelector('[data-banner]');
  const conflictBox = form.querySelector('[data-conflict]');
  const limit = Number(words.limit);
  let revision = Number(form.elements.revision.value) || 0;
  let saved = field.value;      /* the text as it is stored */
  let sent = null;              /* the text on its way, or that may have arrived without our knowing */
  let timer = 0;
  let retryAfter = 0;
  let sending = false;
  let stopped = false;          /* handed in meanwhile, or the period is over */
  let leaving = false;
  let conflict = false;

  /* --- saying how it stands --------------------------------------------------------------------------------------- */
  function say(target, className, text) {
    target.textContent = '';
    if (!text) { return; }
    const span = document.createElement('span');
    span.className = className;
    span.textContent = text;
    target.append(span);
  }
  function showBanner(reason, text) {
    banner.textContent = '';
    banner.hidden = !reason;
    if (!reason) { return; }
    const line = document.createElement('p');
    line.textContent = text;
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
  function length(text) { return Array.from(text.replace(/\r\n?/g, '\n').trim().normalize('NFC')).length; }
  function count() {
    const now = length(field.value);
    const over = now - limit;
    form.querySelector('[data-count-now]').textContent = now.toLocaleString('en');
    form.querySelector('[data-count]').classList.toggle('is-over', over > 0);
    form.querySelector('[data-count-bar]').setAttribute('width', Math.min(now / limit * 100, 100) + '%');
    const told = form.querySelector('[data-count-over]');
    told.hidden = over <= 0;
    told.textContent = over > 0 ? words.textOver.replace('N', over.toLocaleString('en')) : '';
    if (over > 0) { field.setAttribute('aria-invalid', 'true'); } else { field.removeAttribute('aria-invalid'); }
  }
  function isDirty() { return field.value !== saved; }

  /* --- saving ----------------------------------------------------------------------------------------------------- */
  function csrfToken() {
    const found = document.cookie.split('; ').find(function (pair) { return pair.startsWith(words.csrfCookie + '='); });
    return found ? decodeURIComponent(found.slice(words.csrfCookie.length + 1)) : form.elements.csrfmiddlewaretoken.value;
  }
  function request(keepalive) {
    sent = field.value;
    return fetch(words.textUrl, {
      method: 'PUT', credentials: 'same-origin', redirect: 'manual', keepalive: keepalive,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken() },
      body: JSON.stringify({ text: sent, revision: revision })
    });
  }
  function schedule(delay) {
    clearTimeout(timer);
    if (!conflict && !stopped) { say(place, 'meta', words.textUnsaved); }
    timer = setTimeout(save, delay);
  }
  function save() {
    clearTimeout(timer);
    if (sending || stopped || leaving || conflict || !isDirty()) { return Promise.resolve(); }
    sending = true;
    say(place, 'meta', words.textSaving);
    return request(false).then(function (response) {
      sending = false;
      return handle(response);
    }, function () {
      sending = false;
      again('offline', words.textOffline);
    }).then(function () { if (isDirty() && !retryAfter && !conflict) { return save(); } return undefined; });
  }
  function handle(response) {
    if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
      again('expired', words.textExpired);
      return undefined;
    }
    if (response.status === 429 || response.status >= 500) { again('', ''); return undefined; }
    retryAfter = 0;
    showBanner('');
    return response.json().catch(function () { return {}; }).then(function (reply) {
      if (response.ok) { stored(reply); return; }
      if (reply.code === 'newer') { newer(reply.current); return; }
      stopped = true;
      showBanner('closed', reply.title || words.textFailed);
      say(place, 'err', reply.title || words.textFailed);
    });
  }
  function stored(reply) {
    saved = sent;
    sent = null;
    revision = reply.revision;
    form.elements.revision.value = String(revision);
    say(place, 'saved', reply.saved);
    document.dispatchEvent(new CustomEvent('session-used'));
  }
  /* Our own save may have arrived although its answer did not: then the stored text is ours and no conflict. */
  function newer(current) {
    if (sent !== null && current.text === sent && current.text !== field.value) {
      saved = current.text;
      revision = current.revision;
      return;
    }
    conflict = true;
    say(place, 'err', words.textConflict);
    conflictBox.textContent = '';
    const head = document.createElement('p');
    const bold = document.createElement('b');
    bold.textContent = words.textConflict;
    head.append(bold, ' ' + [current.by, current.saved].filter(Boolean).join(', '));
    const title = document.createElement('p');
    title.className = 'hint';
    title.textContent = words.textTheirsHead;
    const body = document.createElement('div');
    body.className = 'dossier-stored';
    current.text.split(/\n+/).filter(Boolean).forEach(function (line) {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      body.append(paragraph);
    });
    const row = document.createElement('p');
    row.className = 'row';
    row.append(choice('btn', words.textMine, function () { settle(current); save(); }),
      choice('btn line', words.textTheirs, function () {
        settle(current);
        field.value = current.text;
        saved = field.value;
        count();
        say(place, 'saved', current.saved);
      }));
    conflictBox.append(head, title, body, row);
    conflictBox.hidden = false;
    conflictBox.scrollIntoView({ block: 'nearest' });
  }
  function choice(className, text, act) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = className;
    button.textContent = text;
    button.addEventListener('click', act);
    return button;
  }
  function settle(current) {
    conflict = false;
    revision = current.revision;
    form.elements.revision.value = String(revision);
    saved = current.text;
    conflictBox.hidden = true;
    field.focus();
  }
  function again(reason, text) {
    if (reason) { showBanner(reason, text); }
    say(place, 'meta', words.textFailed);
    retryAfter = Math.min(30000, (retryAfter || 1000) * 2);
    clearTimeout(timer);
    timer = setTimeout(function () { retryAfter = 0; save(); }, retryAfter);
  }
  function flush() {
    if (stopped || leaving || conflict || sending || !isDirty()) { return; }
    clearTimeout(timer);
    request(true).catch(function () { /* the next page has what was stored; this one asks before it is left */ });
  }

  field.addEventListener('input', function (event) { count(); if (!event.isComposing) { schedule(1200); } });
  field.addEventListener('compositionend', function () { count(); schedule(1200); });
  field.addEventListener('blur', function () { save(); });
  form.addEventListener('submit', function () { leaving = true; clearTimeout(timer); });
  window.addEventListener('pagehide', flush);
  window.addEventListener('pageshow', function (event) { if (event.persisted) { leaving = false; } });
  window.addEventListener('beforeunload', function (event) {
    if (!leaving && isDirty() && (conflict || retryAfter)) { event.preventDefault(); event.returnValue = ''; }
  });
  window.addEventListener('offline', function () { showBanner('offline', words.textOffline); });
  window.addEventListener('online', function () { showBanner(''); retryAfter = 0; save(); });
  document.addEventListener('visibilitychange', function () { if (document.visibilityState === 'hidden') { flush(); } });

  /* --- files ------------------------------------------------------------------------------------------------------ */
  const attach = form.querySelector('[data-attach]');
  if (attach) {
    const told = form.querySelector('[data-attach-state]');
    const bar = form.querySelector('[data-attach-progress]');
    attach.addEventListener('click', function (event) {
      event.preventDefault();
      const file = form.elements.file.files[0];
      if (!file) { say(told, 'err', words.textNone); form.elements.file.focus(); return; }
      if (file.size > Number(words.fileSize) * 1024 * 1024) { say(told, 'err', words.textTooLarge); return; }
      attach.disabled = true;
      save().then(function () { send(file, told, bar); });
    });
  }
  function send(file, told, bar) {
    const body = new FormData();
    body.append('file', file);
    body.append('label', form.elements.label.value);
    const xhr = new XMLHttpRequest();
    xhr.open('POST', words.attachUrl);
    xhr.setRequestHeader('Accept', 'application/json');
    xhr.setRequestHeader('X-CSRFToken', csrfToken());
    bar.hidden = false;
    bar.value = 0;
    say(told, 'meta', words.textSending);
    xhr.upload.addEventListener('progress', function (event) {
      if (!event.lengthComputable) { return; }
      bar.value = event.loaded / event.total * 100;
      if (event.loaded === event.total) { say(told, 'meta', words.textLooking); }
    });
    function failed(text) { attach.disabled = false; bar.hidden = true; say(told, 'err', text || words.textBroken); }
    xhr.addEventListener('error', function () { failed(''); });
    xhr.addEventListener('load', function () {
      let reply = {};
      try { reply = JSON.parse(xhr.responseText); } catch (error) { /* told as broken below */ }
      if (xhr.status !== 201) { failed(reply.title); return; }
      leaving = !isDirty();
      history.replaceState(null, '', '#attachments');
      location.reload();
    });
    xhr.send(body);
  }
  const guide = document.querySelector('[data-guide]');
  if (guide && !window.matchMedia('(min-width: 62rem)').matches) { guide.open = false; }
  count();

  /* --- a figure is drawn while its numbers are typed ---------------------------------------------------------------- */
  function drawFigures() {
    const figure = document.querySelector('form[data-figure]');
    const picture = document.querySelector('[data-preview]');
    if (!figure || !picture || !window.fetch) { return; }
    let waiting = 0;
    let number = 0;
    figure.addEventListener('input', function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () {
        const mine = number += 1;
        fetch(figure.dataset.previewUrl, {
          method: 'POST', credentials: 'same-origin', redirect: 'manual', body: new FormData(figure)
        }).then(function (response) { return response.ok ? response.text() : null; }).then(function (text) {
          if (text === null || mine !== number) { return; }
          /* The server's own page, every text in it escaped. */
          picture.innerHTML = text;
        }).catch(function () { /* the picture waits for the next number */ });
      }, 500);
    });
  }
}());
