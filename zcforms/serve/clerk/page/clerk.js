// The office page works without this script, but for what is sent as a file and what is watched.
(function () {
  'use strict';
  // A browser follows autofocus only when it paints: on a slow PC what is typed before that would be lost.
  var first = document.querySelector('[autofocus]');
  if (first && document.activeElement === document.body) { first.focus(); }

  var SOON = 1500, LATER = 8000;  // ms until the next look: while something is at work, and else

  // What is watched is asked for anew each time: nothing is missed by who sleeps, reloads or loses the net.
  var status = document.querySelector('[data-watch]'), begun = status && status.textContent;
  function tell(words) { if (status.textContent !== words) { status.textContent = words; } }
  function cells(row) {
    var found = document.querySelector('[data-mark="' + row.mark + '"]');
    if (!found) { return false; }
    ['found', 'made', 'signed'].forEach(function (name) {
      var cell = found.querySelector('[data-of="' + name + '"]');
      if (cell.textContent !== row[name]) { cell.textContent = row[name]; }
    });
    return true;
  }
  // How far a build is; its states are read out by who asks for them, the numbers are not.
  function work(told) {
    var stage = document.getElementById('stage'), bar = document.getElementById('done'), button = document.getElementById('build');
    stage.hidden = !told.stage;
    if (told.stage) {
      stage.querySelector('label').textContent = told.stage[0] + '：' + told.stage[1] + '/' + told.stage[2];
      bar.max = Math.max(1, told.stage[2]);
      bar.value = told.stage[1];
    }
    if (button) {
      button.disabled = told.building;
      if (told.made) { button.textContent = '再做一遍'; }
    }
  }

  // Whom one looks for is nobody's business but this page's: it goes into no address.
  var filter = document.getElementById('filter');
  function sift() {
    if (!filter) { return; }
    var word = document.getElementById('word').value.trim(), state = document.getElementById('state').value.split(':');
    var rows = document.querySelectorAll('[data-mark]'), shown = 0, said = document.getElementById('shown');
    Array.prototype.forEach.call(rows, function (row) {
      var named = row.cells[0].textContent + row.cells[1].textContent;
      var cell = state.length > 1 ? row.querySelector('[data-of="' + state[0] + '"]').textContent : '';
      row.hidden = named.indexOf(word) < 0 || (state.length > 1 && cell.indexOf(state[1]) < 0);
      if (!row.hidden) { shown += 1; }
    });
    var words = shown < rows.length ? '列出' + shown + '人，共' + rows.length + '人' : '';
    if (said.textContent !== words) { said.textContent = words; }
  }
  if (filter) {
    filter.hidden = false;
    filter.addEventListener('submit', function (event) { event.preventDefault(); });
    ['input', 'change'].forEach(function (kind) { filter.addEventListener(kind, sift); });
    sift();
  }

  function look() {
    fetch(status.getAttribute('data-watch'), {cache: 'no-store', headers: {'Accept': 'application/json'}}).then(function (reply) {
      if (reply.redirected || reply.status === 401) { location.assign('/office/login'); return null; }
      return reply.json();
    }).then(function (told) {
      if (!told) { return; }
      var until = status.getAttribute('data-until');  // that no longer is at work
      if (told.error) {  // the folder cannot be read as it is now: it is being saved, or to be mended
        tell(told.error + (told.hint ? '（' + told.hint + '）' : ''));
      } else if (until) {
        if (!told[until]) { location.reload(); return; }
        tell(begun);
      } else {
        var known = document.querySelectorAll('[data-mark]').length;
        var all = told.rows.every(cells);
        var general = Number(status.getAttribute('data-general'));
        if (!all || known !== told.rows.length || general !== told.general) { location.reload(); return; }
        tell(told.status);
        work(told);
        sift();
      }
      setTimeout(look, told.busy ? SOON : LATER);
    }).catch(function () {
      tell('没有连上服务，正在再试');
      setTimeout(look, LATER);
    });
  }
  if (status) { setTimeout(look, SOON); }

  // Pages are turned by the arrow keys too, but where these move something else.
  document.addEventListener('keydown', function (event) {
    var way = {ArrowLeft: 'prev', ArrowRight: 'next'}[event.key], link = way && document.querySelector('[rel=' + way + ']');
    var plain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (link && plain && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) { location.assign(link.href); }
  });

  // What cannot be undone is asked once more.
  document.addEventListener('submit', function (event) {
    var asked = event.target.getAttribute('data-sure');
    if (asked && !window.confirm(asked)) { event.preventDefault(); }
  });

  // A file is sent as it is: it has no name and no address that would tell of anybody.
  var drop = document.getElementById('drop');
  function say(words) { document.getElementById('said').textContent = words; }
  function send(file, isSure) {
    var button = document.getElementById('send'), left = document.getElementById('left');
    left.textContent = '';
    if (!file) { say('还没有选文件'); return; }
    if (file.size > Number(drop.getAttribute('data-most'))) { say('文件太大，分成几个ZIP发'); return; }
    button.disabled = true;
    say('正在发送、核对，请不要关上本页……');
    fetch('/office/receive', {
      method: 'POST', body: file,
      headers: {'Accept': 'application/json', 'Content-Type': 'application/octet-stream', 'X-CSRF': drop.getAttribute('data-csrf'), 'X-Sure': isSure ? '1' : ''}
    }).then(function (reply) { return reply.json(); }).then(function (told) {
      button.disabled = false;
      if (told.error) { say(told.error + '：' + told.hint); return; }
      if (told.void) {
        var who = told.void.slice(0, 8).join('、') + (told.void.length > 8 ? '等' : '');
        if (window.confirm('收下以后，' + told.void.length + '人签过的保证书要重签：' + who + '。确实要收吗？')) { send(file, true); } else { say('没有收，原来的不动'); }
        return;
      }
      var files = told.files || !told.workbook ? '放好' + told.files + '个文件' : '';
      document.getElementById('onward').hidden = false;
      var gone = told.gone || [];
      var lost = gone.length ? '（原来的工作簿里有、新的里没有的' + gone.length + '人：' + gone.slice(0, 8).join('、') + (gone.length > 8 ? '等' : '') + '；收错了的，把“换下的工作簿”里那份再收一次）' : '';
      say((told.workbook ? '工作簿已收下' + lost + (files ? '，' : '') : '') + files + (told.left.length ? '；' + told.left.length + '个没有放：' : '。'));
      told.why.forEach(function (name) {
        var line = document.createElement('li');
        line.textContent = name;
        left.appendChild(line);
      });
    }).catch(function () {
      button.disabled = false;
      say('没有发完：看看网络和文件是不是还在，再发一次');
    });
  }
  var photograph = document.getElementById('photograph');
  if (photograph) {
    photograph.addEventListener('submit', function (event) {
      var file = document.getElementById('file').files[0], button = document.getElementById('send');
      event.preventDefault();
      if (!file) { say('还没有选照片'); return; }
      button.disabled = true;
      say('正在发送、认二维码、摆正……');
      fetch(photograph.getAttribute('data-to'), {
        method: 'POST', body: file,
        headers: {'Accept': 'application/json', 'Content-Type': 'application/octet-stream', 'X-CSRF': photograph.getAttribute('data-csrf')}
      }).then(function (reply) { return reply.json(); }).then(function (told) {
        button.disabled = false;
        if (told.error) { say(told.error + '：' + told.hint); } else { location.assign(told.to); }
      }).catch(function () {
        button.disabled = false;
        say('没有发完：看看网络，再发一次');
      });
    });
  }
  if (drop) {
    drop.addEventListener('submit', function (event) {
      event.preventDefault();
      send(document.getElementById('file').files[0]);
    });
    ['dragover', 'dragleave', 'drop'].forEach(function (kind) {
      drop.addEventListener(kind, function (event) {
        event.preventDefault();
        drop.className = kind === 'dragover' ? 'over' : '';
        if (kind === 'drop') { send(event.dataTransfer.files[0]); }
      });
    });
  }
}());
