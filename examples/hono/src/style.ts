export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#eef1f6, #0e131a);
  --card: light-dark(#ffffff, #171e28);
  --line: light-dark(#dde3ec, #2d3846);
  --edge: light-dark(#758299, #75849a);
  --text: light-dark(#17202e, #e9eef5);
  --soft: light-dark(#535f73, #a8b4c5);
  --accent: light-dark(#2450c4, #9dbbff);
  --on-accent: light-dark(#ffffff, #0d1933);
  --tint: light-dark(#e9effc, #202c42);
}
* {
  box-sizing: border-box;
}
body {
  margin: 0;
  background: var(--ground);
  color: var(--text);
  font:
    1rem/1.6 system-ui,
    sans-serif;
  overflow-wrap: anywhere;
}
header,
main,
footer {
  max-width: 46rem;
  margin: auto;
  padding: 1rem 1.5rem;
}
header,
nav,
.account {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  gap: 0.5rem 1.25rem;
}
header {
  justify-content: space-between;
}
nav a {
  padding: 0.25rem 0;
  border-bottom: 2px solid transparent;
  color: var(--soft);
  text-decoration: none;
}
nav a[aria-current] {
  border-color: var(--accent);
  color: var(--text);
  font-weight: 600;
}
main {
  padding-block: 2.5rem;
}
h1 {
  margin: 0 0 1rem;
  font-size: clamp(1.75rem, 6vw, 2.5rem);
  line-height: 1.15;
  letter-spacing: -0.02em;
  text-wrap: balance;
}
footer {
  font-size: 0.875rem;
}
.lead,
footer,
small {
  color: var(--soft);
}
.lead {
  margin-top: -0.5rem;
}
a {
  color: var(--accent);
}
code {
  padding: 0.1rem 0.4rem;
  border-radius: 0.375rem;
  background: var(--tint);
  color: var(--text);
  font-size: 0.875em;
}
.ways {
  display: grid;
  gap: 0.75rem;
  margin: 2rem 0 0;
  padding: 0;
  list-style: none;
}
.ways li,
blockquote,
table {
  margin: 0;
  padding: 1rem 1.25rem;
  border: 1px solid var(--line);
  border-radius: 0.875rem;
  background: var(--card);
}
.ways li {
  display: flex;
  flex-wrap: wrap;
  justify-content: space-between;
  gap: 0.25rem 1rem;
}
blockquote {
  font-size: 1.25rem;
  white-space: pre-wrap;
}
table {
  width: 100%;
  border-spacing: 0;
}
th,
td {
  padding: 0.375rem 1rem 0.375rem 0;
  text-align: start;
  vertical-align: top;
}
th {
  overflow-wrap: break-word;
}
thead th {
  color: var(--soft);
  font-weight: 400;
}
main form {
  display: grid;
  gap: 0.75rem;
  justify-items: start;
}
label {
  font-weight: 600;
}
textarea {
  width: 100%;
  padding: 0.75rem 1rem;
  border: 1px solid var(--edge);
  border-radius: 0.875rem;
  background: var(--card);
  color: inherit;
  font: inherit;
}
button,
.button {
  display: inline-block;
  padding: 0.5rem 1rem;
  border: 1px solid var(--edge);
  border-radius: 0.625rem;
  background: none;
  color: inherit;
  font: inherit;
  text-decoration: none;
  cursor: pointer;
}
.button {
  border-color: transparent;
  background: var(--accent);
  color: var(--on-accent);
  font-weight: 600;
}
:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 3px;
}
`
