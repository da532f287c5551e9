import { chromium } from 'playwright-core';
import { mkdirSync } from 'node:fs';
import { Visitor } from './visitor.mjs';
import { signInByCode } from './way.mjs';
import { Site, line, typed, clean } from './world.mjs';
const OUT='/tmp/w/shots'; mkdirSync(OUT,{recursive:true});
const L=process.env.L??'nl', widths=(process.env.W??'360,1280').split(',').map(Number), schemes=(process.env.S??'light').split(',');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const day=new Date(Date.now()-7*86400000).toISOString().slice(0,10);
const rows=[1,2,3,4].map((n)=>line(n,{customer:'C-77', email:'family@example.org', name:'Fa Mily', plan:'Sim 20', language: L, sold_online:day, contract_start:day, contract_end:'2028-11-30', monthly_fee:'20.00', device:'240.00'}));
const site = await Site.with(rows, {'policy.stop_window_s': 600});
async function shoot(v,name){
  for(const s of schemes) for(const w of widths){ await v.page.emulateMedia({colorScheme:s}); await v.page.setViewportSize({width:w,height:800});
    await v.page.screenshot({path:`${OUT}/${name}-${v.language}-${w}-${s}.png`, fullPage:true}); }
  console.log(name, v.page.url(), v.status);
}
const v=await Visitor.at(browser, site.url, {language:L});
try {
  await v.go('/sign-in'); await signInByCode(v, site, typed(rows[0]), rows[0].email); await shoot(v,'account');
  await v.go('/withdrawal'); await shoot(v,'withdrawal');
  await v.go('/cancel'); for (let i=0;i<3;i++) await v.page.locator('input[name=pick]').nth(i).check(); await v.press('main form button[type=submit]'); await shoot(v,'group');
  await v.press('.send button'); await shoot(v,'groupsent');
  const c=(await site.casesOf(rows[0]))[0].reference; await site.reaches(c,'waiting');
  await v.go('/case/'+c); await shoot(v,'case'); await v.page.emulateMedia({media:'print'}); await v.page.pdf({path:`${OUT}/case.pdf`}); await v.page.emulateMedia({media:'screen'});
  await v.go('/case/'+c+'/declared'); await shoot(v,'declared');
} catch(e){ console.log(e.message.slice(0,400)); await shoot(v,'error'); }
await browser.close(); await clean(); process.exit(0);
