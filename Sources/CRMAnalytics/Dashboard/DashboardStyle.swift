/// How dashboards look.
enum DashboardStyle {
  /// The style sheet.
  ///
  /// Sides are named by the direction of reading, so that it serves both.
  static let css: StaticString = """
    :root{color-scheme:light dark;--page:#f4f5f7;--card:#fff;--text:#1b1f27;--soft:#545c6b;--rule:#dde1e8;--bar:#2f6fb7;\
    --negative:#b4432f}
    @media (prefers-color-scheme:dark){:root{--page:#14171c;--card:#1e232b;--text:#e9ecf1;--soft:#a8b1c0;--rule:#353c48;\
    --bar:#6ea8e6;--negative:#e58a76}}
    *{box-sizing:border-box}
    body{margin:0;padding:1rem;background:var(--page);color:var(--text);line-height:1.5;\
    font-family:system-ui,'Segoe UI',Vazirmatn,'Noto Sans Arabic',Tahoma,Arial,sans-serif}
    header,main{max-width:72rem;margin-inline:auto}
    h1{font-size:1.6rem;margin:0;overflow-wrap:anywhere}
    h2{font-size:1.15rem;margin:1.75rem 0 .75rem;overflow-wrap:anywhere}
    .day,.note{color:var(--soft);margin:0}
    .items{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,24rem),1fr));align-items:start}
    .tiles,.wide,.items>figure:only-of-type{grid-column:1/-1}
    .tiles{display:grid;gap:1rem;margin:0;grid-template-columns:repeat(auto-fit,minmax(min(100%,11rem),1fr))}
    .card{background:var(--card);border:1px solid var(--rule);border-radius:.5rem;padding:.9rem 1rem;margin:0;min-width:0}
    dt,figcaption,caption{color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
    dd{margin:0;font-size:1.35rem;font-weight:600;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
    dd.note{font-size:.85rem;font-weight:400}
    figcaption{margin-block-end:.75rem}
    svg{display:block;overflow:visible;max-width:100%}
    svg text{font-size:14px;fill:var(--text)}
    svg .label{unicode-bidi:plaintext}
    svg .figure{font-weight:600;font-variant-numeric:tabular-nums}
    svg .mark{font-size:12px;fill:var(--soft);stroke:var(--card);stroke-width:4px;paint-order:stroke}
    svg .bar,svg .dot{fill:var(--bar)}
    svg .negative{fill:var(--negative)}
    svg .grid{stroke:var(--rule)}
    svg .curve{fill:none;stroke:var(--bar);stroke-width:2.5;stroke-linejoin:round}
    details{margin-block-start:.75rem}
    summary{color:var(--soft);font-size:.85rem;cursor:pointer}
    .scroll{overflow-x:auto}
    table{border-collapse:collapse;width:100%;font-size:.9rem}
    caption{text-align:start;padding-block-end:.5rem}
    th,td{padding:.35rem .5rem;border-block-end:1px solid var(--rule);text-align:end;vertical-align:top}
    th:first-child{text-align:start;min-width:7rem;overflow-wrap:break-word}
    thead th{color:var(--soft);font-weight:500}
    tbody th{font-weight:400}
    td{white-space:nowrap;font-variant-numeric:tabular-nums}
    @media (max-width:34rem){.tiles .card{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:baseline;\
    gap:0 1rem}dd{font-size:1.15rem}}
    @media print{body{background:#fff;padding:0}.card{break-inside:avoid}summary{display:none}}
    """
}
