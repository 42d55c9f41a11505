/* The charts in detail: loads plotly only when somebody wants it, and says so if it does not come. */
(function () {
  'use strict';
  /* plotly.js brings the styles of a map library. Where an element of this id stands it does not write them. */
  var MAP_STYLES = '9f215cf04c5486422605d13261cb87401f4e7763b6296af81e98efbc0130da53';
  var loading = null;

  function library(address) {
    if (loading) { return loading; }
    var placeholder = document.createElement('meta');
    placeholder.id = MAP_STYLES;
    document.head.appendChild(placeholder);
    /* Its own styles stand in result.css: an element of this name and class keeps it from writing them. */
    var own = document.createElement('meta');
    own.id = 'plotly.js-style-global';
    own.className = 'no-inline-styles';
    document.head.appendChild(own);
    loading = new Promise(function (resolve, reject) {
      var script = document.createElement('script');
      script.src = address;
      script.onload = resolve;
      script.onerror = function () { loading = null; reject(new Error(address)); };
      document.head.appendChild(script);
    });
    return loading;
  }

  function explore(button) {
    var name = button.dataset.explore;
    var place = document.getElementById(name + '-place');
    var figure = JSON.parse(document.getElementById(name).textContent);
    figure.layout.font = Object.assign({}, figure.layout.font, { family: getComputedStyle(document.body).fontFamily });
    button.disabled = true;
    button.setAttribute('aria-busy', 'true');
    library(button.dataset.library).then(function () {
      place.hidden = false;
      return window.Plotly.newPlot(place, figure.data, figure.layout, {
        responsive: true, displayModeBar: false
      });
    }).then(function () {
      button.hidden = true;
    }).catch(function () {
      button.disabled = false;
      button.removeAttribute('aria-busy');
      place.hidden = false;
      place.textContent = button.dataset.failed;
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll('[data-explore]'), function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { explore(button); });
  });

  /* A link into a closed part opens it. */
  function openTarget() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === 'DETAILS') { target.open = true; }
  }
  window.addEventListener('hashchange', openTarget);
  openTarget();
}());
