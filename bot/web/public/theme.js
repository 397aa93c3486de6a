// Runs before the first paint: a page must not flash white at somebody who reads in the dark.
(() => {
  const KEY = 'zy-theme';
  const root = document.documentElement;
  const system = window.matchMedia('(prefers-color-scheme: dark)');
  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null;
    }
  };
  const apply = () => {
    const theme = remembered() ?? (system.matches ? 'dark' : 'light');
    if (root.dataset.theme === theme) return;
    root.dataset.theme = theme;
    window.dispatchEvent(new CustomEvent('themechange', { detail: theme }));
  };
  apply();
  system.addEventListener('change', apply);
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-theme-toggle]')) return;
    try {
      localStorage.setItem(KEY, root.dataset.theme === 'dark' ? 'light' : 'dark');
    } catch {
      // Storage is switched off: the choice lasts as long as the page.
      root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
      return;
    }
    apply();
  });
})();
