// The signing page. The strokes are the truth: the canvas only shows them, and nothing is stored.
(function () {
  'use strict';
  var DOT = 12;  // px: what is no larger is a dot
  var here = location.pathname.replace(/\/$/, '');
  var opened = null, strokes = [], current = null, pointer = null, request = '', shown = '';

  function at(id) { return document.getElementById(id); }
  function say(id, words) { at(id).textContent = words; }
  function show(id) {
    ['ask', 'read', 'draw', 'confirm', 'done'].forEach(function (one) { at(one).hidden = one !== id; });
    shown = id;
    window.scrollTo(0, 0);
  }

  if (!window.PointerEvent || !window.fetch || !window.crypto) {
    say('done-title', '这个浏览器太旧');
    say('done-text', '请用手机自带的浏览器、微信或360浏览器（2019年以后的）打开；或请经办人打印出来手签。');
    show('done');
    return;
  }

  // --- talking to the server --------------------------------------------------------------------

  function send(what, data) {
    return fetch(here + '/' + what, {
      method: 'POST', cache: 'no-store', credentials: 'omit',
      headers: {'Content-Type': 'application/json'}, body: JSON.stringify(data)
    }).then(function (reply) {
      return reply.json().then(function (told) { return {status: reply.status, told: told}; }, function () {
        return {status: reply.status, told: {error: '服务没有正常回答（' + reply.status + '）', hint: '请稍后再试'}};
      });
    }, function () {
      return {status: 0, told: {error: '没有连上', hint: '看看手机的网络，再按一次；不会签成两份'}};
    });
  }
  function fault(told) { return told.error + (told.hint ? '。' + told.hint : ''); }
  function finish(title, words) {
    strokes = []; opened = null;
    at('picture').removeAttribute('src');
    say('text', ''); say('name', ''); say('changes', '');
    say('done-title', title); say('done-text', words);
    show('done');
    wait(AFTER);
  }
  // On the office's tablet the page goes back to where the next person begins, also if nobody touches it.
  var IDLE = 180000, AFTER = 30000, counted = null;  // ms
  var isTablet = location.hash === '#next';
  function goOn() { location.replace(here.replace(/\/[^\/]*$/, '/')); }
  function wait(time) {
    if (!isTablet) { return; }
    clearTimeout(counted);
    counted = setTimeout(goOn, time);
  }
  ['pointerdown', 'keydown', 'scroll'].forEach(function (kind) {
    window.addEventListener(kind, function () { wait(shown === 'done' ? AFTER : IDLE); });
  });
  at('next').hidden = !isTablet;
  at('done-close').hidden = isTablet;
  at('next').addEventListener('click', goOn);

  function signed(told) {
    finish(told.state === '纸质' ? '已在纸上签署' : '签好了', told.said);
  }

  // --- first who, then what ---------------------------------------------------------------------

  at('ask-form').addEventListener('submit', function (event) {
    event.preventDefault();
    var digits = at('digits').value.replace(/\s/g, '');
    if (digits.length !== 4) { say('ask-fault', '请输入最后四位'); return; }
    at('ask-go').disabled = true;
    send('open', {digits: digits}).then(function (reply) {
      at('ask-go').disabled = false;
      if (reply.status !== 200) {
        say('ask-fault', fault(reply.told));
        at('digits').value = '';
        return;
      }
      at('digits').value = '';
      say('ask-fault', '');
      if (!reply.told.token) { signed(reply.told); return; }
      opened = reply.told;
      say('title', opened.title); say('text', opened.text); say('name', opened.name);
      say('words', opened.words);
      at('picture').src = opened.picture;
      at('changed').hidden = !opened.changed.length;
      say('changes', '');
      opened.changed.forEach(function (words) {
        var line = document.createElement('li');
        line.textContent = words;
        at('changes').appendChild(line);
      });
      show('read');
    });
  });
  at('digits').addEventListener('keydown', function (event) {
    // Enter that ends the input of a method of writing is no answer.
    if (event.key === 'Enter' && (event.isComposing || event.keyCode === 229)) { event.preventDefault(); }
  });
  at('read-go').addEventListener('click', function () { show('draw'); fit(); });

  // --- the pad ----------------------------------------------------------------------------------

  var pad = at('pad');

  function extent() {
    var box = [Infinity, Infinity, -Infinity, -Infinity];
    strokes.forEach(function (line) {
      line.forEach(function (dot) {
        box = [Math.min(box[0], dot[0]), Math.min(box[1], dot[1]), Math.max(box[2], dot[0]), Math.max(box[3], dot[1])];
      });
    });
    return box;
  }
  // What was drawn is shown whole even on a pad that has become narrower or lower.
  function zoom() {
    var box = extent();
    return strokes.length ? Math.min(1, pad.clientWidth / (box[2] + 8), pad.clientHeight / (box[3] + 8)) : 1;
  }
  function paint(canvas, scale, dx, dy) {
    var ratio = window.devicePixelRatio || 1, pen = canvas.getContext('2d');
    canvas.width = Math.round(canvas.clientWidth * ratio);
    canvas.height = Math.round(canvas.clientHeight * ratio);
    pen.fillStyle = '#fff';  // a browser that darkens pages leaves black ink black
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * dx, ratio * dy);
    pen.lineCap = pen.lineJoin = 'round';
    pen.lineWidth = 3;
    strokes.forEach(function (line) {
      pen.beginPath();
      pen.moveTo(line[0][0], line[0][1]);
      if (line.length === 1) { pen.lineTo(line[0][0] + 0.01, line[0][1]); }
      for (var i = 1; i < line.length; i++) {
        pen.quadraticCurveTo(line[i - 1][0], line[i - 1][1], (line[i - 1][0] + line[i][0]) / 2, (line[i - 1][1] + line[i][1]) / 2);
      }
      if (line.length > 1) { pen.lineTo(line[line.length - 1][0], line[line.length - 1][1]); }
      pen.stroke();
    });
  }
  var scale = 1;
  function fit() {
    if (shown === 'draw') { scale = zoom(); paint(pad, scale, 0, 0); }
    if (shown === 'confirm') { proof(); }
  }
  function proof() {
    var canvas = at('proof'), box = extent();
    var by = Math.min(1, (canvas.clientWidth - 16) / (box[2] - box[0] + 1), (canvas.clientHeight - 16) / (box[3] - box[1] + 1));
    paint(canvas, by, (canvas.clientWidth - (box[0] + box[2]) * by) / 2, (canvas.clientHeight - (box[1] + box[3]) * by) / 2);
  }
  function round(value) { return Math.round(value * 10) / 10; }
  function dot(event) {
    var box = pad.getBoundingClientRect();
    return [round((event.clientX - box.left - pad.clientLeft) / scale), round((event.clientY - box.top - pad.clientTop) / scale),
      Math.round(event.timeStamp), Math.round((event.pressure || 0) * 100) / 100];
  }
  pad.addEventListener('pointerdown', function (event) {
    if (pointer !== null || event.button > 0) { return; }  // a palm or a second finger draws nothing
    event.preventDefault();
    pointer = event.pointerId;
    if (pad.setPointerCapture) { pad.setPointerCapture(pointer); }
    current = [dot(event)];
    strokes.push(current);
    say('draw-fault', '');
    paint(pad, scale, 0, 0);
  });
  pad.addEventListener('pointermove', function (event) {
    if (event.pointerId !== pointer) { return; }
    event.preventDefault();
    var many = event.getCoalescedEvents ? event.getCoalescedEvents() : [];
    (many.length ? many : [event]).forEach(function (one) {
      var next = dot(one), last = current[current.length - 1];
      if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= 1) { current.push(next); }
    });
    paint(pad, scale, 0, 0);
  });
  ['pointerup', 'pointercancel', 'lostpointercapture'].forEach(function (kind) {
    pad.addEventListener(kind, function (event) {
      if (event.pointerId === pointer) { pointer = current = null; }
    });
  });
  ['touchstart', 'touchmove', 'contextmenu'].forEach(function (kind) {
    pad.addEventListener(kind, function (event) { event.preventDefault(); }, {passive: false});
  });
  at('draw').addEventListener('touchmove', function (event) { event.preventDefault(); }, {passive: false});
  window.addEventListener('resize', fit);
  window.addEventListener('orientationchange', fit);

  at('undo').addEventListener('click', function () { strokes.pop(); fit(); });
  at('clear').addEventListener('click', function () { strokes = []; fit(); });
  at('again').addEventListener('click', function () { strokes = []; show('draw'); fit(); });

  // --- confirming -------------------------------------------------------------------------------

  function doubts() {
    var box = extent(), length = 0, found = [];
    strokes.forEach(function (line) {
      for (var i = 1; i < line.length; i++) { length += Math.hypot(line[i][0] - line[i - 1][0], line[i][1] - line[i - 1][1]); }
    });
    if (box[2] - box[0] < 60 || box[3] - box[1] < 25) { found.push('字写得太小'); }
    if (box[3] - box[1] > box[2] - box[0]) { found.push('写成了几行，印出来字小（名字长的，把手机横过来写成一行）'); }
    if (strokes.length < 3 || length < 150) { found.push('笔画太少'); }
    return found;
  }
  at('draw-go').addEventListener('click', function () {
    var box = extent();
    if (!strokes.length || Math.max(box[2] - box[0], box[3] - box[1]) <= DOT) {
      say('draw-fault', '还没有写姓名');
      fit();
      return;
    }
    var found = doubts();
    say('doubts', found.length ? found.join('，') + '。通知要求字迹清晰端正；看不清请重写，确实如此可以确认。' : '');
    say('confirm-fault', '');
    var bytes = window.crypto.getRandomValues(new Uint8Array(16));
    request = Array.prototype.map.call(bytes, function (b) { return (b + 256).toString(16).slice(1); }).join('');
    show('confirm');
    proof();
  });
  at('confirm-go').addEventListener('click', function () {
    at('confirm-go').disabled = at('again').disabled = true;
    send('sign', {token: opened.token, request: request, strokes: strokes}).then(function (reply) {
      at('confirm-go').disabled = at('again').disabled = false;
      if (reply.status === 200) { signed(reply.told); } else { say('confirm-fault', fault(reply.told)); }
    });
  });

  // A page that comes back from the history starts anew: whoever holds the phone now is asked first.
  window.addEventListener('pageshow', function (event) { if (event.persisted) { location.reload(); } });
  show('ask');
  wait(IDLE);
  at('digits').focus();
}());
