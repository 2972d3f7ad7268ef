"use strict";
(function () {
  function value(row, at, number) {
    var cell = row.cells[at];
    if (!number) return cell.textContent.trim();
    var v = cell.getAttribute("data-v");
    return v === null ? null : parseFloat(v);
  }
  function sort(table, at, down) {
    var head = table.tHead.rows[0].cells;
    var number = head[at].classList.contains("num");
    var body = table.tBodies[0];
    var rows = Array.prototype.slice.call(body.rows).map(function (row, n) {
      return { row: row, n: n, v: value(row, at, number) };
    });
    var compare = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" }).compare;
    rows.sort(function (a, b) {
      // Missing values stay last, whichever way.
      if (a.v === null || b.v === null) return (a.v === null) - (b.v === null) || a.n - b.n;
      var c = number ? a.v - b.v : compare(a.v, b.v);
      return (down ? -c : c) || a.n - b.n;
    });
    var part = document.createDocumentFragment();
    rows.forEach(function (r) { part.appendChild(r.row); });
    body.appendChild(part);
    for (var i = 0; i < head.length; i++) {
      head[i].setAttribute("aria-sort", i === at ? (down ? "descending" : "ascending") : "none");
    }
  }
  document.querySelectorAll("table.sortable").forEach(function (table) {
    var head = table.tHead.rows[0].cells;
    Array.prototype.forEach.call(head, function (cell, at) {
      cell.querySelector("button").addEventListener("click", function () {
        var now = cell.getAttribute("aria-sort");
        var first = cell.classList.contains("num") ? "descending" : "ascending";
        sort(table, at, now === "none" ? first === "descending" : now === "ascending");
      });
    });
  });
  document.querySelectorAll(".filter").forEach(function (box) {
    box.hidden = false;
    var input = box.querySelector("input");
    var found = box.querySelector(".found");
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLocaleLowerCase();
      var rows = document.getElementById(input.getAttribute("data-table")).tBodies[0].rows;
      var n = 0;
      Array.prototype.forEach.call(rows, function (row) {
        var fits = !wanted || row.textContent.toLocaleLowerCase().indexOf(wanted) >= 0;
        row.hidden = !fits;
        if (fits) n++;
      });
      found.textContent = wanted ? n + " of " + rows.length : "";
    });
  });
  function reveal() {
    var id = decodeURIComponent(location.hash.slice(1));
    var target = id && document.getElementById(id);
    if (!target) return;
    for (var at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  }
  window.addEventListener("hashchange", reveal);
  // A second click on the same link changes no hash, but the block may have been closed since.
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#']");
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  var closed = [];
  window.addEventListener("beforeprint", function () {
    closed = Array.prototype.slice.call(document.querySelectorAll("details:not([open])"));
    closed.forEach(function (d) { d.open = true; });
  });
  window.addEventListener("afterprint", function () {
    closed.forEach(function (d) { d.open = false; });
  });
  document.documentElement.classList.add("ready");
  reveal();
})();
