/** The login has ended: one sentence, and the way back in. What was typed is kept by drafts.js and unsent.js. */

/** What api.js tells the window when the server knows nobody any more; the event carries where to log in. */
export const LOGGED_OUT = 'loggedout';

export const LOGGED_OUT_WORDS = '登录已失效。填好的内容都留在这台设备上，重新登录后可以接着办。';

/**
 * Says so above a page.
 * @param {HTMLElement} main
 */
export function sayLoggedOut(main) {
  window.addEventListener(LOGGED_OUT, (event) => {
    if (document.querySelector('.strip') || !(event instanceof CustomEvent)) return;
    const strip = document.createElement('div');
    strip.className = 'strip';
    strip.setAttribute('role', 'alert');
    const link = document.createElement('a');
    link.href = event.detail;
    link.textContent = '重新登录';
    strip.append(LOGGED_OUT_WORDS, link);
    main.before(strip);
  });
}
