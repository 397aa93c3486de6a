import { documentHtml } from './shell.ts';

/**
 * The front page of a service that nobody can log in to by the web: no sandbox, no platform's login. It says that it runs and where to
 * go, and opens nothing.
 */
export const idlePage = (): string =>
  documentHtml({
    title: '正在运行',
    body:
      '<main class="page-main fault"><h1 class="top-title">招优正在运行</h1>' +
      '<p>这里没有可以登录的页面。请在飞书或企业微信里找“招优”机器人办理；找不到时，请联系本单位管理员接通。</p>' +
      '<p class="note">管理员：在服务器上运行 <code>npm run -s zy -- doctor</code>，看缺什么、怎么配；' +
      '只想试用，请设 <code>SANDBOX=on</code> 后重启，会有虚构的演示数据。</p></main>',
    script: 'page.js',
    bodyClass: 'page',
  });
