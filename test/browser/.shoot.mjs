import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { Visitor } from './visitor.mjs';
import { Site, line, typed, clean } from './world.mjs';
const OUT='/tmp/w/shots'; mkdirSync(OUT,{recursive:true});
const langs=(process.env.L??'en').split(','), widths=(process.env.W??'360,1280').split(',').map(Number), schemes=(process.env.S??'light').split(',');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const rows=[1,2,3,4,5,6,7,8].map((n)=>line(n));
const site = await Site.with(rows, {'policy.stop_window_s': 600});
let n=0;
async function shoot(v,name){
  for(const s of schemes) for(const w of widths){ await v.page.emulateMedia({colorScheme:s}); await v.page.setViewportSize({width:w,height:800});
    await v.page.screenshot({path:`${OUT}/${name}-${v.language}-${w}-${s}.png`, fullPage:true}); }
}
for(const L of langs){
  const v=await Visitor.at(browser, site.url, {language:L});
  const row=rows[n++];
  await v.go('/'); await shoot(v,'front');
  await v.go('/sign-in'); await shoot(v,'signin');
  await v.go('/cancel');
  await v.press('main form button[type=submit]'); await shoot(v,'formbad');
  await v.page.fill('#line', typed(row)); await v.page.fill('#name','Ann Away'); await v.page.fill('#contact','away@example.net');
  await v.press('main form button[type=submit]'); await shoot(v,'code');
  await v.page.fill('#code', await site.sink.code(row.email)); await v.press('main form button[type=submit] >> nth=0'); await shoot(v,'summary');
  await v.press('.send button'); await shoot(v,'case'); await site.reaches(v.reference(),'waiting'); await v.go('/case/'+v.reference()); await shoot(v,'waiting');
  await v.context.close();
}
await browser.close(); await clean(); process.exit(0);
