// The office page works without this script, but for what is sent as a file and what is watched.
(function () {
  'use strict';
}());
