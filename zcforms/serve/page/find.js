// A short code leads to its pledge: the page that it opens comes back here for the next person.
(function () {
  'use strict';
  var here = location.pathname.replace(/\/$/, ''), short = document.getElementById('short');
  function say(words) { document.getElementById('find-fault').textContent = words; }
  document.getElementById('find-form').addEventListener('submit', function (event) {
    event.preventDefault();
    fetch(here + '/find', {
      method: 'POST', cache: 'no-store', credentials: 'omit',
      headers: {'Content-Type': 'application/json'}, body: JSON.stringify({code: short.value})
    }).then(function (reply) { return reply.json(); }).then(function (told) {
      if (told.error) { say(told.error + '。' + told.hint); return; }
      short.value = '';
      location.assign(here + '/' + told.link + '#next');
    }).catch(function () { say('没有连上，看看网络，再按一次'); });
  });
  short.focus();
}());
