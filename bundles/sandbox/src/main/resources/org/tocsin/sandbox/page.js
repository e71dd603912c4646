// SPDX-License-Identifier: Apache-2.0
'use strict';

// What arrived is written by strangers: it gets into the page as text only, never as markup.
(() => {
  const MAX_ROWS = 300;
  const PAUSE_MS = 200;
  const RETRY_MS = 500;
  const WAIT = 'PT25S';
  const WAIT_MS = 40000;

  const byId = id => document.getElementById(id);
  const events = document.querySelector('#events tbody');
  const lanes = document.querySelector('#lanes tbody');

  let run = null;
  let seen = 0;
  let after = 0;
  let lane = '';
  let poll = null;

  function ask(method, path, words, answered, failed) {
    const request = new XMLHttpRequest();
    request.open(method, path);
    request.timeout = WAIT_MS;
    request.onload = () => {
      if (request.status === 200) {
        answered(request.responseText);
      } else {
        failed(request.responseText);
      }
    };
    request.onerror = () => failed('The sandbox does not answer.');
    request.ontimeout = request.onerror;
    if (words === null) {
      request.send();
    } else {
      request.setRequestHeader('Content-Type', 'application/json');
      request.send(JSON.stringify(words));
    }
    return request;
  }

  function element(name, text, kind) {
    const made = document.createElement(name);
    made.textContent = text;
    if (kind) {
      made.className = kind;
    }
    return made;
  }

  // ---- what arrived ----

  function listen() {
    const path = '/sandbox/feed?after=' + after + '&seen=' + seen + '&wait=' + WAIT + '&lane=' + encodeURIComponent(lane);
    const mine = ask('GET', path, null, text => {
      if (poll === mine) {
        show(JSON.parse(text));
        poll = setTimeout(listen, PAUSE_MS);
      }
    }, text => {
      if (poll === mine) {
        away(text);
        poll = setTimeout(listen, RETRY_MS);
      }
    });
    poll = mine;
  }

  /** Another question is to be asked at once; what comes for the old one is not looked at. */
  function again() {
    const old = poll;
    poll = null;
    if (typeof old === 'number') {
      clearTimeout(old);
    } else if (old !== null) {
      old.abort();
    }
    seen = 0;
    listen();
  }

  function startOver() {
    events.textContent = '';
    after = 0;
  }

  function away(text) {
    byId('state').className = 'away';
    byId('state').textContent = text.trim() + ' Trying again …';
  }

  function show(news) {
    if (run !== null && run !== news.run) {
      run = news.run;
      startOver();
      seen = 0;
      return;
    }
    run = news.run;
    seen = news.seen;
    byId('state').className = news.up ? '' : 'away';
    byId('state').textContent = news.up ? 'Takes connections.' : 'Refuses connections.';
    byId('received').textContent = news.received;
    byId('accepted').textContent = news.accepted;
    byId('refused').textContent = news.received - news.accepted;
    byId('repeated').textContent = news.repeated;
    byId('down').hidden = !news.ownPort;
    showPlans(news.plans);
    showLanes(news);
    showEvents(news);
  }

  function showPlans(plans) {
    byId('plans').textContent = '';
    plans.forEach(plan => {
      const whose = plan.lane === '' ? 'all lanes' : plan.lane + ' (' + plan.key + ')';
      const often = plan.times === 0 ? 'until well again' : plan.times + ' more';
      byId('plans').append(element('li', plan.text + ', ' + whose + ', ' + often));
    });
  }

  // Rows and choices stay where they are, so that neither focus nor a choice is lost when figures change.
  function showLanes(news) {
    const known = new Set(news.lanes.map(one => one.lane));
    Array.from(lanes.rows).filter(row => !known.has(row.dataset.lane)).forEach(row => row.remove());
    const rows = new Map(Array.from(lanes.rows).map(row => [row.dataset.lane, row]));
    news.lanes.forEach(one => {
      const row = rows.get(one.lane) || laneRow(one);
      [one.received, one.accepted, one.repeated].forEach((figure, i) => {
        row.cells[i + 2].textContent = figure;
      });
      row.className = one.lane === lane ? 'mark' : '';
      row.querySelector('button').setAttribute('aria-pressed', one.lane === lane);
    });
    byId('more-lanes').textContent = news.moreLanes === 0 ? '' : 'and ' + news.moreLanes + ' that were silent for longer';
    const target = byId('target');
    const offered = new Set(Array.from(target.options).map(option => option.value));
    news.lanes.filter(one => one.lane !== 'none' && !offered.has(one.lane)).forEach(one => {
      const option = element('option', one.lane + ' (' + one.key + ')');
      option.value = one.lane;
      target.append(option);
    });
    Array.from(target.options)
      .filter(option => option.value !== '' && option.value !== target.value && !known.has(option.value))
      .forEach(option => option.remove());
  }

  function laneRow(one) {
    const row = document.createElement('tr');
    row.dataset.lane = one.lane;
    const button = element('button', one.lane);
    button.type = 'button';
    button.title = 'show this lane alone';
    button.addEventListener('click', () => choose(lane === one.lane ? '' : one.lane));
    const first = document.createElement('td');
    first.append(button);
    row.append(first, element('td', one.key), element('td', ''), element('td', ''), element('td', ''));
    lanes.append(row);
    return row;
  }

  function choose(id) {
    lane = id;
    byId('of-lane').textContent = id === '' ? '' : 'of ' + id;
    byId('all').hidden = id === '';
    startOver();
    again();
  }

  function showEvents(news) {
    Array.from(events.rows).filter(row => Number(row.dataset.n) < news.first).forEach(row => row.remove());
    news.events.forEach(event => events.prepend(eventRow(event)));
    after = news.last;
    while (events.rows.length > MAX_ROWS) {
      events.rows[events.rows.length - 1].remove();
    }
    const rows = events.querySelectorAll('tr:not(.whole)').length;
    byId('shown').textContent = rows === 0
      ? 'Nothing' + (lane === '' ? '' : ' of this lane') + ' is here yet.'
      : 'The newest ' + rows + ', the newest of them on top. A click on a number shows all of it.';
  }

  function eventRow(event) {
    const row = document.createElement('tr');
    row.dataset.n = event.n;
    const button = element('button', '#' + event.n);
    button.type = 'button';
    button.setAttribute('aria-expanded', 'false');
    button.addEventListener('click', () => toggle(event, row, button));
    const number = document.createElement('td');
    number.append(button);

    const time = element('td', clock(new Date(event.at)), 'time');
    time.title = event.at;

    const where = element('td', event.lane + ' ');
    where.append(element('span', event.key + ' no.\u00a0' + event.inLane, 'faint'));

    const what = element('td', event.format + ' ' + (event.action || '') + ' ');
    what.append(element('strong', event.summary || ''), ' ', element('span', event.dedupKey || '', 'faint'));

    const answer = document.createElement('td');
    answer.append(element('span', (event.status || 'no answer') + (event.accepted ? ' accepted' : ' refused'),
      event.accepted ? 'good' : 'bad'));
    if (event.failure) {
      answer.append(element('span', ' (' + event.failure + ')', 'faint'));
    }
    if (event.takenBefore > 0) {
      answer.append(' ', element('span', 'repeat of #' + event.takenBefore, 'mark'));
    } else if (event.tries > 1) {
      answer.append(' ', element('span', 'try ' + event.tries, 'mark'));
    }
    row.append(number, time, where, what, answer);
    return row;
  }

  function clock(date) {
    const two = number => String(number).padStart(2, '0');
    return two(date.getHours()) + ':' + two(date.getMinutes()) + ':' + two(date.getSeconds())
      + '.' + String(date.getMilliseconds()).padStart(3, '0');
  }

  // ---- one of them, whole ----

  function toggle(event, row, button) {
    const below = row.nextElementSibling;
    const open = below !== null && below.classList.contains('whole');
    button.setAttribute('aria-expanded', String(!open));
    if (open) {
      below.remove();
      return;
    }
    const whole = document.createElement('tr');
    whole.className = 'whole';
    whole.dataset.n = event.n;
    const cell = element('td', 'Asking …');
    cell.colSpan = 5;
    whole.append(cell);
    row.after(whole);
    ask('GET', '/sandbox/events/' + event.n, null, text => fill(cell, JSON.parse(text)), text => {
      cell.textContent = text;
    });
  }

  function fill(cell, event) {
    cell.textContent = '';
    const bytes = element('a', 'the exact ' + event.size + ' bytes');
    bytes.href = '/sandbox/events/' + event.n + '/body';
    const head = element('p', 'POST ' + event.path + ' at ' + event.at + ', ');
    head.append(bytes);
    cell.append(head, element('pre', event.body));
    if (event.cut) {
      cell.append(element('p', 'That is only the beginning.', 'faint'));
    }
    cell.append(element('p', event.status === 0 ? 'It got no answer.' : 'Its answer: ' + event.status));
    if (event.answer !== '') {
      cell.append(element('pre', event.answer));
    }
  }

  // ---- commands ----

  function tell(path, words) {
    byId('trouble').textContent = '';
    ask('POST', path, words, () => {}, text => {
      byId('trouble').textContent = text;
    });
  }

  function fail(button) {
    if (button.dataset.down !== undefined) {
      tell('/sandbox/down', button.dataset.down === '' ? {} : {for: button.dataset.down});
      return;
    }
    const words = {fail: button.dataset.fail, times: Number(byId('times').value)};
    if (button.dataset.retryAfter !== undefined) {
      words['retry-after'] = button.dataset.retryAfter;
    }
    if (button.dataset.pause !== undefined) {
      words.pause = button.dataset.pause;
    }
    if (byId('target').value !== '') {
      words.lane = byId('target').value;
    }
    tell('/sandbox/plan', words);
  }

  document.querySelectorAll('#failures button').forEach(button => {
    button.addEventListener('click', () => fail(button));
  });
  byId('well').addEventListener('click', () => {
    tell('/sandbox/clear', {});
    tell('/sandbox/up', {});
  });
  byId('forget').addEventListener('click', () => tell('/sandbox/forget', {}));
  byId('all').addEventListener('click', () => choose(''));
  listen();
})();
