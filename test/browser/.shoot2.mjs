import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { Visitor } from './visitor.mjs';
import { Hlr, Site, line, typed, clean, until } from './world.mjs';
const OUT='/tmp/w/shots'; mkdirSync(OUT,{recursive:true});
const langs=(process.env.L??'en').split(','), widths=(process.env.W??'360,1280').split(',').map(Number), schemes=(process.env.S??'light').split(',');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const rows=[1,2,3,4].map((n)=>line(n,{customer:'C-77', email:'family@example.org', name:'Fa Mily', plan:'Sim 20', language: process.env.L??'en'}));
const site = await Site.with(rows, {'policy.stop_window_s': 600});
async function shoot(v,name){
  for(const s of schemes) for(const w of widths){ await v.page.emulateMedia({colorScheme:s}); await v.page.setViewportSize({width:w,height:800});
    await v.page.screenshot({path:`${OUT}/${name}-${v.language}-${w}-${s}.png`, fullPage:true}); }
  console.log(name, v.page.url(), v.status);
}
for(const L of langs){
  const v=await Visitor.at(browser, site.url, {language:L});
  try {
  await v.go('/sign-in'); await v.page.fill('#login', typed(rows[0])); await v.press('button[value=sign_in]'); await shoot(v,'signcode');
  await v.page.fill('#code', await site.sink.code(rows[0].email)); await v.press('main form button[type=submit] >> nth=0'); await shoot(v,'account');
  await v.go('/block'); await shoot(v,'block');
  await v.go('/account/password'); await shoot(v,'password');
  await v.go('/cancel'); await shoot(v,'formfamily');
  } catch(e){ console.log(e.message.slice(0,400), await v.text()); await shoot(v,'error'); }
  await v.context.close();
}
await browser.close(); await clean(); process.exit(0);
