"""What a browser's own sheet says of the elements that our forms use (HTML §15.3), as WeasyPrint has it."""

SHEET = """
head, meta, title { display: none }
body, div, header, h1, h2, html, ol, p, section { display: block }
li { display: list-item }
table { display: table }
colgroup { display: table-column-group }
col { display: table-column }
thead { display: table-header-group }
tbody { display: table-row-group }
tfoot { display: table-footer-group }
tr { display: table-row }
td, th { display: table-cell }
ol, p { margin-top: 1em; margin-bottom: 1em }
body { margin: 8px }
h1 { margin-top: .67em; margin-bottom: .67em }
h2 { margin-top: .83em; margin-bottom: .83em }
ol { padding-left: 40px }
table { border-spacing: 2px; border-collapse: separate }
td, th { padding: 1px }
thead, tbody, tfoot, table > tr { vertical-align: middle }
tr, td, th { vertical-align: inherit }
th { font-weight: bold }
h1 { font-size: 2em; font-weight: bold }
h2 { font-size: 1.5em; font-weight: bold }
small { font-size: smaller }
a[href] { color: blue }
table, td, th { border-color: gray }
thead, tbody, tfoot, tr { border-color: inherit }
a[href] { text-decoration: underline }
br::before { content: "\\A"; white-space: pre-line }
wbr::before { content: "\\200B" }
ol { list-style-type: decimal }
li::marker { white-space: pre }
table { text-indent: initial }
img { overflow: hidden }
table { box-sizing: border-box }
ol { counter-reset: list-item }
h1 { bookmark-level: 1 }
h2 { bookmark-level: 2 }
h1, h2 { hyphens: manual; break-after: avoid; break-inside: avoid }
ol { break-before: avoid }
@page {
  margin: 75px;
  @top-left-corner { text-align: right; vertical-align: middle }
  @top-left { text-align: left; vertical-align: middle }
  @top-center { text-align: center; vertical-align: middle }
  @top-right { text-align: right; vertical-align: middle }
  @top-right-corner { text-align: left; vertical-align: middle }
  @left-top { text-align: center; vertical-align: top }
  @left-middle { text-align: center; vertical-align: middle }
  @left-bottom { text-align: center; vertical-align: bottom }
  @right-top { text-align: center; vertical-align: top }
  @right-middle { text-align: center; vertical-align: middle }
  @right-bottom { text-align: center; vertical-align: bottom }
  @bottom-left-corner { text-align: right; vertical-align: middle }
  @bottom-left { text-align: left; vertical-align: middle }
  @bottom-center { text-align: center; vertical-align: middle }
  @bottom-right { text-align: right; vertical-align: middle }
  @bottom-right-corner { text-align: left; vertical-align: middle }
}
"""
