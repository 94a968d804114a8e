// The office page works without this script, but for what is sent as a file and what is watched.
(function () {
  'use strict';
  var SOON = 1500, LATER = 8000;  // ms until the next look: while something is at work, and else

  // What is watched is asked for anew each time: nothing is missed by who sleeps, reloads or loses the net.
  var status = document.querySelector('[data-watch]');
  function cells(row) {
    var found = document.querySelector('[data-mark="' + row.mark + '"]');
    if (!found) { return false; }
    ['found', 'made', 'signed'].forEach(function (name) {
      var cell = found.querySelector('[data-of="' + name + '"]');
      if (cell.textContent !== row[name]) { cell.textContent = row[name]; }
    });
    return true;
  }
  function look() {
    fetch(status.getAttribute('data-watch'), {cache: 'no-store'}).then(function (reply) {
      if (reply.redirected || reply.status === 401) { location.assign('/office/login'); return null; }
      return reply.json();
    }).then(function (told) {
      if (!told) { return; }
      if (status.getAttribute('data-until')) {
        if (!told.busy) { location.reload(); return; }
      } else {
        var known = document.querySelectorAll('[data-mark]').length;
        var all = told.rows.every(cells);
        var general = Number(status.getAttribute('data-general'));
        if (!all || known !== told.rows.length || general !== told.general) { location.reload(); return; }
        if (status.textContent !== told.status) { status.textContent = told.status; }
      }
      setTimeout(look, told.busy ? SOON : LATER);
    }).catch(function () {
      status.textContent = '没有连上服务，正在再试';
      setTimeout(look, LATER);
    });
  }
  if (status) { setTimeout(look, SOON); }
}());
