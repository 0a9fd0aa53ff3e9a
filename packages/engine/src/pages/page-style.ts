/**
 * The one style of every page. It is static, so that the Content-Security-Policy can contain its hash, and it loads nothing.
 * In both colour schemes text has a contrast of 4.5 to 1, and the edge of a control 3 to 1 (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --ground: #eef1f6; --glow: #dfe7f6; --card: #ffffff; --line: #dde3ec; --edge: #8390a5; --shadow: #1f2f5014;
  --text: #17202e; --soft: #535f73; --quiet: #f3f5f9; --accent: #2450c4; --strong: #1b3f9f; --on-accent: #ffffff;
  --tint: #e9effc; --warm: #8a4b0f; --warm-tint: #fcefdf; --good: #17663f; --good-tint: #e0f4e9;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e131a; --glow: #172338; --card: #171e28; --line: #2d3846; --edge: #67768c; --shadow: #00000066;
    --text: #e9eef5; --soft: #a8b4c5; --quiet: #1e2632; --accent: #9dbbff; --strong: #bcd1ff; --on-accent: #0d1933;
    --tint: #202c42; --warm: #f2bd7f; --warm-tint: #382a1b; --good: #86d9ac; --good-tint: #183226;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100svh; padding: 1.5rem; display: grid; gap: 1.25rem;
  align-content: center; justify-items: center;
  background: radial-gradient(60rem 36rem at 50% -8rem, var(--glow), transparent) no-repeat var(--ground);
  color: var(--text); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
  -webkit-text-size-adjust: 100%; text-size-adjust: 100%;
}
.app {
  display: flex; align-items: center; gap: .75rem; width: 100%; max-width: 27rem; font-size: 1.125rem; line-height: 1.3;
  font-weight: 650; overflow-wrap: anywhere;
}
.app img { display: block; height: 2.5rem; max-width: 12rem; object-fit: contain; }
.app bdi { min-width: 0; }
main {
  width: 100%; max-width: 27rem; padding: 2.5rem; background: var(--card); overflow-wrap: anywhere;
  border: 1px solid var(--line); border-radius: 1.25rem; box-shadow: 0 1.5rem 3rem -1rem var(--shadow);
}
.icon {
  display: block; width: 3rem; height: 3rem; padding: .75rem; border-radius: .875rem; background: var(--tint);
  color: var(--accent); fill: none; stroke: currentColor; stroke-width: 1.75; stroke-linecap: round;
  stroke-linejoin: round;
}
.warm { background: var(--warm-tint); color: var(--warm); }
.good { background: var(--good-tint); color: var(--good); }
h1 {
  margin: 1.25rem 0 .5rem; font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.015em;
  text-wrap: balance;
}
p { margin: 0; color: var(--soft); text-wrap: pretty; }
p + p { margin-top: .75rem; }
strong { color: var(--text); font-weight: 600; }
.account {
  display: flex; align-items: center; gap: .75rem; margin-top: 1.25rem; padding: .75rem .875rem;
  border-radius: .875rem; background: var(--quiet);
}
.account span { min-width: 0; }
.account strong { display: block; }
.initial {
  flex: none; display: grid; place-items: center; width: 2.25rem; height: 2.25rem; border-radius: 50%;
  background: var(--tint); color: var(--accent); font-weight: 600; line-height: 1;
}
.quote { margin-top: 1.25rem; font-size: .9375rem; }
.quote code { display: block; width: fit-content; margin-top: .375rem; }
code {
  display: inline-block; padding: .125rem .4rem; border-radius: .375rem; background: var(--tint); color: var(--text);
  font: 600 .875rem/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; letter-spacing: .03em;
}
.actions { display: grid; gap: .75rem; margin-top: 1.75rem; }
form { margin: 0; }
.button, .provider {
  min-height: 3rem; padding: .6875rem 1rem; border: 1px solid var(--edge); border-radius: .75rem; color: var(--text);
  background: transparent; font: inherit; font-weight: 600; line-height: 1.5; text-decoration: none; cursor: pointer;
}
.button { display: block; width: 100%; text-align: center; }
.button:hover, .provider:hover { background: var(--tint); }
.primary { background: var(--accent); border-color: transparent; color: var(--on-accent); }
.primary:hover { background: var(--strong); }
.providers { display: grid; gap: .75rem; margin: 1.5rem 0 0; padding: 0; list-style: none; }
.provider { display: flex; align-items: center; gap: .75rem; }
.provider::after { content: "\\2192" / ""; margin-left: auto; color: var(--soft); font-weight: 400; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
@media (max-width: 30rem) {
  body { padding: 0; gap: 0; background: var(--card); align-content: start; justify-items: stretch; }
  .app { max-width: none; padding: 1rem 1.5rem; border-bottom: 1px solid var(--line); }
  main { max-width: none; padding: 2.5rem 1.5rem 2rem; border: 0; border-radius: 0; box-shadow: none; }
}
`
