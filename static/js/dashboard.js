/* The dashboards: the address to the clipboard, and arrow keys from tile to tile on the map. */
(function () {
  'use strict';

  document.querySelectorAll('[data-copy-address]').forEach(function (button) {
    if (!navigator.clipboard) { return; }
    var words = button.textContent;
    button.hidden = false;
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(location.href).then(function () {
        button.textContent = button.dataset.done;
        setTimeout(function () { button.textContent = words; }, 2000);
      });
    });
  });

  var WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function middle(element) {
    var box = element.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  }

  /* The nearest tile that lies further in the direction, what lies straight ahead before what lies aside. */
  function next(tiles, from, way) {
    var here = middle(from), best = null, least = Infinity;
    tiles.forEach(function (tile) {
      var there = middle(tile), across = there[0] - here[0], down = there[1] - here[1];
      var ahead = across * way[0] + down * way[1], aside = Math.abs(across * way[1]) + Math.abs(down * way[0]);
      if (tile === from || ahead < 8) { return; }
      if (ahead + 3 * aside < least) { least = ahead + 3 * aside; best = tile; }
    });
    return best;
  }

  document.querySelectorAll('[data-map]').forEach(function (map) {
    var tiles = Array.prototype.slice.call(map.querySelectorAll('a'));
    map.addEventListener('keydown', function (event) {
      var way = WAYS[event.key];
      if (!way || !event.target.closest('a') || event.altKey || event.ctrlKey || event.metaKey) { return; }
      var found = next(tiles, event.target.closest('a'), way);
      if (found) { event.preventDefault(); found.focus(); }
    });
  });
}());
