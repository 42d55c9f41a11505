/* A page of the survey: each answer is saved as it is given, an older save never wins, nothing typed is lost. */
(function () {
  'use strict';

  const form = document.querySelector('form[data-survey]');
  if (!form || !window.fetch) { return; }
  const words = form.dataset;
  const banner = form.querySelector('[data-banner]');
  const pageState = form.querySelector('[data-page-state]');
  const items = new Map();
  let stopped = false;      /* submitted or cancelled: nothing more to save */
  let blockedBy = '';       /* 'offline' or 'expired' while saves do not get through */
  let leaving = false;      /* the form itself is on its way and carries everything */
  let retryAfter = 0;
  let retryTimer = 0;

  /* --- reading the controls --------------------------------------------------------------------------------------- */
  function control(item, name) { return form.elements.namedItem(name + '-' + item.code); }
  function textOf(item, name) { const found = control(item, name); return found ? found.value.trim() : ''; }
  function choiceOf(item) {
    const checked = item.box.querySelector('input[type=radio]:checked');
    return checked ? checked.value : '';
  }
  function reasonOf(item) {
    const list = control(item, 'r');
    const chosen = list && list.value !== '' ? list.options[list.selectedIndex].text : '';
    const free = textOf(item, 't');
    return chosen && free ? chosen + ' / ' + free : chosen || free;
  }
  function valueOf(item) {
    const choice = choiceOf(item);
    if (choice === 'unknown') { return 'unknown'; }
    if (choice === 'na') { return { na: reasonOf(item) }; }
    if (item.kind === 'rubric') { return choice === '' ? null : Number(choice); }
    if (item.kind === 'checklist') {
      const ticked = Array.from(item.box.querySelectorAll('input[type=checkbox]:checked'), function (box) { return box.value; });
      return ticked.length ? ticked : null;
    }
    const typed = textOf(item, 'v');
    if (typed === '') { return null; }
    return item.kind === 'percent' ? Number(typed) : { value: typed, unit: textOf(item, 'u') || null };
  }
  /* A reason still being written is no mistake yet. */
  function isHalfWritten(item) {
    return choiceOf(item) === 'na' && !item.reasonLeft && reasonOf(item).length < 10 && !(control(item, 'r') || {}).value;
  }

  /* --- saying how it stands --------------------------------------------------------------------------------------- */
  function say(place, className, text) {
    place.textContent = '';
    if (!text) { return; }
    const span = document.createElement('span');
    span.className = className;
    span.textContent = text;
    place.append(span);
  }
  function showBanner(reason) {
    if (blockedBy === reason) { return; }
    blockedBy = reason;
    banner.hidden = !reason;
    banner.textContent = '';
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
  function mark(item, isAnswered) {
    const place = document.querySelector('[data-mark="' + item.code + '"]');
    if (place) { say(place, isAnswered ? 'badge ok' : 'badge todo', isAnswered ? words.textAnswered : words.textNotAnswered); }
  }
  function clearFaults(item) {
    item.box.classList.remove('bad');
    item.box.querySelectorAll('.err').forEach(function (fault) { fault.remove(); });
    item.box.querySelectorAll('[aria-invalid]').forEach(function (field) { field.removeAttribute('aria-invalid'); });
    const summary = form.querySelector('[data-error-summary]');
    if (!summary) { return; }
    summary.querySelectorAll('a').forEach(function (link) {
      const target = document.getElementById(link.hash.slice(1));
      if (target && item.box.contains(target)) { link.closest('li').remove(); }
    });
    if (!summary.querySelector('li')) { summary.remove(); }
  }
  function showFault(item, errors) {
    const names = { value: 'v', na_reason: 't', note: 'n', evidence: 'e' };
    const field = Object.keys(errors)[0];
    const told = [].concat(errors[field]).join(' ');
    const place = control(item, names[field] || 'v');
    clearFaults(item);
    item.box.classList.add('bad');
    say(pageState, 'err', told);
    if (!place || !place.setAttribute) { say(item.state, 'err', told); return; }
    const line = document.createElement('p');
    const before = place.closest('.affix') || place;
    line.className = 'err';
    line.id = 'live-' + item.code;
    line.textContent = told;
    before.parentNode.insertBefore(line, before);
    item.state.textContent = '';
    place.setAttribute('aria-invalid', 'true');
    if (!(place.getAttribute('aria-describedby') || '').includes(line.id)) {
      place.setAttribute('aria-describedby', ((place.getAttribute('aria-describedby') || '') + ' ' + line.id).trim());
    }
  }
  function showSaved(item, reply) {
    clearFaults(item);
    say(item.state, 'saved', reply.saved);
    say(pageState, 'saved', reply.saved);
    const output = item.box.querySelector('output');
    if (output) { output.textContent = reply.readback; output.hidden = !reply.readback; }
    const warning = item.box.querySelector('[data-warning]');
    if (warning) { warning.textContent = reply.warning; warning.hidden = !reply.warning; }
    form.querySelector('[data-progress]').textContent = reply.progress.label;
    form.querySelector('[data-section-count]').textContent = reply.section.label.replace(/\s*\([^)]*\)\s*$/, '');
    form.querySelector('svg.meter .k-own').setAttribute('width', reply.section.percent + '%');
    mark(item, reply.is_answered);
    document.dispatchEvent(new CustomEvent('session-used'));
  }
  function showConflict(item, current) {
    item.conflict = true;
    say(item.state, 'err', words.textConflict);
    say(pageState, 'err', words.textConflict);
    const mine = document.createElement('button');
    const theirs = document.createElement('button');
    mine.type = theirs.type = 'button';
    mine.className = theirs.className = 'linkish';
    mine.textContent = words.textMine;
    theirs.textContent = words.textTheirs;
    mine.addEventListener('click', function () {
      item.conflict = false;
      item.revision = current.revision;
      item.dirty = true;
      send(item);
    });
    theirs.addEventListener('click', function () { item.dirty = false; flush(false); location.reload(); });
    item.state.append(' ', mine, ' ', theirs);
  }

  /* --- sending ---------------------------------------------------------------------------------------------------- */
  function csrfToken() {
    const found = document.cookie.split('; ').find(function (pair) { return pair.startsWith(words.csrfCookie + '='); });
    return found ? decodeURIComponent(found.slice(words.csrfCookie.length + 1)) : form.elements.csrfmiddlewaretoken.value;
  }
  function schedule(item, delay) {
    item.dirty = true;
    control(item, 'was').value = '';
    clearTimeout(item.timer);
    item.timer = setTimeout(function () { send(item); }, delay);
  }
  function request(item, keepalive) {
    item.revision += 1;
    item.dirty = false;
    control(item, 'rev').value = String(item.revision);
    return fetch(words.answerUrl.replace('CODE', encodeURIComponent(item.code)), {
      method: 'PUT', credentials: 'same-origin', redirect: 'manual', keepalive: keepalive,
      headers: { 'Content-Type': 'application/json', Accept: 'application/json', 'X-CSRFToken': csrfToken() },
      body: JSON.stringify({
        value: valueOf(item), revision: item.revision, confidence: control(item, 'c').value,
        note: control(item, 'n').value, evidence: control(item, 'e').value
      })
    });
  }
  function send(item) {
    clearTimeout(item.timer);
    if (stopped || leaving || item.conflict || item.sending || !item.dirty || isHalfWritten(item)) { return; }
    item.sending = true;
    say(item.state, 'meta', words.textSaving);
    request(item, false).then(function (response) {
      item.sending = false;
      return handle(item, response);
    }, function () {
      item.sending = false;
      again(item, 'offline');
    }).then(function () { if (item.dirty && !retryAfter) { send(item); } });
  }
  function handle(item, response) {
    if (response.type === 'opaqueredirect' || response.status === 401 || response.status === 403) {
      again(item, 'expired');
      return undefined;
    }
    if (response.status === 429 || response.status >= 500) { again(item, ''); return undefined; }
    retryAfter = 0;
    showBanner('');
    return response.json().catch(function () { return {}; }).then(function (reply) {
      if (response.ok) { if (!item.dirty) { showSaved(item, reply); } return; }
      if (response.status === 400) { showFault(item, reply.errors || { value: [reply.title] }); return; }
      if (reply.code === 'newer_answer') { showConflict(item, reply.current); return; }
      stopped = true;
      showBanner('closed');
    });
  }
  /* Keep the answer and try again: soon at first, then every half minute, and when the connection or the reader is back. */
  function again(item, reason) {
    item.dirty = true;
    if (reason) { showBanner(reason); }
    say(item.state, 'meta', words.textFailed);
    retryAfter = Math.min(30000, (retryAfter || 1000) * 2);
    clearTimeout(retryTimer);
    retryTimer = setTimeout(retry, retryAfter);
  }
  function retry() {
    clearTimeout(retryTimer);
    items.forEach(function (item) { if (item.dirty) { send(item); } });
  }
  function flush(keepalive) {
    if (stopped || leaving) { return; }
    items.forEach(function (item) {
      if (!item.dirty || item.conflict || isHalfWritten(item)) { return; }
      clearTimeout(item.timer);
      request(item, keepalive).catch(function () { item.dirty = true; });
    });
  }
  function hasUnsaved() {
    return Array.from(items.values()).some(function (item) { return item.dirty; });
  }

  /* --- moving by keyboard ----------------------------------------------------------------------------------------- */
  function firstControl(box) {
    return box.querySelector('input[type=radio]:checked:not([value=value])') ||
      box.querySelector('input:not([type=hidden]), select');
  }
  function goOn(box) {
    const boxes = Array.from(form.querySelectorAll('fieldset[data-code]'));
    const next = boxes[boxes.indexOf(box) + 1];
    (next ? firstControl(next) : form.querySelector('button[name=go]')).focus();
  }
  function isLevelKey(event, box) {
    const inGroup = event.target === box || event.target.type === 'radio';
    return inGroup && box.dataset.kind === 'rubric' && /^[0-9]$/.test(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey;
  }
  form.addEventListener('keydown', function (event) {
    const box = event.target.closest('fieldset[data-code]');
    if (!box) { return; }
    if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) { event.preventDefault(); return; }
    if (event.key === 'Enter' && event.target.matches('input')) { event.preventDefault(); goOn(box); return; }
    if (!isLevelKey(event, box)) { return; }
    const level = document.getElementById('a-' + box.dataset.code + '-' + event.key);
    if (!level) { return; }
    event.preventDefault();
    level.checked = true;
    level.focus();
    level.dispatchEvent(new Event('change', { bubbles: true }));
  });

  /* --- events ----------------------------------------------------------------------------------------------------- */
  function itemOf(event) {
    const box = event.target.closest('fieldset[data-code]');
    return box ? items.get(box.dataset.code) : undefined;
  }
  function showReason(item) {
    const block = item.box.querySelector('[data-na]');
    if (block) { block.hidden = choiceOf(item) !== 'na'; }
  }
  /* What is typed is the answer: "not known" of before gives way. */
  function chooseValue(item, target) {
    if (target.name !== 'v-' + item.code && target.name !== 'u-' + item.code) { return; }
    const radio = item.box.querySelector('input[type=radio][value=value]');
    if (radio) { radio.checked = true; showReason(item); }
  }
  form.addEventListener('input', function (event) {
    const item = itemOf(event);
    if (!item || event.isComposing) { return; }
    chooseValue(item, event.target);
    schedule(item, event.target.matches('input[type=radio], input[type=checkbox], select') ? 150 : 800);
  });
  form.addEventListener('compositionend', function (event) {
    const item = itemOf(event);
    if (item) { chooseValue(item, event.target); schedule(item, 800); }
  });
  form.addEventListener('change', function (event) {
    const item = itemOf(event);
    if (!item) { return; }
    if (event.target.type === 'radio') { item.reasonLeft = false; showReason(item); }
    if (event.target.name === 't-' + item.code) { item.reasonLeft = true; }
    schedule(item, 150);
  });
  form.addEventListener('submit', function (event) {
    if (blockedBy === 'offline' || blockedBy === 'expired') {
      event.preventDefault();
      banner.scrollIntoView();
      retry();
      return;
    }
    leaving = true;
    items.forEach(function (item) { clearTimeout(item.timer); });
  });
  window.addEventListener('pagehide', function () { flush(true); });
  window.addEventListener('pageshow', function (event) { if (event.persisted) { leaving = false; } });
  window.addEventListener('beforeunload', function (event) {
    if (!leaving && blockedBy && blockedBy !== 'closed' && hasUnsaved()) { event.preventDefault(); event.returnValue = ''; }
  });
  window.addEventListener('offline', function () { showBanner('offline'); });
  window.addEventListener('online', function () { if (blockedBy === 'offline') { showBanner(''); } retry(); });
  window.addEventListener('focus', retry);
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'hidden') { flush(true); } else { retry(); }
  });

  form.querySelectorAll('fieldset[data-code]').forEach(function (box) {
    const code = box.dataset.code;
    const item = {
      code: code, box: box, kind: box.dataset.kind, state: box.querySelector('[data-state]'), timer: 0,
      revision: 0, dirty: false, sending: false, conflict: false, reasonLeft: false
    };
    item.revision = Number(control(item, 'rev').value) || 0;
    items.set(code, item);
    showReason(item);
  });
  const hint = form.querySelector('[data-keys]');
  if (hint) { hint.hidden = false; }
  const arrived = location.hash.startsWith('#q-') ? document.getElementById(location.hash.slice(1)) : null;
  if (arrived && !form.querySelector('[data-error-summary]')) { firstControl(arrived).focus(); }
}());
