(function () {
  "use strict";
  var panel = document.querySelector(".filter");
  var details = document.querySelectorAll("details");
  // What is closed on the screen is open on paper.
  var opened = [];
  window.addEventListener("beforeprint", function () {
    opened = [];
    details.forEach(function (item) { if (!item.open) { item.open = true; opened.push(item); } });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (item) { item.open = false; });
  });
  if (!panel) { return; }
  panel.hidden = false;
  var search = document.getElementById("search");
  var choices = ["severity", "family", "solution"].map(function (name) {
    return document.getElementById("by-" + name);
  });
  var rules = Array.prototype.map.call(document.querySelectorAll("article.rule"), function (block) {
    var head = block.querySelector("h3").textContent;
    return {
      block: block,
      family: block.dataset.family,
      rows: Array.prototype.map.call(block.querySelectorAll("tbody tr[id]"), function (row) {
        return { row: row, text: (head + " " + row.textContent).toLowerCase() };
      })
    };
  });
  var shown = document.getElementById("shown");
  function apply() {
    var words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    var severity = choices[0].value, family = choices[1].value, solution = choices[2].value;
    var count = 0, all = 0;
    rules.forEach(function (rule) {
      var mine = 0;
      rule.rows.forEach(function (item) {
        var fits = (!severity || item.row.dataset.severity === severity) &&
          (!family || rule.family === family) &&
          (!solution || item.row.dataset.solution === solution) &&
          words.every(function (word) { return item.text.indexOf(word) >= 0; });
        item.row.hidden = !fits;
        all += 1;
        if (fits) { mine += 1; }
      });
      rule.block.hidden = mine === 0;
      count += mine;
    });
    shown.textContent = count + " of " + all + " findings shown";
  }
  function clear() {
    search.value = "";
    choices.forEach(function (choice) { choice.value = ""; });
    apply();
  }
  search.addEventListener("input", apply);
  choices.forEach(function (choice) { choice.addEventListener("change", apply); });
  document.getElementById("clear").addEventListener("click", function () { clear(); search.focus(); });
  // A link to a finding that the filter hides shows it again.
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest("a[href^='#']") : null;
    var target = link && document.getElementById(link.getAttribute("href").slice(1));
    if (target && target.closest("[hidden]")) { clear(); }
  });
  window.addEventListener("beforeprint", clear);
  apply();
}());
