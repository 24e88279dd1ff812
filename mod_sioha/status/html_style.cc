#include "mod_sioha/status/html_style.h"

namespace sioha {
namespace status {

const char kStatusStyle[] =
    ":root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--page:#f4f6f8;--card:#fff;--line:#dfe4ea;"
    "--good:#17663a;--goodbg:#d9f2e3;--warn:#7a4b00;--warnbg:#ffecc7;--bad:#9b1c1c;--badbg:#fddcdc;"
    "--idle:#1d4f91;--idlebg:#dfeafa;--off:#4b5563;--offbg:#e5e7eb}\n"
    "@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#9aa6b5;--page:#12161c;--card:#1b2129;"
    "--line:#303946;--good:#86e0ad;--goodbg:#15392a;--warn:#ffd27a;--warnbg:#45330c;--bad:#ffa8a8;"
    "--badbg:#4c1c1c;--idle:#a9cbff;--idlebg:#1c324f;--off:#c2c9d3;--offbg:#333b46}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;padding:1rem;max-width:76rem;background:var(--page);color:var(--ink);"
    "font:15px/1.45 system-ui,\"DejaVu Sans\",sans-serif}\n"
    "header{display:flex;flex-wrap:wrap;align-items:baseline;gap:0 .8rem}\n"
    "h1{font-size:1.35rem;margin:0}h2{font-size:1.1rem;margin:0}\n"
    "p{margin:.2rem 0;color:var(--soft)}\n"
    ".summary{margin:.7rem 0;padding:.6rem "
    ".9rem;border-radius:.5rem;font-weight:600;overflow-wrap:anywhere}\n"
    "section{background:var(--card);border:1px solid "
    "var(--line);border-radius:.5rem;padding:.9rem;margin:.8rem 0}\n"
    "table{width:100%;border-collapse:collapse;margin:.5rem 0}\n"
    "th,td{text-align:left;padding:.4rem .6rem .4rem 0;border-top:1px solid var(--line);vertical-align:top}\n"
    "thead th{border:0;color:var(--soft);font-weight:500;font-size:.85rem;white-space:nowrap}\n"
    "th small{display:block;font-weight:400}small{color:var(--soft)}\n"
    "td small{display:block}tbody th,td{overflow-wrap:anywhere}\n"
    ".number{font-variant-numeric:tabular-nums}\n"
    ".badge{display:inline-block;padding:.05rem .55rem;border-radius:1rem;font-size:.88rem;font-weight:600;"
    "white-space:nowrap}\n"
    ".good{color:var(--good);background:var(--goodbg)}.warn{color:var(--warn);background:var(--warnbg)}\n"
    ".bad{color:var(--bad);background:var(--badbg)}.idle{color:var(--idle);background:var(--idlebg)}\n"
    ".off{color:var(--off);background:var(--offbg)}\n"
    "meter{width:4.5rem;height:.7rem}.score{white-space:nowrap}\n"
    "details{border-top:1px solid var(--line);padding:.35rem 0}summary{cursor:pointer}\n"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.5rem 0 .5rem 1rem}\n"
    "dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}\n"
    "ol{margin:.5rem 0 .5rem 1rem;padding:0;list-style:none;font-size:.9rem}li span,li "
    "time{color:var(--soft)}\n"
    "footer{color:var(--soft);font-size:.85rem}\n"
    "@media(max-width:46em){thead{display:none}table,tbody,tr{display:block}"
    "tr{border-top:1px solid var(--line);padding:.5rem 0}"
    "tbody th,td{display:flex;flex-wrap:wrap;gap:0 .5rem;border:0;padding:.12rem 0}"
    "td::before{content:attr(data-title);color:var(--soft);flex:0 0 7rem}"
    "dl{margin-left:0}}\n";

}  // namespace status
}  // namespace sioha
